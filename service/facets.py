"""Facets: what the articles that fit fall into, counted for the API and for the desk by one code.

Promises
    * Counts are over all that fit, never over a page; a count is the length of the list that its value gives.
    * What is counted in `CHEAP` seconds is counted for whoever asks. What takes longer is kept for `SPARE` times as
      long, so that counting takes one part in `SPARE` of the time; `OLDEST` is how old a count may be.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from copytaster.archive import Facets, Filters
from copytaster.archive.facets import NAMES
from copytaster.recent import Recent

CHEAP = 0.01
SPARE = 20
OLDEST = 30.0
"""Seconds."""
KEPT = 200
"""Counts of different filters that are kept."""

Key = tuple[Filters, bool, tuple[str, ...]]
Count = Callable[[Filters, Sequence[str]], Facets]


@dataclass(frozen=True, slots=True)
class _Counted:
    facets: Facets
    until: float


class Counts:
    """What was counted a moment ago. May be shared by threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: Recent[Key, _Counted] = Recent(KEPT)

    def of(self, count: Count, filters: Filters, names: Sequence[str] = NAMES) -> Facets:
        """The facets of what fits, as `count` finds them or found them a moment ago."""
        # Until when somebody may not see an article changes with every request; whether there is such a time does not.
        key = (replace(filters, visible_at=None), filters.visible_at is None, tuple(names))
        start = self._clock()
        known = self._kept.get(key)
        if known is not None and start < known.until:
            return known.facets
        found = count(filters, names)
        end = self._clock()
        if end - start > CHEAP:
            self._kept.put(key, _Counted(found, end + min(OLDEST, SPARE * (end - start))))
        return found

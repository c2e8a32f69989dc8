"""Facets: what the articles that fit fall into, counted for the API and for the desk by one code.

Promises
    * Counts are over all that fit, never over a page; a count is the length of the list that its value gives.
    * What takes long to count is kept for a moment, see `kept`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from copytaster.archive import Facets, Filters
from copytaster.archive.facets import NAMES
from service.kept import Kept

KEPT = 200
"""Counts of different filters that are kept."""

Key = tuple[Filters, bool, tuple[str, ...]]
Count = Callable[[Filters, Sequence[str]], Facets]


class Counts:
    """What was counted a moment ago. May be shared by threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._kept: Kept[Key, Facets] = Kept(KEPT, clock)

    def of(self, count: Count, filters: Filters, names: Sequence[str] = NAMES) -> Facets:
        """The facets of what fits, as `count` finds them or found them a moment ago."""
        # Until when somebody may not see an article changes with every request; whether there is such a time does not.
        key = (replace(filters, visible_at=None), filters.visible_at is None, tuple(names))
        return self._kept.of(key, lambda: count(filters, names))

"""What was counted a moment ago, for whoever asks the same.

Promises
    * What is counted in `CHEAP` seconds is counted for whoever asks. What takes longer is kept for `SPARE` times as
      long, so that counting takes one part in `SPARE` of the time; `OLDEST` is how old a count may be.
    * Bounded: by weight, see `Recent`. Any thread may ask.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from copytaster.recent import Recent

CHEAP = 0.01
SPARE = 20
OLDEST = 30.0
"""Seconds."""

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by what was asked. `most` is how much of them is kept, each as heavy as `weigh` says."""

    def __init__(
        self, most: int, clock: Callable[[], float] = time.monotonic, weigh: Callable[[V], int] = lambda _: 1
    ) -> None:
        self._clock = clock
        self._kept: Recent[K, tuple[V, float]] = Recent(most, lambda kept: weigh(kept[0]))

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, key: K, count: Callable[[], V]) -> V:
        """What `count` finds, or found a moment ago."""
        start = self._clock()
        known = self._kept.get(key)
        if known is not None and start < known[1]:
            return known[0]
        found = count()
        end = self._clock()
        if end - start > CHEAP:
            self._kept.put(key, (found, end + min(OLDEST, SPARE * (end - start))))
        return found

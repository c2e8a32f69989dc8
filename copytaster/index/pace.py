"""How much of the index one script call may walk over, for the server answers nobody else meanwhile."""

from __future__ import annotations

FIRST, MOST = 16, 256
"""Buckets in the first call, and in any. A full bucket takes 2 to 4 ms to forget from, an empty one next to nothing."""
SHORT, LONG = 0.01, 0.05
"""Seconds of a call: after one that took less the next walks over twice as many, after one that took more over half."""


class Pace:
    """Buckets of the next call of a sweep, by how long the last one took: calls of one sweep meet buckets about
    as full, since keys are spread by their hashes."""

    def __init__(self) -> None:
        self.step = FIRST

    def took(self, seconds: float) -> None:
        """The call over `step` buckets took so long."""
        if seconds < SHORT:
            self.step = min(MOST, self.step * 2)
        elif seconds > LONG:
            self.step = max(1, self.step // 2)

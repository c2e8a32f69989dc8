"""A token bucket for each API key.

Promises
    * A key that stays under its rate is never refused; one that goes over it waits no longer than it must.
    * Bounded: as many buckets as there are keys, no more.
    * One web process holds all buckets; with several each has its own, and the rate is that many times higher.
"""

from __future__ import annotations

import threading
from collections.abc import Callable


class Buckets:
    """`per_minute` requests a minute for each name, with bursts of up to a quarter minute's worth. `now`: seconds."""

    def __init__(self, per_minute: float, now: Callable[[], float]) -> None:
        self.rate = per_minute / 60.0
        self.burst = max(1.0, per_minute / 4.0)
        self._now = now
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, name: str) -> float:
        """0.0 when the request may go on, else the seconds until it may."""
        if self.rate <= 0:
            return 0.0
        now = self._now()
        with self._lock:
            tokens, then = self._buckets.get(name, (self.burst, now))
            tokens = min(self.burst, tokens + max(0.0, now - then) * self.rate)
            if tokens >= 1.0:
                self._buckets[name] = (tokens - 1.0, now)
                return 0.0
            self._buckets[name] = (tokens, now)
            return (1.0 - tokens) / self.rate

    def forget(self, names: set[str]) -> None:
        """Drop the buckets of keys that are no more."""
        with self._lock:
            for name in names & self._buckets.keys():
                del self._buckets[name]

"""A token bucket for each API key.

Promises
    * A key that stays under its rate is never refused; one that goes over it waits no longer than it must.
    * The buckets are in Redis, by its clock: however many web processes there are, a key has one.
    * Without Redis each process has buckets of its own, until Redis is back: a request waits for it no longer than
      `PATIENCE`, and not again within `AWAY`.
    * Bounded: a bucket that is full again is forgotten.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, cast

import redis

from copytaster.runtime import failover, keys

PATIENCE = 0.25
AWAY = 5.0
_MOST = 10_000

# The same sum as `_spend`, where several processes meet. Returns the seconds to wait, as text.
_SPEND = """
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(burst, (tonumber(held[1]) or burst) + math.max(0, now - (tonumber(held[2]) or now)) * rate)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = (1 - tokens) / rate end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], math.ceil(burst / rate) + 1)
return tostring(wait)
"""


class Buckets:
    """`per_minute` requests a minute for each name, with bursts of up to a quarter minute's worth.

    `now`: seconds that only go forward. `url`: of the Redis that other processes share; empty: there is none.
    """

    def __init__(self, per_minute: float, now: Callable[[], float], url: str = "") -> None:
        self.rate = per_minute / 60.0
        self.burst = max(1.0, per_minute / 4.0)
        self._now = now
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}
        self._ask_after = float("-inf")
        self._script: Any = None
        if url:
            client = redis.Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=None)
            self._script = client.register_script(_SPEND)

    def take(self, name: str) -> float:
        """0.0 when the request may go on, else the seconds until it may."""
        if self.rate <= 0:
            return 0.0
        if self._script is not None and self._now() >= self._ask_after:
            try:
                return float(cast(bytes, self._script([keys.rate(name)], [self.rate, self.burst])))
            except redis.RedisError:
                failover.let_go(self._script.registered_client)
                self._ask_after = self._now() + AWAY
        return self._spend(name)

    def _spend(self, name: str) -> float:
        now = self._now()
        with self._lock:
            if len(self._buckets) > _MOST:
                self._forget(now)
            tokens, then = self._buckets.get(name, (self.burst, now))
            tokens = min(self.burst, tokens + max(0.0, now - then) * self.rate)
            if tokens >= 1.0:
                self._buckets[name] = (tokens - 1.0, now)
                return 0.0
            self._buckets[name] = (tokens, now)
            return (1.0 - tokens) / self.rate

    def _forget(self, now: float) -> None:
        full = self.burst / self.rate
        self._buckets = {name: held for name, held in self._buckets.items() if now - held[1] < full}

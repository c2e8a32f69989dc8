"""Tells the relay that something waits, so that it need not poll fast.

Promises
    * A submission never waits for Redis, and never fails because of it: rings are sent from a thread of their own,
      many at once, and a ring that is lost is made up for by the relay's own polling.
    * The first ring is sent at once, the next `APART` later: an article that comes alone waits for nothing.

The bell is a list of one: `keys.DOORBELL`, pushed to and trimmed here; the relay takes it off with ``BRPOP``. What is
sent is always the same, so it is made ready once and sent on one connection: by a pipeline of the client's a ring took
more than twice as long.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any, Protocol

import redis

from copytaster.runtime import keys

APART = 0.05
"""Seconds from one ring to the next, which an article of a stream waits at most. A ring takes a tenth of a millisecond
of CPU here and wakes Redis and the relay, which looks, claims and makes a job: of articles that come one right after
the other several share all that."""

log = logging.getLogger("copytaster.service")


class _Counter(Protocol):
    def inc(self) -> None: ...


class Doorbell:
    """`ring` returns at once. `url` empty: there is no bell."""

    def __init__(self, url: str, failures: _Counter | None = None) -> None:
        self._failures = failures
        self._rung = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._client = redis.Redis.from_url(url, socket_connect_timeout=1.0, socket_timeout=2.0) if url else None

    def ring(self) -> None:
        if self._client is None:
            return
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._serve, name="doorbell", daemon=True)
                    self._thread.start()
        self._rung.set()

    def _serve(self) -> None:
        assert self._client is not None
        connection: Any = self._client.connection_pool.make_connection()  # it connects when it is to send
        ring = connection.pack_commands([("LPUSH", keys.DOORBELL, 1), ("LTRIM", keys.DOORBELL, 0, 0)])

        def send() -> None:
            connection.send_packed_command(ring)
            connection.read_response()
            connection.read_response()

        down = False
        while True:
            self._rung.wait()
            self._rung.clear()
            try:
                connection.retry.call_with_retry(send, lambda _: connection.disconnect())
                down = False
            except redis.RedisError as error:
                connection.disconnect()  # of what was answered some may be unread
                if self._failures is not None:
                    self._failures.inc()
                if not down:
                    log.warning("Redis cannot be reached; the relay will find what waits by itself: %s", error)
                down = True
            time.sleep(APART)

"""One process at a time looks after an index.

The lock is a courtesy that saves work; what protects the index from two builders is its generation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from redis.exceptions import LockNotOwnedError

from copytaster.index import IndexLost
from copytaster.index.client import Client

LOCK_SECONDS = 10.0
"""After which whoever was killed while it looked after the index is waited for no longer."""


@contextmanager
def alone(client: Client, prefix: str) -> Iterator[Callable[[], None]]:
    """Waits for its turn. Yields what must be called while it works, to keep the lock; that raises `IndexLost` when
    another process took over."""
    lock = client.lock(f"{prefix}:upkeep", timeout=LOCK_SECONDS, sleep=0.05)
    lock.acquire()
    renewed = time.monotonic()

    def keep() -> None:
        nonlocal renewed
        if time.monotonic() - renewed > LOCK_SECONDS / 3:
            renewed = time.monotonic()
            try:
                lock.reacquire()
            except LockNotOwnedError as error:
                # It ran out while a busy machine gave us no time. If nobody waited for it, it is ours again.
                if not lock.acquire(blocking=False):
                    raise IndexLost("another process took the upkeep of the index over") from error

    try:
        yield keep
    finally:
        # The lock is gone after a crash of the server, or when it ran out.
        with suppress(LockNotOwnedError):
            lock.release()

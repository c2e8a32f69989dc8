"""Waiting for the next event: one thread asks the archive for all who wait.

Promise: however many event streams there are, the archive is asked every `POLL` seconds, and not at all when nobody
waits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from copytaster.archive import ArchiveUnavailable

POLL = 0.3


class Watch:
    """`last` gives the number of the last event; `stopping` ends all waiting."""

    def __init__(self, last: Callable[[], int], stopping: threading.Event) -> None:
        self._last = last
        self._stopping = stopping
        self._changed = threading.Condition()
        self._seen = -1
        self._waiting = 0
        self._asking = False

    def wait(self, after: int, seconds: float) -> None:
        """Until there is an event above `after`, or `seconds` are over, or the service stops."""
        with self._changed:
            self._waiting += 1
            if not self._asking:
                self._asking = True
                threading.Thread(target=self._ask, name="watch", daemon=True).start()
            self._changed.wait_for(lambda: self._seen > after or self._stopping.is_set(), seconds)
            self._waiting -= 1

    def _ask(self) -> None:
        while True:
            try:
                seen = self._last()
            except ArchiveUnavailable:
                seen = self._seen
            with self._changed:
                self._seen = seen
                self._changed.notify_all()
                if not self._waiting or self._stopping.is_set():
                    self._asking = False
                    return
            self._stopping.wait(POLL)

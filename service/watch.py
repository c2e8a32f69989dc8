"""Waiting for the next event: one thread asks the archive for all who wait.

Promises
    * However many event streams there are, the archive is asked every `POLL` seconds, and not at all when nobody waits.
    * Streams that have come equally far are given the same page of events, which is read and rendered once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple

from copytaster.archive import ArchiveUnavailable

POLL = 0.3
PAGES = 16
"""Pages that are kept until the next event; streams that lag behind read their own."""


class Page(NamedTuple):
    """Events as they go over the line."""

    body: bytes
    last: int
    """The id of the last of them."""
    full: bool
    """Whether there may be more."""


class Watch:
    """`last` gives the number of the last event; `stopping` ends all waiting."""

    def __init__(self, last: Callable[[], int], stopping: threading.Event) -> None:
        self._last = last
        self._stopping = stopping
        self._changed = threading.Condition()
        self._seen = -1
        self._waiting = 0
        self._asking = False
        self._pages: dict[tuple[int, bool], Page] = {}
        self._pages_at = -1
        self._reading = threading.Lock()

    def page(self, after: int, read: Callable[[int], Page], sees_all: bool = True) -> Page:
        """What `read(after)` gives; whoever asks the same before the next event, and may see as much, is given the
        same."""
        key = after, sees_all
        with self._reading:
            if self._pages_at != self._seen:
                self._pages, self._pages_at = {}, self._seen
            if (found := self._pages.get(key)) is None:
                found = read(after)
                if self._pages_at > after and len(self._pages) < PAGES:
                    self._pages[key] = found
            return found

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

"""A reader of the events with a cursor: whoever tells others what happens, one process at a time.

Promises
    * One process at a time reads under a name: it holds a lease in the archive, and renews it while it reads. Who has
      lost it writes nothing any more.
    * How far was read moves when what came of it has arrived or is kept, not before.
    * Of what is under embargo nothing is read, unless who is told may know of it: `sees_all`.
    * Every failure is waited out; at the end the lease is given back.
"""

from __future__ import annotations

import logging
import threading
import time

from copytaster.archive import Archive, ArchiveUnavailable, Heard, Hook
from copytaster.runtime import clock
from copytaster.runtime.logs import event
from workers import pacing

LEASE = 60.0
"""Seconds."""
RENEW = 20.0
"""Seconds after which the lease is renewed, and a hand that moved the cursor is noticed."""
POLL = 1.0
"""Seconds between looks when there is nothing to read."""
NAP = 5.0
"""Longest sleep, in seconds, while the next try is far away."""


class Reader:
    """Reads under a name. `step` is one round."""

    log: logging.Logger
    batch = 100
    """Events in memory."""
    sees_all = False

    def __init__(self, archive: Archive, name: str, label: str) -> None:
        self._archive, self._name, self._label = archive, name, label
        self._holder = pacing.holder()
        self._hook: Hook | None = None
        self._lease_ends = 0.0

    def run(self, stop: threading.Event) -> None:
        """Until `stop`; every failure is waited out."""

        def away(error: ArchiveUnavailable) -> None:
            event(self.log, "archive-away", logging.WARNING, target=self._label, reason=error)

        def broken(error: Exception) -> None:
            event(self.log, "reader-broken", logging.ERROR, target=self._label, reason=repr(error)[:500])

        pacing.rounds(stop, lambda: self.step(stop), away, broken)
        self.leave()

    def step(self, stop: threading.Event) -> float:
        """One batch. Returns how many seconds nothing will be to do. Raises `ArchiveUnavailable`."""
        hook = self._held()
        if hook is None:
            return pacing.HELD
        if hook.next_try is not None and (wait := (hook.next_try - clock.now()).total_seconds()) > 0:
            return min(wait, NAP)
        heard = self._archive.events_for(hook.delivered, self.batch, None if self.sees_all else clock.now())
        self.take(hook, heard, stop)
        going_on = self._hook is None or self._hook.next_try is not None or heard.full
        return 0.0 if going_on else POLL

    def take(self, hook: Hook, heard: Heard, stop: threading.Event) -> None:
        """Does what is to be done with these events, of which there may be none, and moves the cursor."""
        raise NotImplementedError

    def leave(self) -> None:
        """Give the cursor to whoever comes."""
        hook, self._hook = self._hook, None
        if hook is not None:
            try:
                self._archive.leave_hook(hook)
            except ArchiveUnavailable as error:
                event(self.log, "lease-not-returned", logging.WARNING, target=self._label, reason=error)

    def _held(self) -> Hook | None:
        """How far was read, under a lease that has a while to go; None when it is somebody else's."""
        if self._hook is not None and self._lease_ends - time.monotonic() < LEASE - RENEW:
            self._renew(self._hook)
        if self._hook is None:
            asked = time.monotonic()
            self._keep(self._archive.take_hook(self._name, self._label, self._holder, LEASE), asked)
        return self._hook

    def _renew(self, hook: Hook) -> None:
        self._move(hook, hook.delivered, sent=False)

    def _move(self, hook: Hook, cursor: int, sent: bool = True) -> None:
        """Writes down how far was read, and prolongs the lease. `sent`: something has arrived since the last time."""
        asked = time.monotonic()
        self._keep(self._archive.told(hook, cursor, clock.now(), LEASE, sent), asked)

    def _keep(self, hook: Hook | None, asked: float) -> None:
        """Remember what the archive said of the lease; `asked`: when it was asked, on our own clock."""
        self._hook, self._lease_ends = hook, asked + LEASE

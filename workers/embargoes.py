"""Telling that embargoes have ended, see `copytaster.archive.embargoes`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from copytaster.archive import Archive, ArchiveUnavailable
from copytaster.runtime.clock import now
from copytaster.runtime.logs import event
from workers import pacing

log = logging.getLogger("copytaster.embargoes")

LOOK = 1.0
"""Seconds between looks."""


class Embargoes:
    """Run by the relay in a thread of its own. Several may run: what one has told of the others do not find."""

    def __init__(self, archive: Archive, clock: Callable[[], datetime] = now) -> None:
        self._archive, self._clock = archive, clock

    def run(self, stop: threading.Event) -> None:
        """Until `stop`; every failure is waited out."""

        def away(error: ArchiveUnavailable) -> None:
            event(log, "archive-away", logging.WARNING, reason=error)

        def broken(error: Exception) -> None:
            event(log, "embargoes-broken", logging.ERROR, reason=repr(error)[:500])

        pacing.rounds(stop, self.step, away, broken)

    def step(self) -> float:
        """Tells of what ended first. Returns how many seconds nothing will be to do."""
        freed = self._archive.free(self._clock())
        if freed:
            event(log, "freed", articles=freed)
        return 0.0 if freed else LOOK

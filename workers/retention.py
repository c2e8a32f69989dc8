"""Retention: articles older than a set age leave archive, index and the reports of others; deeds leave the archive.

Promises
    * Bounded: `retention_batch` articles at a time, each removed in a transaction of its own, a pause between batches.
    * The index keeps nothing that the archive has forgotten: an article leaves the index first, so that one whose
      removal broke off is still there to be found, and is removed again; and once an hour members that the archive does
      not know (deleted while Redis was away) are swept out.
    * Each removal leaves an audit line: an event in the archive, and a line in the log at every level.
    * Events of that age leave the archive too, however many an article has.
    * It goes on whatever went wrong: nobody would notice that it had ended before somebody looked for what is too old.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from redis import RedisError

from copytaster import fingerprint as fp
from copytaster.archive import Archive, Removed
from copytaster.index import Index, IndexLost
from copytaster.runtime import audit, clock, tally
from copytaster.runtime.logs import event
from copytaster.settings import Settings
from workers import pacing

log = audit.log

PAUSE = 0.2
"""Seconds between two batches: whoever waits to write comes in between."""
LOOK = 60.0
"""Seconds between looks when nothing is old enough."""
SWEEP = 3_600.0
"""Seconds between sweeps of the index."""
EVENTS = 1_000
"""That are taken away in one transaction."""


class Retention:
    """Run by the relay in a thread of its own. Several may run: what one has removed the others do not find."""

    def __init__(self, archive: Archive, index: Index, settings: Settings) -> None:
        self._archive = archive
        self._index = index
        self._settings = settings
        self._sweep_after = 0.0

    def run(self, stop: threading.Event) -> None:
        """Until `stop`; every failure is waited out."""

        def broken(error: Exception) -> None:
            event(log, "retention-broken", logging.ERROR, reason=repr(error)[:500])

        pacing.rounds(stop, self.round, _waits, broken)

    def round(self) -> float:
        """One batch, and the sweep when it is time to. Returns how many seconds nothing will be to do."""
        try:
            if time.monotonic() >= self._sweep_after:
                with contextlib.suppress(IndexLost):  # it is built from the archive: the next round looks at it
                    self.sweep()
                    self._sweep_after = time.monotonic() + SWEEP
            now = clock.now()
            removed, forgotten = self.step(now), self.forget_events(now)
        except RedisError as error:
            _waits(error)
            return LOOK
        return PAUSE if removed or forgotten == EVENTS else LOOK

    def step(self, now: datetime) -> int:
        """Remove one batch of what is too old at `now`; how many articles that was."""
        self._archive.forget_drafts(now)
        if self._settings.deed_days > 0:
            self._archive.forget_deeds(now - timedelta(days=self._settings.deed_days))
        days = self._settings.retention_days
        if days <= 0:
            return 0
        before = now - timedelta(days=days)
        aged = self._archive.aged(before, self._settings.retention_batch)
        self._forget(aged)
        gone = self._archive.purge(before, self._settings.retention_batch, now)
        self._forget(gone)  # again: a worker may have added one while it was checked
        for removed in gone:
            event(log, "deleted", article=removed.article_id, seq=removed.seq, why="retention", days=days)
        tally.shared.count(tally.REMOVED, n=len(gone))
        return len(gone)

    def forget_events(self, now: datetime) -> int:
        """Take away `EVENTS` events that are too old at `now`; how many that was. An article has several, and of one
        that was deleted on request they are left: a batch of articles does not take as many along as there are."""
        days = self._settings.retention_days
        return self._archive.forget_events(now - timedelta(days=days), EVENTS) if days > 0 else 0

    def sweep(self) -> int:
        """Take members out of the index that the archive does not have; how many. Raises `IndexLost`."""
        # The index first: what is accepted afterwards is no member yet.
        members = {int(seq) for seq in self._index.members()}
        last = 0
        while members and (batch := self._archive.seqs(last)):
            members.difference_update(batch)
            last = batch[-1]
        if members:
            self._index.forget(members)
            event(log, "swept", articles=len(members))
        return len(members)

    def _forget(self, items: Iterable[Removed]) -> None:
        for item in items:
            if item.fingerprint is None or item.fingerprint.version != fp.VERSION:
                # Of another version: what the index holds of it was made anew from its text, which is gone or going.
                with contextlib.suppress(IndexLost):
                    self._index.forget([item.seq])
                continue
            with contextlib.suppress(IndexLost):
                self._index.remove(item.seq, fp.decode(item.fingerprint.body))


def _waits(error: Exception) -> None:
    event(log, "retention-waits", logging.WARNING, reason=error)

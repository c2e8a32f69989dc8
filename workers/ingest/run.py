"""`copytaster ingest`: a thread for each source, which looks, waits, and waits longer when it failed."""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Protocol

from redis import Redis, RedisError

from copytaster.archive import Archive, ArchiveUnavailable, Source
from copytaster.runtime import clock, failover, tally
from copytaster.runtime.logs import event
from copytaster.settings import SettingError, Settings
from workers import pacing
from workers.ingest.config import FILE, AnySource, FeedSource, FolderSource, sources
from workers.ingest.feeds import FeedReader
from workers.ingest.fetch import Fetcher
from workers.ingest.folders import FolderReader
from workers.ingest.front import Away, Front
from workers.ingest.hand import LEASE, Failed, Hand, Lost, Stopped
from workers.ingest.mailboxes import MailboxReader

log = logging.getLogger("copytaster.ingest")

LONGEST_PAUSE = 3_600.0
KEPT_DAYS = 400
"""How long it is remembered that an item was taken."""
FORGET = 3_600.0
LEAVE = 5.0
"""Seconds that the threads are given to stop."""


class Reader(Protocol):
    """What a kind of source is read by."""

    def look(self, hand: Hand, cursor: dict[str, Any]) -> dict[str, Any]:
        """One round; the cursor of the next. Raises `Failed`, `Away`, `Lost`, `Stopped`."""


def reader_of(source: AnySource, settings: Settings) -> Reader:
    """Raises `SettingError`."""
    if isinstance(source, FeedSource):
        return FeedReader(source)
    if isinstance(source, FolderSource):
        return FolderReader(source, settings.home)
    try:
        return MailboxReader(source)
    except ValueError as error:
        raise SettingError(f"{FILE}: {source.label}: {error}") from None


class Looker:
    """Reads one source. `step` is one round."""

    def __init__(
        self, config: AnySource, archive: Archive, settings: Settings, fetcher: Fetcher, stop: threading.Event,
        luck: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self.config = config
        self._archive = archive
        self._stop = stop
        self._luck = luck
        self._reader = reader_of(config, settings)
        self._front = Front(settings)
        self._hand = Hand(config, archive, self._front, settings, fetcher, stop)
        self._holder = pacing.holder()
        self._row: Source | None = None
        self._away = ""

    def run(self) -> None:
        """Until the process is told to stop; every failure is waited out."""

        def away(error: ArchiveUnavailable) -> None:
            self._say_away(f"archive: {error}")

        def broken(error: Exception) -> None:
            event(log, "source-broken", logging.ERROR, source=self.config.label, reason=repr(error)[:500])

        pacing.rounds(self._stop, self.step, away, broken, self._wait)
        self._leave()
        self._front.close()

    def step(self) -> float:
        """One round. Returns how many seconds nothing will be to do. Raises `ArchiveUnavailable`."""
        row = self._held()
        if row is None:
            return pacing.HELD
        if (wait := self._early(row)) > 0:
            return wait
        cursor = self._hand.begin(row)
        try:
            self._front.knock()  # nobody is asked for what could not be handed in
            after = self._reader.look(self._hand, cursor)
        except Stopped:
            return 0.0
        except Lost:
            self._row = None
            return pacing.HELD
        except Away as error:
            self._say_away(str(error))
            return error.seconds
        except (Failed, SettingError) as error:
            return self._failed(row, str(error), getattr(error, "seconds", 0.0))
        return self._looked(row, after)

    def _early(self, row: Source) -> float:
        """Seconds for which the source is to be left alone: after a restart, too, and whoever looked last."""
        if row.next_look is None or isinstance(self._reader, FolderReader):
            return 0.0
        due = row.next_look
        if not row.failures and row.looked_at is not None:  # the file may ask for more looks than it did
            due = min(due, row.looked_at + timedelta(seconds=self.config.every))
        return (due - clock.now()).total_seconds()

    def _looked(self, row: Source, after: dict[str, Any]) -> float:
        pause = self._pause_after(after)
        if row.failures or self._away:
            event(log, "source-back", source=self.config.label, failures=row.failures)
            self._away = ""
        now = clock.now()
        self._row = self._archive.looked(row, _packed(after), now, now + timedelta(seconds=pause), LEASE)
        tally.shared.count(tally.LOOKS, self.config.kind, "read")
        return pause

    def _pause_after(self, after: dict[str, Any]) -> float:
        if after.pop("more", False):
            return 0.0
        if after.pop("waits", False) and isinstance(self.config, FolderSource):
            return min(self.config.settle, self.config.every)
        return self.config.every

    def _failed(self, row: Source, reason: str, asked: float) -> float:
        failures = row.failures + 1
        every = self.config.every
        pause = max(pacing.pause(every, max(LONGEST_PAUSE, every), row.failures, self._luck()), asked)
        event(log, "source-failed", logging.WARNING, source=self.config.label, reason=reason, failures=failures,
              next_look_in=pause)  # fmt: skip
        now = clock.now()
        self._row = self._archive.not_looked(row, reason, now, now + timedelta(seconds=pause), LEASE)
        tally.shared.count(tally.LOOKS, self.config.kind, "failed")
        return pause

    def _held(self) -> Source | None:
        """The source as it stands, under a lease; None when it is somebody else's."""
        if self._row is not None:
            self._row = self._archive.hold_source(self._row, LEASE)
        if self._row is None:
            config = self.config
            self._row = self._archive.take_source(config.id, config.kind, config.label, self._holder, LEASE)
        return self._row

    def _leave(self) -> None:
        row, self._row = self._row, None
        if row is not None:
            try:
                self._archive.leave_source(row)
            except ArchiveUnavailable as error:
                event(log, "lease-not-returned", logging.WARNING, source=self.config.label, reason=error)

    def _wait(self, pause: float) -> None:
        """`pause` seconds; a folder that changes ends them."""
        if isinstance(self._reader, FolderReader) and pause >= self.config.every:
            self._reader.wait(self._stop, min(pause, LEASE / 3))
            return
        if pause > LEASE / 3:  # whoever looks next asks when that should be
            self._leave()
        self._stop.wait(pause)

    def _say_away(self, reason: str) -> None:
        if reason != self._away:
            event(log, "ingest-waits", logging.WARNING, source=self.config.label, reason=reason)
        self._away = reason


def serve(archive: Archive, settings: Settings, client: Redis | None, stop: threading.Event) -> None:
    """Read all sources of the file until `stop`; when the file changes, those that it names now.

    Raises `SettingError` for a file that cannot be used when this begins; later what runs goes on.
    """
    configs: Sequence[AnySource] = sources(settings)
    forget_at = 0.0
    while not stop.is_set():
        with _Running(configs, archive, settings):
            while not stop.wait(tally.SECONDS):
                _flush(client)
                if time.monotonic() >= forget_at:
                    forget_at = time.monotonic() + FORGET
                    _forget(archive)
                if (changed := _changed(settings, configs)) is not None:
                    event(log, "sources-changed", sources=len(changed))
                    configs = changed
                    break
        _flush(client)


class _Running:
    """The threads of some sources, while they are read."""

    def __init__(self, configs: Sequence[AnySource], archive: Archive, settings: Settings) -> None:
        self._stop = threading.Event()
        fetcher = Fetcher(self._stop)
        lookers = [Looker(config, archive, settings, fetcher, self._stop) for config in configs]
        self._threads = [
            threading.Thread(target=looker.run, name=f"source-{looker.config.id}", daemon=True) for looker in lookers
        ]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()
        event(log, "ready", sources=len(self._threads))

    def __exit__(self, *_: object) -> None:
        """Who is in the middle of something slow is left behind; it ends with the next thing that it does."""
        self._stop.set()
        until = time.monotonic() + LEAVE
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))


def _changed(settings: Settings, configs: Sequence[AnySource]) -> Sequence[AnySource] | None:
    try:
        found = sources(settings)
        for source in found if found != configs else ():
            reader_of(source, settings)
    except SettingError as error:  # somebody is writing it, or made a mistake: what runs goes on
        event(log, "sources-unreadable", logging.WARNING, reason=error)
        return None
    return found if found != configs else None


def _forget(archive: Archive) -> None:
    try:
        while archive.forget_taken(clock.now() - timedelta(days=KEPT_DAYS), 500) == 500:
            pass
    except ArchiveUnavailable as error:
        event(log, "ingest-waits", logging.WARNING, source="-", reason=error)


def _flush(client: Redis | None) -> None:
    if client is not None:
        try:
            tally.shared.flush(client)
        except RedisError:  # counted later
            failover.let_go(client)


def _packed(cursor: dict[str, Any]) -> str:
    return json.dumps(cursor, separators=(",", ":"))

"""What a reader of a source works with: the front door, what was taken already, and the lease that it reads under."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from collections.abc import Iterable
from typing import Any

from copytaster.archive import Archive, Source, Taken
from copytaster.runtime import clock, tally
from copytaster.runtime.logs import event
from copytaster.settings import Settings
from workers.ingest.config import AnySource
from workers.ingest.fetch import Fetcher
from workers.ingest.front import Document, Front, Told, saying

log = logging.getLogger("copytaster.ingest")

LEASE = 120.0
"""Seconds. Longer than anything that a reader does between two renewals: a page that is fetched, a document that is
taken."""
TRIES = 5
"""How often an item that could not be had is tried."""
LABEL = 300


class Lost(Exception):
    """Somebody else reads the source by now."""


class Stopped(Exception):
    """The process was told to stop."""


class Failed(Exception):
    """The source could not be read; the message says why. `seconds`: that it asks us to wait."""

    def __init__(self, reason: str, seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Hand:
    """Of one source, for one thread."""

    def __init__(
        self, config: AnySource, archive: Archive, front: Front, settings: Settings, fetcher: Fetcher,
        stop: threading.Event,
    ) -> None:  # fmt: skip
        self.config, self.settings, self.fetcher, self.stop = config, settings, fetcher, stop
        self._archive, self._front = archive, front
        self._row: Source | None = None
        self._renew_at = 0.0

    def begin(self, row: Source) -> dict[str, Any]:
        """Work under this lease from now on. Returns how far the source was read."""
        self._row = row
        self._renew_at = time.monotonic() + LEASE / 3
        found = json.loads(row.cursor)
        return found if isinstance(found, dict) else {}

    def known(self, names: Iterable[str]) -> dict[str, Taken]:
        """name → what became of it, of the items that were met before."""
        keys = {key_of(name): name for name in names}
        found = self._archive.taken(self.config.id, keys)
        return {keys[key]: item for key, item in found.items()}

    def go_on(self) -> None:
        """To be called before each item. Raises `Stopped`, `Lost`."""
        if self.stop.is_set():
            raise Stopped
        if time.monotonic() >= self._renew_at:
            assert self._row is not None
            self._row = self._archive.hold_source(self._row, LEASE)
            if self._row is None:
                raise Lost
            self._renew_at = time.monotonic() + LEASE / 3

    def offer(self, document: Document, name: str, version: str) -> Told:
        """Submit one article under a key of its own. Raises `front.Away`."""
        key = f"{self.config.id}.{key_of(name)}.{version}"
        return self._front.submit(saying(document, self.config.metadata), key)

    def offer_file(self, document: Document, many: bool) -> list[Told]:
        """Submit a document that is known by what is in it; `many`: it may hold several articles. Raises `Away`."""
        said = saying(document, self.config.metadata)
        return self._front.batch(said) if many else [self._front.submit(said)]

    def note(self, name: str, version: str, label: str, told: Told, tries: int = 0) -> None:
        """What became of an item; `tries` above 0: it is still to be had."""
        outcome = "taken" if told.article_id else "again" if tries else "refused"
        at = clock.now()
        item = Taken(self.config.id, key_of(name), version, label[:LABEL], told.article_id, told.reason, tries, at)
        self._archive.note_taken(item)
        tally.shared.count(tally.INGESTED, self.config.kind, outcome)
        level = logging.INFO if told.article_id else logging.WARNING
        event(log, f"item-{outcome}", level, source=self.config.label, item=label[:LABEL],
              article=told.article_id or "-", **({"reason": told.reason} if told.reason else {}))  # fmt: skip


def key_of(name: str) -> str:
    """An item as the archive knows it: names are whatever sources send."""
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()

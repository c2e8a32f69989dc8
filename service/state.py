"""What one web process holds: settings, archive, index, cleaners, gate, metrics, doorbell, and the clock.

``app.extensions["copytaster"]`` is the `State`; `state` is the one of the request at hand. API and pages both go
through it, so that what they do to an article is the same.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from flask import current_app

from copytaster.archive import Archive, ArchiveUnavailable, Asked
from copytaster.archive.migrate import HEAD
from copytaster.index import Index
from copytaster.index.client import connect
from copytaster.index.redis import RedisIndex
from copytaster.runtime import clock, logs
from copytaster.settings import Settings
from service.access import sessions
from service.access.auth import Gate
from service.cleaning.pool import Cleaners
from service.counted import Counted
from service.doorbell import Doorbell
from service.errors import unavailable
from service.facets import Counts
from service.kept import Kept
from service.observe import Metrics
from service.probe import Probe
from service.watch import Watch

EXTENSION = "copytaster"
MIGRATE_AGAIN = 2.0
"""Seconds between attempts to bring up the schema of a database that could not be reached."""
CHECK_SECONDS = 20.0
"""How long the look at the archive's file may take."""
MOST_USES = 100_000
"""Uses that were counted lately and are kept, some 600 bytes each."""
QUEUE_FRESH = 0.5
"""Seconds for which a count of what waits is good enough."""

log = logging.getLogger("copytaster.service")


class State:
    """Made by `create_app`. Tests hand in an archive, an index or cleaners of their own."""

    def __init__(
        self,
        settings: Settings,
        *,
        archive: Archive | None = None,
        index: Index | None = None,
        cleaners: Cleaners | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self.settings = settings
        self.now = now
        self.metrics = Metrics()
        self.gate = Gate(settings, sessions.secret(settings.home), lambda: self.archive, lambda: self.now())
        self.cleaners = cleaners or Cleaners(settings, self.metrics)
        self.doorbell = Doorbell(settings.queue_redis, self.metrics.doorbell_failures)
        self.stopping = threading.Event()
        self.waiters = threading.BoundedSemaphore(max(1, settings.web_threads // 2))
        """Who may hold a thread while waiting for a check; the others get a 202 at once."""
        self.drafts = threading.BoundedSemaphore(2)
        """Drafts being checked in this process at one time."""
        self.streams = threading.BoundedSemaphore(max(1, settings.event_streams))
        self._archive = archive or Archive.open(settings.archive_url)
        self._index = index
        self._schema = False
        self._schema_lock = threading.Lock()
        self._schema_tried = float("-inf")
        self._waiting = (float("-inf"), 0)
        self.counts = Counts()
        self.usages: Kept[tuple[Asked, bool, str], Counted] = Kept(MOST_USES, weigh=lambda found: 1 + len(found.uses))
        self.archive_probe = Probe(self._ask_archive)
        self.damage = ""
        """What is wrong with the file of the archive; empty: nothing that was found."""
        self.watch = Watch(lambda: self._archive.last_event(), self.stopping)

    # -- the archive ------------------------------------------------------------------------------------------------

    @property
    def archive(self) -> Archive:
        """The archive, with its schema up to date. Raises `Problem` (503) while it cannot be reached."""
        if not self._schema and not self.bring_up_schema():
            raise unavailable("The archive cannot be reached. Nothing was stored; try again.")
        return self._archive

    def bring_up_schema(self) -> bool:
        """Whether the schema is there, migrating when it is not; tries at most once in `MIGRATE_AGAIN` seconds."""
        with self._schema_lock:
            if self._schema:
                return True
            if time.monotonic() - self._schema_tried < MIGRATE_AGAIN:
                return False
            try:
                self._archive.migrate()
                self._schema = True
            except (ArchiveUnavailable, OSError) as error:
                logs.event(log, "archive-unavailable", logging.WARNING, why=str(error))
            finally:
                self._schema_tried = time.monotonic()
            return self._schema

    def warm_up(self) -> None:
        """Start what takes a while, in the background: the cleaners, the schema, and a look at the file."""
        self.cleaners.start()
        threading.Thread(target=self._bring_up_archive, name="archive", daemon=True).start()

    def _bring_up_archive(self) -> None:
        if self.bring_up_schema():
            self.damage = self._archive.damage(CHECK_SECONDS)
            if self.damage:
                logs.event(log, "archive-damaged", logging.ERROR, why=self.damage)

    def _ask_archive(self) -> str:
        if not self.bring_up_schema():
            return "cannot be reached, or its schema is not there"
        try:
            if self._archive.take_a_write(HEAD):
                return ""
            schema = self._archive.schema()
        except ArchiveUnavailable as error:
            return str(error)
        # Restored from a backup, or migrated by a newer program, while this one was running.
        return f"its schema is {schema or 'not there'}, this program needs {HEAD}"

    def waiting(self) -> int:
        """Articles accepted and not yet checked, as of at most `QUEUE_FRESH` seconds ago."""
        then, count = self._waiting
        if time.monotonic() - then >= QUEUE_FRESH:
            queue = self.archive.queue()
            count = queue.waiting + queue.checking
            self._waiting = (time.monotonic(), count)
        return count

    # -- the index --------------------------------------------------------------------------------------------------

    @property
    def index(self) -> Index:
        """The fingerprint index. Raises `Problem` (503) when none is configured."""
        if self._index is None:
            url = self.settings.index_redis
            if not url:
                raise unavailable("No index is configured.", "no_index")
            self._index = RedisIndex(lambda: connect(url, wait=10.0), common=self.settings.common)
        return self._index

    def close(self) -> None:
        self.stopping.set()
        self.cleaners.close()
        self._archive.close()


def state() -> State:
    """The `State` of the app at hand."""
    found: State = current_app.extensions[EXTENSION]
    return found

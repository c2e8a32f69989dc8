"""What happened, in order, for the server-sent stream and the webhooks (`hooks` keeps how far each of those was told).

Promise: a reader that asks for what came after the last id it saw misses nothing. PostgreSQL deals ids before it
commits, so an event may appear below one that is visible already. Every writer of events therefore holds a shared lock
until its end, and `events` waits for the writers that it finds holding it; what they may still overtake, it keeps back.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive import codec
from copytaster.archive.readers import hidden_among
from copytaster.archive.records import Event
from copytaster.archive.schema import events
from copytaster.archive.statement import Statement
from copytaster.archive.store import Store

ACCEPTED, CHECKED, CHANGED, FAILED, DELETED, JUDGED, FREED = (
    "accepted", "checked", "changed", "failed", "deleted", "judged", "freed"
)  # fmt: skip
KINDS = (ACCEPTED, CHECKED, CHANGED, FAILED, DELETED, JUDGED, FREED)
WITHHELD = "withheld"
"""In the detail of a deletion: the article was under embargo, and who might not see it is not told that it is gone."""

_LOCK = 0x65766E74  # an arbitrary number of our own
_NEW = Statement(sa.insert(events))
_PATIENCE = 50
_PAUSE = 0.004  # seconds


def emit(connection: Connection, kind: str, article_ids: Sequence[str], at: datetime, **detail: Any) -> None:
    """One event for each article."""
    if article_ids:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(_LOCK)))
        body = codec.dumps(detail)
        _NEW.run_each(connection, [{"kind": kind, "article_id": i, "at": at, "detail": body} for i in article_ids])


class Heard(NamedTuple):
    """A page of events for one reader."""

    events: list[Event]
    last: int
    """The id up to which was looked: that of the last event, told or not."""
    full: bool
    """There may be more."""


class Events(Store):
    """What happened, numbered so that nobody who reads on misses any of it."""

    def events(self, after_id: int = 0, limit: int = 500) -> list[Event]:
        """Events with an id above `after_id`, oldest first, at most `limit`."""
        statement = sa.select(events).where(events.c.id > after_id).order_by(events.c.id).limit(limit)
        with self.reading() as connection:
            found = connection.execute(statement).all()
        if found and self.postgres:
            last = found[-1].id
            if not self._writers_ended():
                return []  # one hangs: better late than never, the next call asks again
            with self.reading() as connection:  # by now everything that could lie below is there, or never will be
                found = connection.execute(statement.where(events.c.id <= last)).all()
        return [Event(row.id, row.kind, row.article_id, row.at, json.loads(row.detail)) for row in found]

    def events_for(self, after_id: int, limit: int, visible_at: datetime | None) -> Heard:
        """As `events`, without what tells of articles whose embargo holds at that moment."""
        found = self.events(after_id, limit)
        last, full = found[-1].id if found else after_id, len(found) == limit
        if visible_at is None or not found:
            return Heard(found, last, full)
        with self.reading() as connection:
            unseen = hidden_among(connection, {i for one in found for i in _told_of(one)}, visible_at)
        seen = (
            one
            for one in found
            if not {one.article_id, one.detail.get("source_id")} & unseen and WITHHELD not in one.detail
        )
        return Heard([replace(one, detail=_without(one.detail, unseen)) for one in seen], last, full)

    def last_event(self) -> int:
        """The highest id so far, 0 when nothing happened yet: where a new reader begins."""
        with self.reading() as connection:
            return connection.execute(sa.select(sa.func.max(events.c.id))).scalar_one() or 0

    def _writers_ended(self) -> bool:
        """Waits for those that write events at this moment."""
        waiting = self._writing_events()
        for _ in range(_PATIENCE):
            if not waiting:
                return True
            time.sleep(_PAUSE)
            waiting &= self._writing_events()
        return not waiting

    def _writing_events(self) -> set[str]:
        holders = sa.text(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0"
            " AND objid = :lock AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        with self.reading() as connection:
            return set(connection.execute(holders, {"lock": _LOCK}).scalars())


def _told_of(event: Event) -> set[str]:
    """The articles of which an event tells."""
    return {i for i in (event.article_id, event.detail.get("source_id"), event.detail.get("version_of")) if i}


def _without(detail: Mapping[str, Any], unseen: Collection[str]) -> Mapping[str, Any]:
    return {k: v for k, v in detail.items() if k != "version_of" or v not in unseen} if unseen else detail

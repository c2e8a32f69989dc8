"""What happened, in order, for the server-sent stream and the webhooks.

Promise: a reader that asks for what came after the last id it saw misses nothing. On PostgreSQL ids are dealt before
commits, so an event may appear below one that is visible already; `events` therefore waits for the transactions
that were under way when it looked, and until then hides what they may still overtake.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive import codec
from copytaster.archive.records import Event
from copytaster.archive.schema import events
from copytaster.archive.store import Store

ACCEPTED, CHECKED, CHANGED, FAILED, DELETED, JUDGED = "accepted", "checked", "changed", "failed", "deleted", "judged"

_PATIENCE = 50
_PAUSE = 0.004  # seconds


def emit(connection: Connection, kind: str, article_ids: Sequence[str], at: datetime, **detail: Any) -> None:
    """One event for each article. On PostgreSQL only after another write of the same transaction."""
    if article_ids:
        body = codec.dumps(detail)
        connection.execute(
            sa.insert(events), [{"kind": kind, "article_id": i, "at": at, "detail": body} for i in article_ids]
        )


class Events(Store):
    def events(self, after_id: int = 0, limit: int = 500) -> list[Event]:
        """Events with an id above `after_id`, oldest first, at most `limit`."""
        statement = sa.select(events).where(events.c.id > after_id).order_by(events.c.id).limit(limit)
        with self.reading() as connection:
            found = connection.execute(statement).all()
        if found and self.postgres:
            # Read once more, up to the same id, when everything that could lie below it is either there or gone.
            last = found[-1].id
            self._wait_for_writers()
            with self.reading() as connection:
                found = connection.execute(statement.where(events.c.id <= last)).all()
        return [Event(row.id, row.kind, row.article_id, row.at, json.loads(row.detail)) for row in found]

    def last_event(self) -> int:
        """The highest id so far, 0 when nothing happened yet: where a new reader begins."""
        with self.reading() as connection:
            return connection.execute(sa.select(sa.func.max(events.c.id))).scalar_one() or 0

    def _wait_for_writers(self) -> None:
        with self.reading() as connection:
            horizon = connection.execute(sa.text("SELECT txid_snapshot_xmax(txid_current_snapshot())")).scalar_one()
        for _ in range(_PATIENCE):
            with self.reading() as connection:
                oldest = connection.execute(sa.text("SELECT txid_snapshot_xmin(txid_current_snapshot())")).scalar_one()
            if oldest >= horizon:
                return
            time.sleep(_PAUSE)

"""The outbox: who is to be checked, by whom, until when.

Promises
    * An article is checked under one lease at a time; each claim has a higher fence than the one before.
    * A lease that runs out makes the article due again, however often: it fails only when a worker says so, with a
      reason that an editor can read.
    * Nothing accepted is forgotten: an article leaves the queue only checked, failed or deleted.
    * A lease begins and ends by the clock of the database, whatever the clocks of those who work say.
    * `queued_at` is when the article came, or an editor asked again: a lease that ran out, or was given back, does not
      make the wait look shorter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive import events, prepared
from copytaster.archive.records import Lease
from copytaster.archive.schema import articles, outbox
from copytaster.archive.store import Store, chunks
from copytaster.model import Status

QUEUED, CHECKING, CHECKED, FAILED = (s.value for s in (Status.QUEUED, Status.CHECKING, Status.CHECKED, Status.FAILED))
_WAITING = {"status": QUEUED, "worker": None, "lease_until": None}


class Queueing(Store):
    """The queue: leases on articles, their renewal, return and end."""

    def claim(self, limit: int, worker: str, lease_seconds: float) -> list[Lease]:
        """Leases on the articles that wait, first come first; never one that another claim holds."""
        with self.reading() as connection:  # most looks find nothing: do not queue for the write lock
            if prepared.ANY_DUE.first(connection) is None:
                return []
        with self.writing() as connection:
            rows = prepared.DUE.all(connection, {"most": limit})
            seqs = [row.seq for row in rows]
            if not seqs:
                return []
            until = self.moment_at(connection, lease_seconds)
            for some in chunks(seqs):
                prepared.CLAIMED.run(connection, {"seqs": some, "worker": worker, "lease_until": until})
        return [replace(lease, fence=lease.fence + 1, tries=lease.tries + 1) for lease in map(_lease, rows)]

    def renew(self, leases: Sequence[Lease], lease_seconds: float) -> set[int]:
        """Prolongs the leases. Returns the `seq` of those still held; work on any other is for nothing."""
        with self.writing() as connection:
            seqs = _lock_held(connection, leases)
            until = self.moment_at(connection, lease_seconds)
            for some in chunks(sorted(seqs)):
                prepared.RENEWED.run(connection, {"seqs": some, "lease_until": until})
        return seqs

    def release(self, leases: Sequence[Lease]) -> int:
        """Gives articles back unchecked, as a worker does that is told to stop. It does not count as a try."""
        with self.writing() as connection:
            seqs = _lock_held(connection, leases)
            for some in chunks(sorted(seqs)):
                again = sa.update(outbox).where(outbox.c.seq.in_(some))
                connection.execute(again.values(**_WAITING, tries=outbox.c.tries - 1))
        return len(seqs)

    def expire(self) -> int:
        """Makes the articles due again whose leases ran out, and returns how many. Why they did nobody knows here."""
        ran_out = sa.select(outbox.c.seq).where(outbox.c.status == CHECKING, outbox.c.lease_until <= self.moment())
        with self.reading() as connection:
            if connection.execute(ran_out.limit(1)).first() is None:
                return 0
        with self.writing() as connection:
            seqs = connection.execute(ran_out.order_by(outbox.c.seq).with_for_update(skip_locked=True)).scalars().all()
            for some in chunks(seqs):
                connection.execute(sa.update(outbox).where(outbox.c.seq.in_(some)).values(**_WAITING))
        return len(seqs)

    def fail(self, lease: Lease, reason: str, now: datetime) -> bool:
        """Sets the article aside with a reason for the editors. False: the lease is no longer held."""
        with self.writing() as connection:
            if not _lock_held(connection, [lease]):
                return False
            _fail(connection, lease.seq, reason, now)
        return True

    def retry(self, article_id: str, now: datetime) -> bool:
        """Queues a failed or a checked article once more. False: it is on its way, or not here."""
        seq = sa.select(articles.c.seq).where(articles.c.id == article_id).scalar_subquery()
        with self.writing() as connection:
            done = connection.execute(
                sa.update(outbox)
                .where(outbox.c.seq == seq, outbox.c.status.in_([FAILED, CHECKED]))
                .values(**_WAITING, tries=0, error=None, queued_at=now)
            )
            return done.rowcount > 0


def _lease(row: Any) -> Lease:
    return Lease(row.seq, row.id, row.fence, row.tries, row.request_id, row.queued_at.timestamp())


def _lock_held(connection: Connection, leases: Sequence[Lease]) -> set[int]:
    """Locks the rows whose fence has not moved on, in the order of `seq`, and returns their numbers."""
    fences = {lease.seq: lease.fence for lease in leases}
    held: set[int] = set()
    for some in chunks(sorted(fences)):
        rows = prepared.LOCKED_LEASES.all(connection, {"seqs": some})
        held.update(row.seq for row in rows if row.fence == fences[row.seq])
    return held


def _fail(connection: Connection, seq: int, reason: str, now: datetime) -> None:
    connection.execute(
        sa.update(outbox).where(outbox.c.seq == seq).values(status=FAILED, error=reason, worker=None, lease_until=None)
    )
    article_id = connection.execute(sa.select(articles.c.id).where(articles.c.seq == seq)).scalar_one()
    events.emit(connection, events.FAILED, [article_id], now, reason=reason)

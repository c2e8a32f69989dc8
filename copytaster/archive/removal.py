"""Forgetting articles: everything of them goes in one transaction, and what others knew through them becomes stale."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive import alerts, drafts, events, hooks, sources, stories
from copytaster.archive.records import ArchiveUnavailable, Removed, Row, StoredFingerprint
from copytaster.archive.rows import bump, lock_standing, row_of, select_rows
from copytaster.archive.schema import FULL_TEXT, articles, fingerprints, pairs, relations, rulings, standing
from copytaster.archive.schema import events as events_table
from copytaster.archive.store import Store, chunks
from copytaster.runtime import clock

_TRIES = 20


class Removing(Store):
    """Deleting single articles, and forgetting old ones."""

    def delete(self, article_id: str, now: datetime | None = None, **why: str) -> Row | None:
        """Removes the article, its fingerprint, place in the queue, pairs, verdict, relations and judgements.

        Returns what it was (the index needs `seq` to forget it, and its fingerprint: read that first), or None.
        `why` stands in the event, which is the audit line of the deletion.
        """
        removed = self._remove(article_id, now, why)
        return removed[0] if removed else None

    def aged(self, before: datetime, limit: int) -> list[Removed]:
        """What `purge` with the same arguments would remove."""
        oldest = (
            sa.select(articles.c.seq, articles.c.id, fingerprints.c.version, fingerprints.c.body)
            .join_from(articles, fingerprints, isouter=True)
            .where(articles.c.accepted_at < before)
            .order_by(articles.c.accepted_at, articles.c.seq)
            .limit(limit)
        )
        with self.reading() as connection:
            rows = connection.execute(oldest).all()
        return [
            Removed(row.seq, row.id, None if row.body is None else StoredFingerprint(row.seq, row.version, row.body))
            for row in rows
        ]

    def seqs(self, after: int = 0, limit: int = 10_000) -> list[int]:
        """The next `limit` numbers of articles above `after`; empty at the end.

        Read where an article has its shortest row: a walk over a large archive would else read all of its texts.
        """
        statement = sa.select(standing.c.seq).where(standing.c.seq > after).order_by(standing.c.seq).limit(limit)
        with self.reading() as connection:
            return list(connection.execute(statement).scalars())

    def purge(self, before: datetime, limit: int, now: datetime | None = None) -> list[Removed]:
        """Removes at most `limit` articles accepted before this moment, oldest first, each in its own transaction.

        Removes as many events of that age too (`forget_events`), of which there are more. Call it until it returns
        nothing.
        """
        ids = [item.article_id for item in self.aged(before, limit)]
        why = {"why": "retention"}
        gone = [removed for article_id in ids if (removed := self._remove(article_id, now, why)) is not None]
        self.forget_events(before, limit)
        return [Removed(row.seq, row.article.id, fingerprint) for row, fingerprint in gone]

    def forget_events(self, before: datetime, limit: int) -> int:
        """Removes at most `limit` events of before this moment, the first ones; how many. Webhook targets that were not
        told of them yet missed them."""
        old = sa.select(events_table.c.id).where(events_table.c.at < before).order_by(events_table.c.id).limit(limit)
        with self.writing() as connection:
            forgotten = connection.execute(old).scalars().all()
            hooks.forget(connection, forgotten)
            for some in chunks(forgotten):
                connection.execute(sa.delete(events_table).where(events_table.c.id.in_(some)))
        return len(forgotten)

    def _remove(
        self, article_id: str, now: datetime | None, why: Mapping[str, str]
    ) -> tuple[Row, StoredFingerprint | None] | None:
        for _ in range(_TRIES):
            with self.writing() as connection:
                row = connection.execute(select_rows().where(articles.c.id == article_id)).one_or_none()
                if row is None:
                    return None
                near = _near(connection, row.seq)
                locked = lock_standing(connection, [row.seq, *near])
                if row.seq not in locked:
                    return None
                # A neighbour that came while we waited for the locks was not locked in its turn: begin again.
                if _near(connection, row.seq) - near:
                    continue
                print_of = connection.execute(
                    sa.select(fingerprints).where(fingerprints.c.seq == row.seq)
                ).one_or_none()
                self._take_out(connection, row.seq, near)
                alerts.forget(connection, article_id)
                drafts.forget(connection, article_id)
                sources.forget(connection, article_id)
                at, gone = now or clock.now(), row_of(row)
                held = {events.WITHHELD: True} if gone.article.hidden(at) else {}
                events.emit(connection, events.DELETED, [article_id], at, seq=row.seq, **why, **held)
                return gone, None if print_of is None else StoredFingerprint(*print_of)
        raise ArchiveUnavailable(
            "the archive is busy: the article kept getting new neighbours while it was to be removed"
        )

    def _take_out(self, connection: Connection, seq: int, near: set[int]) -> None:
        bump(connection, near)
        stories.lock(connection)
        fellows = stories.fellows(connection, seq)
        key = "seq" if self.postgres else "rowid"
        connection.execute(sa.text(f"DELETE FROM {FULL_TEXT} WHERE {key} = :seq"), {"seq": seq})
        connection.execute(sa.delete(articles).where(articles.c.seq == seq))  # and by cascade all that is its own
        stories.regroup(connection, fellows - {seq})


def _near(connection: Connection, seq: int) -> set[int]:
    """The articles whose evidence, relations or rulings name this one."""
    found: set[int] = set()
    for mine, theirs in (
        (pairs.c.low, pairs.c.high),
        (pairs.c.high, pairs.c.low),
        (rulings.c.low, rulings.c.high),
        (rulings.c.high, rulings.c.low),
        (relations.c.article, relations.c.source),
        (relations.c.source, relations.c.article),
    ):
        found.update(connection.execute(sa.select(theirs).where(mine == seq)).scalars())
    return found

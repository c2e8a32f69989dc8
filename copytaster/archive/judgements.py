"""What editors rule on relations.

Promises
    * One ruling an unordered pair; the history of rulings is kept as long as both articles are.
    * A changed ruling makes both verdicts stale and sets the stories right in the same transaction.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive import events, stories
from copytaster.archive.narrowing import visible
from copytaster.archive.records import Judgement
from copytaster.archive.rows import bump, lock_standing, seqs_of
from copytaster.archive.schema import articles, judgements, relations, rulings
from copytaster.archive.store import Store, insert_new
from copytaster.model import Ruling


class Judging(Store):
    """The editors' rulings on relations, and their history."""

    def judge(
        self, article_id: str, source_id: str, ruling: Ruling | None, who: str, note: str | None, now: datetime,
        person: str | None = None,
    ) -> Judgement | None:  # fmt: skip
        """Confirms or rejects the relation between two articles; None takes the ruling back.

        Returns None when one of them is not here. Raises ValueError for an article and itself.
        """
        if article_id == source_id:
            raise ValueError("a judgement is about two articles")
        with self.writing() as connection:
            seqs = seqs_of(connection, [article_id, source_id])
            if len(lock_standing(connection, seqs.values())) < 2:
                return None
            one, other = seqs[article_id], seqs[source_id]
            pair = (rulings.c.low == min(one, other)) & (rulings.c.high == max(one, other))
            before = connection.execute(sa.select(rulings.c.ruling).where(pair)).scalar_one_or_none()
            if ruling is not None:
                insert = insert_new(connection, rulings)
                connection.execute(
                    insert.values(low=min(one, other), high=max(one, other), ruling=ruling.value).on_conflict_do_update(
                        index_elements=["low", "high"], set_={"ruling": insert.excluded.ruling}
                    )
                )
            elif before is not None:
                connection.execute(sa.delete(rulings).where(pair))
            written = connection.execute(
                sa.insert(judgements)
                .values(
                    article=one, source=other, ruling=ruling.value if ruling else None, who=who, note=note, at=now,
                    person=person,
                )
                .returning(judgements.c.id)
            ).scalar_one()
            if before != (ruling.value if ruling else None):
                bump(connection, [one, other])
            events.emit(
                connection,
                events.JUDGED,
                [article_id],
                now,
                source_id=source_id,
                ruling=ruling.value if ruling else None,
            )
            if (before == Ruling.REJECTED.value) != (ruling is Ruling.REJECTED):
                _retie(connection, one, other, ruling is not Ruling.REJECTED)
        return Judgement(written, article_id, source_id, ruling, who, note, now, person)

    def judgements(self, article_id: str | None = None, visible_at: datetime | None = None) -> list[Judgement]:
        """The history, oldest first: of one article, whichever side of the relation it is on, or of all.
        `visible_at`: without those on articles whose embargo holds at that moment."""
        left, right = articles.alias(), articles.alias()
        statement = (
            sa.select(judgements, left.c.id.label("article_id"), right.c.id.label("source_id"))
            .join_from(judgements, left, left.c.seq == judgements.c.article)
            .join(right, right.c.seq == judgements.c.source)
            .order_by(judgements.c.id)
        )
        if visible_at is not None:
            statement = statement.where(visible(visible_at, left), visible(visible_at, right))
        if article_id is not None:
            statement = statement.where(sa.or_(left.c.id == article_id, right.c.id == article_id))
        with self.reading() as connection:
            return [
                Judgement(
                    row.id,
                    row.article_id,
                    row.source_id,
                    Ruling(row.ruling) if row.ruling else None,
                    row.who,
                    row.note,
                    row.at,
                    row.person,
                )
                for row in connection.execute(statement)
            ]


def _retie(connection: Connection, one: int, other: int, may_tie: bool) -> None:
    """Makes the relations between the two count for stories again, or no longer."""
    stories.lock(connection)
    changed = connection.execute(
        sa.update(relations)
        .where(
            sa.or_(
                (relations.c.article == one) & (relations.c.source == other),
                (relations.c.article == other) & (relations.c.source == one),
            ),
            relations.c.derived.is_(True),
        )
        .values(tied=may_tie)
    )
    if not changed.rowcount:
        return
    if may_tie:
        stories.join(connection, {one, other})
    else:
        stories.untie(connection, one, {other})

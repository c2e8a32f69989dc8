"""Embargoes that end: an event says so, once, and what can be told since then of other articles is told again.

Promises
    * Whoever stood still at that moment: an end that nobody told of is told of by who comes next, in the order of the
      ends. Several that tell at once tell of each end once.
    * All that ends at one moment is one transaction; what its events say is what was to be seen at that moment.
    * An end is told of `GRACE` after it: a reader whose clock is late by less does not take the event for one of an
      article under embargo, and miss it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive import codec, events, prepared
from copytaster.archive.rows import article_of
from copytaster.archive.schema import embargoes, relations
from copytaster.archive.statement import Statement
from copytaster.archive.store import Store, chunks
from copytaster.archive.told import accept_told, check_told
from copytaster.model import Article, RelationKind
from copytaster.veil import mentioned

GRACE = timedelta(seconds=2)
MOST = 500
"""Embargoes that end in one transaction."""
_BEFORE = timedelta(microseconds=1)
_NEW = Statement(sa.insert(embargoes))
_SIDES = ((relations.c.source, relations.c.article), (relations.c.article, relations.c.source))


class Embargoes(Store):
    """Telling that embargoes have ended."""

    def free(self, now: datetime) -> int:
        """Tells of what ended first, of that which ended by `now` and nobody told of; how many articles that was.

        Call it until it returns 0.
        """
        due = sa.select(sa.func.min(embargoes.c.until)).where(embargoes.c.until <= now - GRACE)
        with self.reading() as connection:  # most looks find nothing: do not queue for the write lock
            end: datetime | None = connection.execute(due).scalar_one()
        if end is None:
            return 0
        with self.writing() as connection:
            ended = (
                sa.select(embargoes.c.seq).where(embargoes.c.until == end).order_by(embargoes.c.seq).limit(MOST)
            ).with_for_update()
            seqs = list(connection.execute(ended).scalars())
            for some in chunks(seqs):
                connection.execute(sa.delete(embargoes).where(embargoes.c.seq.in_(some)))
            for some in chunks(seqs):
                _tell(connection, some, end, now)
        return len(seqs)


def hold(connection: Connection, seq: int, article: Article, now: datetime) -> None:
    """Notes that the end of this article's embargo is to be told of; nothing where it has none, or none that ends."""
    if article.embargoed_until is not None and article.hidden(now):
        _NEW.run(connection, {"seq": seq, "until": article.embargoed_until})


def _tell(connection: Connection, seqs: Collection[int], end: datetime, now: datetime) -> None:
    """The events of those that became free at `end`, then of those of which more can be told since."""
    for seq, article in sorted(_articles(connection, seqs).items()):
        told = _told(connection, seq, article, end)
        events.emit(connection, events.FREED, [article.id], now, **(told[0] if told else accept_told(article, end)))
    for seq, article in sorted(_articles(connection, _near(connection, seqs) - set(seqs)).items()):
        told = _told(connection, seq, article, end, end - _BEFORE)
        if told and told[0] != told[1]:
            events.emit(connection, events.CHANGED, [article.id], now, **told[0])


def _told(connection: Connection, seq: int, article: Article, *moments: datetime) -> list[dict[str, Any]]:
    """What an event says of the article's verdict at each of these moments; nothing where it has none yet."""
    body = prepared.VERDICT.scalar(connection, {"seq": seq})
    if body is None:
        return []
    verdict = codec.load_verdict(body)
    known = {article.id: article}
    for some in chunks(mentioned(verdict)):
        known |= {row.id: article_of(row) for row in prepared.BY_ID.all(connection, {"ids": some})}
    return [check_told(connection, article.id, verdict, known, at) for at in moments]


def _articles(connection: Connection, seqs: Collection[int]) -> dict[int, Article]:
    found: dict[int, Article] = {}
    for some in chunks(seqs):
        found |= {row.seq: article_of(row) for row in prepared.BY_SEQ.all(connection, {"seqs": some})}
    return found


def _near(connection: Connection, seqs: Collection[int]) -> set[int]:
    """Whose verdicts may speak of these articles: who has a relation with one of them, or with a version of one."""
    update = relations.c.relation == RelationKind.UPDATE.value
    versions = set(seqs)
    for mine, theirs in _SIDES:
        versions.update(connection.execute(sa.select(theirs).where(mine.in_(seqs), update)).scalars())
    found: set[int] = set()
    for some in chunks(versions):
        for mine, theirs in _SIDES:
            found.update(connection.execute(sa.select(theirs).where(mine.in_(some))).scalars())
    return found

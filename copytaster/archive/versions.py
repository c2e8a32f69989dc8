"""Versions of one article: who may be one, what killed or corrected whom, and who still prints what was killed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive.narrowing import visible
from copytaster.archive.rows import ARTICLE, article_of
from copytaster.archive.schema import articles, relations
from copytaster.archive.statement import Statement
from copytaster.archive.store import Store, chunks
from copytaster.model import ENDING, Article, Direction, Ending, PubStatus, RelationKind, held

MOST = 200
"""Articles of one agency that are looked at for the story of a kill or a correction."""


_SIDES = ((relations.c.source, relations.c.article), (relations.c.article, relations.c.source))


# What is not given is null, and equal to nothing.
_KIN = Statement(
    sa.select(*ARTICLE)
    .where(
        articles.c.id != sa.bindparam("id"),
        sa.or_(
            articles.c.version_of == sa.bindparam("id"),
            articles.c.external_id == sa.bindparam("name"),
            articles.c.version_of == sa.bindparam("name"),
            articles.c.external_id == sa.bindparam("of"),
            articles.c.id == sa.bindparam("of"),
        ),
    )
    .order_by(articles.c.known_at.desc())
    .limit(MOST)
)
_ANY = sa.select(*ARTICLE).where(
    articles.c.id != sa.bindparam("id"),
    articles.c.agency == sa.bindparam("agency"),
    articles.c.known_at.between(sa.bindparam("since"), sa.bindparam("until")),
)
_OF_AGENCY = {
    True: Statement(_ANY.order_by(articles.c.known_at.desc()).limit(MOST)),
    False: Statement(
        _ANY.where(articles.c.pubstatus != PubStatus.USABLE, articles.c.pubstatus.in_(ENDING))
        .order_by(articles.c.known_at.desc())
        .limit(MOST)
    ),
}


class Versions(Store):
    """What the archive knows of versions."""

    def kin(self, article: Article, within: timedelta) -> dict[int, Article]:
        """seq → article of those that may be versions of this one by their identifiers, or, where one of the two is
        killed or corrected, as the same agency's within this time of it. Whether they are is not decided here."""
        found: dict[int, Article] = {}
        names = {"id": article.id, "name": article.external_id or None, "of": article.version_of}
        with self.reading() as connection:
            found.update((row.seq, article_of(row)) for row in _KIN.all(connection, names))
            when = article.published_at or article.received_at
            if article.agency and when is not None:
                near = {"id": article.id, "agency": article.agency, "since": when - within, "until": when + within}
                rows = _OF_AGENCY[article.status in ENDING].all(connection, near)
                found.update((row.seq, article_of(row)) for row in rows)
        return found

    def endings(self, ids: Iterable[str], visible_at: datetime | None = None) -> dict[str, Ending]:
        """id → the latest version that kills or corrects it, of those that have one; a kill outweighs a correction.
        `visible_at`: without versions whose embargo holds at that moment."""
        with self.reading() as connection:
            return endings_of(connection, ids, visible_at)

    def carriers(self, article_id: str) -> Sequence[str]:
        """Who still prints an article or an earlier version of it, earliest first: those that were made from it and
        are not its publisher's own."""
        with self.reading() as connection:
            return [row.id for row in carriers_of(connection, article_id)]


def endings_of(connection: Connection, ids: Iterable[str], visible_at: datetime | None = None) -> dict[str, Ending]:
    """As `Versions.endings`."""
    found: dict[str, Ending] = {}
    for some in chunks(set(ids)):
        rows = _ENDED.all(connection, {"ids": some})
        for row in sorted(rows, key=lambda r: (r.pubstatus is PubStatus.CANCELED, r.known_at, r.by)):
            if visible_at is not None and held(row.pubstatus, row.embargoed_until, visible_at):
                continue
            found[row.id] = Ending(row.by, row.pubstatus, row.known_at)
    return found


def _ended() -> sa.CompoundSelect[Any]:
    """Either side may have been resolved before the other came: what one of them says is enough. Of most articles there
    is none; SQLite takes seven times as long to find that when it is asked for embargoes and for what is double too."""
    old, new = articles.alias(), articles.alias()
    both = (
        sa.select(old.c.id, new.c.id.label("by"), new.c.pubstatus, new.c.known_at, new.c.embargoed_until)
        .join_from(relations, old, old.c.seq == mine)
        .join(new, new.c.seq == theirs)
        .where(
            old.c.id.in_(sa.bindparam("ids", expanding=True)),
            relations.c.relation == RelationKind.UPDATE.value,
            new.c.pubstatus.in_(ENDING),
            new.c.known_at >= old.c.known_at,
        )
        for mine, theirs in _SIDES
    )
    return sa.union_all(*both)


_ENDED = Statement(_ended())


def carriers_of(connection: Connection, article_id: str, visible_at: datetime | None = None) -> Sequence[Any]:
    """As `Versions.carriers`: rows with ``id, outlet, agency``."""
    own = connection.execute(sa.select(articles).where(articles.c.id == article_id)).one_or_none()
    if own is None:
        return []
    update = relations.c.relation == RelationKind.UPDATE.value
    versions = {own.seq}
    for mine, theirs in _SIDES:
        versions |= set(connection.execute(sa.select(theirs).where(mine == own.seq, update)).scalars())
    given = relations.c.direction == Direction.TO_SOURCE.value
    made_from = [
        sa.select(theirs).where(mine.in_(versions), relations.c.tied, ~update, which)
        for (mine, theirs), which in zip(_SIDES, (~given, given), strict=True)
    ]
    seen = [] if visible_at is None else [visible(visible_at)]
    statement = (
        sa.select(articles.c.id, articles.c.outlet, articles.c.agency)
        .where(articles.c.seq.in_(sa.union(*made_from)), *_not_of(own), *seen)
        .order_by(articles.c.known_at, articles.c.id)
    )
    return connection.execute(statement).all()


def _not_of(own: Any) -> list[sa.ColumnElement[bool]]:
    if own.agency is not None:
        return [articles.c.agency.is_distinct_from(own.agency)]
    return [articles.c.outlet.is_distinct_from(own.outlet)] if own.outlet is not None else []

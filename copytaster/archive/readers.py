"""What the rows of the archive tell a reader who may not see what is under embargo.

Promises
    * A row that a reader is given names no article that is hidden from them: not by the name of its story, not as its
      source.
    * The name of a story for a reader is the id of its anchor among what they may see; every article of a story leads
      to it, by whatever name it was known before.
    * The source of a row is the first that its report names to this reader, with the relation to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive.narrowing import hidden
from copytaster.archive.records import Row
from copytaster.archive.rows import row_of
from copytaster.archive.schema import articles, members, relations, rulings
from copytaster.archive.store import chunks
from copytaster.model import Direction, RelationKind, Ruling


def rows_for(connection: Connection, rows: Iterable[Any], visible_at: datetime | None) -> list[Row]:
    """The rows as whoever sees what is free at that moment may read them; `visible_at` None: who may see everything."""
    found = [row_of(row) for row in rows]
    if visible_at is None or not found:
        return found
    names = {row.story_id for row in found if row.story_id}
    others = {i for row in found for i in (row.source_id, row.article.version_of) if i}
    unseen = hidden_among(connection, names | others, visible_at)
    if not unseen:
        return found
    shown = _anchors(connection, names & unseen, visible_at)
    first = _first_sources(connection, [row.seq for row in found if row.source_id in unseen], visible_at)
    return [_veiled(row, unseen, shown, first) for row in found]


def names_for(connection: Connection, names: Iterable[str], visible_at: datetime | None) -> dict[str, str]:
    """Story → its name for this reader. Stories of which they may see nothing are left out."""
    wanted = set(names)
    unseen = set() if visible_at is None else hidden_among(connection, wanted, visible_at)
    shown = {} if visible_at is None else _anchors(connection, unseen, visible_at)
    return {name: name for name in wanted - unseen} | shown


def stories_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Article → the story that it is in; articles that are in none are left out."""
    found: dict[str, str] = {}
    for some in chunks(set(ids)):
        statement = sa.select(articles.c.id, members.c.story_id).join_from(members, articles)
        found.update((row.id, row.story_id) for row in connection.execute(statement.where(articles.c.id.in_(some))))
    return found


def _veiled(row: Row, unseen: set[str], shown: dict[str, str], first: dict[int, tuple[str, RelationKind]]) -> Row:
    if row.story_id in unseen:
        row = replace(row, story_id=shown.get(row.story_id))
    if row.source_id in unseen:
        source, relation = first.get(row.seq, (None, None))
        row = replace(row, source_id=source, relation=relation)
    if row.article.version_of in unseen:
        row = replace(row, article=replace(row.article, version_of=None))
    return row


def hidden_among(connection: Connection, ids: Iterable[str], visible_at: datetime) -> set[str]:
    """Those of the ids that are of articles whose embargo holds at that moment."""
    found: set[str] = set()
    for some in chunks(set(ids)):
        statement = sa.select(articles.c.id).where(articles.c.id.in_(some), articles.c.seq.in_(hidden(visible_at)))
        found.update(connection.execute(statement).scalars())
    return found


def _anchors(connection: Connection, names: set[str], visible_at: datetime) -> dict[str, str]:
    """Story → the first of its articles that is free then, in the order of `stories`: wires, then the earliest."""
    found: dict[str, str] = {}
    place = sa.func.row_number().over(
        partition_by=members.c.story_id, order_by=(articles.c.agency.is_(None), articles.c.known_at, articles.c.id)
    )
    for some in chunks(names):
        ranked = (
            sa.select(members.c.story_id, articles.c.id, place.label("place"))
            .join_from(members, articles)
            .where(members.c.story_id.in_(some), members.c.seq.not_in(hidden(visible_at)))
        ).subquery()
        rows = connection.execute(sa.select(ranked).where(ranked.c.place == 1))
        found.update((row.story_id, row.id) for row in rows)
    return found


def _first_sources(
    connection: Connection, seqs: Sequence[int], visible_at: datetime
) -> dict[int, tuple[str, RelationKind]]:
    """seq → the source that `told.main_source` would name were those that are hidden then not there."""
    taker, giver = relations.c.article, relations.c.source
    rejected = sa.exists().where(
        rulings.c.ruling == Ruling.REJECTED.value,
        sa.or_(
            sa.and_(rulings.c.low == taker, rulings.c.high == giver),
            sa.and_(rulings.c.low == giver, rulings.c.high == taker),
        ),
    )
    order = (~relations.c.derived, relations.c.share.desc(), relations.c.score.desc(), articles.c.id)
    found: dict[int, tuple[str, RelationKind]] = {}
    for some in chunks(seqs):
        statement = (
            sa.select(taker.label("taker"), articles.c.id, relations.c.relation)
            .join_from(relations, articles, articles.c.seq == giver)
            .where(
                taker.in_(some), giver.not_in(hidden(visible_at)), ~rejected,
                relations.c.direction != Direction.TO_SOURCE.value,
            )
            .order_by(*order)
        )  # fmt: skip
        for row in connection.execute(statement):
            found.setdefault(row.taker, (row.id, RelationKind(row.relation)))
    return found

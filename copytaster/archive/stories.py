"""Stories: the connected components over tied relations (derived and not rejected), kept as relations come and go.

Promises
    * Two articles are in one story exactly when a chain of tied relations joins them; tied to nothing: in none.
    * A story is named by its anchor: the earliest wire article in it, else the earliest article, ties by id.
    * Adding costs lookups, not a walk; only a relation that vanished makes its story be walked again, breadth first,
      and only when no third article ties the two together still, as a wire does its copies.

On PostgreSQL every change of `members` happens under one lock, taken after the rows of `standing` and never before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive.schema import articles, members, relations
from copytaster.archive.statement import Statement
from copytaster.archive.store import chunks

_LOCK = 0x636F7079  # an arbitrary number of our own

Key = tuple[bool, datetime, str]
"""Sorts anchors first: wire before others, then by time, then by id."""

_KEYS = {
    column.name: Statement(
        sa.select(articles.c.seq, articles.c.id, articles.c.agency, articles.c.known_at).where(
            column.in_(sa.bindparam("values", expanding=True))
        )
    )
    for column in (articles.c.seq, articles.c.id)
}
_PLACED = Statement(
    sa.select(members.c.seq, members.c.story_id).where(members.c.seq.in_(sa.bindparam("seqs", expanding=True)))
)
_NEW = Statement(sa.insert(members))


def lock(connection: Connection) -> None:
    """Until the end of the transaction no other changes stories. Take it before reading what the change depends on."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def fellows(connection: Connection, seq: int) -> set[int]:
    """Everyone in the article's story, itself included; empty when it is in none."""
    story = sa.select(members.c.story_id).where(members.c.seq == seq).scalar_subquery()
    return set(connection.execute(sa.select(members.c.seq).where(members.c.story_id == story)).scalars())


def join(connection: Connection, seqs: Collection[int]) -> None:
    """These articles are tied together now: their stories become one."""
    if len(seqs) < 2:
        return
    placed: dict[int, str] = {}
    for some in chunks(seqs):
        rows = _PLACED.all(connection, {"seqs": some})
        placed.update((row.seq, row.story_id) for row in rows)
    loose = [seq for seq in seqs if seq not in placed]
    stories = set(placed.values())
    if len(stories) == 1 and not loose:
        return
    # The best of a story is its anchor, so anchors and loose articles are all that compete.
    name = min(
        [
            *_keys(connection, articles.c.seq, loose).values(),
            *_keys(connection, articles.c.id, stories).values(),
        ]
    )[2]
    for others in chunks(stories - {name}):
        connection.execute(sa.update(members).where(members.c.story_id.in_(others)).values(story_id=name))
    _NEW.run_each(connection, [{"seq": seq, "story_id": name} for seq in loose])


def untie(connection: Connection, seq: int, others: Collection[int]) -> None:
    """The article is no longer tied to these others: its story is found again where they held it together."""
    if others and not _still_tied(connection, seq, others):
        regroup(connection, fellows(connection, seq))


def _still_tied(connection: Connection, seq: int, others: Collection[int]) -> bool:
    """Whether the article and each of the others are tied to each other, or to one and the same third."""
    mine = _tied_to(connection, {seq})
    left = set(others) - mine
    for one, other in ((relations.c.article, relations.c.source), (relations.c.source, relations.c.article)):
        for some in chunks(sorted(mine)):
            if left:
                tied = sa.select(one).where(one.in_(sorted(left)), other.in_(some), relations.c.tied.is_(True))
                left -= set(connection.execute(tied.distinct()).scalars())
    return not left


def regroup(connection: Connection, seqs: Collection[int]) -> None:
    """Finds the components again among these articles, which were whole stories until a tie of theirs vanished."""
    if not seqs:
        return
    old: dict[int, str] = {}
    for some in chunks(seqs):
        rows = _PLACED.all(connection, {"seqs": some})
        old.update((row.seq, row.story_id) for row in rows)
    keys = _keys(connection, articles.c.seq, seqs)
    for component in _components(connection, set(keys)):
        name = min(keys[seq] for seq in component)[2]
        if len(component) == 1:
            connection.execute(sa.delete(members).where(members.c.seq.in_(component)))
            continue
        for some in chunks([seq for seq in component if seq in old and old[seq] != name]):
            connection.execute(sa.update(members).where(members.c.seq.in_(some)).values(story_id=name))
        new = [{"seq": seq, "story_id": name} for seq in component if seq not in old]
        _NEW.run_each(connection, new)


def _components(connection: Connection, remaining: set[int]) -> Iterable[set[int]]:
    while remaining:
        frontier = {remaining.pop()}
        component = set(frontier)
        while frontier and remaining:  # nobody left to find: no need to look at the last edges
            found = _tied_to(connection, frontier) & remaining
            remaining -= found
            component |= found
            frontier = found
        yield component


def _tied_to(connection: Connection, seqs: Collection[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(seqs):
        for one, other in ((relations.c.article, relations.c.source), (relations.c.source, relations.c.article)):
            statement = sa.select(other).where(one.in_(some), relations.c.tied.is_(True)).distinct()
            found.update(connection.execute(statement).scalars())
    return found


def _keys(connection: Connection, column: sa.Column[Any], values: Collection[int] | Collection[str]) -> dict[int, Key]:
    found: dict[int, Key] = {}
    for some in chunks([*values]):
        rows = _KEYS[column.name].all(connection, {"values": some})
        found.update((row.seq, (row.agency is None, row.known_at, row.id)) for row in rows)
    return found

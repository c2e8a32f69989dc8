"""From database rows to articles and `Row`s, and the joins that they need."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive.records import Row
from copytaster.archive.schema import articles, members, outbox, standing
from copytaster.archive.statement import Statement
from copytaster.archive.store import chunks
from copytaster.fields import FIELDS
from copytaster.model import Article, CreditStatus, Derivation, RelationKind, Status
from copytaster.recent import Recent

ARTICLE = [articles.c.seq, *(articles.c[f.beside] for f in FIELDS)]
STATE = [
    articles.c.accepted_at,
    articles.c.known_at,
    *(outbox.c[name] for name in ("status", "error", "checks", "tries", "checked_at")),
    *(
        standing.c[name]
        for name in (
            "revision", "verdict_revision", "derivation", "relation", "source_id", "credit_status", "horizon",
            "left_out", "outdated",
        )
    ),
    members.c.story_id,
]
JOINED = (
    articles.join(outbox, outbox.c.seq == articles.c.seq)
    .join(standing, standing.c.seq == articles.c.seq)
    .outerjoin(members, members.c.seq == articles.c.seq)
)

_SEQS = Statement(
    sa.select(articles.c.id, articles.c.seq).where(articles.c.id.in_(sa.bindparam("ids", expanding=True)))
)
_LOCKED = Statement(
    sa.select(standing.c.seq, standing.c.revision, standing.c.horizon, standing.c.verdict_revision)
    .where(standing.c.seq.in_(sa.bindparam("seqs", expanding=True)))
    .order_by(standing.c.seq)
    .with_for_update()
)
_BUMPED = Statement(
    sa.update(standing)
    .where(standing.c.seq.in_(sa.bindparam("seqs", expanding=True)))
    .values(revision=standing.c.revision + 1, horizon=None)
)


MOST_CHARACTERS = 2_000_000
"""Of the articles that are kept as they were read."""
LEAST_CHARACTERS = 500
"""That an article counts for at least: it takes a kilobyte besides, so four thousand are kept, not more."""
_NAMES = [f.name for f in FIELDS]
_values = attrgetter(*(f.beside for f in FIELDS))
assert _NAMES[0] == "id"
_articles: Recent[str, tuple[tuple[Any, ...], Article]]
_articles = Recent(MOST_CHARACTERS, lambda held: len(held[1].text), least=LEAST_CHARACTERS)


def select_rows(excerpt: int | None = None) -> sa.Select[Any]:
    """All that `row_of` needs; `excerpt`: only that many code points of each text."""
    columns: list[sa.ColumnElement[Any]] = list(ARTICLE)
    if excerpt is not None:
        short = sa.func.substr(articles.c.text, 1, excerpt).label("text")
        columns = [short if column is articles.c.text else column for column in columns]
    return sa.select(*columns, *STATE).select_from(JOINED)


def article_of(row: Any) -> Article:
    """The article of a row that has the columns of `ARTICLE`: the same object while its row stays the same, for whoever
    keeps what was made of it."""
    values = _values(row)
    held = _articles.get(values[0])
    if held is None or held[0] != values:
        held = values, Article(**dict(zip(_NAMES, values, strict=True)))
        _articles.put(values[0], held)
    return held[1]


def row_of(row: Any) -> Row:
    """The article of such a row with its state (`STATE`)."""
    return Row(
        seq=row.seq,
        article=article_of(row),
        status=Status(row.status),
        error=row.error,
        checks=row.checks,
        tries=row.tries,
        revision=row.revision,
        verdict_revision=row.verdict_revision,
        accepted_at=row.accepted_at,
        checked_at=row.checked_at,
        story_id=row.story_id,
        derivation=Derivation(row.derivation) if row.derivation else None,
        relation=RelationKind(row.relation) if row.relation else None,
        source_id=row.source_id,
        credit_status=CreditStatus(row.credit_status) if row.credit_status else None,
        crowded=row.horizon is not None,
        left_out=row.left_out,
        outdated=row.outdated,
    )


def seqs_of(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """id → seq of those that are here."""
    found: dict[str, int] = {}
    for some in chunks(set(ids)):
        found.update((row.id, row.seq) for row in _SEQS.all(connection, {"ids": some}))
    return found


class Standing(NamedTuple):
    """What the row of an article in `standing` says while it is locked."""

    revision: int
    horizon: str | None
    verdict_revision: int | None
    """None: there is no verdict yet, and so no relation."""


def lock_standing(connection: Connection, seqs: Iterable[int]) -> dict[int, Standing]:
    """seq → how it stands, of those that still are, locked until the end of the transaction.

    Whoever adds or takes away a pair, a relation or a ruling of an article holds its row here first, rows in the order
    of `seq`; that order is what keeps two writers from waiting for each other.
    """
    found: dict[int, Standing] = {}
    for some in chunks(sorted(set(seqs))):
        rows = _LOCKED.all(connection, {"seqs": some})
        found.update((row.seq, Standing(*row[1:])) for row in rows)
    return found


def bump(connection: Connection, seqs: Iterable[int]) -> None:
    """Makes the verdicts of these articles stale; how far they look is known when they are resolved again. Their rows
    are locked already."""
    for some in chunks(sorted(set(seqs))):
        _BUMPED.run(connection, {"seqs": some})

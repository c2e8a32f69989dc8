"""The statements that accepting and checking run for every article, made once: an article needs some forty.

What a statement is given has the name of a column where that column is set, and another name where it is only compared.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from copytaster.archive.rows import ARTICLE, select_rows
from copytaster.archive.schema import (
    articles,
    fingerprints,
    keys,
    meanings,
    outbox,
    pairs,
    relations,
    rulings,
    standing,
    verdicts,
)
from copytaster.archive.statement import Statement
from copytaster.model import FINGERPRINT_HEAD, Status

_SIDES = ((pairs.c.low, pairs.c.high), (pairs.c.high, pairs.c.low))
BY_SEQ = Statement(sa.select(*ARTICLE).where(articles.c.seq.in_(sa.bindparam("seqs", expanding=True))))
GIVEN = Statement(
    sa.select(*ARTICLE, fingerprints.c.version, fingerprints.c.body)
    .join_from(articles, fingerprints)
    .where(articles.c.seq == sa.bindparam("seq"))
)
FINGERPRINTS = Statement(sa.select(fingerprints).where(fingerprints.c.seq.in_(sa.bindparam("seqs", expanding=True))))
OUTLINES = Statement(
    sa.select(
        articles.c.seq,
        articles.c.id,
        articles.c.agency,
        articles.c.published_at,
        sa.func.substr(fingerprints.c.body, 1, FINGERPRINT_HEAD).label("head"),
        articles.c.language,
    )
    .join_from(articles, fingerprints)
    .where(articles.c.seq.in_(sa.bindparam("seqs", expanding=True)))
)
MEANINGS = Statement(
    sa.select(meanings.c.seq, meanings.c.body).where(
        meanings.c.seq.in_(sa.bindparam("seqs", expanding=True)), meanings.c.version == sa.bindparam("version")
    )
)
BY_ID = Statement(
    sa.select(*ARTICLE, articles.c.known_at).where(articles.c.id.in_(sa.bindparam("ids", expanding=True)))
)
OWN = Statement(
    sa.select(*ARTICLE, articles.c.known_at, standing.c.revision, standing.c.left_out)
    .join_from(articles, standing)
    .where(articles.c.id == sa.bindparam("id"))
)
HELD = Statement(
    sa.select(outbox.c.seq).where(
        outbox.c.seq == sa.bindparam("seq"),
        outbox.c.fence == sa.bindparam("fence"),
        outbox.c.status == Status.CHECKING.value,
    )
)
ANY_DUE = Statement(sa.select(outbox.c.seq).where(outbox.c.status == Status.QUEUED.value).limit(1))
_LEASE = sa.select(
    outbox.c.seq, articles.c.id, outbox.c.fence, outbox.c.tries, outbox.c.request_id, outbox.c.queued_at
).join_from(outbox, articles)
DUE = Statement(
    _LEASE.where(outbox.c.status == Status.QUEUED.value)
    .order_by(outbox.c.seq)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
)
LOCKED_LEASES = Statement(
    sa.select(outbox.c.seq, outbox.c.fence)
    .where(outbox.c.seq.in_(sa.bindparam("seqs", expanding=True)), outbox.c.status == Status.CHECKING.value)
    .order_by(outbox.c.seq)
    .with_for_update()
)
CLAIMED = Statement(
    sa.update(outbox)
    .where(outbox.c.seq.in_(sa.bindparam("seqs", expanding=True)))
    .values(
        status=Status.CHECKING.value,
        worker=sa.bindparam("worker"),
        fence=outbox.c.fence + 1,
        tries=outbox.c.tries + 1,
        lease_until=sa.bindparam("lease_until", type_=outbox.c.lease_until.type),
    )
)
RENEWED = Statement(
    sa.update(outbox)
    .where(outbox.c.seq.in_(sa.bindparam("seqs", expanding=True)))
    .values(lease_until=sa.bindparam("lease_until", type_=outbox.c.lease_until.type))
)
FINISHED = Statement(
    sa.update(outbox)
    .where(
        outbox.c.seq == sa.bindparam("of"),
        outbox.c.fence == sa.bindparam("under"),
        outbox.c.status == Status.CHECKING.value,
    )
    .values(
        status=Status.CHECKED.value,
        error=None,
        worker=None,
        lease_until=None,
        checked_at=sa.bindparam("at", type_=outbox.c.checked_at.type),
        checks=outbox.c.checks + 1,
    )
)
MOST_NEAR = 100
"""Neighbours that count for a verdict, see `near`."""


def _neighbours(*conditions: Any) -> tuple[Any, ...]:
    return tuple(
        sa.select(*ARTICLE, articles.c.known_at, pairs.c.body.label("pair"))
        .join_from(pairs, articles, articles.c.seq == theirs)
        .where(mine == sa.bindparam("seq"), *conditions)
        for mine, theirs in _SIDES
    )


NEIGHBOURS = Statement(sa.union_all(*_neighbours()).limit(MOST_NEAR + 1))
NAMED_NEIGHBOURS = Statement(sa.union_all(*_neighbours(articles.c.id.in_(sa.bindparam("ids", expanding=True)))))
_ALL_NEAR = sa.union_all(
    *(sa.select(theirs.label("seq"), pairs.c.body).where(mine == sa.bindparam("seq")) for mine, theirs in _SIDES)
).subquery("near")
FIRST_NEIGHBOURS = Statement(
    sa.select(*ARTICLE, articles.c.known_at, _ALL_NEAR.c.body.label("pair"))
    .join_from(_ALL_NEAR, articles, articles.c.seq == _ALL_NEAR.c.seq)
    .order_by(articles.c.agency.is_(None), articles.c.known_at, articles.c.id)
    .limit(MOST_NEAR + 1)
)
HOW_NEAR = Statement(sa.select(sa.func.count()).select_from(_ALL_NEAR))
RULINGS = Statement(
    sa.union_all(
        *(
            sa.select(articles.c.id, rulings.c.ruling)
            .join_from(rulings, articles, articles.c.seq == theirs)
            .where(mine == sa.bindparam("seq"))
            for mine, theirs in ((rulings.c.low, rulings.c.high), (rulings.c.high, rulings.c.low))
        )
    )
)
PAIRS_WITH = Statement(
    sa.union_all(
        *(
            sa.select(theirs.label("other"), pairs.c.body).where(
                mine == sa.bindparam("seq"), theirs.in_(sa.bindparam("others", expanding=True))
            )
            for mine, theirs in _SIDES
        )
    )
)
MOST_AGENCIES = 2_000
"""Names of agencies that are told apart; the rest of them, in their order, is left out."""


def _agencies() -> Any:
    """The names of all agencies, each found with one step in the index on them, however many articles have it."""
    seen = sa.select(sa.func.min(articles.c.agency).label("agency")).cte("seen", recursive=True)
    following = sa.select(sa.func.min(articles.c.agency)).where(articles.c.agency > seen.c.agency).scalar_subquery()
    seen = seen.union_all(sa.select(following).where(seen.c.agency.is_not(None)))
    return sa.select(seen.c.agency).where(seen.c.agency.is_not(None)).limit(MOST_AGENCIES)


AGENCIES = Statement(_agencies())
VERDICT = Statement(sa.select(verdicts.c.body).where(verdicts.c.seq == sa.bindparam("seq")))
LOCKED_BY_ID = Statement(
    sa.select(standing.c.seq, standing.c.revision, standing.c.verdict_revision)
    .join_from(standing, articles)
    .where(articles.c.id == sa.bindparam("id"))
    .with_for_update(of=standing)
)
"""How the verdict of an article stands; its row is locked, as by `rows.lock_standing`."""
STALE = Statement(
    sa.select(articles.c.id)
    .join_from(standing, articles)
    .where(standing.c.verdict_revision != standing.c.revision)
    .order_by(standing.c.seq)
    .limit(sa.bindparam("most"))
)
NEW_VERDICT = Statement(sa.insert(verdicts))
SAME_VERDICT = Statement(
    sa.update(verdicts).where(verdicts.c.seq == sa.bindparam("of")).values(body=sa.bindparam("body"))
)
SUMMARY = Statement(
    sa.update(standing)
    .where(standing.c.seq == sa.bindparam("of"))
    .values(
        {
            name: sa.bindparam(name)
            for name in ("verdict_revision", "horizon", "derivation", "credit_status", "named", "relation", "source_id",
                         "outdated")
        }
    )
)
LEFT_OUT = Statement(
    sa.update(standing).where(standing.c.seq == sa.bindparam("of")).values(left_out=sa.bindparam("left_out"))
)
NEW_RELATIONS = Statement(sa.insert(relations))
RELATIONS = Statement(
    sa.select(
        *(
            relations.c[name]
            for name in ("source", "relation", "score", "direction", "derived", "tied", "share", "characters")
        )
    ).where(relations.c.article == sa.bindparam("seq"))
)


def _put_pairs(dialect: str) -> Any:
    insert = _insert(dialect, pairs)
    return insert.on_conflict_do_update(index_elements=["low", "high"], set_={"body": insert.excluded.body})


def _put_meanings(dialect: str) -> Any:
    insert = _insert(dialect, meanings)
    new = insert.excluded
    return insert.on_conflict_do_update(index_elements=["seq"], set_={"version": new.version, "body": new.body})


def _new_article(dialect: str) -> Any:
    return _insert(dialect, articles).on_conflict_do_nothing(index_elements=["id"]).returning(articles.c.seq)


def _insert(dialect: str, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


PUT_PAIRS = Statement(_put_pairs)
"""Stores pairs, or replaces their bodies."""
PUT_MEANINGS = Statement(_put_meanings)
"""Stores vectors of sentences, or replaces them."""
NEW_ARTICLE = Statement(_new_article)
"""Stores an article and gives its `seq`; nothing when its id is there already."""
_KNOWN = sa.select(articles.c.id, articles.c.seq, outbox.c.status).join_from(articles, outbox)
KNOWN_BY_KEY = Statement(_KNOWN.join(keys, keys.c.seq == articles.c.seq).where(keys.c.key == sa.bindparam("key")))
KNOWN_BY_ID = Statement(_KNOWN.where(articles.c.id == sa.bindparam("id")))
NEW_FINGERPRINT = Statement(sa.insert(fingerprints))
NEW_IN_OUTBOX = Statement(sa.insert(outbox))
NEW_STANDING = Statement(sa.insert(standing))
FIND = Statement(select_rows().where(articles.c.id == sa.bindparam("id")))


def _queue() -> Any:
    def count(status: Status) -> sa.ScalarSelect[Any]:
        return sa.select(sa.func.count()).where(outbox.c.status == status.value).scalar_subquery()

    stale = sa.select(sa.func.count()).where(standing.c.verdict_revision != standing.c.revision).scalar_subquery()
    open_ = [Status.QUEUED.value, Status.CHECKING.value]
    oldest = sa.select(sa.func.min(outbox.c.queued_at)).where(outbox.c.status.in_(open_)).scalar_subquery()
    return sa.select(count(Status.QUEUED), count(Status.CHECKING), count(Status.FAILED), stale, oldest)


QUEUE = Statement(_queue())
"""How many wait, are being checked and have failed, how many verdicts are stale, and since when the first waits."""

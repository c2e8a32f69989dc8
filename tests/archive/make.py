"""Articles, pairs and verdicts to test with. All of it is invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from copytaster.archive import Archive, Lease
from copytaster.model import (
    Article,
    Correspondence,
    Credit,
    CreditStatus,
    Derivation,
    Direction,
    Grounds,
    Kind,
    Pair,
    RelationKind,
    Ruling,
    Source,
    Span,
    Verdict,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_numbers = count(1)
KINDS = list(RelationKind)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def at(archive: Archive, seconds: float) -> Archive:
    """The archive, by whose clock it is now `seconds` after `NOW`."""
    archive.clock = lambda: later(seconds)
    return archive


def article(id: str | None = None, **fields: Any) -> Article:
    number = next(_numbers)
    values: dict[str, Any] = {
        "id": id or f"{number:0>32}",
        "text": f"The harbour of Lowmouth was closed for {number} hours after a crane had tipped over.",
        "received_at": NOW,
    }
    return Article(**values | fields)


def pair(one: str, other: str, relation: RelationKind = RelationKind.COPY, score: float = 0.9) -> Pair:
    """A pair whose evidence tells `resolve` which relation to make of it."""
    spans = Correspondence(Span(0, 20), Span(4, 24), Kind.VERBATIM, 1.0)
    return Pair(min(one, other), max(one, other), (spans,), 0.5, {"kind": float(KINDS.index(relation)), "score": score})


def resolve(grounds: Grounds) -> Verdict:
    """A function of the evidence alone, as a verdict has to be."""
    sources = []
    for found in grounds.pairs:
        other = found.b if found.a == grounds.article.id else found.a
        assert other in grounds.neighbours
        sources.append(
            Source(
                other,
                KINDS[int(found.evidence["kind"])],
                found.evidence["score"],
                Direction.UNDETERMINED,
                found.resemblance,
                0.5,
                0.5,
                grounds.rulings.get(other),
            )
        )
    derived = any(s.relation.derived and s.ruling is not Ruling.REJECTED for s in sources)
    return Verdict(
        Derivation.WHOLLY if derived else Derivation.NOT,
        0.9,
        {"original": 1.0},
        {},
        tuple(sources),
        (),
        Credit(CreditStatus.NOT_APPLICABLE),
    )


def accept(archive: Archive, *articles: Article) -> list[int]:
    return [archive.accept(a, b"print of " + a.id.encode(), 1, None, NOW).seq for a in articles]


def claim(archive: Archive, article_id: str) -> Lease:
    """A lease on this one; it has to be the only one that waits."""
    (lease,) = archive.claim(10, "tester", 60)
    assert lease.article_id == article_id
    return lease


def check(archive: Archive, given: Article, pairs: Sequence[Pair] = ()) -> None:
    """Accepts, claims and records."""
    accept(archive, given)
    assert archive.record(claim(archive, given.id), pairs, resolve, NOW)


def recheck(archive: Archive, article_id: str, pairs: Sequence[Pair] = ()) -> None:
    assert archive.retry(article_id, NOW)
    assert archive.record(claim(archive, article_id), pairs, resolve, NOW)


def refresh(archive: Archive) -> int:
    """Resolves every stale verdict again."""
    done = 0
    while ids := archive.stale():
        for article_id in ids:
            grounds = archive.grounds(article_id)
            assert grounds is not None
            assert archive.save_verdict(resolve(grounds), grounds, NOW)
            done += 1
    return done


def story_of(archive: Archive, article_id: str) -> str | None:
    row = archive.find(article_id)
    assert row is not None
    return row.story_id

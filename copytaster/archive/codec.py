"""`Pair` and `Verdict` as compact JSON. What `dump` writes, `load` reads back equal; never pickle."""

from __future__ import annotations

import json
from typing import Any

from copytaster.model import (
    Attribution,
    Change,
    Correspondence,
    Credit,
    CreditEvidence,
    CreditStatus,
    Derivation,
    Direction,
    Kind,
    New,
    Outdated,
    Pair,
    Passage,
    PassageChange,
    RelationKind,
    Ruling,
    Source,
    Span,
    Verdict,
)


def dumps(value: Any) -> str:
    """Raises ValueError for NaN and infinity: no reader of JSON would take them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _unspan(value: list[int] | None) -> Span | None:
    return None if value is None else Span(*value)


def dump_pair(pair: Pair) -> str:
    """The ids are left out: the row says whose pair it is."""
    return dumps(
        {
            "c": [
                [c.a.start, c.a.end, c.b.start, c.b.end, c.kind.value, c.score]
                + ([[[h.what, _span(h.a), _span(h.b)] for h in c.changes]] if c.changes else [])
                for c in pair.correspondences
            ],
            "r": pair.resemblance,
            "e": dict(pair.evidence),
        }
    )


def load_pair(a: str, b: str, body: str) -> Pair:
    """`a` < `b`, as in every `Pair`."""
    value = json.loads(body)
    return Pair(
        a=a,
        b=b,
        correspondences=tuple(
            Correspondence(
                a=Span(c[0], c[1]),
                b=Span(c[2], c[3]),
                kind=Kind(c[4]),
                score=c[5],
                changes=tuple(Change(what, _unspan(x), _unspan(y)) for what, x, y in (c[6] if len(c) > 6 else ())),
            )
            for c in value["c"]
        ),
        resemblance=value["r"],
        evidence=value["e"],
    )


def _attribution(value: Attribution) -> list[Any]:
    return [value.article_id, value.span.start, value.span.end, value.score]


def _unattribution(value: list[Any]) -> Attribution:
    return Attribution(value[0], Span(value[1], value[2]), value[3])


def dump_verdict(verdict: Verdict) -> str:
    """A verdict as compact JSON; `load_verdict` is its inverse."""
    return dumps(
        {
            "derivation": verdict.derivation.value,
            "confidence": verdict.confidence,
            "coverage": dict(verdict.coverage),
            "by_agency": dict(verdict.by_agency),
            "sources": [
                [
                    s.article_id,
                    s.relation.value,
                    s.score,
                    s.direction.value,
                    s.resemblance,
                    s.of_article,
                    s.of_source,
                    s.ruling.value if s.ruling else None,
                    dict(s.evidence),
                ]
                for s in verdict.sources
            ],
            "passages": [
                [
                    _span(p.span),
                    p.kind.value,
                    p.score,
                    _attribution(p.source),
                    [_attribution(a) for a in p.alternatives],
                    [[c.what, _span(c.here), _span(c.there)] for c in p.changes],
                ]
                for p in verdict.passages
            ],
            "credit": [
                verdict.credit.status.value,
                [[e.agency, e.evidence, e.where, e.field, _span(e.span)] for e in verdict.credit.stated],
                list(verdict.credit.found),
            ],
            "evidence": dict(verdict.evidence),
            "not_compared": list(verdict.not_compared),
            "new": [[n.what, _span(n.span)] for n in verdict.new],
            "outdated": [[o.what, _span(o.span), o.corrected, o.source, o.corrected_by] for o in verdict.outdated],
        }
    )


def load_verdict(body: str) -> Verdict:
    """The verdict of such JSON. Raises `KeyError` and `ValueError` for anything else."""
    value = json.loads(body)
    status, stated, found = value["credit"]
    return Verdict(
        derivation=Derivation(value["derivation"]),
        confidence=value["confidence"],
        coverage=value["coverage"],
        by_agency=value["by_agency"],
        sources=tuple(
            Source(
                s[0], RelationKind(s[1]), s[2], Direction(s[3]), s[4], s[5], s[6], Ruling(s[7]) if s[7] else None, s[8]
            )
            for s in value["sources"]
        ),
        passages=tuple(
            Passage(
                span=Span(*p[0]),
                kind=Kind(p[1]),
                score=p[2],
                source=_unattribution(p[3]),
                alternatives=tuple(_unattribution(a) for a in p[4]),
                changes=tuple(PassageChange(what, _unspan(here), _unspan(there)) for what, here, there in p[5]),
            )
            for p in value["passages"]
        ),
        credit=Credit(
            CreditStatus(status),
            tuple(CreditEvidence(e[0], e[1], e[2], e[3], _unspan(e[4])) for e in stated),
            tuple(found),
        ),
        evidence=value["evidence"],
        not_compared=tuple(value.get("not_compared", ())),
        new=tuple(New(what, Span(*span)) for what, span in value.get("new", ())),
        outdated=tuple(Outdated(o[0], Span(*o[1]), *o[2:]) for o in value.get("outdated", ())),
    )

"""`Pair` and `Verdict` as compact JSON. What `dump` writes, `load` reads back equal; never pickle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from copytaster import compact
from copytaster.model import (
    Boilerplate,
    BoilerplateKind,
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
    Place,
    RelationKind,
    Ruling,
    Source,
    Span,
    Verdict,
)
from copytaster.recent import Recent

PAIR_FORM = 2
"""The form in which pairs are written. The first is still read."""


MOST_LINKS = 120_000
"""Correspondences of pairs that are kept as they were read: six thousand pairs, some 48 MB."""
LEAST_LINKS = 20
"""Correspondences that a pair counts for at least: with one it takes 4 KB too."""
_pairs: Recent[tuple[str, str, str], Pair]
_pairs = Recent(MOST_LINKS, lambda pair: len(pair.correspondences), least=LEAST_LINKS)


class LaterForm(ValueError):
    """What is stored was written by a later version of the program."""


def dumps(value: Any) -> str:
    """Raises ValueError for NaN and infinity: no reader of JSON would take them."""
    return compact.encode_sorted(value)


def _differs(body: str) -> bool:
    """Whether pydantic may have written a number in another way than Python: below 0.0001, and where it is none."""
    if "0.0000" in body or "NaN" in body or "Infinity" in body:
        return True
    at = body.find("e-")  # most are of "same-event": a pattern would stop at every digit
    while at > 0 and not body[at - 1].isdigit():
        at = body.find("e-", at + 1)
    return at > 0


def _written(value: dict[str, Any]) -> str:
    """What `dumps` gives, byte for byte, of a mapping whose keys are in order, in a third of its time. Of numbers from
    10**16 on the sign of the exponent is left out."""
    try:
        body = to_json(value, inf_nan_mode="constants").decode()
    except PydanticSerializationError:  # half a surrogate pair
        return dumps(value)
    return dumps(value) if _differs(body) else body


def _ordered(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {name: mapping[name] for name in sorted(mapping)}


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _unspan(value: list[int] | None) -> Span | None:
    return None if value is None else Span(*value)


def dump_pair(pair: Pair) -> str:
    """The ids are left out: the row says whose pair it is."""
    return _written(
        {
            "c": [
                [*_places(c), c.kind.value, c.score, c.i, c.j, c.odds_a, c.odds_b, c.own, *_further(c)]
                for c in pair.correspondences
            ],
            "e": _ordered(pair.evidence),
            "r": pair.resemblance,
            "v": PAIR_FORM,
        }
    )


def _places(c: Correspondence) -> list[int]:
    return [c.a.start, c.a.end, c.b.start, c.b.end]


def _further(c: Correspondence) -> list[Any]:
    """What few correspondences have: changes, and sentences that go with these."""
    changes = [[h.what, _span(h.a), _span(h.b)] for h in c.changes]
    if c.rest_a is not None or c.rest_b is not None:
        return [changes, [_span(c.rest_a), _span(c.rest_b)]]
    return [changes] if changes else []


def load_pair(a: str, b: str, body: str) -> Pair:
    """`a` < `b`, as in every `Pair`; the same object while it is kept, for whoever keeps what was made of it. Raises
    `LaterForm` for a pair that a later version of the program wrote."""
    found = _pairs.get((a, b, body))
    if found is None:
        found = _read_pair(a, b, body)
        _pairs.put((a, b, body), found)
    return found


def keep_pair(pair: Pair, body: str) -> None:
    """Have `load_pair` give this very pair for `body`, which `dump_pair` made of it: what was made of the pair for the
    first verdict on it serves the next ones."""
    _pairs.put((pair.a, pair.b, body), pair)


def _read_pair(a: str, b: str, body: str) -> Pair:
    value = json.loads(body)
    if value.get("v", 1) > PAIR_FORM:
        raise LaterForm(f"a pair of form {value['v']}; this program reads up to {PAIR_FORM}")
    rows = value["c"] if value.get("v", 1) == PAIR_FORM else _first_form(value["c"])
    return Pair(a, b, tuple(_correspondence(c) for c in rows), value["r"], value["e"])


def _correspondence(c: list[Any]) -> Correspondence:
    changes = tuple(Change(what, _unspan(x), _unspan(y)) for what, x, y in (c[11] if len(c) > 11 else ()))
    found = Correspondence(Span(c[0], c[1]), Span(c[2], c[3]), Kind(c[4]), c[5], changes, *c[6:11])
    return replace(found, rest_a=_unspan(c[12][0]), rest_b=_unspan(c[12][1])) if len(c) > 12 else found


def _first_form(rows: list[list[Any]]) -> list[list[Any]]:
    """Pairs of the first form held only the links that stood, and neither numbers of sentences nor odds."""
    here = {start: n for n, start in enumerate(sorted({row[0] for row in rows}))}
    there = {start: n for n, start in enumerate(sorted({row[2] for row in rows}))}
    odds = 3.0
    return [
        [*row[:6], here[row[0]], there[row[2]], odds, odds, 0 if row[4] == Kind.PARAPHRASE else (row[1] - row[0]) // 9,
         *row[6:7]]
        for row in rows
    ]  # fmt: skip


def _place(value: Place) -> list[Any]:
    return [value.article_id, value.span.start, value.span.end, value.score]


def _unplace(value: list[Any]) -> Place:
    return Place(value[0], Span(value[1], value[2]), value[3])


def dump_verdict(verdict: Verdict) -> str:
    """A verdict as compact JSON; `load_verdict` is its inverse."""
    return _written(
        {
            "by_agency": _ordered(verdict.by_agency),
            "confidence": verdict.confidence,
            "coverage": _ordered(verdict.coverage),
            "credit": [
                verdict.credit.status.value,
                [[e.agency, e.evidence, e.where, e.field, _span(e.span)] for e in verdict.credit.stated],
                list(verdict.credit.found),
            ],
            "credits": [[b.start, b.end, b.kind.value] for b in verdict.credits],
            "derivation": verdict.derivation.value,
            "evidence": _ordered(verdict.evidence),
            "facts_left_out": verdict.facts_left_out,
            "new": [
                [n.what, _span(n.span), *([] if n.speaker is None else [_span(n.speaker)])] for n in verdict.new
            ],
            "not_compared": list(verdict.not_compared),
            "outdated": [[o.what, _span(o.span), o.corrected, o.source, o.corrected_by] for o in verdict.outdated],
            "passages": [
                [
                    _span(p.span),
                    p.kind.value,
                    p.score,
                    _place(p.source),
                    [_place(a) for a in p.alternatives],
                    [[c.what, _span(c.here), _span(c.there)] for c in p.changes],
                ]
                for p in verdict.passages
            ],
            "recurring": [_span(s) for s in verdict.recurring],
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
                    _ordered(s.evidence),
                    s.share,
                ]
                for s in verdict.sources
            ],
        }
    )


def _share_of(source: str, verdict: Mapping[str, Any]) -> float:
    """What the passages of a source cover, where the first form of a verdict does not say it."""
    sizes = [(p[3][0], p[0][1] - p[0][0]) for p in verdict["passages"]]
    covered = max(1, sum(size for _, size in sizes))
    own = sum(size for origin, size in sizes if origin == source)
    return float(round((1 - verdict["coverage"]["original"]) * own / covered, 3))


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
                s[0],
                RelationKind(s[1]),
                s[2],
                Direction(s[3]),
                s[4],
                s[5],
                s[6],
                Ruling(s[7]) if s[7] else None,
                s[8],
                s[9] if len(s) > 9 else _share_of(s[0], value),
            )
            for s in value["sources"]
        ),
        passages=tuple(
            Passage(
                span=Span(*p[0]),
                kind=Kind(p[1]),
                score=p[2],
                source=_unplace(p[3]),
                alternatives=tuple(_unplace(a) for a in p[4]),
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
        new=tuple(New(n[0], Span(*n[1]), Span(*n[2]) if len(n) > 2 else None) for n in value.get("new", ())),
        facts_left_out=value.get("facts_left_out", 0),
        recurring=tuple(Span(*s) for s in value.get("recurring", ())),
        credits=tuple(Boilerplate(b[0], b[1], BoilerplateKind(b[2])) for b in value.get("credits", ())),
        outdated=tuple(Outdated(o[0], Span(*o[1]), *o[2:]) for o in value.get("outdated", ())),
    )

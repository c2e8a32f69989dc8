"""From all pairs of an article to its verdict: relations, passages with their origins, derivation, credit.

Invariants
    * A function of its arguments: the order of the pairs, and the order in which articles arrived, change nothing.
    * Every passage has one origin: the earliest wire that has it, of versions the one whose words it carries; else
      the earliest known article. Passages do not overlap and are in order.
    * What an editor rejected is shown as rejected and counts for nothing.
    * Furniture, text that many articles share which share nothing else, is evidence for nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from copytaster import credit
from copytaster.match.derive import Read, derive
from copytaster.match.relate import View, changes_of, own, own_length, view, visible
from copytaster.model import (
    Article,
    Attribution,
    Correspondence,
    Derivation,
    Direction,
    Kind,
    Pair,
    Passage,
    PassageChange,
    Ruling,
    Source,
    Span,
    Verdict,
)

FURNITURE = 7
"""Days on which others share a span with this article, and nothing else, from which the span is furniture."""
SAME_WORDS = 0.08
"""Scores this close say that two sources carry a passage equally well."""
ALTERNATIVES = 5
UNSEEN = 0.5
"""Most confidence that an article owes nothing to anybody, while some that it may owe were not compared."""
_LATE = datetime.max.replace(tzinfo=UTC)


def resolve(
    article: Article,
    pairs: Sequence[Pair],
    neighbours: Mapping[str, Article],
    rulings: Mapping[str, Ruling],
    read: Read,
) -> Verdict:
    """The verdict on `article`; pairs whose other article is not among `neighbours` are left out.

    `read` gives an article's analysis, kept from when it was aligned.
    """
    known = [(p, neighbours[other]) for p in pairs if (other := p.b if p.a == article.id else p.a) in neighbours]
    not_compared = tuple(sorted(other.id for pair, other in known if not pair.aligned))
    known = [(pair, other) for pair, other in known if pair.aligned]
    furniture = _furniture(article, known)
    views = [view(article, other, pair, furniture) for pair, other in known]
    counted = [v for v in views if v.relation.derived and rulings.get(v.other.id) is not Ruling.REJECTED]
    sources = [v for v in counted if _can_be_source(v)]
    passages = passages_of(article, sources) or _quotations(views, rulings)
    coverage = coverage_of(article, passages)
    by_agency = _by_agency(article, passages, neighbours)
    heard = [v for v in views if rulings.get(v.other.id) is not Ruling.REJECTED and _can_be_source(v)]
    derivation, confidence, evidence = derive(article, coverage, heard, read)
    if not_compared and derivation is Derivation.NOT:
        confidence = min(confidence, UNSEEN)
    stated = credit.detect(article, {n.agency for n in neighbours.values() if n.agency})
    return Verdict(
        derivation,
        confidence,
        coverage,
        by_agency,
        _sources(views, rulings),
        tuple(passages),
        credit.audit(article, stated, by_agency),
        evidence,
        not_compared,
    )


def _can_be_source(v: View) -> bool:
    return v.direction is not Direction.TO_SOURCE


def _furniture(article: Article, known: Sequence[tuple[Pair, Article]]) -> list[Span]:
    """Spans that others share which share little else with the article, on at least `FURNITURE` days.

    The days tell a promo, a disclaimer or a background paragraph that runs for weeks from a story's sentence, which
    many articles may carry too, but all at about the same time.
    """
    alone: list[tuple[Span, int]] = []
    for pair, other in known:
        here = [c.a if pair.a == article.id else c.b for c in pair.correspondences if c.kind is not Kind.QUOTE]
        when = other.published_at or other.received_at
        if when is not None and 0 < len(here) <= 2 and pair.evidence.get("rewrite", -9.0) <= 0:
            alone += [(span, when.toordinal()) for span in here]
    return [
        span
        for span in sorted({s for s, _ in alone})
        if len({day for s, day in alone if s.overlap(span) * 2 > len(span)}) >= FURNITURE
    ]


def passages_of(article: Article, sources: Sequence[View]) -> list[Passage]:
    """One passage for every stretch of the article that a source has, attributed to its origin."""
    claims = [(c, v) for v in sources for c in v.reused]
    claims += [(c, v) for v in sources for c in v.quotes]
    chosen: list[Passage] = []
    for group in _groups(claims):
        ranked = _ranked(group)
        (claim, source), rest = ranked[0], ranked[1:]
        chosen.append(_passage(claim, source, claim.a, _attributions(rest, source.other.id)))
        # of two sentences that were merged into one, each part goes to its own
        for more, same in rest:
            left = _outside(more.a, claim.a)
            if same.other.id == source.other.id and not more.b.overlap(claim.b) and len(left) * 2.5 > len(more.a):
                chosen.append(_passage(more, same, left, []))
                break
    return _disjoint(article, chosen)


def _passage(claim: Correspondence, source: View, span: Span, alternatives: Sequence[Attribution]) -> Passage:
    origin = Attribution(source.other.id, claim.b, claim.score)
    return Passage(span, claim.kind, claim.score, origin, tuple(alternatives), _inside(changes_of(claim), span))


def _inside(changes: Sequence[PassageChange], span: Span) -> tuple[PassageChange, ...]:
    """The changes that stand in what is left of a passage."""
    return tuple(c for c in changes if c.here is None or (span.start <= c.here.start and c.here.end <= span.end))


def _outside(span: Span, taken: Span) -> Span:
    """The longer of the two ends of `span` that `taken` leaves over."""
    before = Span(span.start, max(span.start, min(span.end, taken.start)))
    after = Span(min(span.end, max(span.start, taken.end)), span.end)
    return max(before, after, key=len)


Claim = tuple[Correspondence, View]


def _groups(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims on the same stretch: each overlaps the group's first, longest claim by half of itself or more."""
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda c: (c[0].a.start, -c[0].a.end, c[1].other.id, c[0].b)):
        for group in reversed(groups[-3:]):
            lead = group[0][0].a
            if claim[0].a.overlap(lead) * 2 > min(len(claim[0].a), len(lead)):
                group.append(claim)
                break
        else:
            groups.append([claim])
    return groups


def _ranked(group: Sequence[Claim]) -> list[Claim]:
    """Origin first. Wires before others; of those that carry the words equally well, the earliest."""
    wires = [c for c in group if c[1].other.is_wire]
    ranked: list[Claim] = []
    for tier in (wires, [c for c in group if not c[1].other.is_wire]):
        best = max((c.score for c, _ in tier), default=0.0)
        ranked += sorted(
            tier,
            key=lambda c: (c[0].score < best - SAME_WORDS, c[1].other.published_at or _LATE, c[1].other.id, c[0].b),
        )
    return ranked


def _attributions(claims: Sequence[Claim], origin: str) -> list[Attribution]:
    found: dict[str, Attribution] = {}
    for c, v in claims:
        if v.other.id != origin:
            found.setdefault(v.other.id, Attribution(v.other.id, c.b, c.score))
    return list(found.values())[:ALTERNATIVES]


def _disjoint(article: Article, passages: Sequence[Passage]) -> list[Passage]:
    """Passages in order, each cut back to where the one before it ends."""
    out: list[Passage] = []
    for p in sorted(passages, key=lambda p: (p.span.start, -p.span.end)):
        start = max(p.span.start, out[-1].span.end) if out else p.span.start
        while start < p.span.end and article.text[start].isspace():
            start += 1
        if visible(article.text, start, p.span.end) >= max(3, visible(article.text, p.span.start, p.span.end) // 4):
            left = Span(start, p.span.end)
            out.append(Passage(left, p.kind, p.score, p.source, p.alternatives, _inside(p.changes, left)))
    return out


def _quotations(views: Sequence[View], rulings: Mapping[str, Ruling]) -> list[Passage]:
    """Shared quotations of an article that is not derived: reported, and proof of nothing."""
    heard = [
        v for v in views if v.quotes and _can_be_source(v) and rulings.get(v.other.id) is not Ruling.REJECTED
    ]
    return passages_of(heard[0].article, [_only_quotes(v) for v in heard]) if heard else []


def _only_quotes(v: View) -> View:
    return View(v.article, v.other, v.pair, (), v.quotes, v.relation, v.direction, v.of_article, v.of_source)


def coverage_of(article: Article, passages: Sequence[Passage]) -> dict[str, float]:
    """The share of the article's own characters in passages of each kind, and in none."""
    total = own_length(article)
    share = {k.value: 0.0 for k in Kind}
    for p in passages:
        share[p.kind.value] += own(article, p.span) / total
    share["original"] = max(0.0, 1 - sum(share.values()))
    return {k: round(min(1.0, v), 3) for k, v in share.items()}


def _by_agency(article: Article, passages: Sequence[Passage], neighbours: Mapping[str, Article]) -> dict[str, float]:
    total = own_length(article)
    shares: dict[str, float] = {}
    for p in passages:
        agency = neighbours[p.source.article_id].agency
        if agency and p.kind is not Kind.QUOTE:
            shares[agency] = shares.get(agency, 0.0) + own(article, p.span) / total
    return {a: round(min(1.0, s), 3) for a, s in sorted(shares.items(), key=lambda x: (-x[1], x[0]))}


def _sources(views: Sequence[View], rulings: Mapping[str, Ruling]) -> tuple[Source, ...]:
    """Derived relations first, strongest first; of the others only those that show something."""
    kept = [v for v in views if v.relation.derived or v.quotes or v.pair.evidence.get("rewrite", -9.0) > -4]
    kept.sort(key=lambda v: (not v.relation.derived, -v.score, v.other.id))
    return tuple(
        Source(
            v.other.id,
            v.relation,
            v.score,
            v.direction,
            v.pair.resemblance,
            round(v.of_article, 3),
            round(v.of_source, 3),
            rulings.get(v.other.id),
            dict(v.pair.evidence),
        )
        for v in kept
    )

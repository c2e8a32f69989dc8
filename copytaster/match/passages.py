"""From the attribution to passages: which stretch of the article is shown as reused, from where, and who else has it.

Invariants
    * Passages are in order and do not overlap; each has one source, and that source is one of the attribution's.
    * In an article that was made from others, a weak likeness is a passage; in one that was not, only a strong one is.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence

import numpy as np

from copytaster.fingerprint.vectors import Floats
from copytaster.frozen import frozen
from copytaster.match.attribute import Attribution
from copytaster.match.case import MADE, Claim
from copytaster.match.model import Models, chance
from copytaster.match.relate import View, changes_of, own, own_length, visible
from copytaster.model import Article, Correspondence, Kind, Passage, PassageChange, Place, Span

STANDS = (
    "sentence",
    "article",
    "coverage",
    "own_runs",
    "sentences",
    "own",
    "beside",
    "back",
    "likeness",
    "length",
    "style",
    "spread",
    "unlike",
    "words",
)
"""`sentence`: log-odds of the sentence alone; `article`: that the article was made from its sources, within
±`MOST_ODDS`; `coverage`, `own_runs`, `sentences`: as in `case.MADE`; `own`: log of its words in runs that somebody
chose; `beside`: how surely the sentences before and after it say what stands before and after its source, 0 to 2;
`back`: log-odds that some sentence of the source was taken from it, were it the other way round; `likeness`: share of
the words that the two have in common; `length`: log of its characters; `style`, `spread`: mean and standard deviation
of the likeness of the article's sentences, each by its length and by how surely it was taken; `unlike`: share of them
under `UNLIKE`; `words`: log of the article's words.

Of an article whose author keeps the words of what he takes, a sentence in other words is his own; of one that says
everything in other words it is not. So what a likeness means hangs on the style of the whole."""
_OF_ARTICLE = [MADE.index(name) for name in ("coverage", "own_runs", "sentences")]
MOST_ODDS = 6.0
NEAR = 2
"""How far from a sentence one stands beside it, in the article and in the source: some are merged, cut or new."""
NEVER = -4.0
"""Log-odds that no sentence of the source was taken from here, where none is linked."""
UNLIKE = 0.35
"""Share of words in common under which a sentence is in other words."""
LEAST = -0.3
"""Log-odds from which a sentence is shown as a passage."""
DOUBTFUL = 2.0
"""Log-odds asked in addition of a sentence that seems not taken when seen alone, and whose place is doubtful."""
ABOUT_AS_LIKE = 1.0
"""Difference in log-odds up to which two places are as likely."""
WORD_BY_WORD = 8
"""Words that somebody chose from which no two write the same sentence."""
ALTERNATIVES = 5
PART = 0.6
"""Most of a sentence that another sentence than its likest may have to itself."""


def stands_features(attribution: Attribution) -> Floats:
    """(claims, 14) the numbers of `STANDS` of each claim, in their order."""
    claims = attribution.claims.values()
    if not claims:
        return np.zeros((0, len(STANDS)), np.float32)
    article = max(-MOST_ODDS, min(MOST_ODDS, attribution.odds))
    back = {v.other.id: _back(v) for v in attribution.sources}
    likeness = [_likeness(c.link) for c in claims]
    style = _style_of(likeness, [len(c.link.a) * chance(c.odds) for c in claims])
    of_article = attribution.features[_OF_ARTICLE].tolist()
    words = math.log(max(1.0, attribution.sources[0].mine("words")))
    return np.array(
        [
            (c.odds, article, *of_article, math.log1p(c.link.own), _beside(attribution.claims, c),
             back[c.source.other.id].get(c.link.i, NEVER), like, math.log(len(c.link.a)), *style, words)
            for c, like in zip(claims, likeness, strict=True)
        ],
        np.float32,
    )  # fmt: skip


def _style_of(likeness: Sequence[float], weights: Sequence[float]) -> tuple[float, float, float]:
    """Mean, standard deviation and share under `UNLIKE` of the likeness of sentences, each by its weight."""
    total = sum(weights)
    mean = sum(map(operator.mul, likeness, weights)) / total
    spread = math.sqrt(sum(weight * (like - mean) ** 2 for like, weight in zip(likeness, weights, strict=True)) / total)
    return mean, spread, sum(weight for like, weight in zip(likeness, weights, strict=True) if like < UNLIKE) / total


def _likeness(link: Correspondence) -> float:
    """The share of words that the two have in common, in [0, 1], which is half of the link's `score`; of a translation
    how surely it is one."""
    here = NEVER if link.odds_a is None else link.odds_a
    there = NEVER if link.odds_b is None else link.odds_b
    return max(0.0, min(1.0, 2 * link.score - chance(max(here, there, NEVER))))


def _beside(claims: Mapping[int, Claim], claim: Claim) -> float:
    i, j, source, found = claim.link.i, claim.link.j, claim.source, 0.0
    for side in (-1, 1):
        odds = [
            near.odds for step in range(side, side * (NEAR + 1), side)
            if (near := claims.get(i + step)) is not None and near.source is source
            and 0 <= side * (near.link.j - j) <= NEAR  # made from what stands on that side of its source
        ]  # fmt: skip
        if odds:
            found += chance(max(odds))
    return found


def _back(v: View) -> dict[int, float]:
    """Number of the sentence → the most that any of its links says of the other way round."""
    found: dict[int, float] = {}
    for c in v.links:
        if c.odds_b is not None and c.odds_b > found.get(c.i, -math.inf):
            found[c.i] = c.odds_b
    return found


def standing(attribution: Attribution, models: Models) -> dict[int, Claim]:
    """The claims that are shown. Where nothing was taken, quotations are shown as such, of the rest what is sure. What
    has the very words of its source, first to last, has nothing of its own, however short a sentence is; and of what
    was made from a source, a sentence of some length that stands there word by word is its sentence. A further source
    shows nothing unless some sentence seems taken from it when seen alone. An article that was made from others shows
    by what: at least the sentences that seem so."""
    if not attribution.claims:
        return {}
    claims = [_placed(c) for c in attribution.claims.values()]
    found = models.trees["stands"].odds(stands_features(attribution)).tolist()
    odds = dict(zip(attribution.claims, found, strict=True))
    told = {c.source.other.id for c in claims if c.odds > 0 and c.link.kind is not Kind.QUOTE}
    told.update(v.other.id for v in attribution.sources[:1])
    shown = [
        c for c in claims
        if (c.odds > 0 or c.source.other.id in told) and _stands(c, odds[c.link.i], attribution.derived)
    ]  # fmt: skip
    if attribution.derived and not any(c.link.kind is not Kind.QUOTE for c in shown):
        shown = [c for c in claims if c.odds > 0]
    return {c.link.i: Claim(c.source, c.link, odds[c.link.i]) for c in shown}


def _stands(claim: Claim, odds: float, derived: bool) -> bool:
    """Whether a claim is shown by itself. `odds`: by the trees; `derived`: whether anything was taken at all."""
    if claim.link.kind is Kind.QUOTE and claim.odds > 0:
        return True
    known = claim.source.evidence("identical") > 0 or (claim.link.own >= WORD_BY_WORD and claim.odds > 0)
    same = derived and claim.link.kind is Kind.VERBATIM and known
    return same or odds >= LEAST + DOUBTFUL * _doubtful(claim)


def _doubtful(claim: Claim) -> bool:
    """Whether the sentence says in other words what another sentence of the article says better, so that it may well
    be taken, but hardly from there."""
    return claim.link.odds_b is None and claim.odds < 0 and claim.link.kind in (Kind.PARAPHRASE, Kind.TRANSLATION)


def _placed(claim: Claim) -> Claim:
    """The claim; where its place is doubtful, that at the sentence of the source whose likest one it is, if one is
    about as like."""
    if not _doubtful(claim):
        return claim
    others = [
        c for c in claim.source.links
        if c.i == claim.link.i and c.odds_b is not None and c.odds_b >= claim.odds - ABOUT_AS_LIKE
    ]  # fmt: skip
    best = max(others, key=lambda c: (c.odds_b or 0.0, -c.j), default=None)
    return claim if best is None else Claim(claim.source, best, claim.odds)


def passages_of(article: Article, claims: Mapping[int, Claim], views: Sequence[View]) -> list[Passage]:
    """`views`: all articles that may have the same words; they are named as alternatives."""
    others: dict[int, list[tuple[View, Correspondence]]] = {}
    for v in sorted(views, key=lambda v: (not v.other.is_wire, v.time, v.other.id)):
        for c in v.links:
            if c.odds_a is not None and c.odds_a > 0 and c.i in claims:
                others.setdefault(c.i, []).append((v, c))
    found = []
    for i, claim in claims.items():
        whole = _passage(claim, others.get(i, []))
        part = _merged_part(claim)
        found += [whole] if part is None else _divided(whole, part)
    return _disjoint(article, found)


def _merged_part(claim: Claim) -> Correspondence | None:
    """Of a sentence that two of the source's were merged into, the part that the other one says in the same words."""
    parts = [
        c for c in claim.source.links
        if c.i == claim.link.i and c.j != claim.link.j and c.kind in (Kind.VERBATIM, Kind.EDITED)
        and max(c.odds_a or -9.0, c.odds_b or -9.0) > LEAST and len(c.a) <= PART * len(claim.link.a)
        and c.a.overlap(claim.link.a) == len(c.a)
    ]  # fmt: skip
    return max(parts, key=lambda c: (len(c.a), -c.j), default=None)


def _divided(whole: Passage, part: Correspondence) -> list[Passage]:
    """The part, and what is left of the whole on the longer side of it."""
    before, after = Span(whole.span.start, part.a.start), Span(part.a.end, whole.span.end)
    left = max(before, after, key=len)
    origin = Place(whole.source.article_id, part.b, part.score)
    return [
        Passage(left, whole.kind, whole.score, whole.source, whole.alternatives, _inside(whole.changes, left)),
        Passage(part.a, part.kind, part.score, origin, (), changes_of(part)),
    ]


def _passage(claim: Claim, others: Sequence[tuple[View, Correspondence]]) -> Passage:
    origin, link = claim.source.other.id, claim.link
    places: dict[str, Place] = {}
    for v, c in others:
        if v.other.id != origin and c.a.overlap(link.a):
            places.setdefault(v.other.id, Place(v.other.id, c.b, c.score))
    score = round(min(1.0, (chance(claim.odds) + link.score) / 2), 3)
    where = Place(origin, _with_rest(link), link.score)
    return Passage(link.a, link.kind, score, where, tuple(places.values())[:ALTERNATIVES], changes_of(link))


def _with_rest(link: Correspondence) -> Span:
    """The place in the source, of which two sentences may say what the article says in one."""
    if link.rest_b is None:
        return link.b
    return Span(min(link.b.start, link.rest_b.start), max(link.b.end, link.rest_b.end))


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


def _inside(changes: Sequence[PassageChange], span: Span) -> tuple[PassageChange, ...]:
    """The changes that stand in what is left of a passage."""
    return tuple(c for c in changes if c.here is None or (span.start <= c.here.start and c.here.end <= span.end))


@frozen
class Shown:
    """Shares of an article's own characters, each in [0, 1]."""

    told: float
    """In passages that are more than quotations."""
    quoted: float
    """In shared quotations."""


def shown_of(article: Article, passages: Sequence[Passage]) -> Shown:
    """How much of the article its passages show."""
    total = own_length(article)
    told = sum(own(article, p.span) for p in passages if p.kind is not Kind.QUOTE) / total
    quoted = sum(own(article, p.span) for p in passages if p.kind is Kind.QUOTE) / total
    return Shown(told, quoted)


def coverage_of(article: Article, passages: Sequence[Passage]) -> dict[str, float]:
    """The share of the article's own characters in passages of each kind, and in none. They make 1."""
    total = own_length(article)
    share = {k.value: 0.0 for k in Kind}
    for p in passages:
        share[p.kind.value] += own(article, p.span) / total
    rounded = {k: round(min(1.0, v), 3) for k, v in share.items()}
    return rounded | {"original": round(max(0.0, 1 - sum(rounded.values())), 3)}


def shares_of(article: Article, passages: Sequence[Passage]) -> dict[str, float]:
    """Id of the source → the share of the article's own characters in its passages."""
    total = own_length(article)
    share: dict[str, float] = {}
    for p in passages:
        share[p.source.article_id] = share.get(p.source.article_id, 0.0) + own(article, p.span) / total
    return {source: round(min(1.0, v), 3) for source, v in share.items()}

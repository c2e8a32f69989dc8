"""What one pair means, seen from one of its two articles: the relation, the direction, and how much of each is in the
other.

The words are the design's. *Derived* is a matter of the trained evidence; which derived relation it is, of how much
was reused and how: most of it in the same words is a `copy`, throughout in other words a `rewrite`, passages lifted
into other material an `excerpt`. The same publisher's later version is an `update`. Times alone never make a copy
into an origin where a wire is known: a wire is the source of what is not a wire.
"""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from copytaster.match.compare import turned
from copytaster.match.versions import versions
from copytaster.model import (
    Article,
    Correspondence,
    Direction,
    Kind,
    Pair,
    PassageChange,
    RelationKind,
    Span,
)

RIVAL_ODDS = 3.0
"""Log-odds of a rewrite that one agency's wire needs to be called made from another's: both write their own, of the
same facts."""
OUTLET_ODDS = 3.0
"""The same between two articles neither of which is a wire: two outlets seldom rewrite each other."""
OUTLET_SENTENCES = 4
"""Sentences that both then need: of two briefs on one matter the order says little."""
OUTLET_LIFTS = 11.0
"""Summed log-odds of lifted passages that they need: one long sentence or two, not a formula that both use."""
MOST = 0.75
"""Containment from which an article is, as a whole, the other one."""
REWORDED = 0.30
"""Least share of the article, or of the source, that a rewrite rewords."""
SAME_WORDS = 0.15
"""Resemblance from which the whole is a copy or an excerpt, not a rewrite."""
CUT = 0.25
"""Least containment of the longer one from which the shorter is a cut copy, not an excerpt."""
VERSION = 0.40
"""Containment from which the same publisher's other article is a version of this one."""
EXACT_TIME = 60.0
"""Seconds by which times must differ to tell who came first."""


@dataclass(frozen=True, slots=True)
class View:
    """A pair seen from one article: `here` are its spans, `there` the other's."""

    article: Article
    other: Article
    pair: Pair
    reused: tuple[Correspondence, ...]
    """Without quotations; `a` is here, `b` is there."""
    quotes: tuple[Correspondence, ...]
    relation: RelationKind
    direction: Direction
    of_article: float
    of_source: float

    @property
    def odds(self) -> float:
        return max(self.pair.evidence.get("rewrite", -9.0), self.pair.evidence.get("lift", -9.0))

    @property
    def score(self) -> float:
        """Certainty that the relation is derived, weighed down where it touches little of either."""
        if versions(self.article, self.other):
            return 1.0  # by their identity, whatever their words
        sure = 1 / (1 + math.exp(-self.odds))
        return round(sure * (0.5 + 0.5 * max(self.of_article, self.of_source)), 3)


def view(article: Article, other: Article, pair: Pair, ignored: Sequence[Span] = ()) -> View:
    """The pair from the side of `article`; reused spans inside `ignored` are left out as nobody's evidence."""
    seen = [c if pair.a == article.id else turned(c) for c in pair.correspondences]
    quotes = tuple(c for c in seen if c.kind is Kind.QUOTE)
    reused = tuple(
        c for c in seen if c.kind is not Kind.QUOTE and not any(c.a.overlap(s) * 2 > len(c.a) for s in ignored)
    )
    # what a derived article quotes, it has from its source; what two reporters quote, both heard
    held = (*reused, *quotes) if reused and _derived(article, other, pair) else reused
    of_article, of_source = share(article, [c.a for c in held]), share(other, [c.b for c in held])
    relation = _relation(article, other, pair, reused, quotes, of_article, of_source)
    return View(article, other, pair, reused, quotes, relation, direction(article, other), of_article, of_source)


def changes_of(c: Correspondence) -> tuple[PassageChange, ...]:
    return tuple(PassageChange(x.what, x.a, x.b) for x in c.changes)


def own_length(article: Article) -> int:
    """Code points of the article that are neither white space nor boilerplate; at least 1."""
    return max(1, own(article, Span(0, len(article.text))))


def own(article: Article, span: Span) -> int:
    """The same of one span."""
    own = visible(article.text, span.start, span.end)
    # boilerplate is in order and apart from each other; there may be thousands of it, and thousands of spans
    first = bisect.bisect_right(article.boilerplate, span.start, key=lambda s: s.end)
    for furniture in itertools.islice(article.boilerplate, first, None):
        if furniture.start >= span.end:
            break
        own -= visible(article.text, max(span.start, furniture.start), min(span.end, furniture.end))
    return own


def visible(text: str, start: int, end: int) -> int:
    """Code points of a stretch that are not white space."""
    return sum(map(len, text[start:end].split()))


def share(article: Article, spans: Sequence[Span]) -> float:
    """The share of the article's own characters that spans cover, however they overlap."""
    return min(1.0, sum(own(article, s) for s in merged(spans)) / own_length(article))


def merged(spans: Sequence[Span]) -> list[Span]:
    """The union of spans, in order."""
    out: list[Span] = []
    for s in sorted(spans):
        if out and s.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, s.end))
        else:
            out.append(s)
    return out


def _relation(
    article: Article,
    other: Article,
    pair: Pair,
    reused: Sequence[Correspondence],
    quotes: Sequence[Correspondence],
    of_article: float,
    of_source: float,
) -> RelationKind:
    if versions(article, other):
        return RelationKind.UPDATE
    if not reused or not _derived(article, other, pair):
        return RelationKind.SHARED_QUOTES if quotes else RelationKind.SAME_EVENT
    if pair.evidence.get("identical"):
        return RelationKind.IDENTICAL
    if same_publisher(article, other) and max(of_article, of_source) >= VERSION:
        return RelationKind.UPDATE
    reworded = pair.evidence.get("rewrite", -9.0) > 0 and pair.resemblance < SAME_WORDS
    if reworded and max(of_article, of_source) >= REWORDED:
        return RelationKind.REWRITE
    whole = max(of_article, of_source) >= MOST and min(of_article, of_source) >= CUT
    return RelationKind.COPY if whole else RelationKind.EXCERPT


def _derived(article: Article, other: Article, pair: Pair) -> bool:
    """Whether the evidence is enough, given who the two are."""
    rewrite, lift = pair.evidence.get("rewrite", -9.0), pair.evidence.get("lift", -9.0)
    lifted = lift > 0 and (article.is_wire or other.is_wire or pair.evidence.get("lifts", 0.0) >= OUTLET_LIFTS)
    return lifted or rewrite > _needed(article, other, pair)


def _needed(article: Article, other: Article, pair: Pair) -> float:
    """The log-odds of a rewrite from which it is believed, given who the two are."""
    if article.is_wire and other.is_wire:
        return RIVAL_ODDS if article.agency != other.agency else 0.0
    if article.is_wire or other.is_wire:
        return 0.0
    short = pair.evidence.get("sentences", 0.0) < math.log1p(OUTLET_SENTENCES) - 1e-3
    return math.inf if short else OUTLET_ODDS


def same_publisher(x: Article, y: Article) -> bool:
    if x.agency or y.agency:
        return x.agency == y.agency
    return x.outlet is not None and x.outlet == y.outlet


def direction(article: Article, other: Article) -> Direction:
    """Who can have taken from whom, from who they are and when they came."""
    if article.is_wire != other.is_wire:
        return Direction.FROM_SOURCE if other.is_wire else Direction.TO_SOURCE
    mine, theirs = article.published_at, other.published_at
    if mine is None or theirs is None or abs((mine - theirs).total_seconds()) < EXACT_TIME:
        return Direction.UNDETERMINED
    return Direction.FROM_SOURCE if theirs < mine else Direction.TO_SOURCE

"""The case that an article was made from certain sources: which sentence came from which of them, and how surely.

A sentence is claimed for one source. What the claims amount to is said by named numbers: of an article that was made
from its sources as a whole (`MADE`), and of one into which passages of theirs were lifted (`LIFTED`, and for a digest
`digest.ITEM`); the likelier of the two counts. `attribute` chooses the sources.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from operator import mul
from typing import NamedTuple

import numpy as np

from copytaster.fingerprint.vectors import Floats
from copytaster.frozen import frozen
from copytaster.match.digest import item_features, lifted_odds
from copytaster.match.model import Models, chance
from copytaster.match.relate import View, of_links, own_length, owns
from copytaster.model import Article, Correspondence, Kind
from copytaster.recent import Made
from copytaster.text.sentences import asks

MADE = ("coverage", "share", "first", "second", "third", "own_runs", "new_names", "new_figures", "sentences", "mean",
        "matter", "credited")  # fmt: skip
"""Of an article that was made from others as a whole. `coverage`: share of the article, by characters, that its sources
say, each sentence by its probability; `share`: of sentences more likely said than not; `first`, `second`, `third`:
log-odds of its three surest sentences; `own_runs`: share of its words that stand in runs which somebody chose;
`new_names`, `new_figures`: log of the names, and of the figures, that no source has, in 100 words; `sentences`: log of
how many; `mean`: mean log-odds of all sentences; `matter`: share of what it says on its sources' matter that they say
too, of a reporter's own story half; `credited`: 1 where the article names one of its sources as such, else 0.
Quotations are left out, and questions, which say nothing."""
LIFTED = ("lift", "first", "second", "matter", "item", "new_names", "credited")
"""Of one into which passages were lifted. `lift`: of its sentence that was surest lifted, log-odds times the log of the
words in runs that somebody chose; `first`, `second`, `matter`: as above; `item`: the last of them times how surely its
sentences were said, log-odds together; `new_names`, `credited`: as above."""
UNSAID = -4.0
"""Log-odds of a sentence that no link was worth keeping for."""
SUREST = 6.0
LIKER = 1.0
"""Log-odds by which a sentence must be liker to another source to be counted for it."""
LIKE = -0.7
"""Log-odds that it must have there: in an article that was made from others, a weak likeness is one."""
SURE, LEAST_MATTER = 4.0, 0.2
"""Log-odds beyond which a sentence counts no more for what an article says on a matter, and the least share of the
article that a matter is."""


class Claim(NamedTuple):
    """One sentence of the article, and the source that it is attributed to."""

    source: View
    link: Correspondence
    odds: float


def odds_of(c: Correspondence) -> float:
    """Log-odds that the sentence was taken from there."""
    return UNSAID if c.odds_a is None else c.odds_a


Said = Mapping[str, Mapping[int, Correspondence]]
"""Id of another article → number of the sentence → its likest link there."""


@frozen
class Case:
    """That the article was made from certain sources. `made`: log-odds that it was as a whole; `lifted`: that passages
    of theirs were lifted into it; the others are the numbers of `MADE`, `LIFTED` and `ITEM`."""

    features: Floats
    lifts: Floats
    item: Floats
    made: float
    lifted: float

    def odds(self, asked: tuple[float, float] = (0.0, 0.0)) -> float:
        """Of the likelier of the two, less what is `asked` of the one and of the other."""
        return max(self.made - asked[0], self.lifted - asked[1])


class Cases:
    """The case for some sources of one article, made when it is first asked for; that for a single one is kept while
    the story grows. `whole`: no sentence is left out of account; `statements`: the releases among the sources, of which
    nothing is lifted; `by_release`: what those say; `digest`: `may_be_digest` by all that may be sources."""

    def __init__(
        self, article: Article, said: Said, models: Models, credited: Collection[str], statements: Sequence[View],
        by_release: Mapping[int, float], *, digest: bool, whole: bool,
    ) -> None:  # fmt: skip
        self._article, self._said, self._models, self._credited = article, said, models, credited
        self._whole, self._digest, self._releases = whole, digest, frozenset(v.other.id for v in statements)
        self._stated = tuple(by_release.items())
        self._known: dict[tuple[str, ...], Case] = {}

    def __call__(self, chosen: Sequence[View]) -> Case:
        """That the article was made from those chosen, the first one first."""
        key = tuple(v.other.id for v in chosen)
        if key not in self._known:
            credited = any(v.other.agency in self._credited for v in chosen if v.other.agency)
            if self._whole and len(chosen) == 1:
                of = self._article, chosen[0], self._models
                weight = chosen[0].weight
                beside = credited, self._stated, self._digest, chosen[0].other.id in self._releases
                self._known[key] = _single(lambda: self._made(chosen, credited), *of, weight=weight, beside=beside)
            else:
                self._known[key] = self._made(chosen, credited)
        return self._known[key]

    def _made(self, chosen: Sequence[View], named: bool) -> Case:
        claims = claims_of(chosen, self._said)
        own = {i: c for i, c in claims.items() if c.source.other.id not in self._releases}
        made = (*made_features(self._article, claims, chosen), float(named))
        lift = (*lifted_features(self._article, own, chosen), float(named))
        features, lifts = np.array(made, np.float32), np.array(lift, np.float32)
        item = item_features(dict(zip(LIFTED, lift, strict=True)), chosen, named)
        lifted = lifted_odds(self._models, lifts, item, digest=self._digest)
        return Case(features, lifts, item, float(self._models["made"].odds(features)), lifted)


_single: Made[Case] = of_links()


def adds(odds: float, before: float, rival: bool) -> bool:
    """Whether a source says a sentence that was less likely said before. `rival`: it may be liker to it than to the
    others, and not only where they say nothing."""
    return odds >= LIKE and odds - before >= LIKER if rival else odds > 0 >= before


def claims_of(chosen: Sequence[View], said: Said) -> dict[int, Claim]:
    """Each sentence to the source that explains it; to a later chosen one only where it is liker by `LIKER`, and to an
    outlet beside a wire only where the wire says nothing."""
    claims: dict[int, Claim] = {}
    wire = False
    for v in chosen:
        rival = v.other.is_wire or not wire
        for i, c in said[v.other.id].items():
            before = claims.get(i)
            if before is None or adds(odds_of(c), before.odds, rival):
                claims[i] = Claim(v, c, odds_of(c))
        wire |= v.other.is_wire
    return dict(sorted(claims.items()))


def made_features(article: Article, claims: Mapping[int, Claim], chosen: Sequence[View]) -> tuple[float, ...]:
    """The numbers of `MADE` but the last."""
    total = length_of(article, chosen)
    spoken = sum(owns(article, (c.link.a for c in claims.values() if c.link.kind is Kind.QUOTE)))
    asked = total * max(v.mine("asked") for v in chosen)
    told = max(1.0, total - spoken - asked)
    counted = [c for c in claims.values() if c.link.kind is not Kind.QUOTE and not asks(article.text, c.link.a)]
    own = owns(article, (c.link.a for c in counted))
    odds = [c.odds for c in counted]
    sizes, chances = [size / told for size in own], list(map(chance, odds))
    first, second, third = _surest(odds, 3)
    words = max(1.0, max(v.mine("words") for v in chosen))
    return (
        sum(map(mul, sizes, chances)),
        sum(size for size, each in zip(sizes, odds, strict=True) if each > 0),
        first,
        second,
        third,
        min(1.0, sum(c.link.own for c in counted) / words),
        math.log1p(min(v.mine("new_names") for v in chosen)),
        math.log1p(min(v.mine("new_figures") for v in chosen)),
        math.log1p(max(v.mine("sentences") for v in chosen)),
        sum(size * _within(each, UNSAID, SURE) for size, each in zip(sizes, odds, strict=True))
        + UNSAID * max(0.0, 1.0 - sum(sizes)),
        _of_matter(sum(map(mul, own, chances)) / total, chosen),
    )


def lifted_features(article: Article, claims: Mapping[int, Claim], chosen: Sequence[View]) -> tuple[float, ...]:
    """The numbers of `LIFTED` but the last."""
    counted = [c for c in claims.values() if c.link.kind is not Kind.QUOTE]
    lift = max((_within(c.odds, 0.0, SUREST) * math.log1p(c.link.own) for c in counted if c.odds > 0), default=0.0)
    odds = [c.odds for c in counted]
    first, second = _surest(odds, 2)
    said_there = sum(map(mul, owns(article, (c.link.a for c in counted)), map(chance, odds)))
    matter = _of_matter(said_there / length_of(article, chosen), chosen)
    said = sum(min(each, SURE) for each in odds if each > 0)
    return lift, first, second, matter, matter * said, math.log1p(min(v.mine("new_names") for v in chosen))


def _surest(odds: Sequence[float], count: int) -> list[float]:
    """So many of the highest, the highest first, within ±`SUREST`."""
    return [_within(each, -SUREST, SUREST) for each in sorted([*odds, *[UNSAID] * count], reverse=True)[:count]]


def _within(value: float, least: float, most: float) -> float:
    return least if value < least else min(value, most)


def _of_matter(coverage: float, chosen: Sequence[View]) -> float:
    """The share of what an article says on its sources' matter that they say too. `coverage`: the share of the article
    that they say, each sentence by its probability."""
    return coverage / (LEAST_MATTER + max(coverage, *(v.mine("matter") for v in chosen)))


def length_of(article: Article, chosen: Sequence[View]) -> float:
    """Characters of what the article says: a row of a table that stands there a thousand times is compared once, and
    counts as one."""
    return min(float(own_length(article)), *(v.mine("characters") for v in chosen))

"""Derivation: is the article made from others wholly, partially, or not at all (METER, Gaizauskas et al. 2001)?

Three steps. Without a derived relation, and without a wire of the same event, the answer is *not*. A text reworded
throughout, in order, is *wholly* derived, however few words are left. For the rest a multinomial logistic regression
weighs how much of the article's content its sources have, how long it is, and how much of it was reused; trained on
labelled stories and on journalists' labels of real ones. Its contributions are the explanation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from copytaster.fingerprint.analysis import Analysis
from copytaster.fingerprint.vectors import Floats
from copytaster.match.evidence import SAME_MATTER, content
from copytaster.match.model import Logistic, Models, models
from copytaster.match.relate import View, share
from copytaster.model import Article, Derivation, Kind

DERIVATION = ("content", "length", "item", "reused", "lift", "paraphrase")
CLASSES = (Derivation.NOT, Derivation.PARTIALLY, Derivation.WHOLLY)
MOST_SOURCES = 24
"""Sources whose words are looked at; further ones of the same story add nothing new."""
ITEM = 0.55
"""Content under which a lifted passage makes an item in something larger."""
SURE = 9.0
"""Log-odds beyond which evidence says nothing more."""
REWORDED = 0.55
"""Share of the article in paraphrase, and of the sentences in order, from which it is reworded throughout."""

FEW_WORDS = 0.6
"""Content in common with the source under which a reworded text cannot be judged by its words."""

Read = Callable[[Article], Analysis]


def telling(mine: Analysis, sources: Sequence[View], read: Read) -> list[View]:
    """The wires about the same matter or, without a wire, all sources: siblings from one wire say nothing that it does
    not. The strongest first."""
    ranked = sorted(sources, key=lambda v: (-v.odds, v.other.id))
    wires = [v for v in ranked if v.other.is_wire]
    if not wires:
        return ranked[:MOST_SOURCES]
    return [v for v in wires[:MOST_SOURCES] if v.relation.derived or content(mine, [read(v.other)]) >= SAME_MATTER]


def features(article: Article, sources: Sequence[View], read: Read) -> Floats:
    """The numbers of `DERIVATION`.

    `content` is the share of the article's content words, by rareness, that the sources have; `length` the logarithm
    of its words; `item` how far the content stays under `ITEM` although a passage was lifted; `reused` the share of
    its characters in passages, `paraphrase` that in other words; `lift` the log-odds of the strongest lifted passage,
    within ±`SURE`.
    """
    mine = read(article)
    used = telling(mine, sources, read)
    said = content(mine, [read(v.other) for v in used])
    lift = max((v.pair.evidence.get("lift", -SURE) for v in used), default=-SURE)
    passages = [c for v in used if v.relation.derived for c in v.reused]
    reused = share(article, [c.a for c in passages])
    in_other_words = share(article, [c.a for c in passages if c.kind is Kind.PARAPHRASE])
    item = max(0.0, ITEM - said) if lift > 0 else 0.0
    strongest = min(SURE, max(-SURE, lift))
    return np.array([said, math.log1p(len(mine.words)), item, reused, strongest, in_other_words], np.float32)


def reworded(coverage: Mapping[str, float], sources: Sequence[View]) -> bool:
    """Whether one source was reworded throughout, in order, so that few of its words are left: a wire, where there is
    one, for two outlets that rewrote the same passages of it are not what each other is made from."""
    told = [v for v in sources if v.other.is_wire] or sources
    best = max(told, key=lambda v: v.pair.evidence.get("rewrite", -9.0), default=None)
    return (
        best is not None
        and coverage["paraphrase"] >= REWORDED
        and best.pair.evidence.get("rewrite", -9.0) > 0
        and best.pair.evidence.get("in_order", 0.0) >= REWORDED
        and best.pair.evidence.get("content_more", 0.0) < FEW_WORDS
    )


def derive(
    article: Article, coverage: Mapping[str, float], sources: Sequence[View], read: Read, trained: Models | None = None
) -> tuple[Derivation, float, dict[str, float]]:
    """The derivation, the confidence in it in [0, 1], and the evidence in log-odds for that class.

    `sources` are those that the article can have been made from, the not derived ones included.
    """
    if not any(v.relation.derived or v.other.is_wire for v in sources):
        return Derivation.NOT, 0.95, {}
    if reworded(coverage, sources):
        odds = max(v.odds for v in sources)
        return Derivation.WHOLLY, round(1 / (1 + math.exp(-odds)), 3), {"rewrite": round(odds, 3)}
    found = features(article, sources, read)
    each: list[Logistic] = [(trained or models())[f"derivation_{c.value}"] for c in CLASSES]
    scores = np.array([float(m.odds(found)) for m in each])
    if not any(v.other.is_wire for v in sources):
        scores[0] = -np.inf  # without a wire, a derived relation is all there is to go by
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    best = int(chances.argmax())
    return CLASSES[best], round(float(chances[best]), 3), each[best].explain(found)

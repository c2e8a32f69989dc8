"""Derivation: is the article made from others wholly, partially, or not at all (METER, Gaizauskas et al. 2001)?

Where no relation is derived the answer is *not*. Else a multinomial logistic regression weighs how much of the article's
content its sources have, how much of it was reused in the same words, and how strong the evidence of a rewrite or a lift is. It was
trained on labelled stories and on journalists' labels of real ones; its contributions are the explanation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from copytaster.fingerprint.analysis import Analysis
from copytaster.fingerprint.vectors import Floats
from copytaster.match.evidence import content
from copytaster.match.model import Logistic, models
from copytaster.match.relate import View
from copytaster.model import Article, Derivation

DERIVATION = ("content", "length", "reused", "lexical", "rewrite_odds", "lift_odds", "quotations")
CLASSES = (Derivation.NOT, Derivation.PARTIALLY, Derivation.WHOLLY)
MOST_SOURCES = 12
"""Sources whose words are looked at; further ones of the same story add nothing new."""

Read = Callable[[Article], Analysis]


def features(article: Article, coverage: Mapping[str, float], sources: Sequence[View], read: Read) -> Floats:
    """The numbers of `DERIVATION`, over the wires among `sources` or, without one, over all of them.

    `content` is the share of the article's content words, by rareness, that the sources have; `length` the logarithm of its
    words; `reused` and `lexical` the shares of its characters in passages, and in those that are not paraphrased; the odds are of
    the strongest source; `quotations` is the share in shared quotations.
    """
    used = [v for v in sources if v.other.is_wire] or list(sources)
    used = sorted(used, key=lambda v: (-v.odds, v.other.id))[:MOST_SOURCES]
    lexical = coverage["verbatim"] + coverage["edited"]
    return np.array(
        [
            content(read(article), [read(v.other) for v in used]),
            math.log1p(len(read(article).words)),
            lexical + coverage["paraphrase"], lexical,
            max((_clipped(v.pair.evidence.get("rewrite", -9.0)) for v in used), default=-6.0),
            max((_clipped(v.pair.evidence.get("lift", -9.0)) for v in used), default=-6.0),
            coverage["quote"],
        ],
        np.float32,
    )


def _clipped(odds: float) -> float:
    return max(-6.0, min(6.0, odds))


def derive(article: Article, coverage: Mapping[str, float], sources: Sequence[View], read: Read) -> tuple[Derivation, float, dict[str, float]]:
    """The derivation, the confidence in it in [0, 1], and the evidence in log-odds for that class.

    `sources` are those that the article can have been made from, the not derived ones included.
    """
    if not any(v.relation.derived for v in sources):
        return Derivation.NOT, 0.95, {}
    found = features(article, coverage, sources, read)
    each: list[Logistic] = [models()[f"derivation_{c.value}"] for c in CLASSES]
    odds = np.array([float(m.odds(found)) for m in each])
    chances = np.exp(odds - odds.max())
    chances /= chances.sum()
    best = int(chances.argmax())
    return CLASSES[best], round(float(chances[best]), 3), each[best].explain(found)

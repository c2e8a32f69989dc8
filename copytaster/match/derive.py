"""Derivation: is the article made from others wholly, partially, or not at all (METER, Gaizauskas et al. 2001)?

Without a derived source the answer is *not*. With one, a logistic regression on what the passages cover tells *wholly* from *partially*;
its contributions are the explanation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from copytaster.match.model import models
from copytaster.match.relate import View
from copytaster.model import Derivation

WHOLLY = ("reused", "lexical", "verbatim", "rewrite_odds", "of_source")


def features(coverage: Mapping[str, float], sources: Sequence[View]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """The numbers of `WHOLLY`: shares of the article's characters, and of the source most of which is in it."""
    lexical = coverage["verbatim"] + coverage["edited"]
    reused = lexical + coverage["paraphrase"] + coverage["quote"]
    return np.array(
        [
            reused, lexical, coverage["verbatim"],
            max((max(-4.0, min(6.0, v.pair.evidence.get("rewrite", -4.0))) for v in sources), default=-4.0),
            max((v.of_source for v in sources), default=0.0),
        ],
        np.float32,
    )


def derive(coverage: Mapping[str, float], sources: Sequence[View]) -> tuple[Derivation, float, dict[str, float]]:
    """The derivation, the confidence in it in [0, 1], and the evidence in log-odds."""
    if not sources:
        return Derivation.NOT, 0.95, {}
    certain = 1 / (1 + math.exp(-max(v.odds for v in sources)))
    found = features(coverage, sources)
    wholly = float(models()["wholly"].probability(found))
    derivation = Derivation.WHOLLY if wholly >= 0.5 else Derivation.PARTIALLY
    return derivation, round(certain * max(wholly, 1 - wholly), 3), models()["wholly"].explain(found)

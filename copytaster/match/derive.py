"""Derivation: is the article made from others wholly, partially, or not at all (METER, Gaizauskas et al. 2001)?

Read off the attribution. Whether it was made from its sources is decided there; whether wholly or partially is a matter
of how much they say, and of how surely. Journalists' labels follow the same numbers as far as they follow any.
"""

from __future__ import annotations

import numpy as np

from copytaster.fingerprint.vectors import Floats
from copytaster.match.attribute import MADE, Attribution, chance
from copytaster.match.model import Models
from copytaster.match.passages import MOST_ODDS
from copytaster.model import Derivation

WHOLLY = ("shown", "coverage", "article", "new_names")
"""`shown`: share of the article in passages; `coverage`: what its sources say, each sentence by its probability;
`article`: log-odds that it was made from them; `new_names`: as in `attribute.MADE`."""


def wholly_features(attribution: Attribution, shown: float) -> Floats:
    """(4,) the numbers of `WHOLLY`."""
    article = float(np.clip(attribution.odds, -MOST_ODDS, MOST_ODDS))
    new_names = attribution.features[MADE.index("new_names")]
    return np.array([shown, attribution.features[0], article, new_names], np.float32)


def derive(attribution: Attribution, shown: float, models: Models) -> tuple[Derivation, float, dict[str, float]]:
    """The derivation, the confidence in it in [0, 1], and the evidence for the class in log-odds. `shown`: share of
    the article in passages that are more than quotations; an article without any was made from nobody."""
    if not attribution.sources:
        return Derivation.NOT, 0.95, {}
    if not attribution.derived or not shown:
        evidence = models["made"].explain(attribution.features) | models["lifted"].explain(attribution.lifts)
        return Derivation.NOT, round(1 - chance(min(attribution.odds, 0.0)), 3), {n: -v for n, v in evidence.items()}
    model = models["wholly"]
    features = wholly_features(attribution, shown)
    odds = float(model.odds(features))
    whole = odds > 0
    sure = round(chance(attribution.odds) * chance(abs(odds)), 3)
    evidence = model.explain(features)
    return (
        Derivation.WHOLLY if whole else Derivation.PARTIALLY,
        sure,
        evidence if whole else {n: -v for n, v in evidence.items()},
    )

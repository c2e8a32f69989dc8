"""Derivation: is the article made from others wholly, partially, or not at all (METER, Gaizauskas et al. 2001)?

Read off the attribution. Whether it was made from its sources is decided there; whether wholly or partially is a matter
of how much they say, and of how surely. Journalists' labels follow the same numbers as far as they follow any.
"""

from __future__ import annotations

import numpy as np

from copytaster.fingerprint.vectors import Floats
from copytaster.match.attribute import Attribution
from copytaster.match.case import MADE
from copytaster.match.model import Models, chance
from copytaster.match.passages import Shown
from copytaster.model import Derivation

OF_MADE = ("coverage", "first", "mean", "matter", "own_runs", "new_names", "new_figures", "sentences")
WHOLLY = ("shown", "quoted", "new_quotes", *OF_MADE)
"""`shown`, `quoted`: shares of the article in passages, questions left out, and in shared quotations; `new_quotes`: log
of the words, in 100, that it quotes and no source says; the others as in `case.MADE`. Who is credited does not say
how much was taken. Whether anything was taken is not asked of new quotations: an editor adds one to a rewrite as a
reporter does to his own story, and forms and statements have none."""
LEAST_TOLD = 0.2
"""Least share of an article that is no question."""


def wholly_features(attribution: Attribution, shown: Shown) -> Floats:
    """(11,) the numbers of `WHOLLY`."""
    asked = max((v.mine("asked") for v in attribution.sources), default=0.0)
    told = min(1.0, shown.told / max(1.0 - asked, LEAST_TOLD))
    new = min((v.mine("new_quotes") for v in attribution.sources), default=0.0)
    of_made = attribution.features[[MADE.index(name) for name in OF_MADE]]
    return np.array([told, shown.quoted, np.log1p(new), *of_made], np.float32)


def derive(attribution: Attribution, shown: Shown, models: Models) -> tuple[Derivation, float, dict[str, float]]:
    """The derivation, the confidence in it in [0, 1], and the evidence for the class in log-odds. An article that
    shows nothing but quotations was made from nobody."""
    if not attribution.sources:
        return Derivation.NOT, 0.95, {}
    if not attribution.derived or not shown.told:
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

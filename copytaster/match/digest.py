"""Digests: was an item of an article, of which the rest is about other matters, made from a source?

Who reports an event himself goes on about it, in other places too, and says what no source does. What a digest has of
a wire are one to three sentences in one place. Weighed for any article, these numbers would acquit a follow-up that
lifts a paragraph; so they are asked only where the article is hardly about the matter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from copytaster.fingerprint.vectors import Floats
from copytaster.match.items import DIGEST
from copytaster.match.model import Logistic, Models
from copytaster.match.relate import View, same_publisher

_LIFTED = ("lift", "first", "second", "matter", "new_names")
ITEM = (*_LIFTED, "about", "elsewhere", "untold", "item_names", "credited")
"""`about`: share of the article that is about its sources' matter, whoever says it; `elsewhere`, `untold`,
`item_names`: as in `items.Item`, `untold` its log; the others as in `case.LIFTED`."""


def item_features(lifts: Mapping[str, float], chosen: Sequence[View], credited: bool) -> Floats:
    """(10,) the numbers of `ITEM`; `lifts`: those of `case.LIFTED`, by name."""
    about, elsewhere = (max(v.mine(name) for v in chosen) for name in ("matter", "elsewhere"))
    untold, names = (min(v.mine(name) for v in chosen) for name in ("untold", "item_names"))
    known = [lifts[name] for name in _LIFTED]
    return np.array([*known, about, elsewhere, math.log1p(untold), names, credited], np.float32)


def may_be_digest(views: Sequence[View]) -> bool:
    """Whether no more of an article than of a digest is about the matter of one other: what a wire does not tell of an
    event, others do. What its own publisher has in common with it may be a whole digest, that of the day before."""
    return all(v.mine("matter") <= DIGEST for v in views if not same_publisher(v.article, v.other))


def lifted_odds(models: Mapping[str, Logistic] | Models, lifts: Floats, item: Floats, *, digest: bool = True) -> float:
    """Log-odds that passages were lifted: into whatever article or, where that is denied, as an item into one that may
    be a digest; how surely an item was made says nothing of what else is shown. `digest`: whether it may be one, by all
    that it may have been made from."""
    odds = float(models["lifted"].odds(lifts))
    if odds > 0 or not digest or item[ITEM.index("about")] > DIGEST:
        return odds
    return max(odds, float(models["item"].odds(item)))

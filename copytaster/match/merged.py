"""One sentence against two: which sentence beside the likest one says the rest of what a sentence says.

A reporter merges two sentences, or splits one. Beside its likest sentence a sentence of x then has another, before or
after it, that says what the likest lacks. On labelled events a sentence that is found so is one of those that the
sentence was made from in four cases of five; it is found seldom, and what it means must be known.
"""

from __future__ import annotations

import numpy as np

from copytaster.fingerprint.analysis import Analysis
from copytaster.frozen import frozen
from copytaster.match.said import Likeness, Said

REST = 0.2
"""Share of the content of a sentence, by rareness, that the one beside its likest must say in addition."""
ALIKE = 0.45
"""Cosine that the two must have."""
TOLD = -1.0
"""Log-odds that the sentence must have of being taken from its likest at all."""
SAME_WORDS = 0.5
"""Share of the words of a sentence in runs that another has, from which it goes with that one, and has no rest."""


@frozen
class Together:
    """Of each sentence of one article the likest one of the other, and what is beside that and says the rest."""

    best: list[int]
    """(s)"""
    rest: dict[int, int]
    """Of those that have a rest."""


def together(x: Analysis, y: Analysis, like: Likeness, of_x: Said, of_y: Said) -> tuple[Together, Together]:
    """Who goes with whom, from either side: a sentence that says the rest of another goes with that one, unless it has
    the words of a third."""
    rest_x, rest_y = _rest(x, y, like, of_x), _rest(y, x, like.turned(), of_y)
    likest_x, likest_y = of_x.best.tolist(), of_y.best.tolist()
    best_x, best_y = likest_x.copy(), likest_y.copy()
    for i, other in rest_x.items():
        if like.runs_y[likest_y[other], other] < SAME_WORDS:
            best_y[other] = i
    for j, other in rest_y.items():
        if like.runs_x[other, likest_x[other]] < SAME_WORDS:
            best_x[other] = j
    return (
        Together(best_x, {i: other for i, other in rest_x.items() if best_x[i] == likest_x[i]}),
        Together(best_y, {j: other for j, other in rest_y.items() if best_y[j] == likest_y[j]}),
    )


def _rest(x: Analysis, y: Analysis, like: Likeness, of_x: Said) -> dict[int, int]:
    """The sentence of x → the one of y beside its likest that says the rest of it, of those that have a rest."""
    found: dict[int, int] = {}
    if like.cosine is None or len(y) < 2:
        return found
    best = of_x.best.tolist()
    asked = [i for i in np.flatnonzero(of_x.odds >= TOLD).tolist() if like.runs_x[i, best[i]] < SAME_WORDS]
    before, after = of_x.shared.rest(of_x.best).tolist() if asked else ((), ())
    for i in asked:
        most = REST
        for told, other in (before[i], best[i] - 1), (after[i], best[i] + 1):  # few say so much
            if told >= most and like.cosine[i, other] >= ALIKE and _adjoin(y, best[i], other):
                found[i], most = other, told
    return found


def _adjoin(x: Analysis, one: int, other: int) -> bool:
    """Whether nothing stands between two sentences, not even boilerplate."""
    first, second = sorted((x.spans[one], x.spans[other]))
    return not x.text[first.end : second.start].strip()

"""One sentence against two: which sentence beside the likest one says the rest of what a sentence says.

A reporter merges two sentences, or splits one. Beside its likest sentence a sentence of x then has another, before or
after it, that says what the likest lacks. On labelled events a sentence that is found so is one of those that the
sentence was made from in four cases of five; it is found seldom, and what it means must be known.
"""

from __future__ import annotations

import numpy as np

from copytaster.fingerprint.analysis import Analysis, Ints
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
    """(s,) of each sentence of one article: the likest one of the other, and what is beside that and says the rest, or
    -1."""

    best: Ints
    rest: Ints


def together(x: Analysis, y: Analysis, like: Likeness, of_x: Said, of_y: Said) -> tuple[Together, Together]:
    """Who goes with whom, from either side: a sentence that says the rest of another goes with that one, unless it has
    the words of a third."""
    rest_x, rest_y = _rest(x, y, like, of_x), _rest(y, x, like.turned(), of_y)
    best_x, best_y = of_x.best.copy(), of_y.best.copy()
    for i in np.flatnonzero(rest_x >= 0).tolist():
        if like.runs_y[of_y.best[rest_x[i]], rest_x[i]] < SAME_WORDS:
            best_y[rest_x[i]] = i
    for j in np.flatnonzero(rest_y >= 0).tolist():
        if like.runs_x[rest_y[j], of_x.best[rest_y[j]]] < SAME_WORDS:
            best_x[rest_y[j]] = j
    rest_x, rest_y = np.where(best_x == of_x.best, rest_x, -1), np.where(best_y == of_y.best, rest_y, -1)
    return Together(best_x, rest_x), Together(best_y, rest_y)


def _rest(x: Analysis, y: Analysis, like: Likeness, of_x: Said) -> Ints:
    """(s,) the sentence of y beside the likest one of each sentence of x that says the rest of it; -1 where none does,
    or where there is no rest."""
    found = np.full(len(x), -1, np.int32)
    if like.cosine is None or len(y) < 2:
        return found
    best, most = of_x.best, dict[int, float]()
    asked = (of_x.odds >= TOLD) & (like.runs_x[np.arange(len(x)), best] < SAME_WORDS)
    for step in (-1, 1) if asked.any() else ():
        beside = np.minimum(np.maximum(best + step, 0), len(y) - 1)
        more = of_x.shared.rest(best, beside)
        for i in np.flatnonzero(asked & (more >= REST)).tolist():  # few: most have no rest
            one, other, told = int(best[i]), int(beside[i]), float(more[i])
            if told >= most.get(i, REST) and one != other and like.cosine[i, other] >= ALIKE and _adjoin(y, one, other):
                found[i], most[i] = other, told
    return found


def _adjoin(x: Analysis, one: int, other: int) -> bool:
    """Whether nothing stands between two sentences, not even boilerplate."""
    first, second = sorted((x.spans[one], x.spans[other]))
    return not x.text[first.end : second.start].strip()

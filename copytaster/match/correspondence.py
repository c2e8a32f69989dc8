"""Which sentences of two articles say the same: a probability for every pair of sentences.

Two logistic models, one on top of the other. The first looks at two sentences alone (`Similarity`); the second at
what stands around them: does the sentence before correspond to a sentence before, is this partner the best by a
margin, do the two articles correspond at large? A rewrite desk keeps the order; a coincidence stands alone.

Both are trained by ``bench/train.py`` and kept in ``coefficients.json``; both give the transpose when the articles
swap.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint.analysis import Analysis
from copytaster.fingerprint.vectors import Floats
from copytaster.match.similarity import Similarity

SENTENCE = (
    "cosine",
    "covered_more",
    "covered_less",
    "trigrams_more",
    "trigrams_less",
    "figures_agreeing",
    "figures_missing_less",
    "figures_missing_more",
    "length_apart",
    "length",
    "cosine_covered",
    "covered_both",
)
CONTEXT = ("alone", "before", "after", "margin_less", "margin_more", "articles_more", "articles_less")

Cube = npt.NDArray[np.float32]


def sentence_features(a: Analysis, b: Analysis, s: Similarity) -> Cube:
    """(sa, sb, features) for the first model, symmetric in the two sentences."""
    length_a = np.log(np.diff(a.bounds))[:, None] + np.zeros_like(s.cosine)
    length_b = np.log(np.diff(b.bounds))[None, :] + np.zeros_like(s.cosine)
    missing_a, missing_b = np.minimum(s.missing_a, 3), np.minimum(s.missing_b, 3)
    both = s.covered_a * s.covered_b
    return np.stack(
        [
            s.cosine,
            np.maximum(s.covered_a, s.covered_b),
            np.minimum(s.covered_a, s.covered_b),
            np.maximum(s.trigrams_a, s.trigrams_b),
            np.minimum(s.trigrams_a, s.trigrams_b),
            np.minimum(s.agreeing, 3),
            np.minimum(missing_a, missing_b),
            np.maximum(missing_a, missing_b),
            np.abs(length_a - length_b),
            np.minimum(length_a, length_b),
            s.cosine * np.sqrt(both),
            both,
        ],
        axis=-1,
    ).astype(np.float32)


def context_features(alone: Floats) -> Cube:
    """(sa, sb, features) for the second model, from the first one's log-odds."""
    odds = np.clip(alone, -8, 8)
    chance = 1 / (1 + np.exp(-odds))
    rows, columns = chance.shape
    padded = np.zeros((rows + 2, columns + 4), np.float32)
    padded[1:-1, 2:-2] = chance
    before = np.maximum.reduce([padded[:rows, 1 + k : 1 + k + columns] for k in (-1, 0, 1)])
    after = np.maximum.reduce([padded[2:, 1 + k : 1 + k + columns] for k in (1, 2, 3)])
    in_row, in_column = _margin(odds, 1), _margin(odds, 0)
    mine, theirs = float(chance.max(axis=1).mean()), float(chance.max(axis=0).mean())
    return np.stack(
        [
            odds,
            before,
            after,
            np.minimum(in_row, in_column),
            np.maximum(in_row, in_column),
            np.full_like(odds, max(mine, theirs)),
            np.full_like(odds, min(mine, theirs)),
        ],
        axis=-1,
    ).astype(np.float32)


def _margin(odds: Floats, axis: int) -> Floats:
    """How far each entry stands above the best of the others in its row or column (below zero: how far under the
    best)."""
    if odds.shape[axis] < 2:
        return np.full_like(odds, 2.0)
    ordered = np.sort(odds, axis=axis)
    best, second = np.take(ordered, [-1], axis=axis), np.take(ordered, [-2], axis=axis)
    return np.clip(np.where(odds >= best, odds - second, odds - best), -4, 4).astype(np.float32)

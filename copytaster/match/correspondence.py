"""Which sentences of two articles say the same: a probability for every pair of sentences.

Two logistic models, one on top of the other. The first looks at two sentences alone (`Similarity`); the second at
what stands around them: does the sentence before correspond to a sentence before, is this partner the best by a
margin, do the two articles correspond at large? A rewrite desk keeps the order; a coincidence stands alone.

Both are trained by ``bench/train.py`` and kept in ``coefficients.json``; both give the transpose when the articles
swap.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint.analysis import Analysis
from copytaster.fingerprint.vectors import Floats
from copytaster.match.model import Logistic
from copytaster.match.similarity import AT_ONCE, Similarity

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


def sentence_features(a: Analysis, b: Analysis, s: Similarity, rows: slice = slice(None)) -> Cube:
    """(sa, sb, features) for the first model, symmetric in the two sentences; `rows`: only these sentences of a."""
    cosine, covered_a, covered_b = s.cosine[rows], s.covered_a[rows], s.covered_b[rows]
    trigrams_a, trigrams_b = s.trigrams_a[rows], s.trigrams_b[rows]
    length_a = np.log(np.diff(a.bounds))[rows, None] + np.zeros_like(cosine)
    length_b = np.log(np.diff(b.bounds))[None, :] + np.zeros_like(cosine)
    missing_a, missing_b = np.minimum(s.missing_a[rows], 3), np.minimum(s.missing_b[rows], 3)
    both = covered_a * covered_b
    return np.stack(
        [
            cosine,
            np.maximum(covered_a, covered_b),
            np.minimum(covered_a, covered_b),
            np.maximum(trigrams_a, trigrams_b),
            np.minimum(trigrams_a, trigrams_b),
            np.minimum(s.agreeing[rows], 3),
            np.minimum(missing_a, missing_b),
            np.maximum(missing_a, missing_b),
            np.abs(length_a - length_b),
            np.minimum(length_a, length_b),
            cosine * np.sqrt(both),
            both,
        ],
        axis=-1,
    ).astype(np.float32)


def odds_alone(a: Analysis, b: Analysis, s: Similarity, model: Logistic) -> Floats:
    """(sa, sb) log-odds that two sentences say the same, seen alone. A few rows at a time: all their features at once
    would fill the memory when the articles are long."""
    step = max(1, AT_ONCE // 64 // max(1, len(b)))
    parts = [model.odds(sentence_features(a, b, s, slice(i, i + step))) for i in range(0, len(a), step)]
    return np.concatenate(parts)


def chances_in_context(odds: Floats, model: Logistic) -> Floats:
    """(sa, sb) probabilities that two sentences say the same, given what stands around them."""
    return np.concatenate([model.probability(part) for part in _context_parts(odds)])


def context_features(alone: Floats) -> Cube:
    """(sa, sb, features) for the second model, from the first one's log-odds."""
    return np.concatenate(list(_context_parts(alone)))


def _context_parts(alone: Floats) -> Iterator[Cube]:
    odds = np.clip(alone, -8, 8)
    chance = 1 / (1 + np.exp(-odds))
    rows, columns = chance.shape
    padded = np.zeros((rows + 2, columns + 4), np.float32)
    padded[1:-1, 2:-2] = chance
    in_row, in_column = _margin(odds, 1), _margin(odds, 0)
    mine, theirs = float(chance.max(axis=1).mean()), float(chance.max(axis=0).mean())
    step = max(1, AT_ONCE // 64 // max(1, columns))
    for i in range(0, rows, step):
        part = odds[i : i + step]
        many = len(part)
        above, below = padded[i : i + many], padded[i + 2 : i + 2 + many]
        row, column = in_row[i : i + step], in_column[i : i + step]
        yield np.stack(
            [
                part,
                np.maximum.reduce([above[:, 1 + k : 1 + k + columns] for k in (-1, 0, 1)]),
                np.maximum.reduce([below[:, 1 + k : 1 + k + columns] for k in (1, 2, 3)]),
                np.minimum(row, column),
                np.maximum(row, column),
                np.full_like(part, max(mine, theirs)),
                np.full_like(part, min(mine, theirs)),
            ],
            axis=-1,
        ).astype(np.float32)


def _margin(odds: Floats, axis: int) -> Floats:
    """How far each entry stands above the best of the others in its row or column (below zero: how far under the
    best)."""
    if odds.shape[axis] < 2:
        return np.full_like(odds, 2.0)
    ordered = np.partition(odds, -2, axis=axis)
    best, second = np.take(ordered, [-1], axis=axis), np.take(ordered, [-2], axis=axis)
    return np.clip(np.where(odds >= best, odds - second, odds - best), -4, 4).astype(np.float32)

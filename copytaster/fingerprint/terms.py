"""Term keys: the names, figures and rare words by which a rewrite can still be found.

A rewriter changes the words, not who, where and how much. We keep the rarest names and words of an article, pairs of
neighbouring names, and its figures by value. Word rareness comes from the vector table; how rare a term is in *this*
archive is known only to the index, and weighed there.
"""

from __future__ import annotations

import numpy as np
import xxhash

from copytaster.fingerprint.analysis import Analysis
from copytaster.model import Hashes
from copytaster.text.folding import key

WORDS = 80
"""Most terms of an article: the rarest words, names first."""
FIGURES = 24
RARE = 0.55


def term_keys(analysis: Analysis) -> Hashes:
    """The distinct term keys of an article, ascending."""
    rank: dict[str, float] = {}
    norms = analysis.words.norms
    rare = np.flatnonzero((analysis.weights >= RARE) | (analysis.capital & (analysis.weights > 0.3)))
    weights, capital = analysis.weights[rare].tolist(), analysis.capital[rare].tolist()
    for i, weight, is_name in zip(rare.tolist(), weights, capital, strict=True):
        word = norms[i]
        if len(word) > 1 and not word.isdecimal():
            score = weight + (0.5 if is_name else 0.0)
            rank[word] = max(rank.get(word, 0.0), score) + 0.01
    terms = {f"w:{key(w)}" for w in sorted(rank, key=lambda w: (-rank[w], w))[:WORDS]}
    names = analysis.capital
    beside = np.flatnonzero(names[:-1] & names[1:])[:WORDS]
    enough = analysis.weights[beside] + analysis.weights[beside + 1] > 0.8
    for i in beside[enough].tolist():
        terms.add(f"n:{key(norms[i])} {key(norms[i + 1])}")
    figures = {
        f"f:{f.unit}:{f.value:.4g}"
        for row in analysis.figures
        for f in row
        if f.unit != "year" and (f.value > 20 or f.unit == "percent" or f.value % 1)
    }
    terms |= set(sorted(figures)[:FIGURES])
    return np.unique(np.array([xxhash.xxh3_64_intdigest(t.encode()) for t in terms], np.uint64))

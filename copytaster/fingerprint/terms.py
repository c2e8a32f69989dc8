"""Term keys: the names, figures and rare words by which a rewrite can still be found.

A rewriter changes the words, not who, where and how much. We keep the rarest names and words of an article, pairs of
neighbouring names, and its figures by value. Word rareness comes from the vector table; how rare a term is in *this*
archive is known only to the index, and weighed there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import xxhash

from copytaster.fingerprint.analysis import Analysis, Parts
from copytaster.lookup import Lookup
from copytaster.model import Hashes, ascending
from copytaster.text.figures import Figure
from copytaster.text.folding import key

WORDS = 80
"""Most terms of an article: the rarest words, names first."""
FIGURES = 24
RARE = 0.55


def term_keys(analysis: Analysis | Parts) -> Hashes:
    """The distinct term keys of an article, ascending."""
    rank: dict[str, float] = {}
    weights, names = analysis.weights.tolist(), analysis.capital.tolist()
    for i, word in _words(analysis):
        score, before = weights[i] + (0.5 if names[i] else 0.0), rank.get(word, 0.0)
        rank[word] = (score if score > before else before) + 0.01
    first = rank if len(rank) <= WORDS else sorted(rank, key=lambda w: (-rank[w], w))[:WORDS]
    terms = [_words_hashed[w] for w in first]
    terms += [_hashed(term) for _, term in _names(analysis)]
    terms += map(_hashed, sorted({term for row in analysis.figures for term in _figures(row)})[:FIGURES])
    return ascending(np.array(terms, np.uint64))


def term_places(analysis: Analysis) -> list[tuple[int, int]]:
    """Where terms stand: (sentence, term key) for each place of a term, those too that `term_keys` has no room for."""
    found = [(i, _words_hashed[word]) for i, word in _words(analysis)]
    found += [(i, _hashed(term)) for i, term in _names(analysis)]
    sentences = np.searchsorted(analysis.bounds, [i for i, _ in found], "right") - 1
    placed = list(zip(sentences.tolist(), (term for _, term in found), strict=True))
    return placed + [(s, _hashed(term)) for s, row in enumerate(analysis.figures) for term in _figures(row)]


def _words(analysis: Analysis | Parts) -> Iterator[tuple[int, str]]:
    """The places of the rare words, and the words."""
    norms = analysis.words.norms
    rare = (analysis.weights >= RARE) | (analysis.capital & (analysis.weights > 0.3))
    for i in np.flatnonzero(rare).tolist():
        if len(norms[i]) > 1 and not norms[i].isdecimal():
            yield i, norms[i]


def _names(analysis: Analysis | Parts) -> Iterator[tuple[int, str]]:
    """The places where two names stand side by side, and their terms."""
    names, norms = analysis.capital, analysis.words.norms
    beside = np.flatnonzero(names[:-1] & names[1:])[:WORDS]
    enough = analysis.weights[beside] + analysis.weights[beside + 1] > 0.8
    for i in beside[enough].tolist():
        yield i, f"n:{key(norms[i])} {key(norms[i + 1])}"


def _figures(row: Sequence[Figure]) -> Iterator[str]:
    """The terms of the figures of a sentence."""
    for f in row:
        if f.unit != "year" and (f.value > 20 or f.unit == "percent" or f.value % 1):
            yield f"f:{f.unit}:{f.value:.4g}"


def _hashed(term: str) -> int:
    return xxhash.xxh3_64_intdigest(term.encode())


_words_hashed: Lookup[str, int] = Lookup(lambda word: _hashed(f"w:{key(word)}"), 100_000)

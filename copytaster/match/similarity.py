"""How alike every sentence of one article is to every sentence of another, as matrices.

Four views of the same two sentences

    cosine    of their vectors, after the mean sentence of both articles is taken out: what the two articles are
              about is in every sentence and tells none apart (the all-but-the-top idea, Mu & Viswanath 2018);
    coverage  how much of one sentence's content has a like word in the other ("kept" ~ "maintained"), a static-vector
              relative of BERTScore (Zhang et al. 2020); words weigh by rareness and by how few sentences
              of the two articles have them;
    trigrams  the share of one sentence's words that stand in runs of three or more words of the other;
    figures   how many figures agree, and how many of one sentence's find no match in the other.

All are functions of the two texts alone, and swap when the articles swap. One matrix product over the distinct
content words of both; nothing here is quadratic in Python, and nothing large is held whole but what is returned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint.analysis import GRAM, Analysis, Content, Ints
from copytaster.fingerprint.vectors import Floats
from copytaster.model import Hashes
from copytaster.text import figures

ALIKE = 0.35
"""Cosine below which two words have nothing to do with each other."""
MAX_PLACES = 8
"""A trigram that stands in more places of an article than this joins nothing; bounds the work on repetitive text."""

AT_ONCE = 4_000_000
"""Numbers that one intermediate matrix may hold; larger comparisons are made in parts, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Similarity:
    """(sa, sb) matrices over the sentences of a and b; shares are in [0, 1]."""

    cosine: Floats
    covered_a: Floats
    """How much of a's sentence the sentence of b says."""
    covered_b: Floats
    trigrams_a: Floats
    trigrams_b: Floats
    agreeing: Floats
    missing_a: Floats
    """Figures of a's sentence without their like in b's."""
    missing_b: Floats


def similarity(a: Analysis, b: Analysis, runs: tuple[Ints, Ints] | None = None) -> Similarity:
    """Compare all sentences of `a` with all of `b`; `runs`: their `trigram_places`, where known already."""
    covered_a, covered_b = _coverages(a, b)
    here, there = runs or trigram_places(a, b)
    trigrams_a, trigrams_b = _in_runs(a, b, here, there), _in_runs(b, a, there, here).T
    agreeing, missing_a, missing_b = _figures(a, b)
    return Similarity(cosines(a, b), covered_a, covered_b, trigrams_a, trigrams_b, agreeing, missing_a, missing_b)


def cosines(a: Analysis, b: Analysis) -> Floats:
    """(sa, sb) cosines of the sentences' vectors, without what all sentences of the two articles share."""
    mean = (a.sentence_vectors.sum(axis=0) + b.sentence_vectors.sum(axis=0)) / max(1, len(a) + len(b))
    return _unit(a.sentence_vectors - mean) @ _unit(b.sentence_vectors - mean).T


def _unit(rows: Floats) -> Floats:
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    return (rows / np.where(lengths > 1e-6, lengths, 1.0)).astype(np.float32)


def _coverages(a: Analysis, b: Analysis) -> tuple[Floats, Floats]:
    mine, theirs = a.content, b.content
    if not len(mine.hashes) or not len(theirs.hashes):
        nothing = np.zeros((len(a), len(b)), np.float32)
        return nothing, nothing
    if len(mine.hashes) * len(theirs.hashes) <= AT_ONCE:
        like = _likeness(mine, theirs, 0, len(theirs.hashes))
        best_b, best_a = _best(like, mine), _best(np.ascontiguousarray(like.T), theirs)
    else:
        best_b, best_a = _best_by_parts(mine, theirs), _best_by_parts(theirs, mine)
    weights_a = mine.weights * _rarity(mine, best_a, len(a) + len(b))
    weights_b = theirs.weights * _rarity(theirs, best_b, len(a) + len(b))
    return _share(mine, weights_a, best_a), _share(theirs, weights_b, best_b).T


def _likeness(mine: Content, theirs: Content, first: int, last: int) -> Floats:
    """(types, last - first) how alike all words of the one are to some of the other."""
    like = mine.vectors.astype(np.float32) @ theirs.vectors[first:last].astype(np.float32).T
    like[like < ALIKE] = 0
    np.multiply(like, like, out=like)
    like[in_common(mine.hashes, theirs.hashes[first:last])] = 1.0
    return like


def in_common(x: Hashes, y: Hashes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The places in `x`, and in `y`, of the hashes that stand in both; both ascending and without repeats."""
    if not len(y):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    at = np.searchsorted(y, x)
    at[at == len(y)] = 0
    there = y[at] == x
    return np.flatnonzero(there), at[there]


def _best(like: Floats, mine: Content) -> Floats:
    """(types', s) the likeness of each word of the other article to the likest word of each sentence of this one."""
    best = np.zeros((len(mine.bounds) - 1, like.shape[1]), np.float32)
    held = np.flatnonzero(np.diff(mine.bounds))
    for i, first, last in zip(held, mine.bounds[held].tolist(), mine.bounds[held + 1].tolist(), strict=True):
        like[mine.places[first:last]].max(axis=0, out=best[i])
    return best.T


def _best_by_parts(mine: Content, theirs: Content) -> Floats:
    """The same without ever holding all of it: for articles of very many words."""
    step = max(1, AT_ONCE // len(mine.hashes))
    return np.concatenate(
        [_best(_likeness(mine, theirs, first, first + step), mine) for first in range(0, len(theirs.hashes), step)]
    )


def _rarity(content: Content, best: Floats, total: int) -> Floats:
    """(types,) 1 for a word in one sentence of the two articles, towards 0 for a word in all of them."""
    own = np.bincount(content.places, minlength=len(content.hashes))
    frequency = np.maximum(1.0, own + best.sum(axis=1))
    return np.asarray(np.log1p(total / frequency) / np.log1p(total), np.float32)


def _share(content: Content, weights: Floats, best: Floats) -> Floats:
    """(s, s') the share of the weight of each sentence that each sentence of the other article covers."""
    sentences = len(content.bounds) - 1
    shares = np.zeros((sentences, best.shape[1]), np.float32)
    step = max(1, AT_ONCE // max(1, len(weights)))
    for first in range(0, sentences, step):
        bounds = content.bounds[first : first + step + 1]
        places = content.places[bounds[0] : bounds[-1]]
        held = np.zeros((len(bounds) - 1, len(weights)), np.float32)
        held[np.repeat(np.arange(len(bounds) - 1), np.diff(bounds)), places] = weights[places]
        totals = held.sum(axis=1, keepdims=True)
        shares[first : first + step] = (held @ best) / np.where(totals > 0, totals, 1.0)
    return shares


def trigram_places(a: Analysis, b: Analysis) -> tuple[Ints, Ints]:
    """Places (word numbers) in a and b where the same three words begin."""
    grams_a, grams_b = a.grams, b.grams
    if not len(grams_a) or not len(grams_b):
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    order = b.gram_order
    ordered = grams_b[order]
    left = np.searchsorted(ordered, grams_a, side="left")
    counts = np.searchsorted(ordered, grams_a, side="right") - left
    counts[counts > MAX_PLACES] = 0
    here = np.repeat(np.arange(len(grams_a)), counts)
    if not len(here):
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    offsets = np.arange(len(here)) - np.repeat(np.cumsum(counts) - counts, counts)
    there = order[np.repeat(left, counts) + offsets]
    return here.astype(np.int32), there.astype(np.int32)


def _in_runs(x: Analysis, y: Analysis, here: Ints, there: Ints) -> Floats:
    """(sx, sy) share of the words of each sentence of x in trigrams of each sentence of y."""
    if not len(here):
        return np.zeros((len(x), len(y)), np.float32)
    sentence_x = np.repeat(np.arange(len(x)), np.diff(x.bounds))
    sentence_y = np.repeat(np.arange(len(y)), np.diff(y.bounds))
    words = (here[:, None] + np.arange(GRAM)).ravel()
    theirs = np.repeat(sentence_y[there], GRAM)
    inside = words < len(sentence_x)
    marks = np.unique(words[inside].astype(np.int64) * len(y) + theirs[inside])
    held = np.bincount(sentence_x[marks // len(y)] * len(y) + marks % len(y), minlength=len(x) * len(y))
    return np.divide(held.reshape(len(x), len(y)), np.maximum(1, np.diff(x.bounds))[:, None]).astype(np.float32)


def _figures(a: Analysis, b: Analysis) -> tuple[Floats, Floats, Floats]:
    """(sa, sb) how many figures of a's sentence agree with one of b's, and how many of each side agree with none."""
    held_a, held_b = _held(a), _held(b)
    agreeing = np.zeros((len(a), len(b)), np.float32)
    agreed_b = np.zeros_like(agreeing)
    if len(held_a) and len(held_b):
        agree = _agree(*(figures.table([f for row in x.figures for f in row]) for x in (a, b)))
        rows, starts_a = np.unique(held_a, return_index=True)
        columns, starts_b = np.unique(held_b, return_index=True)
        # a figure counts once for a sentence, however many of its figures it agrees with
        here = np.logical_or.reduceat(agree, starts_b, axis=1).astype(np.float32)
        there = np.logical_or.reduceat(agree, starts_a, axis=0).astype(np.float32)
        agreeing[np.ix_(rows, columns)] = np.add.reduceat(here, starts_a, axis=0)
        agreed_b[np.ix_(rows, columns)] = np.add.reduceat(there, starts_b, axis=1)
    count_a = np.bincount(held_a, minlength=len(a)).astype(np.float32)
    count_b = np.bincount(held_b, minlength=len(b)).astype(np.float32)
    return agreeing, count_a[:, None] - agreeing, count_b[None, :] - agreed_b


def _held(x: Analysis) -> npt.NDArray[np.intp]:
    """(figures,) the sentence of each figure, ascending."""
    return np.repeat(np.arange(len(x.figures)), [len(row) for row in x.figures])


def _agree(mine: figures.Table, theirs: figures.Table) -> npt.NDArray[np.bool_]:
    """`Figure.agrees` for every two figures."""
    step = max(1, AT_ONCE // 8 // max(1, len(theirs)))
    parts = [figures.agreeing(mine[first : first + step], theirs) for first in range(0, len(mine), step)]
    return np.concatenate(parts) if parts else np.zeros((0, len(theirs)), np.bool_)


def trigram_resemblance(a: Analysis, b: Analysis) -> float:
    """The resemblance of two articles (Broder 1997): Jaccard of their sets of word 3-grams, in [0, 1]."""
    grams_a, grams_b = _distinct(a.grams[a.gram_order]), _distinct(b.grams[b.gram_order])
    common = len(in_common(grams_a, grams_b)[0])
    return round(common / max(1, len(grams_a) + len(grams_b) - common), 4)


def _distinct(ordered: Hashes) -> Hashes:
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def sentence_of(x: Analysis, word: int) -> int:
    """The number of the sentence that holds a word."""
    return int(np.searchsorted(x.bounds, word, side="right")) - 1

"""How alike the sentences of two articles are, as matrices: every sentence of the one against every one of the other.

Word runs and content words are exact and cheap. What sentences mean is compared by the vectors of `meaning`, which
are given only where somebody encoded them. All are functions of the two texts alone, and swap when the articles swap.
Nothing here is quadratic in Python, and nothing large is held whole but what is returned.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint.analysis import GRAM, Analysis, Content, Ints
from copytaster.fingerprint.vectors import Floats
from copytaster.model import Hashes
from copytaster.text import figures

MAX_PLACES = 8
"""A trigram that stands in more places of an article than this joins nothing; bounds the work on repetitive text."""
AT_ONCE = 4_000_000
"""Numbers that one intermediate matrix may hold; larger comparisons are made in parts, so that memory stays bounded."""


def in_common(x: Hashes, y: Hashes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The places in `x`, and in `y`, of the hashes that stand in both; both ascending and without repeats."""
    if not len(y):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    at = np.searchsorted(y, x)
    at[at == len(y)] = 0
    there = y[at] == x
    return np.flatnonzero(there), at[there]


def held_by(ordered: Hashes, asked: Hashes) -> npt.NDArray[np.bool_]:
    """Which of the hashes `asked` are among the `ordered` ones, which ascend."""
    if not len(ordered):
        return np.zeros(len(asked), np.bool_)
    return np.asarray(ordered.take(np.searchsorted(ordered, asked), mode="clip") == asked, np.bool_)


@dataclass(frozen=True, slots=True)
class Shared:
    """The content words that two articles share, sentence by sentence, seen from one of them. c shared words."""

    mine: Floats
    """(s, c) the weight of each shared word in each of my sentences that has it, else 0."""
    theirs: npt.NDArray[np.bool_]
    """(s', c) whether each of their sentences has it."""
    mass: Floats
    """(s,) the weight of all content words of each of my sentences."""

    def share(self) -> Floats:
        """(s, s') the share of the content of each of my sentences that each of theirs has."""
        return (self.mine @ self.theirs.T.astype(np.float32)) / self.mass[:, None]

    def rare(self) -> Floats:
        """(s, s') the weight of the words that each two sentences share, each word by how few sentences of either
        article have it: one that stands in one sentence of both weighs 1. What stands in many joins nothing."""
        mine = (self.mine > 0).astype(np.float32)
        here, there = mine.sum(axis=0), self.theirs.sum(axis=0).astype(np.float32)
        few = (np.maximum(here, there) <= MAX_PLACES) / np.maximum(1, here * there)
        return np.asarray((mine * few) @ self.theirs.T.astype(np.float32), np.float32)

    def union(self, one: Ints, other: Ints) -> Floats:
        """(s,) the same of two of their sentences together, `one[i]` and `other[i]` for my sentence i."""
        step = max(1, AT_ONCE // max(1, self.mine.shape[1]))
        parts = [
            (self.mine[i : i + step] * (self.theirs[one[i : i + step]] | self.theirs[other[i : i + step]])).sum(axis=1)
            for i in range(0, len(self.mine), step)
        ]
        return np.asarray(np.concatenate(parts) / self.mass if parts else np.zeros(0), np.float32)


def shared_content(x: Analysis, y: Analysis) -> Shared:
    """Which content words each sentence of x, and of y, has of those that both texts have."""
    here, there = in_common(x.content.hashes, y.content.hashes)
    mine = _held(x.content, here).astype(np.float32) * x.content.weights[here]
    return Shared(mine, _held(y.content, there), x.once("mass", _mass))


def _mass(x: Analysis) -> Floats:
    """(s,) the weight of all content words of each sentence, a little at least."""
    lengths = np.diff(x.content.bounds)
    mass = np.zeros(len(lengths), np.float32)
    np.add.at(mass, np.repeat(np.arange(len(lengths)), lengths), x.content.weights[x.content.places])
    return np.maximum(mass, 1e-3)


def _held(content: Content, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """(s, chosen) which sentences hold which of the chosen words."""
    sentences = len(content.bounds) - 1
    column = np.full(len(content.hashes) + 1, -1, np.int64)
    column[chosen] = np.arange(len(chosen))
    rows = np.repeat(np.arange(sentences), np.diff(content.bounds))
    at = column[content.places]
    held = np.zeros((sentences, len(chosen)), np.bool_)
    held[rows[at >= 0], at[at >= 0]] = True
    return held


def trigram_places(a: Analysis, b: Analysis) -> tuple[Ints, Ints]:
    """Places (word numbers) in a and b where the same three words begin."""
    grams_a, grams_b = a.grams, b.grams
    if not len(grams_a) or not len(grams_b):
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    order, ordered = b.gram_order, b.ordered_grams
    left = np.searchsorted(ordered, grams_a, side="left")
    counts = np.searchsorted(ordered, grams_a, side="right") - left
    counts[counts > MAX_PLACES] = 0
    here = np.repeat(np.arange(len(grams_a)), counts)
    if not len(here):
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    offsets = np.arange(len(here)) - np.repeat(np.cumsum(counts) - counts, counts)
    there = order[np.repeat(left, counts) + offsets]
    return here.astype(np.int32), there.astype(np.int32)


def in_runs(x: Analysis, y: Analysis, here: Ints, there: Ints) -> Floats:
    """(sx, sy) share of the words of each sentence of x in trigrams of each sentence of y."""
    if not len(here):
        return np.zeros((len(x), len(y)), np.float32)
    sentence_x, sentence_y = (z.once("sentences", _sentences) for z in (x, y))
    words = (here[:, None] + np.arange(GRAM)).ravel()
    theirs = np.repeat(sentence_y[there], GRAM)
    inside = words < len(sentence_x)
    marks = np.unique(words[inside].astype(np.int64) * len(y) + theirs[inside])
    held = np.bincount(sentence_x[marks // len(y)] * len(y) + marks % len(y), minlength=len(x) * len(y))
    return np.divide(held.reshape(len(x), len(y)), np.maximum(1, x.lengths)[:, None]).astype(np.float32)


def _sentences(x: Analysis) -> npt.NDArray[np.intp]:
    """(n,) the sentence of each word."""
    return np.repeat(np.arange(len(x)), x.lengths)


def agreeing_figures(x: Analysis, y: Analysis) -> tuple[Floats, Floats]:
    """(s,) how many figures of each sentence of x agree with some figure of y, and how many with none."""
    rows, others = (z.once("figures_held", _figures_held) for z in (x, y))
    agree: npt.NDArray[np.bool_] = np.zeros(len(rows), np.bool_)
    if len(rows) and len(others):
        tables = (z.once("figures", lambda z: figures.table([f for row in z.figures for f in row])) for z in (x, y))
        agree = np.asarray(_agree(*tables).any(axis=1), np.bool_)
    found = np.bincount(rows[agree], minlength=len(x)).astype(np.float32)
    return found, np.bincount(rows, minlength=len(x)).astype(np.float32) - found


def _figures_held(x: Analysis) -> npt.NDArray[np.intp]:
    """(figures,) the sentence of each figure, ascending."""
    return np.repeat(np.arange(len(x.figures)), [len(row) for row in x.figures])


def _agree(mine: figures.Table, theirs: figures.Table) -> npt.NDArray[np.bool_]:
    """`Figure.agrees` for every two figures."""
    step = max(1, AT_ONCE // 8 // max(1, len(theirs)))
    parts = [figures.agreeing(mine[first : first + step], theirs) for first in range(0, len(mine), step)]
    return np.concatenate(parts) if parts else np.zeros((0, len(theirs)), np.bool_)


def trigram_resemblance(a: Analysis, b: Analysis) -> float:
    """The resemblance of two articles (Broder 1997): Jaccard of their sets of word 3-grams, in [0, 1]."""
    grams_a, grams_b = _distinct(a.ordered_grams), _distinct(b.ordered_grams)
    common = len(in_common(grams_a, grams_b)[0])
    return round(common / max(1, len(grams_a) + len(grams_b) - common), 4)


def _distinct(ordered: Hashes) -> Hashes:
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def sentence_of(x: Analysis, word: int) -> int:
    """The number of the sentence that holds a word."""
    return bisect_right(x.once("bounds", _bounds), word) - 1


def sentence_bounds(x: Analysis, i: int) -> tuple[int, int]:
    """The words of sentence i, [first, last)."""
    bounds = x.once("bounds", _bounds)
    return bounds[i], bounds[i + 1]


def place_of(x: Analysis, part: tuple[int, int]) -> tuple[int, int]:
    """Where in the text words [first, last) begin and end."""
    starts, ends = x.once("places", _places)
    return starts[part[0]], ends[part[1] - 1]


def _bounds(x: Analysis) -> list[int]:
    found: list[int] = x.bounds.tolist()
    return found


def _places(x: Analysis) -> tuple[list[int], list[int]]:
    return x.words.starts.tolist(), x.words.ends.tolist()

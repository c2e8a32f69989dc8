"""The content words that two articles share, sentence by sentence, and which sentence is the likest of each.

Compiled loops over what each sentence has (`_joins.c`); where they could not be compiled, the plain forms beside them
say the same on matrices, and are their oracles. A sum is made here in twice the precision, word after word, and there
as the library makes it: the two agree to the last digit but one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from copytaster.fingerprint.analysis import Analysis, Content, Flags, Ints
from copytaster.fingerprint.vectors import Floats
from copytaster.frozen import frozen
from copytaster.match import joins
from copytaster.match.joins import Longs, in_common

MAX_PLACES = 8
"""What stands in more places of an article than this joins nothing; bounds the work on repetitive text."""
AT_ONCE = 4_000_000
"""Numbers that one intermediate matrix may hold; larger comparisons are made in parts, so that memory stays bounded."""


class Rows(NamedTuple):
    """Which of c shared words each of s sentences has."""

    columns: Ints
    """(h,) numbers below c, ascending in each sentence."""
    bounds: Ints
    """(s + 1,) sentence i has ``columns[bounds[i]:bounds[i + 1]]``."""


@frozen
class Shared:
    """The content words that two articles share, sentence by sentence, seen from one of them. c shared words."""

    mine: Rows
    """Of my sentences."""
    theirs: Rows
    """Of the other's."""
    weights: Floats
    """(c,) the weight of each shared word."""
    mass: Floats
    """(s,) the weight of all content words of each of my sentences."""

    def rest(self, best: Ints) -> Floats:
        """(2, s) the share of my sentence's content that the sentence before `best`, and the one behind it, has in
        addition; nothing where there is none."""
        if joins._joins is None:
            return self.plain_rest(best)
        found = joins._joins.rest(*self.mine, *self.theirs, self.weights, self.mass, best)
        return np.frombuffer(found, np.float32).reshape(2, -1)

    def plain_rest(self, best: Ints) -> Floats:
        """The same on matrices."""
        mine, theirs = self._matrix(), self._their_matrix()
        beside = (np.maximum(best - 1, 0), np.minimum(best + 1, len(theirs) - 1))
        return np.stack([(mine * (theirs[at] & ~theirs[best])).sum(axis=1) / self.mass for at in beside])

    def share(self) -> Floats:
        """(s, s') the share of the content of each of my sentences that each of theirs has."""
        return (self._matrix() @ self._their_matrix().T.astype(np.float32)) / self.mass[:, None]

    def rare(self) -> Floats:
        """(s, s') the weight of the words that each two sentences share, each word by how few sentences of either
        article have it: one that stands in one sentence of both weighs 1. What stands in many joins nothing."""
        mine, theirs = (self._matrix() > 0).astype(np.float32), self._their_matrix()
        here, there = mine.sum(axis=0), theirs.sum(axis=0).astype(np.float32)
        few = (np.maximum(here, there) <= MAX_PLACES) / np.maximum(1, here * there)
        return np.asarray((mine * few) @ theirs.T.astype(np.float32), np.float32)

    def union(self, one: Ints, other: Ints) -> Floats:
        """(s,) the share of two of their sentences together, `one[i]` and `other[i]` for my sentence i."""
        mine, theirs = self._matrix(), self._their_matrix()
        step = max(1, AT_ONCE // max(1, len(self.weights)))
        parts = [
            (mine[i : i + step] * (theirs[one[i : i + step]] | theirs[other[i : i + step]])).sum(axis=1)
            for i in range(0, len(mine), step)
        ]
        return np.asarray(np.concatenate(parts) / self.mass if parts else np.zeros(0), np.float32)

    def _matrix(self) -> Floats:
        """(s, c) the weight of each shared word in each of my sentences that has it, else 0."""
        return _held(self.mine, len(self.weights)) * self.weights

    def _their_matrix(self) -> Flags:
        """(s', c) whether each of their sentences has it."""
        return _held(self.theirs, len(self.weights))


def _held(rows: Rows, words: int) -> Flags:
    held = np.zeros((len(rows.bounds) - 1, words), np.bool_)
    held[np.repeat(np.arange(len(held)), np.diff(rows.bounds)), rows.columns] = True
    return held


def share_at(content: Content, places: Longs) -> float:
    """The share of an article's content, by rareness, that its content words at these places are."""
    return float(content.mass[places].sum()) / max(1e-6, float(content.mass.sum()))


def shared_content(x: Analysis, y: Analysis) -> Shared:
    """Which content words each sentence of x, and of y, has of those that both texts have."""
    here, there = in_common(x.content.hashes, y.content.hashes)
    mine, theirs = rows_of(x.content, here), rows_of(y.content, there)
    return Shared(mine, theirs, x.content.weights[here], x.once("mass", _mass))


def _mass(x: Analysis) -> Floats:
    """(s,) the weight of all content words of each sentence, a little at least."""
    lengths = np.diff(x.content.bounds)
    mass = np.zeros(len(lengths), np.float32)
    np.add.at(mass, np.repeat(np.arange(len(lengths)), lengths), x.content.weights[x.content.places])
    return np.maximum(mass, 1e-3)


def rows_of(content: Content, chosen: Longs) -> Rows:
    """Which of the chosen words each sentence has, numbered as they are chosen."""
    if joins._joins is None:
        return plain_rows_of(content, chosen)
    found = np.frombuffer(
        joins._joins.columns(content.places, content.bounds, chosen, len(content.hashes)), np.int32
    )
    sentences = len(content.bounds)
    return Rows(found[sentences:], found[:sentences])


def plain_rows_of(content: Content, chosen: Longs) -> Rows:
    """The same on arrays."""
    number = np.full(len(content.hashes) + 1, -1, np.int32)
    number[chosen] = np.arange(len(chosen), dtype=np.int32)
    columns = number[content.places]
    kept = np.concatenate([[0], np.cumsum(columns >= 0)])
    return Rows(columns[columns >= 0], kept[content.bounds].astype(np.int32))


class Likest(NamedTuple):
    """Beside whom each of s sentences stands, and what they have in common."""

    best: Ints
    """(s,) its likest sentence in the other article."""
    second: Ints
    """(s,) the next; the same where there is no other."""
    mutual: Floats
    """(s,) 1 where it is the likest one of its likest one, else 0."""
    first_cosine: Floats
    second_cosine: Floats
    """(s,) of the two; 0 where nobody encoded them, and of a second that is none."""
    content: Floats
    """(s,) the share of its content in the two together."""
    rare: Floats
    """(s,) the weight of the words that it shares with the likest one, as `Shared.rare` has it."""


def likest(shared: Shared, cosine: Floats | None, runs: Floats, little: float) -> Likest:
    """Who is whose likest, by (s, s') matrices of cosines and of words in runs, and by content, which counts `little`.
    There must be a sentence on the other side."""
    if joins._joins is None:
        return plain_likest(shared, cosine, runs, little)
    found = np.frombuffer(
        joins._joins.likest(
            *shared.mine, *shared.theirs, shared.weights, shared.mass, cosine, runs, little, MAX_PLACES
        ),
        np.float32,
    ).reshape(7, -1)  # fmt: skip
    best, second = found[:2].view(np.int32)
    return Likest(best, second, *found[2:])


def plain_likest(shared: Shared, cosine: Floats | None, runs: Floats, little: float) -> Likest:
    """The same on matrices."""
    rows = np.arange(len(runs))
    cosine = np.zeros_like(runs) if cosine is None else cosine
    preference = cosine + runs + little * shared.share()
    best = preference.argmax(axis=1).astype(np.int32)
    second = best
    if runs.shape[1] > 1:
        others = preference.copy()
        others[rows, best] = -np.inf
        second = others.argmax(axis=1).astype(np.int32)
    mutual = (preference.argmax(axis=0)[best] == rows).astype(np.float32)
    beside = np.where(second == best, np.float32(0), cosine[rows, second])
    union, rare = shared.union(best, second), shared.rare()[rows, best]
    return Likest(best, second, mutual, cosine[rows, best], beside, union, rare)

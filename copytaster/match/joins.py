"""What the words of two articles have in common, as arrays: by merging hashes in order, and counting.

All are functions of arrays alone. Of two articles of the usual length an array operation costs more to begin than to
do, and a comparison needs hundreds: so each of these is one compiled loop (`_joins.c`). Where it could not be
compiled, the plain form beside it gives the same, and is its oracle.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint.analysis import Flags, Ints
from copytaster.fingerprint.vectors import Floats
from copytaster.model import Hashes

try:
    from copytaster.match import _joins as _joins  # content and similarity have loops there too
except ImportError:
    _joins = None  # type: ignore[assignment]

Longs = npt.NDArray[np.int64]


class Ordered(NamedTuple):
    """(n,) hashes, ascending, and where each stands."""

    hashes: Hashes
    order: Longs


def in_common(x: Hashes, y: Hashes) -> tuple[Longs, Longs]:
    """The places in `x` of the hashes that stand in `y` too, and where in `y` each first does; both ascend."""
    if _joins is None:
        return plainly_in_common(x, y)
    here, there = np.frombuffer(_joins.in_common(x, y), np.int64).reshape(2, -1)
    return here, there


def plainly_in_common(x: Hashes, y: Hashes) -> tuple[Longs, Longs]:
    """The same on arrays."""
    if not len(y):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    at = np.searchsorted(y, x)
    at[at == len(y)] = 0
    there = y[at] == x
    return np.flatnonzero(there), at[there]


def held_by(ordered: Hashes, asked: Hashes) -> Flags:
    """Which of the hashes `asked` are among the `ordered` ones, which ascend."""
    if _joins is None:
        return plainly_held_by(ordered, asked)
    return np.frombuffer(_joins.held_by(ordered, asked), np.bool_)


def plainly_held_by(ordered: Hashes, asked: Hashes) -> Flags:
    """The same on arrays."""
    if not len(ordered):
        return np.zeros(len(asked), np.bool_)
    return np.asarray(ordered.take(np.searchsorted(ordered, asked), mode="clip") == asked, np.bool_)


def places(x: Ordered, y: Ordered, most: int) -> tuple[Ints, Ints]:
    """Where in x and in y the same hashes stand, in the order of x; what stands in y more often than `most` left
    out."""
    if _joins is None:
        return plain_places(x, y, most)
    here, there = np.frombuffer(_joins.places(*x, *y, most), np.int32).reshape(2, -1)
    return here, there


def plain_places(x: Ordered, y: Ordered, most: int) -> tuple[Ints, Ints]:
    """The same on arrays."""
    hashes = np.empty_like(x.hashes)
    hashes[x.order] = x.hashes
    left = np.searchsorted(y.hashes, hashes, side="left")
    counts = np.searchsorted(y.hashes, hashes, side="right") - left
    counts[counts > most] = 0
    here = np.repeat(np.arange(len(hashes)), counts)
    offsets = np.arange(len(here)) - np.repeat(np.cumsum(counts) - counts, counts)
    there = y.order[np.repeat(left, counts) + offsets]
    return here.astype(np.int32), there.astype(np.int32)


def in_runs(here: Ints, there: Ints, bounds_x: Ints, bounds_y: Ints, size: int) -> Floats:
    """(sx, sy) the share of the words of each sentence of x in runs of each sentence of y: such of `size` words, that
    begin at `here` in x and at `there` in y. Sentence i holds the words ``bounds[i]:bounds[i + 1]``."""
    if _joins is None:
        return plainly_in_runs(here, there, bounds_x, bounds_y, size)
    found = np.frombuffer(_joins.in_runs(here, there, bounds_x, bounds_y, size), np.float32)
    return found.reshape(len(bounds_x) - 1, len(bounds_y) - 1)


def plainly_in_runs(here: Ints, there: Ints, bounds_x: Ints, bounds_y: Ints, size: int) -> Floats:
    """The same on arrays."""
    rows, columns, lengths = len(bounds_x) - 1, len(bounds_y) - 1, np.diff(bounds_x)
    if not len(here):
        return np.zeros((rows, columns), np.float32)
    sentence_x, sentence_y = np.repeat(np.arange(rows), lengths), np.repeat(np.arange(columns), np.diff(bounds_y))
    words = (here[:, None] + np.arange(size)).ravel()
    theirs = np.repeat(sentence_y[there], size)
    inside = words < len(sentence_x)
    marks = np.unique(words[inside].astype(np.int64) * columns + theirs[inside])
    held = np.bincount(sentence_x[marks // columns] * columns + marks % columns, minlength=rows * columns)
    return np.divide(held.reshape(rows, columns), np.maximum(1, lengths)[:, None]).astype(np.float32)


def spread(x: Ordered, y: Hashes, words: int, size: int) -> Flags:
    """(words,) which words of x stand in `size` in a row that y has. `x`: the hashes of some such rows and where each
    begins; `y`: those of the other, ascending."""
    if _joins is None:
        return plainly_spread(x, y, words, size)
    return np.frombuffer(_joins.spread(*x, y, words, size), np.bool_)


def plainly_spread(x: Ordered, y: Hashes, words: int, size: int) -> Flags:
    """The same on arrays."""
    flags = np.zeros(words, np.bool_)
    begins = x.order[plainly_held_by(y, x.hashes)]
    for k in range(size):
        flags[begins + k] = True
    return flags


def shares(flags: Flags, bounds: Ints) -> Floats:
    """(s,) the share of the words of each sentence that have their flag set."""
    if _joins is None:
        return plain_shares(flags, bounds)
    return np.frombuffer(_joins.shares(flags, bounds), np.float32)


def plain_shares(flags: Flags, bounds: Ints) -> Floats:
    """The same on arrays."""
    counted = np.concatenate([[0], np.cumsum(flags)])[bounds]
    return np.asarray(np.diff(counted) / np.maximum(1, np.diff(bounds)), np.float32)


def shares_in_rows(x: Ordered, y: Hashes, bounds: Ints, size: int) -> Floats:
    """(s,) the share of the words of each sentence of x that stand in `size` in a row that y has; as of `spread`."""
    if _joins is None:
        return plain_shares_in_rows(x, y, bounds, size)
    return np.frombuffer(_joins.shares_in_rows(*x, y, bounds, size), np.float32)


def plain_shares_in_rows(x: Ordered, y: Hashes, bounds: Ints, size: int) -> Floats:
    """The same on arrays."""
    return plain_shares(plainly_spread(x, y, int(bounds[-1]), size), bounds)


def missing(ordered: Hashes, asked: Hashes, sentence: Longs, sentences: int) -> Floats:
    """(s,) how many of the hashes `asked` in each sentence are not among the `ordered` ones, which ascend."""
    if _joins is None:
        return plainly_missing(ordered, asked, sentence, sentences)
    return np.frombuffer(_joins.missing(ordered, asked, sentence, sentences), np.float32)


def plainly_missing(ordered: Hashes, asked: Hashes, sentence: Longs, sentences: int) -> Floats:
    """The same on arrays."""
    lacking = sentence[~plainly_held_by(ordered, asked)]
    return np.bincount(lacking, minlength=sentences).astype(np.float32)

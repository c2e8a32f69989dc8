"""The second layer of the sentence encoder, in whole numbers of twelve bits: what costs most of a sentence.

Weights are rounded once, by the largest of each output; what the first layer gives, token by token, by the largest of
each token. The compiled kernel (`_kernel.c`) and the plain form here, which is its oracle, give the same vectors up to
the rounding of float32, and so does the unrounded network up to a cosine of 0.999999: of the 256 bytes that are kept of
a sentence one in three hundred differs, by one. Eight bits would be faster by a quarter, but one byte in twenty
would differ then, and thirteen of 500 reports on real news would name other relations; so do five now.

The kernel is there where the package was built with a compiler, and knows AVX2 and AVX-512 with VNNI; elsewhere the
plain form costs two to three times as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint.rounding import SIXTEEN_BITS, rounded
from copytaster.fingerprint.vectors import Floats

try:
    from copytaster.fingerprint import _kernel
except ImportError:  # built without a compiler
    _kernel = None  # type: ignore[assignment]

Ids = npt.NDArray[np.int64]
Slots = npt.NDArray[np.int32]

WIDTH, BRANCH = 512, 256
WINDOWS = ((2, 0), (3, 1), (5, 2))
"""Tokens in a window, and how many of them stand before its own, for each branch."""
FEATURES = WIDTH + len(WINDOWS) * BRANCH
MOST = 2_047
"""The largest whole number: the products of 256 pairs of them fit into 32 bits."""
SEGMENTS = len(WINDOWS) + sum(size for size, _ in WINDOWS) + WIDTH // BRANCH
"""Of a kept row, 256 numbers each: the token as each branch and each place of each window has it, and its embedding."""


class Rows:
    """Rows of `SEGMENTS` times 256 numbers in sixteen bits, each segment rounded by its largest: half the memory of
    float32, of which an article's tokens are read from all over it. What they are rounded to again is twelve bits."""

    def __init__(self, count: int) -> None:
        self.whole = np.zeros((count, SEGMENTS * BRANCH), np.int16)
        self.steps: Floats = np.zeros((count, SEGMENTS), np.float32)
        """What 1 is worth in each segment."""

    def put(self, slots: npt.NDArray[np.integer[Any]], rows: Floats) -> None:
        """`rows`: (n, `SEGMENTS` * 256), to be kept in these slots."""
        parts = rows.reshape(len(rows), SEGMENTS, BRANCH)
        whole, steps = rounded(parts, SIXTEEN_BITS, axis=2)
        self.whole[slots], self.steps[slots] = whole.reshape(len(rows), -1), steps[:, :, 0]

    def segments(self, slots: npt.NDArray[np.integer[Any]], first: int, count: int = 1) -> Floats:
        """(n, count * 256) the numbers of so many segments of these rows."""
        found = self.whole[slots, first * BRANCH : (first + count) * BRANCH].reshape(len(slots), count, BRANCH)
        return (found.astype(np.float32) * self.steps[slots, first : first + count, None]).reshape(len(slots), -1)


class Second:
    """`pooled(kept, slots, lengths)` gives (n, `FEATURES`): of each text the features of its tokens, each
    normalised, added up. `level`: 0 plain, 1 AVX2, 2 AVX-512 with VNNI; by default the best that is here."""

    def __init__(self, weights: Mapping[str, Any], level: int | None = None) -> None:
        best = _kernel.level() if _kernel else 0
        self.level = best if level is None else min(level, best)
        sizes = [size for size, _ in WINDOWS]
        self._bias1, self._bias2 = (np.stack([weights[f"{b}_{size}"] for size in sizes]) for b in ("b1", "b2"))
        self._gain, self._shift, self._epsilon = weights["ln_g"], weights["ln_b"], float(weights["eps"])
        branches = [rounded(by_place(weights[f"w2_{size}"], size), MOST, axis=0) for size in sizes]
        self._scales = [scale[0] for _, scale in branches]
        self._weights = [_packed(whole, (0, 16, 32)[self.level]) for whole, _ in branches]

    def pooled(self, kept: Rows, slots: Slots, lengths: Ids) -> Floats:
        """`kept`: rows by token as `encoder._First` has them, the last one of no token; `slots`: (t,) the row of each
        token, text after text; `lengths`: (n,) tokens of each text, not 0."""
        if not self.level:
            return self._plainly(kept, slots, lengths)
        out = np.empty((len(lengths), FEATURES), np.float32)
        _kernel.pooled(
            self.level, kept.whole, kept.steps, self._bias1, self._bias2, *self._weights, *self._scales, self._gain,
            self._shift, self._epsilon, slots, lengths.astype(np.int32), out,
        )  # fmt: skip
        return out

    def _plainly(self, kept: Rows, slots: Slots, lengths: Ids) -> Floats:
        features = np.empty((len(slots), FEATURES), np.float32)
        features[:, :WIDTH] = kept.segments(slots, SEGMENTS - WIDTH // BRANCH, WIDTH // BRANCH)
        starts = np.cumsum(lengths) - lengths
        begin = len(WINDOWS)
        for branch, (size, before) in enumerate(WINDOWS):
            window = _windows(starts, lengths, size, before)
            around = np.append(slots, len(kept.whole) - 1)[window]  # beyond a text is no token
            first = np.repeat(self._bias1[branch][None, :], len(slots), axis=0)
            for place in range(size):
                first += kept.segments(around[:, place], begin + place)
            np.maximum(first, 0, out=first)
            first += kept.segments(slots, branch)
            products = np.zeros((len(slots) + 1, size * BRANCH), np.float32)
            most = np.abs(first).max(axis=1, keepdims=True)
            times = np.divide(np.float32(MOST), most, out=np.zeros_like(most), where=most > 0)
            np.matmul(np.rint(first * times), self._weights[branch], out=products[:-1])
            products[:-1] *= most / np.float32(MOST) * self._scales[branch]
            second = np.repeat(self._bias2[branch][None, :], len(slots), axis=0)
            for place in range(size):
                second += products[window[:, place], place * BRANCH : (place + 1) * BRANCH]
            np.maximum(second, 0, out=second)
            second += first
            features[:, WIDTH + branch * BRANCH : WIDTH + (branch + 1) * BRANCH] = second
            begin += size
        normalise(features, self._gain, self._shift, self._epsilon)
        return np.add.reduceat(features, starts, axis=0)


def by_place(weights: Floats, size: int) -> Floats:
    """(256, size * 256) from (size * 256, 256): the places of a window beside each other."""
    return np.ascontiguousarray(weights.reshape(size, BRANCH, BRANCH).transpose(1, 0, 2).reshape(BRANCH, -1))


def normalise(rows: Floats, gain: Floats, shift: Floats, epsilon: float) -> None:
    """Each row less its mean, by its deviation, with gain and shift; in place."""
    rows -= rows.mean(axis=-1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[-1]
    rows *= np.reciprocal(np.sqrt(variance + epsilon))[:, None]
    rows *= gain
    rows += shift


def _packed(whole: npt.NDArray[np.int16], tile: int) -> npt.NDArray[Any]:
    """As the kernel wants them: tiles of so many outputs, of each 128 pairs of inputs. Without tiles for numpy."""
    if not tile:
        return whole.astype(np.float32)
    return np.ascontiguousarray(whole.reshape(BRANCH // 2, 2, -1, tile).transpose(2, 0, 3, 1))


def _windows(starts: Ids, lengths: Ids, size: int, before: int) -> Ids:
    """(t, size) the numbers of the tokens in the window of each; t where that is beyond its text."""
    n = int(lengths.sum())
    around = np.arange(n)[:, None] + np.arange(-before, size - before)
    inside = around >= np.repeat(starts, lengths)[:, None]
    inside &= around < np.repeat(starts + lengths, lengths)[:, None]
    return np.where(inside, around, n)

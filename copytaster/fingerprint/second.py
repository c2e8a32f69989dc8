"""The second layer of the sentence encoder, in whole numbers: what costs most of a sentence.

Weights are rounded once, to twelve bits, by the largest of each output; what the first layer gives, text by text, to as
many as let no sum run over, thirteen or fourteen. The compiled kernel (`_kernel.c`) and the plain form here, which is
its oracle, give the same vectors up to the rounding of float32, and so does the unrounded network up to a cosine of
0.9999998.

The kernel multiplies less than the plain form does. Of two tokens beside each other the windows share all places but
one, and Winograd's algorithm makes both from seven tenths of the products: F(2, 2) and F(2, 3) of S. Winograd,
Arithmetic Complexity of Computations (SIAM, 1980), as A. Lavin and S. Gray use them (Fast Algorithms for Convolutional
Neural Networks, arXiv:1509.09308). In whole numbers it is exact.

The kernel is there where the package was built with a compiler, and knows AVX2 and AVX-512 with VNNI; elsewhere the
plain form costs three times as much.
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
WEIGHT, NUMBER = 2_047, 16_383
"""The largest whole numbers: of a weight, and of what it is multiplied by."""
LEAST = 1e-12
"""Numbers of a first layer that are all smaller are nothing."""
SEGMENTS = len(WINDOWS) + sum(size for size, _ in WINDOWS) + WIDTH // BRANCH
"""Of a kept row, 256 numbers each: the token as each branch and each place of each window has it, and its embedding."""


class Rows:
    """Rows of `SEGMENTS` times 256 numbers in sixteen bits, each segment rounded by its largest: half the memory of
    float32, of which an article's tokens are read from all over it."""

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
        branches = [rounded(weights[f"w2_{size}"], WEIGHT, axis=0) for size in sizes]
        self._fits = np.array([_fits(whole) for whole, _ in branches], np.float32)
        self._scales = [steps[0] / (2 if self.level else 1) for _, steps in branches]  # what is turned gives twice
        if self.level:
            self._weights = [_packed(_turned(whole), (0, 16, 32)[self.level]) for whole, _ in branches]
        else:
            self._weights = [whole.astype(np.float32) for whole, _ in branches]

    def pooled(self, kept: Rows, slots: Slots, lengths: Ids) -> Floats:
        """`kept`: rows by token as `encoder._First` has them, the last one of no token; `slots`: (t,) the row of each
        token, text after text; `lengths`: (n,) tokens of each text, not 0."""
        if not self.level:
            return self._plainly(kept, slots, lengths)
        out = np.empty((len(lengths), FEATURES), np.float32)
        _kernel.pooled(
            self.level, kept.whole, kept.steps, self._bias1, self._bias2, *self._weights, *self._scales, self._fits,
            self._gain, self._shift, self._epsilon, slots, lengths.astype(np.int32), out,
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
            top, length = np.abs(first).max(axis=1), np.sqrt(np.square(first).sum(axis=1))
            needed = np.where(top < LEAST, 0, np.maximum(top / np.float32(NUMBER), length / self._fits[branch]))
            steps = np.maximum.reduceat(needed, starts)
            times = np.divide(1, steps, out=np.zeros_like(steps), where=steps > 0)
            whole = np.zeros((len(slots) + 1, BRANCH), np.float32)  # beyond a text is nothing
            np.rint(first * np.repeat(times, lengths)[:, None], out=whole[:-1])
            second = whole[window].reshape(len(slots), -1) @ self._weights[branch]
            second *= np.repeat(steps, lengths)[:, None] * self._scales[branch]
            second += self._bias2[branch]
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


def _fits(whole: npt.NDArray[np.int16]) -> float:
    """How long a row of whole numbers may be, so that twice what comes of a window fits into 32 bits: what two rows
    give is at most the product of their lengths. A hundredth is left for rounding."""
    places = len(whole) // BRANCH
    return float(0.99 * 2**30 / np.linalg.norm(whole.astype(np.float64), axis=0).max() / np.sqrt(places))


def _turned(whole: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    """(turns, 256, 256) from the weights of all places of a window: what sums of its rows are multiplied by to give
    twice what two tokens beside each other get of it. The rows are turned by the kernel (`turn`):

    of three places g, rows d: (d0 - d2) 2 g0, (d1 + d2)(g0 + g1 + g2), (d2 - d1)(g0 - g1 + g2), (d1 - d3) 2 g2;
    of two: (d0 - d1) 2 g0, d1 2 (g0 + g1), (d1 - d2) 2 g1. Five places are three and two."""
    g = whole.reshape(-1, BRANCH, BRANCH)
    three = [2 * g[0], g[0] + g[1] + g[2], g[0] - g[1] + g[2], 2 * g[2]] if len(g) > 2 else []
    two = [2 * g[-2], 2 * (g[-2] + g[-1]), 2 * g[-1]] if len(g) != 3 else []
    return np.stack(three + two)


def _packed(turned: npt.NDArray[np.int16], tile: int) -> npt.NDArray[np.int16]:
    """As the kernel wants them: of each turn tiles of so many outputs, of each 128 pairs of inputs."""
    return np.ascontiguousarray(turned.reshape(len(turned), BRANCH // 2, 2, -1, tile).transpose(0, 3, 1, 4, 2))


def _windows(starts: Ids, lengths: Ids, size: int, before: int) -> Ids:
    """(t, size) the numbers of the tokens in the window of each; t where that is beyond its text."""
    n = int(lengths.sum())
    around = np.arange(n)[:, None] + np.arange(-before, size - before)
    inside = around >= np.repeat(starts, lengths)[:, None]
    inside &= around < np.repeat(starts + lengths, lengths)[:, None]
    return np.where(inside, around, n)

"""Dense layers of the sentence encoder, their weights rounded to sixteen bits and packed once.

numpy's library packs the weights of a layer at every call, and chooses by the number of rows in which order it adds up.
The compiled form (`_dense.c`) does neither: for the few rows of an article it takes half the time, and what a row gives
depends on that row alone. It is there where the package was built with a compiler, for a processor with AVX2; elsewhere
numpy multiplies, to the same numbers up to the rounding of float32.

The weights of all layers are more than the caches hold, and an article has few sentences: it waits for them longer than
it multiplies. So they are whole numbers of sixteen bits, by the largest of each output, which are half as much to read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint.rounding import SIXTEEN_BITS, rounded
from copytaster.fingerprint.vectors import Floats

try:
    from copytaster.fingerprint import _dense
except ImportError:  # built without a compiler
    _dense = None  # type: ignore[assignment]


class Dense:
    """`layer(x)` is `x @ weights`: (n, inputs) to (n, outputs).

    `level`: 0 numpy, 1 AVX2, 2 AVX-512; by default the best that is here. A number of outputs that makes no whole tiles
    is numpy's."""

    def __init__(self, weights: Floats, level: int | None = None) -> None:
        """`weights`: (inputs, outputs)."""
        self.inputs, self.outputs = weights.shape
        best = _dense.level() if _dense else 0
        self.level = best if level is None else min(level, best)
        tile = (1, 16, 32)[self.level]
        if self.outputs % tile:
            self.level, tile = 0, 1
        whole, scales = rounded(np.asarray(weights, np.float32), SIXTEEN_BITS, axis=0)
        self._scales = scales[0]
        self._weights = _packed(whole, tile) if self.level else whole * scales

    def __call__(self, x: Floats) -> Floats:
        """`x` times the weights. Raises ValueError for rows that have another number of inputs."""
        if not self.level:
            return np.asarray(x @ self._weights, np.float32)
        out = np.empty((len(x), self.outputs), np.float32)
        rows = np.ascontiguousarray(x, np.float32)
        _dense.multiply(self.level, self.inputs, self.outputs, rows, self._weights, self._scales, out)
        return out


def _packed(whole: npt.NDArray[np.int16], tile: int) -> npt.NDArray[Any]:
    """As the compiled form wants them: tiles of so many outputs, of each all inputs."""
    return np.ascontiguousarray(whole.reshape(len(whole), -1, tile).transpose(1, 0, 2))

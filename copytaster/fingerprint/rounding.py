"""Numbers of the sentence encoder as whole ones: how its weights, and what it keeps of tokens, are rounded.

All along one axis are rounded by the largest of them, so that a product is one of whole numbers, and what 1 is worth is
multiplied in once behind it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint.vectors import Floats

SIXTEEN_BITS = 32_767
"""The largest whole number of sixteen bits."""


def rounded(numbers: Floats, most: int, axis: int) -> tuple[npt.NDArray[np.int16], Floats]:
    """Whole numbers up to `most`, `SIXTEEN_BITS` at the most, and what 1 is worth along the axis, which it keeps with
    length 1."""
    steps = np.maximum(np.abs(numbers).max(axis=axis, keepdims=True), np.float32(1e-12)) / np.float32(most)
    return np.rint(numbers / steps).astype(np.int16), steps.astype(np.float32)

"""Sentence vectors for tests: encoded once a text, for all tests of a process."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from copytaster.fingerprint import Analysis
from copytaster.fingerprint import meaning as encoder
from copytaster.fingerprint.vectors import Floats


@lru_cache(maxsize=5_000)
def _row(text: str) -> encoder.Bytes:
    return encoder.encode([text])[0]


def meaning(analysis: Analysis) -> Floats:
    rows = [_row(analysis.text[s.start : s.end]) for s in analysis.spans]
    return encoder.unit(np.stack(rows)) if rows else np.zeros((0, encoder.DIMENSIONS), np.float32)


def never(analysis: Analysis) -> Floats:
    raise AssertionError("nobody needs to encode this")

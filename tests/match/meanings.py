"""Sentence vectors for tests: encoded once a text, for all tests of a process."""

from __future__ import annotations

from functools import lru_cache

from copytaster.fingerprint import Analysis
from copytaster.fingerprint import meaning as encoder
from copytaster.fingerprint.vectors import Floats


@lru_cache(maxsize=1_000)
def _rows(texts: tuple[str, ...]) -> encoder.Bytes:
    return encoder.encode(texts)


def meaning(analysis: Analysis) -> Floats:
    """All sentences of an article at once, as a check encodes them: in another company the last bits are others."""
    return encoder.unit(_rows(tuple(analysis.text[s.start : s.end] for s in analysis.spans)))


def never(analysis: Analysis) -> Floats:
    raise AssertionError("nobody needs to encode this")

"""What the index and the choice of candidates know of an article without reading it."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from copytaster.frozen import frozen

U = TypeVar("U", np.uint32, np.uint64, np.int64)
Hashes = npt.NDArray[np.uint64]


@frozen
class Fingerprint:
    """What the index knows of an article: four channels of 64-bit keys, the signature, and its rank.

    `signature` is a MinHash over word 5-grams (128 permutations, uint32), `bands` its LSH keys,
    `passages` winnowed word 8-grams, `terms` the hashed names, figures and rare words, ascending, `exact` (1,) the hash
    of all its words. `words` counts the words that were fingerprinted. `rank` says who comes first where many share a
    key: wires before others, then by time (`fingerprint.ranks`). `version` changes whenever any of it would. `anchors`
    are those of the `terms` that a translation has too.
    """

    signature: npt.NDArray[np.uint32]
    bands: Hashes
    passages: Hashes
    terms: Hashes
    words: int
    version: int
    exact: Hashes
    rank: int
    anchors: Hashes = field(default_factory=lambda: np.zeros(0, np.uint64))

    @property
    def rare_terms(self) -> int:
        """How many of the terms are no anchors."""
        return len(self.terms) - len(self.anchors)

    @property
    def anchored(self) -> npt.NDArray[np.bool_]:
        """(t,) which of the terms are anchors."""
        anchored = np.zeros(len(self.terms), np.bool_)
        anchored[np.searchsorted(self.terms, self.anchors)] = True
        return anchored


def ascending(numbers: npt.NDArray[U]) -> npt.NDArray[U]:
    """The distinct ones, ascending. For the hundreds of an article `np.unique` takes several times as long."""
    ordered = np.sort(numbers)
    distinct = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=distinct[1:])
    return ordered[distinct]


FINGERPRINT_HEAD = 34
"""Bytes at the start of a stored fingerprint that say how much there is in it."""


@frozen
class Outline:
    """What is known of an article in the archive without reading it."""

    id: str
    agency: str | None
    published_at: datetime | None
    head: bytes
    """The first `FINGERPRINT_HEAD` bytes of its fingerprint."""
    language: str = "und"

    @property
    def is_wire(self) -> bool:
        """Whether its publisher is an agency."""
        return self.agency is not None

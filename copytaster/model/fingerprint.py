"""What the index and the choice of candidates know of an article without reading it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What the index knows of an article: four channels of 64-bit keys, the signature, and its rank.

    `signature` is a MinHash over word 5-grams (128 permutations, uint32), `bands` its LSH keys,
    `passages` winnowed word 8-grams, `terms` the hashed names, figures and rare words, `exact` (1,) the hash of all its
    words. `words` counts the words that were fingerprinted. `rank` says who comes first where many share a key: wires
    before others, then by time (`fingerprint.ranks`). `version` changes whenever any of it would.
    """

    signature: npt.NDArray[np.uint32]
    bands: Hashes
    passages: Hashes
    terms: Hashes
    words: int
    version: int
    exact: Hashes
    rank: int


FINGERPRINT_HEAD = 30
"""Bytes at the start of a stored fingerprint that say how much there is in it."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of an article in the archive without reading it."""

    id: str
    agency: str | None
    published_at: datetime | None
    head: bytes
    """The first `FINGERPRINT_HEAD` bytes of its fingerprint."""

    @property
    def is_wire(self) -> bool:
        """Whether its publisher is an agency."""
        return self.agency is not None

"""The fingerprint index: which articles share a key with this one.

Promises
    * Derived: every posting can be rebuilt from the fingerprints in the archive, and a rebuilt
      index equals the live one (`dump` shows both).
    * Idempotent: adding an article twice, or removing one that is not there, changes nothing.
    * All or nothing: an article's postings are added in one atomic step, so a lost write loses the whole
      article, which `members` then shows.
    * Never silently empty: an index that lost its memory raises `IndexLost` instead of answering.
    * Bounded: a posting longer than `common` is answered with its length alone; text that so many
      articles share is no evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from copytaster.model import Fingerprint

CHANNELS = ("bands", "passages", "terms")

Seqs = npt.NDArray[np.uint32]


class IndexLost(RuntimeError):
    """The index was emptied, or restarted without what it held; rebuild it from the archive."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The answer for one channel: for each key asked, in the order asked, who has it."""

    seqs: tuple[Seqs, ...]
    """The articles that have the key, ascending; empty when nobody has it or when too many do."""
    counts: npt.NDArray[np.uint32]
    """How many articles have the key, also where `seqs` was left out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a probe found in the three channels, and how many articles the index holds."""

    channels: Mapping[str, Postings]
    size: int


class Index(Protocol):
    """A posting store over `Fingerprint` keys; `seq` is the archive's number of the article."""

    def add(self, seq: int, fingerprint: Fingerprint) -> None: ...

    def add_many(self, items: Iterable[tuple[int, Fingerprint]]) -> int: ...

    def remove(self, seq: int, fingerprint: Fingerprint) -> None: ...

    def probe(self, fingerprint: Fingerprint) -> Answer:
        """Everything that shares a key. Raises `IndexLost` when the index is not the one that was built."""
        ...

    def members(self) -> Seqs:
        """Every `seq` in the index, ascending."""
        ...

    def clear(self) -> None: ...

    def dump(self) -> Mapping[str, Mapping[int, tuple[int, ...]]]:
        """channel → key → seqs: the whole content, for comparing two indexes. Not for large archives."""
        ...

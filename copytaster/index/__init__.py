"""The fingerprint index: which articles share a key with this one.

Promises
    * Derived: every posting can be rebuilt from the fingerprints in the archive, and a rebuilt
      index equals the live one (`dump` shows both).
    * Idempotent: adding an article twice, or removing one that is not there, changes nothing.
    * All or nothing: an article's postings are added in one atomic step, so a lost write loses the whole
      article, which `members` then shows.
    * Never silently empty: an index that lost its memory raises `IndexLost` instead of answering.
    * The first holders stay findable: of a key that more articles have than `common` (at least `FIRST`), the `FIRST`
      are named, wires before others, then the earliest (`Fingerprint.rank`), whoever was added first. The first wire
      is told of up to `EVERYBODY`, the next of those after it: a late original must reach its copies. A hash of the
      whole text names all who have it.
    * Bounded: a common run of words that is not carried in a `BURST` names nobody; what goes round for weeks is
      furniture.
    * Of a term that is common also those nearest in time are named, to whoever asks: the `NEAR` wires and the `NEAR`
      others before it, and as many from it on. In a large archive most names, figures and rare words of a rewrite are
      common, and in the days around it they are as rare as in a small one.
    * 40 bits of a key are kept (`identities`). Two keys of a channel that fall together share a posting: an archive of
      100,000 articles holds some 10⁷ passage keys, so one probe in 700 with 150 of them meets a stranger, and one in 70
      at a million articles (150 · 10⁸ / 2⁴⁰). It costs a comparison: no relation is recorded on a hash alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np

from copytaster.fingerprint.answer import Answer, Postings, Seqs
from copytaster.fingerprint.ranks import FIRST
from copytaster.model import Fingerprint, Hashes

__all__ = [
    "BURST", "CHANNELS", "EVERYBODY", "FIRST", "KEY_BITS", "NEAR", "Answer", "Fetch", "Index", "IndexDoubted",
    "IndexLost", "Postings", "Seqs", "identities",
]  # fmt: skip

CHANNELS = ("bands", "passages", "terms", "exact")
KEY_BITS = 40
EVERYBODY = 4_096
"""Holders of a common key that a wire is told of which is itself among the first."""
BURST = 10 * 24 * 60
"""Minutes within which half of all holders of a common key have it when it is a story's: between the first quarter and
the last. A disclaimer or a background paragraph takes longer. Of a name, who had it earlier than that is not named."""
NEAR = 64
"""Of 41 labelled translations among made-up news as many as share three anchors at all are found by these, 39, up to
two weeks after their wires at 700 articles a day, which is a day at 10,000; by 16 there are 38, by 8 there are 36."""

Fetch = Callable[[Sequence[int]], Mapping[int, Fingerprint]]
"""The archive's fingerprints of some seqs; those it does not have are left out."""



class IndexLost(RuntimeError):
    """The index was emptied, or is not the one that was opened; rebuild it from the archive."""


class IndexDoubted(IndexLost):
    """The index is there, but its server restarted or failed over and may have lost the last writes; reconcile it."""


class Index(Protocol):
    """A posting store over `Fingerprint` keys; `seq` is the archive's number of the article, 0 ≤ seq < 2³²."""

    def add(self, seq: int, fingerprint: Fingerprint) -> None:
        """Add an article, whose fingerprint, rank and all, is the same whenever it is added. Raises `IndexLost`."""
        ...

    def add_many(self, items: Iterable[tuple[int, Fingerprint]]) -> int:
        """Add all; how many were handed in. Faster than one at a time; atomic for each article, not for the lot."""
        ...

    def remove(self, seq: int, fingerprint: Fingerprint) -> None:
        """Take an article out; nothing happens when it is not there."""
        ...

    def forget(self, seqs: Iterable[int]) -> None:
        """Remove articles whose fingerprints are gone. Reads the whole index: for upkeep, not for every day."""
        ...

    def probe(self, fingerprint: Fingerprint) -> Answer:
        """Who shares a key with it. A key that nobody else has names the article itself, if it is in the index.

        Those of a posting longer than `common`, and all who have the very same words when they are more than `FIRST`,
        come by rank; others in any order. Raises `IndexLost` when the index is not the one that was
        built.
        """
        ...

    def meet(self, seq: int, fingerprint: Fingerprint) -> Answer:
        """Add an article, then ask who shares a key with it, itself among them: what `add` and `probe` do one after the
        other, for half of what they cost. Of two that do so at the same moment at least one sees the other, whole.
        Raises `IndexLost` as `probe` does; the article may have been added then, or not.
        """
        ...

    def members(self) -> Seqs:
        """Every `seq` in the index, ascending."""
        ...

    def clear(self) -> None:
        """Make the index empty and whole, whatever was there before."""
        ...

    def rebuild(self, items: Iterable[tuple[int, Fingerprint]], *, force: bool = False) -> bool:
        """Build the index anew, unless it is whole (`force`: even then). False when there was nothing to do."""
        ...

    def reconcile(self, all_seqs: Iterable[int], fetch: Fetch) -> tuple[int, int]:
        """Make the members those of the archive; (added, removed). Builds the index when it is lost.

        `all_seqs` is walked after the members were read, so hand in a generator over the archive: from a list that was
        made earlier an article accepted in between is missing, and would be removed.
        """
        ...

    def dump(self) -> Mapping[str, Mapping[int, tuple[int, ...]]]:
        """channel → identity of the key → seqs: all there is, for comparing two indexes. Not for large archives."""
        ...


def identities(keys: Hashes) -> Hashes:
    """The 40 bits of each key that an index keeps; mixed, so that keys with a pattern spread as well as random ones."""
    mixed: Hashes = keys.astype(np.uint64)
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):  # the finalizer of MurmurHash3 (Appleby, public domain)
        mixed ^= mixed >> np.uint64(33)
        mixed *= np.uint64(factor)
    mixed ^= mixed >> np.uint64(33)
    mixed &= np.uint64((1 << KEY_BITS) - 1)
    return mixed

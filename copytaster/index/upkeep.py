"""What the index is made from: the fingerprints in the archive, walked in order; and an index made whole from them.

Promises
    * One place knows what becomes of a fingerprint that an older version of this program made: it is made anew from
      the article, and not written back.
    * The walk reads the archive batch by batch while the index asks for more: an article accepted meanwhile is met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from copytaster import fingerprint as fp
from copytaster.index import Index
from copytaster.model import Article, Fingerprint

if TYPE_CHECKING:
    from copytaster.archive import Archive

_BATCH = 1_000


def fingerprints(archive: Archive, seqs: Iterable[int], vectors: str) -> dict[int, Fingerprint]:
    """seq → fingerprint, of those articles that are here. `vectors` as for `fingerprint.fingerprint`."""
    return _current(archive, archive.fingerprints(seqs), vectors)


def fingerprint_of(article: Article, body: bytes, vectors: str) -> Fingerprint:
    """The fingerprint of one article, from what is stored of it."""
    try:
        return fp.decode(body)
    except fp.BadFingerprint:
        return fp.fingerprint(article, vectors)


class Everything:
    """(seq, fingerprint) of every article, ascending; the index is told how many, and lays itself out for them."""

    def __init__(self, archive: Archive, vectors: str) -> None:
        self._archive, self._vectors = archive, vectors

    def __length_hint__(self) -> int:
        return sum(self._archive.counts().values())

    def __iter__(self) -> Iterator[tuple[int, Fingerprint]]:
        last = 0
        while batch := self._archive.iter_fingerprints(last, _BATCH):
            yield from sorted(_current(self._archive, {item.seq: item.body for item in batch}, self._vectors).items())
            last = batch[-1].seq


def heal(index: Index, archive: Archive, vectors: str) -> tuple[int, int]:
    """Make the index hold what the archive holds, no more and no less. Returns how many articles it added and removed.

    Of several processes one works and the others wait. An article that has not been checked yet may be added: it is
    in the archive, so whoever finds it can align it.
    """
    return index.reconcile(_seqs(archive), lambda seqs: fingerprints(archive, seqs, vectors))


def rebuild(index: Index, archive: Archive, vectors: str) -> None:
    """Build the index anew, and add what came in while it was built."""
    index.rebuild(Everything(archive, vectors), force=True)
    heal(index, archive, vectors)


def _seqs(archive: Archive) -> Iterator[int]:
    last = 0
    while batch := archive.seqs(last):
        yield from batch
        last = batch[-1]


def _current(archive: Archive, bodies: dict[int, bytes], vectors: str) -> dict[int, Fingerprint]:
    found: dict[int, Fingerprint] = {}
    for seq, body in bodies.items():
        try:
            found[seq] = fp.decode(body)
        except fp.BadFingerprint:
            continue
    old = bodies.keys() - found.keys()
    if old:
        found.update((seq, fp.fingerprint(article, vectors)) for seq, article in archive.articles(old).items())
    return found

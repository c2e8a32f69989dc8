"""Fingerprints to fill an index with: only their keys matter here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from copytaster.fingerprint.ranks import MINUTE, NOT_A_WIRE
from copytaster.index import CHANNELS, Answer, Index
from copytaster.index.memory import MemoryIndex
from copytaster.model import Fingerprint

Item = tuple[int, Fingerprint]


def keyed(
    bands: Iterable[int] = (), passages: Iterable[int] = (), terms: Iterable[int] = (), exact: Iterable[int] = (),
    rank: int = NOT_A_WIRE,
) -> Fingerprint:  # fmt: skip
    channels = [np.array(list(keys), np.uint64) for keys in (bands, passages, terms, exact)]
    return Fingerprint(np.zeros(128, np.uint32), *channels[:3], 300, 1, channels[3], rank, np.zeros(0, np.uint64))


ANY = keyed([1], [2], [3])


def ranked(minute: int, *, wire: bool = False, ties: int = 0) -> int:
    """A rank by hand."""
    return (0 if wire else NOT_A_WIRE) + minute * MINUTE + ties


def archive(count: int, *, first: int = 1, seed: int = 7, passages: int = 40) -> list[Item]:
    """Articles with new passage keys, some shared bands, and terms of which a few are in almost every article."""
    rng = np.random.default_rng(seed)
    items = []
    for seq in range(first, first + count):
        terms = np.unique(rng.zipf(1.3, 20).astype(np.uint64) % np.uint64(500))
        bands = rng.integers(0, 3 * count, 8, np.uint64)
        items.append((seq, keyed(bands, rng.integers(0, 2**64, passages, np.uint64), terms)))
    return items


def plain(answer: Answer) -> tuple[int, Mapping[str, list[tuple[int, list[int]]]]]:
    """An answer in values that compare; who has a key, ascending."""
    return answer.size, {
        channel: [
            (int(count), sorted(seqs.tolist()))
            for count, seqs in zip(answer.channels[channel].counts, answer.channels[channel].seqs, strict=True)
        ]
        for channel in CHANNELS
    }


def same(one: Index, other: Index) -> None:
    """Assert that two indexes hold the same."""
    assert one.members().tolist() == other.members().tolist()
    assert one.dump() == other.dump()


def oracle(items: list[Item]) -> MemoryIndex:
    memory = MemoryIndex()
    memory.add_many(items)
    return memory

"""Seqs, identities, ranks and bitmaps as bytes: what travels between `RedisIndex` and its scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from copytaster.index import Postings, Seqs, identities, scripts
from copytaster.model import Fingerprint, Hashes

EMPTY: Seqs = np.empty(0, np.uint32)
_NOBODY = b""


def packed(seqs: Iterable[int]) -> bytes:
    """Numbers of articles, 4 bytes each."""
    return array(seqs).astype("<u4").tobytes()


def packed_ranks(ranks: Sequence[int]) -> bytes:
    """Ranks, 8 bytes each."""
    return np.array(ranks, "<u8").tobytes()


def unpacked(counts: bytes, lengths: bytes, seqs: bytes) -> Postings:
    """What `PROBE` answers for one channel."""
    how_many = np.frombuffer(lengths, "<u4").astype(np.int64)
    return Postings(np.frombuffer(seqs, "<u4"), how_many, np.frombuffer(counts, "<u4"))


def array(seqs: Iterable[int]) -> Seqs:
    """Numbers of articles as an array."""
    return np.fromiter(seqs, np.uint32)


def six(ids: Hashes) -> bytes:
    """The identities, 6 bytes each, lowest byte first."""
    return ids.astype("<u8", copy=False).view(np.uint8).reshape(-1, 8)[:, :6].tobytes() if len(ids) else _NOBODY


def grouped(batch: Sequence[tuple[int, Fingerprint]], channel: str) -> tuple[Hashes, Seqs]:
    """The (identity, seq) pairs of a batch, sorted, each once."""
    keys = [identities(getattr(fingerprint, channel)) for _, fingerprint in batch]
    ids = np.concatenate(keys)
    seqs = np.repeat(np.array([seq for seq, _ in batch], "<u4"), [len(part) for part in keys])
    order = np.lexsort((seqs, ids))
    ids, seqs = ids[order], seqs[order]
    if len(ids) > 1:
        new = np.ones(len(ids), bool)
        new[1:] = (ids[1:] != ids[:-1]) | (seqs[1:] != seqs[:-1])
        ids, seqs = ids[new], seqs[new]
    return ids, seqs


def runs(ids: Hashes) -> tuple[Hashes, np.ndarray[Any, np.dtype[np.uint8]]]:
    """Each identity of a sorted row once, and how often it stood there."""
    heads, lengths = np.unique(ids, return_counts=True)
    return heads, lengths.astype(np.uint8)


def joined(parts: Sequence[Postings], picks: Sequence[Any], total: int) -> Postings:
    """The answers of the shards, in the order asked."""
    seqs, counts = [EMPTY] * total, np.zeros(total, np.uint32)
    for part, pick in zip(parts, picks, strict=True):
        counts[pick] = part.counts
        for place, found in zip(np.flatnonzero(pick).tolist(), part.seqs, strict=True):
            seqs[place] = found
    return Postings.of(seqs, counts)


def bitmaps(answer: Sequence[bytes]) -> Seqs:
    """The members that `MEMBERS` answers, ascending."""
    chunks = sorted((int(chunk), bits) for chunk, bits in zip(answer[::2], answer[1::2], strict=True))
    found = [
        (np.flatnonzero(np.unpackbits(np.frombuffer(bits, np.uint8))) + (chunk << scripts.CHUNK_BITS)).astype(np.uint32)
        for chunk, bits in chunks
    ]
    return np.concatenate(found) if found else EMPTY

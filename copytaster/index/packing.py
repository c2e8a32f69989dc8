"""Seqs, identities, ranks and bitmaps as bytes: what travels between `RedisIndex` and its scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from copytaster.index import Postings, Seqs, identities, scripts
from copytaster.model import Fingerprint, Hashes

EMPTY: Seqs = np.empty(0, np.uint32)
_NOBODY = b""
_LIMITS = (6, 13, 20, 27)
"""Bits of a number that are in its last byte, its last two, three and four."""

Lengths = npt.NDArray[np.int64]


def packed(seqs: Iterable[int]) -> bytes:
    """Numbers of articles, 4 bytes each."""
    return array(seqs).astype("<u4").tobytes()


def packed_ranks(ranks: Sequence[int]) -> bytes:
    """Ranks, 8 bytes each."""
    return np.array(ranks, "<u8").tobytes()


def unpacked(keys: Sequence[int], kinds: bytes, postings: bytes, counts: bytes, named: bytes) -> list[Postings]:
    """What `PROBE` answers, by channel; `keys` says how many keys were asked in each."""
    kind = np.frombuffer(kinds, np.uint8)
    seqs, plain_lengths = read_postings(postings)
    by_rank = np.frombuffer(counts, "<u4").reshape(-1, 2)
    how_many, lengths = np.zeros(len(kind), np.uint32), np.zeros(len(kind), np.int64)
    how_many[kind == 1] = lengths[kind == 1] = plain_lengths
    how_many[kind == 2], lengths[kind == 2] = by_rank.T
    if len(by_rank):
        whose, plain = np.repeat(kind, lengths), seqs
        seqs = np.empty(len(whose), np.uint32)
        seqs[whose == 1] = plain
        seqs[whose == 2] = np.frombuffer(named, "<u4")
    found, at, start = [], 0, 0
    for many in keys:
        mine = lengths[at : at + many]
        end = start + int(mine.sum())
        found.append(Postings(seqs[start:end], mine, how_many[at : at + many]))
        at, start = at + many, end
    return found


def write_postings(seqs: Seqs, lengths: Lengths) -> bytes:
    """Postings as they stand in their blocks (`scripts.parts` says how), from the seqs of each, ascending."""
    if len(seqs) == len(lengths) > 1 and (seqs == seqs[0]).all():  # the keys of one article
        return write_postings(seqs[:1], lengths[:1]) * len(seqs)
    ends = np.cumsum(lengths)
    heads = ends - lengths
    numbers = seqs.astype(np.int64)
    numbers[1:] -= seqs[:-1]
    numbers[heads] = seqs[ends - 1].astype(np.int64) + 1
    sizes = np.ones(len(numbers), np.int64)
    for bits in _LIMITS:
        sizes += numbers >= 1 << bits
    last = np.cumsum(sizes) - 1
    out = np.empty(int(sizes.sum()), np.uint8)
    out[last] = (numbers & 63) | 64
    out[last[ends - 1]] -= 64
    for back, bits in enumerate(_LIMITS, 1):
        more = sizes > back
        if not more.any():
            break
        out[last[more] - back] = (numbers[more] >> bits) & 127 | 128
    return out.tobytes()


def read_postings(postings: bytes) -> tuple[Seqs, Lengths]:
    """The seqs of postings that stand like this one after the other, each ascending, and how many each has."""
    given = np.frombuffer(postings, np.uint8)
    if not len(given):
        return EMPTY, np.empty(0, np.int64)
    last = np.flatnonzero(given < 128)
    sizes = np.diff(last, prepend=-1)
    tail = given[last]
    numbers = (tail & 63).astype(np.int64)
    more = np.flatnonzero(sizes > 1)
    for back, bits in enumerate(_LIMITS, 1):
        if not len(more):
            break
        numbers[more] += (given[last[more] - back] & 127).astype(np.int64) << bits
        more = more[sizes[more] > back + 1]
    ends = np.flatnonzero(tail < 64)
    lengths = np.diff(ends, prepend=-1)
    heads = ends - lengths + 1
    newest = numbers[heads] - 1
    numbers[heads] = 0
    steps = np.cumsum(numbers)
    steps += np.repeat(newest - steps[ends], lengths)
    return steps.astype(np.uint32), lengths


def array(seqs: Iterable[int]) -> Seqs:
    """Numbers of articles as an array."""
    return np.fromiter(seqs, np.uint32)


def five(ids: Hashes) -> bytes:
    """The identities, 5 bytes each, lowest byte first."""
    return ids.astype("<u8", copy=False).view(np.uint8).reshape(-1, 8)[:, :5].tobytes() if len(ids) else _NOBODY


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


def runs(ids: Hashes) -> tuple[Hashes, Lengths]:
    """Each identity of a sorted row once, and how often it stood there."""
    heads, lengths = np.unique(ids, return_counts=True)
    return heads, lengths


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

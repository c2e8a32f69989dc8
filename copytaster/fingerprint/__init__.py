"""Fingerprints: what the index needs to know of an article to find it again, copied, cut, excerpted or rewritten.

Promises
    * A function of the article alone: the same article has the same fingerprint on every machine.
    * Boilerplate is not fingerprinted.
    * `VERSION` changes whenever any key of any article would; the archive then rebuilds the index.
    * Bounded: linear in the text, and at most some hundreds of keys for an article of ordinary length.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

import numpy as np

from copytaster.fingerprint import vectors as tables
from copytaster.fingerprint.analysis import Analysis, Parts, analyse, parts_of
from copytaster.fingerprint.anchors import anchor_keys
from copytaster.fingerprint.passages import passage_keys
from copytaster.fingerprint.ranks import rank_of
from copytaster.fingerprint.signature import PERMUTATIONS, band_keys, exact_key, signature
from copytaster.fingerprint.terms import term_keys
from copytaster.model import FINGERPRINT_HEAD, Article, Fingerprint, ascending

__all__ = [
    "VERSION", "Analysis", "BadFingerprint", "analyse", "common_words", "decode", "encode", "exact_in", "fingerprint",
    "fingerprint_of", "head_of", "rank_in", "terms_in", "version_in",
]  # fmt: skip

VERSION = 9
_HEAD = struct.Struct("<HIIIQQI")
assert _HEAD.size == FINGERPRINT_HEAD


class BadFingerprint(ValueError):
    """The bytes are not a fingerprint of a version that this code reads."""


def fingerprint(article: Article, vectors: str = "") -> Fingerprint:
    """The fingerprint of an article; `vectors` is the path of another table of word vectors."""
    return fingerprint_of(article, parts_of(article, vectors))


def common_words(vectors: str = "", count: int = 4_000) -> str:
    """The commonest words of the table, and many of them with a capital, as a text: whoever reads it before a fork has
    looked up, once for all children, four of five words of an English story."""
    words = tables.load(vectors).commonest(count)
    return " ".join([*words, *(word.capitalize() for word in words[: count // 8])])


def fingerprint_of(article: Article, analysis: Analysis | Parts) -> Fingerprint:
    """The fingerprint of an article that is analysed already."""
    words = analysis.words
    signed = signature(words)
    anchors = anchor_keys(analysis.anchors)
    return Fingerprint(
        signed,
        band_keys(signed),
        passage_keys(words),
        ascending(np.concatenate([term_keys(analysis), anchors])),
        len(words),
        VERSION,
        exact_key(words),
        rank_of(article),
        anchors,
    )


def encode(fingerprint: Fingerprint) -> bytes:
    """The bytes the archive keeps: a head, the signature, the keys of passages, of terms, and of terms that are
    anchors. Bands follow from the signature."""
    rare = fingerprint.terms[~fingerprint.anchored]
    head = _HEAD.pack(
        fingerprint.version,
        fingerprint.words,
        len(fingerprint.passages),
        len(rare),
        int(fingerprint.exact[0]),
        fingerprint.rank,
        len(fingerprint.anchors),
    )
    return head + b"".join(
        part.astype(kind).tobytes()
        for part, kind in (
            (fingerprint.signature, "<u4"),
            (fingerprint.passages, "<u8"),
            (rare, "<u8"),
            (fingerprint.anchors, "<u8"),
        )
    )


def terms_in(head: bytes) -> int:
    """How many terms that are no anchors a fingerprint has, from its first `FINGERPRINT_HEAD` bytes."""
    return int(_HEAD.unpack_from(head)[3])


def version_in(head: bytes) -> int:
    """The version of a fingerprint, from its first bytes."""
    return int.from_bytes(head[:2], "little")


def exact_in(head: bytes) -> int | None:
    """The hash of all words of an article, from the first `FINGERPRINT_HEAD` bytes of its fingerprint; None when that
    is of another version."""
    return int(_HEAD.unpack_from(head)[4]) if version_in(head) == VERSION else None


def rank_in(head: bytes) -> int:
    """The rank of an article, from the same bytes."""
    return int(_HEAD.unpack_from(head)[5])


class Head(NamedTuple):
    """What the first `FINGERPRINT_HEAD` bytes of a fingerprint say: its version, how many words, keys of passages, of
    terms that are no anchors, and of anchors; the hash of the whole text; the rank."""

    version: int
    words: int
    passages: int
    rare: int
    exact: int
    rank: int
    anchors: int


def head_of(data: bytes) -> Head:
    """The head of the fingerprint in `data`. Raises `BadFingerprint` when it is damaged or of another version."""
    if len(data) < _HEAD.size:
        raise BadFingerprint("a fingerprint shorter than its head")
    head = Head(*_HEAD.unpack_from(data))
    keys = head.passages + head.rare + head.anchors
    if head.version != VERSION or len(data) != _HEAD.size + 4 * PERMUTATIONS + 8 * keys:
        raise BadFingerprint(
            f"a fingerprint of version {head.version}, {len(data)} bytes; this code reads version {VERSION}"
        )
    return head


def decode(data: bytes) -> Fingerprint:
    """The fingerprint in `data`. Raises `BadFingerprint` when it is damaged or of another version."""
    version, words, passages, rare, exact, rank, anchors = head_of(data)
    signed = np.frombuffer(data, "<u4", PERMUTATIONS, _HEAD.size).astype(np.uint32)
    keys = np.frombuffer(data, "<u8", passages + rare + anchors, _HEAD.size + 4 * PERMUTATIONS).astype(np.uint64)
    whole = np.array([exact], np.uint64)
    terms, kept = np.sort(keys[passages:]), keys[passages + rare :]
    return Fingerprint(signed, band_keys(signed), keys[:passages], terms, words, version, whole, rank, kept)

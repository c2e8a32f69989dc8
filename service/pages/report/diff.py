"""What differs between two passages, word by word.

A token is a word, as alignment sees it, or a mark of punctuation. White space never differs, nor do spellings of one
word and typographic variants of one mark. The work is bounded: beyond `MOST` tokens on both sides together, only the
common beginning and end are told apart from the middle.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex
from rapidfuzz.distance import Indel

from copytaster.frozen import frozen
from copytaster.recent import Recent
from copytaster.text.folding import key
from copytaster.text.words import norm, places

MOST = 4_000
KEPT = 2_000_000
"""Characters of passages whose differences are kept: a report that is opened again shows the same."""
LEAST = 500
"""Characters that two passages count for at least, with the pieces that they are in."""
_MARK = regex.compile(r"[^\s\p{Default_Ignorable_Code_Point}]")
_SAME = str.maketrans(
    {
        "\u2019": "'",
        "\u2018": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2011": "-",
        "\u00a0": " ",
    }
)


@frozen
class Piece:
    """A stretch of one side, in code points; `changed` when the other side has not got it."""

    start: int
    end: int
    changed: bool


Sides = tuple[tuple[Piece, ...], tuple[Piece, ...]]


def _length(sides: Sides) -> int:
    return sum(piece.end - piece.start for side in sides for piece in side)


_known: Recent[tuple[str, str], Sides] = Recent(KEPT, _length, least=LEAST)


@frozen
class _Token:
    start: int
    end: int
    key: str


def _tokens(text: str) -> list[_Token]:
    """The words of `text`, and every mark that stands in none."""
    tokens: list[_Token] = []
    at = 0
    for start, end in [*places(text).tolist(), (len(text), len(text))]:
        tokens += [
            _Token(m.start(), m.end(), unicodedata.normalize("NFKC", m.group()).translate(_SAME))
            for m in _MARK.finditer(text, at, start)
        ]
        if start < end:
            tokens.append(_Token(start, end, key(norm(text[start:end])[0])))
        at = end
    return tokens


def aligned(here: str, there: str, kind: str) -> Sides:
    """As `words`, for two passages of this kind: of a translation no word is marked, all of them are others."""
    return words(here, there) if kind != "translation" else ((), ())


def words(here: str, there: str) -> Sides:
    """The pieces of `here` and of `there`, each covering its whole text in order."""
    if (known := _known.get((here, there))) is None:
        _known.put((here, there), known := _words(here, there))
    return known


def _words(here: str, there: str) -> Sides:
    a, b = _tokens(here), _tokens(there)
    keys_a, keys_b = [t.key for t in a], [t.key for t in b]
    same_a, same_b = _equal(keys_a, keys_b)
    return _pieces(here, a, same_a), _pieces(there, b, same_b)


def _equal(a: Sequence[str], b: Sequence[str]) -> tuple[list[bool], list[bool]]:
    same_a, same_b = [False] * len(a), [False] * len(b)
    if len(a) + len(b) > MOST:
        head = 0
        while head < min(len(a), len(b)) and a[head] == b[head]:
            same_a[head] = same_b[head] = True
            head += 1
        tail = 1
        while tail <= min(len(a), len(b)) - head and a[-tail] == b[-tail]:
            same_a[-tail] = same_b[-tail] = True
            tail += 1
        return same_a, same_b
    for op in Indel.opcodes(a, b):
        if op.tag == "equal":
            for i in range(op.src_start, op.src_end):
                same_a[i] = True
            for j in range(op.dest_start, op.dest_end):
                same_b[j] = True
    return same_a, same_b


def _pieces(text: str, tokens: Sequence[_Token], same: Sequence[bool]) -> tuple[Piece, ...]:
    """Runs of like tokens; the space before a run belongs to the unchanged side of the border."""
    if not text:
        return ()
    pieces: list[Piece] = []
    at, i = 0, 0
    while i < len(tokens):
        j = i
        while j < len(tokens) and same[j] == same[i]:
            j += 1
        if not same[i]:
            start, end = tokens[i].start, tokens[j - 1].end
            if start > at:
                pieces.append(Piece(at, start, False))
            pieces.append(Piece(start, end, True))
            at = end
        i = j
    if at < len(text):
        pieces.append(Piece(at, len(text), False))
    return tuple(pieces)

"""Sentences with their places. sentencex knows the languages; this file repairs what newspapers do to them.

A sentence never crosses a paragraph. Quotation marks that a splitter leaves behind go to the sentence they close,
and datelines, initials and abbreviations that it takes for a sentence are joined to the one they open.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex
import sentencex

from copytaster.model import Span
from copytaster.text.fullstops import ended, goes_on

ENDS = ".!?…。！？।॥؟۔"
"""The marks that end a sentence, in every script."""
QUESTION_MARKS = ("?", "？", "؟")
_PARAGRAPH = regex.compile(r"[^\n]+")
_CLOSERS = regex.compile(r"^[\s\"'”’»)\]]+$")
_LEADING_CLOSERS = regex.compile(r"^[”’»)\]]+\s*")
_BEFORE_A_NAME = r"\p{Lu}|St|Dr|Mr|Mrs|Ms|Prof|Gen|Lt|Col|Sgt|Capt|Maj|Sen|Rep|Gov|Hon|Rev"
_ABBREVIATED = regex.compile(
    rf"(?:(?<![\w.])(?:{_BEFORE_A_NAME}|Jr|Sr|No|vs|Inc|Corp|Ltd|Co"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.|\p{Lu}\.\p{Lu}\.)[\"'”’)\]]*\s*$"
)
_STARTS_LOW = regex.compile(r"^[\"'“‘(]*[\p{Ll}\p{Nd}]")
_STARTS_WITH_A_SMALL_LETTER = regex.compile(r"^\p{Ll}")
_ORDINAL = regex.compile(r"(?<![\p{L}\p{Nd}.,:])(?:\p{Nd}{1,3}|\p{Ll})\.\s*$")
"""A number that orders what follows it, as many languages write it ("w 14. kolejce", "a 3. helyen"), and a word of
which one letter is left ("w 1990 r. premier")."""
_NAME_BREAK = regex.compile(rf"(?<![\w.])(?:{_BEFORE_A_NAME})\.\s*$")
_ORDERING = 12
"""More characters than an ordinal has, with what stands before it and the space behind it."""
_LETTERS = 5
"""One more than any abbreviation of `_NAME_BREAK` has."""
_DATELINE = regex.compile(r"^[\p{Lu}\s,./\-'’()]{2,40}(?:[\p{L}]{3,9}\.? \d{1,2}\.?)?\s*$|^/\p{Lu}[\w ]+/\.?\s*$")


def sentences(text: str, language: str = "en") -> list[Span]:
    """The spans of the sentences of `text`, in order, without the white space around them."""
    spans: list[Span] = []
    for paragraph in _PARAGRAPH.finditer(text):
        spans += _in_paragraph(text, paragraph.start(), paragraph.end(), language)
    return spans


def _in_paragraph(text: str, start: int, end: int, language: str) -> list[Span]:
    pieces: list[list[int]] = []
    at = start
    for piece in _segments(text[start:end], language):
        here, at = at, at + len(piece)
        if pieces and _joins(text[pieces[-1][0] : pieces[-1][1]], piece, language):
            pieces[-1][1] = at
            continue
        closers = _LEADING_CLOSERS.match(piece) if pieces else None
        if closers:
            pieces[-1][1] += closers.end()
            here += closers.end()
        pieces.append([here, at])
    spans = []
    for left, right in pieces:
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if right > left:
            spans.append(Span(left, right))
    return spans


def _segments(paragraph: str, language: str) -> Iterator[str]:
    """The pieces that sentencex cuts a paragraph into, and those that it leaves joined behind a Roman number."""
    for piece in sentencex.segment(language if language != "und" else "en", paragraph):
        at = 0
        for place in ended(piece, language):
            yield piece[at:place]
            at = place
        yield piece[at:]


def _joins(before: str, piece: str, language: str) -> bool:
    """Whether `piece` only continues what stands before it."""
    if _CLOSERS.match(piece) or _breaks_name(before) or _DATELINE.match(before):
        return True
    if _STARTS_WITH_A_SMALL_LETTER.match(piece) and _ORDINAL.search(before, max(0, len(before) - _ORDERING)):
        return True
    if _STARTS_LOW.match(piece) and _ABBREVIATED.search(before):
        return True
    return goes_on(before, piece, language)


def _breaks_name(before: str) -> bool:
    point = len(before.rstrip()) - 1
    first = max(0, point - _LETTERS)
    if before[point : point + 1] != "." or (point >= _LETTERS and before[first:point].isalpha()):
        return False  # nearly all sentences, which end in a longer word
    return _NAME_BREAK.search(before, first) is not None


def asks(text: str, span: Span) -> bool:
    """Whether a sentence is a question."""
    return text[span.end - 1 : span.end] in QUESTION_MARKS

"""Quotations: which code points are somebody's speech, in every typography that newspapers use.

Straight and curly marks, single and double, guillemets both ways, low-high and corner brackets. A mark that opens a
paragraph's speech and is not closed before the paragraph ends, as in speech that runs on, quotes to the end of the
paragraph. Single marks count only where they cannot be apostrophes. Dialogue may also open with a dash, as Norwegian,
Polish, Russian or Spanish papers print it; then it ends where the paragraph says who speaks.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import regex

from copytaster.model import Span
from copytaster.text.lexicon import table

_PARAGRAPH = regex.compile(r"[^\n]+")
_CLOSERS = {
    "“": "”",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    "《": "》",
    "〝": "〟〞",
    "＂": "＂",
    '"': '"',
    "”": "”",
    "‚": "‘’",
    "‘": "’",
    "'": "'",
    "`": "'",
}
_SINGLE = ("’", "'", "‘’", "‘")
_MARK = regex.compile(
    r"[“”„«»‹›「」『』〝〟〞‟＂\"]|(?<![\p{L}\p{N}])[‘'`‚](?=[\p{L}\p{N}])"
    r"|(?P<shut>(?<=[\p{L}\p{N}.,!?…])[’'‘](?![\p{L}\p{N}]))"
)
_DASH = regex.compile(r"\s*+(?:[–—―]|-(?=\s))\s*+(?=[\p{L}\p{N}“\"«'’(¿¡])")
_AGAIN = regex.compile(r"(?<=[.!?…,]) [–—―-] (?=\p{L})")


def quotations(text: str) -> list[Span]:
    """The spans of speech, with their marks, in order."""
    inside = quoted(text)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.view(np.int8), [0]])))
    return [Span(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def quoted(text: str) -> npt.NDArray[np.bool_]:
    """One flag a code point: whether it is speech (marks included)."""
    inside = np.zeros(len(text), np.bool_)
    dialogue: list[tuple[int, int, list[tuple[int, int]]]] = []
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        if dash := _DASH.match(text, start, end):
            dialogue.append((dash.end(), end, _spoken(text, dash.end(), end)))
        _between_marks(text, start, end, inside)
    # a dash may also open the items of a list: it is dialogue where one of them says who speaks
    if any(spoken for _, _, spoken in dialogue):
        for start, end, spoken in dialogue:
            for first, last in spoken or [(start, end)]:
                inside[first:last] = True
    return inside


def _between_marks(text: str, start: int, end: int, inside: npt.NDArray[np.bool_]) -> None:
    """Sets the flags of what stands between quotation marks in one paragraph."""
    opened: int | None = None
    closers = ""
    for mark in _MARK.finditer(text, start, end):
        sign, at = mark.group(), mark.start()
        if opened is not None and sign in closers:
            # a single-quoted word is a nickname or a scare quote, not speech
            if closers not in _SINGLE or at - opened > 25:
                inside[opened : at + 1] = True
            opened = None
        elif mark.lastgroup != "shut" and (opened is None or closers in _SINGLE):
            # a double mark overrules a single one, which may have been an apostrophe
            opened, closers = at, _CLOSERS.get(sign, sign)
    if opened is not None and closers not in _SINGLE:
        inside[opened:end] = True


@cache
def _saying() -> regex.Pattern[str]:
    said = frozenset[str]().union(*table("said").values())
    verbs = "|".join(sorted(map(regex.escape, said), key=lambda verb: -len(verb)))
    word = r"[^\s,.!?…]{1,40}+ "
    return regex.compile(rf"[,!?…] ?[–—]? ?(?=(?:{word}){{0,4}}?(?:{verbs})(?!\p{{L}}))", regex.IGNORECASE)


def _spoken(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What is said in a paragraph that a dash opens, up to who says it, and on from another dash; empty when nobody
    is said to say it."""
    spoken: list[tuple[int, int]] = []
    while attribution := _saying().search(text, start, end):
        spoken.append((start, attribution.start() + 1))
        again = _AGAIN.search(text, attribution.end(), end)
        if again is None:
            break
        start = again.end()
    return spoken

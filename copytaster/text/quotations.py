"""Quotations: which code points stand inside quotation marks.

Straight and curly marks, guillemets, low-high and corner brackets. A mark that opens a paragraph's speech and
is not closed before the paragraph ends, as in speech that runs on, quotes to the end of the paragraph.
Single marks count only where they cannot be apostrophes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import regex

from copytaster.model import Span

_PARAGRAPH = regex.compile(r"[^\n]+")
_CLOSERS = {
    "“": "”",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    '"': '"',
    "”": "”",
    "‘": "’",
    "'": "'",
    "`": "'",
}
_SINGLE = ("’", "'")
_MARK = regex.compile(
    r"[“”„«»「」『』‟\"]|(?<![\p{L}\p{N}])[‘'`](?=[\p{L}\p{N}])|(?P<shut>(?<=[\p{L}\p{N}.,!?…])[’'](?![\p{L}\p{N}]))"
)


def quotations(text: str) -> list[Span]:
    """The spans that stand inside quotation marks, marks included, in order."""
    inside = quoted(text)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.view(np.int8), [0]])))
    return [Span(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def quoted(text: str) -> npt.NDArray[np.bool_]:
    """One flag a code point: whether it stands inside a quotation (marks included)."""
    inside = np.zeros(len(text), np.bool_)
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        opened: int | None = None
        closers = ""
        for mark in _MARK.finditer(text, start, end):
            sign, at = mark.group(), mark.start()
            if opened is not None and sign in closers:
                # a single-quoted word is a nickname or a scare quote, not speech
                if sign not in _SINGLE or at - opened > 25:
                    inside[opened : at + 1] = True
                opened = None
            elif mark.lastgroup != "shut" and (opened is None or closers in _SINGLE):
                # a double mark overrules a single one, which may have been an apostrophe
                opened, closers = at, _CLOSERS.get(sign, sign)
        if opened is not None and closers not in _SINGLE:
            inside[opened:end] = True
    return inside

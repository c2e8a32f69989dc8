"""Quotations: which code points are somebody's speech, in every typography that newspapers use.

Straight and curly marks, single and double, guillemets both ways, low-high and corner brackets. A mark that opens a
paragraph's speech and is not closed before the paragraph ends, as in speech that runs on, quotes to the end of the
paragraph, and on from the beginning of the paragraph that closes it: English repeats the mark there, most languages do
not. A mark that can only close and has nothing to close is none. Single marks count only where they cannot be
apostrophes. Dialogue may also open with a dash, as Norwegian, Polish, Russian or Spanish papers print it; then it ends
where the paragraph says who speaks.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import regex

from copytaster.model import Span
from copytaster.text.folding import fold
from copytaster.text.lexicon import table

_PARAGRAPH = regex.compile(r"[^\n]+")
_CLOSERS = {
    "“": "”",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "「": "」",
    "『": "』",
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
_TURN = regex.compile(r"[,!?…] ?[–—―]? ?(?=\p{L})|(?P<dash> [–—―-] ?(?=\p{Ll}))")
"""Where speech that a dash opened may end: who says it may stand behind."""
_AGAIN = regex.compile(r"(?:(?<=[.!?…,]) [–—―-] |(?<=\S)[–—―] |[–—―][.,;:] )(?=[¿¡]?\p{L})")
"""Where it goes on behind who says it."""
_WORD = regex.compile(r"([^\s,.!?…–—―]{1,40}+)(?: |$|(?=[,.!?…–—―]))")
_CLOSES = regex.compile(r"[」』〟〞]|(?<=[^\s(\[{—–])[\"“”＂](?=\s|[\p{P}&&[^\"“„«‹(\[]]|$)", regex.V1)
"""A mark that only closes, or one behind something and before nothing, which does so there."""
_EITHER_WAY = "«»‹›"
"""Marks that have a space on either side in French, so that the side does not tell."""
GOES_ON = 6
"""Paragraphs of one speech that no mark opens, at most."""
AHEAD, NEXT = 5, 2
"""Words behind a comma, and behind a dash that closes speech, among which the verb of speech is."""


def quotations(text: str, language: str = "und") -> list[Span]:
    """The spans of speech, with their marks, in order; `language` (ISO 639-1) says which verbs tell that a dash opens
    speech: those of all languages where it is not known."""
    return spans_of(quoted(text, language))


def spans_of(inside: npt.NDArray[np.bool_]) -> list[Span]:
    """The spans of speech, by what `quoted` says of each code point."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.view(np.int8), [0]])))
    return [Span(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def quoted(text: str, language: str = "und") -> npt.NDArray[np.bool_]:
    """One flag a code point: whether it is speech (marks included)."""
    inside = np.zeros(len(text), np.bool_)
    left = _NOTHING_LEFT
    dialogue: list[tuple[int, int, list[tuple[int, int]]]] = []
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        if dash := _DASH.match(text, start, end):
            dialogue.append((dash.end(), end, _spoken(text, dash.end(), end, _saying(language))))
        left = _between_marks(text, start, end, inside, left)
    # a dash may also open the items of a list: it is dialogue where one of them says who speaks
    if any(spoken for _, _, spoken in dialogue):
        for start, end, spoken in dialogue:
            for first, last in spoken or [(start, end)]:
                inside[first:last] = True
    return inside


class _Left(NamedTuple):
    """Speech that nothing has closed yet: by which marks it may be, and the paragraphs since, in which none stands."""

    closers: str
    unmarked: tuple[tuple[int, int], ...] = ()


_NOTHING_LEFT = _Left("")


def _between_marks(text: str, start: int, end: int, inside: npt.NDArray[np.bool_], left: _Left) -> _Left:
    """Sets the flags of what stands between quotation marks in one paragraph. `left`: what the ones before it left
    open; what it leaves open itself."""
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
            single = _CLOSERS.get(sign, sign) in _SINGLE
            if not single and sign in left.closers and (sign in _EITHER_WAY or _CLOSES.match(text, at, end)):
                if text[start:at].isspace() or at == start:  # French repeats the closing mark where a paragraph begins
                    opened, closers = at, left.closers
                else:
                    opened = None
                    for first, last in (*left.unmarked, (start, at + 1)):
                        inside[first:last] = True
            elif single or not _CLOSES.match(text, at, end):
                # a double mark overrules a single one, which may have been an apostrophe
                opened, closers = at, _CLOSERS.get(sign, sign)
            left = left if single else _NOTHING_LEFT
    if opened is not None and closers not in _SINGLE:
        inside[opened:end] = True
        return _Left(closers)
    if not left.closers or len(left.unmarked) == GOES_ON:
        return _NOTHING_LEFT
    return left._replace(unmarked=(*left.unmarked, (start, end)))


@cache
def _saying(language: str) -> frozenset[str]:
    said = table("said")
    return said.get(language) or frozenset[str]().union(*said.values())


def _spoken(text: str, start: int, end: int, saying: frozenset[str]) -> list[tuple[int, int]]:
    """What is said in a paragraph that a dash opens, up to who says it, and on from another dash; empty when nobody
    is said to say it."""
    spoken: list[tuple[int, int]] = []
    at, goes_on = start, False
    while turn := _TURN.search(text, at, end):
        at = turn.end()
        closed = turn["dash"] is not None
        if at <= start or not _says(text, at, end, saying, NEXT if closed else AHEAD):
            continue
        spoken.append((start, turn.start() + (not closed)))
        again = _AGAIN.search(text, at, end)
        goes_on = again is not None
        if again is None:
            break
        start = at = again.end()
    return [*spoken, (start, end)] if goes_on else spoken


def _says(text: str, at: int, end: int, saying: frozenset[str], most: int) -> bool:
    """Whether a verb of speech is among so many words from `at` on, with nothing but a space between two of them."""
    for _ in range(most):
        word = _WORD.match(text, at, end)
        if word is None:
            return False
        if fold(word[1]) in saying:
            return True
        at = word.end()
    return False

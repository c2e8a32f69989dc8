"""Cuts a paragraph into units: sentences, bracketed notes, loose fragments. Only what boilerplate needs to know.

Linear in the paragraph; a cut too many or too few costs a promo that is not seen, never a character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from copytaster.model import Span

# The end of a sentence: its mark, what closes behind it, and the space before the next.
_END = re.compile(r"[.!?…؟۔।]['\"’”»)\]]*+(?=\s)|[。！？]['\"’”»）」』\]]*+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Rev|Gen|Col|Lt|Sgt|Capt|Sen|Rep|Gov|St|Jr|Sr|vs|No|Nos|Inc|Ltd|Co|Corp|Bros|approx|etc|cf|al|pp"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Nr|Str|bzw|ca|z|u|Sra?|Dra|M|Mme|г|тыс|млн|руб|ул|им)|(?<![^\W_])[^\W\d_])\.$"
)


def units(text: str, start: int, end: int) -> Iterator[Span]:
    """The units of ``text[start:end]``, which is one paragraph."""
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if stop >= end:
            break
        following = _next(text, stop, end)
        if following >= end:
            break
        if match.group()[0] == "." and len(match.group()) == 1 and _ABBREVIATION.search(text, max(start, stop - 12), stop):
            continue
        if text[following].islower() and match.group()[0] not in "。！？":
            continue
        yield Span(begin, stop)
        begin = following
    if begin < end:
        yield Span(begin, end)


def _next(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at

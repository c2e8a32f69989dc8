"""Cuts a paragraph into units: sentences, bracketed notes, loose fragments. Only what boilerplate needs to know.

Linear in the paragraph; a cut too many or too few costs a promo that is not seen, never a character. These are not the
sentences of `copytaster.text`, which are joined again until one can be compared: a promo, a rule and a note in brackets
are units here and no sentences there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from copytaster.model import Span

# The end of a sentence: its mark, what closes behind it, and the space before the next.
_END = re.compile(r"[.!?…؟۔।]['\"’”»)\]]*+(?=\s)|[。！？]['\"’”»）」』\]]*+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mass|Calif|Fla|Ill|Ind|Kan|Ky|La|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo"
    r"|Ala|Ariz|Ark|Colo|Conn|Del|Ga|Mr|Mrs|Ms|Dr|Prof|Rev|Gen|Col|Lt|Sgt|Capt|Sen|Rep|Gov|St|Jr|Sr|vs|No|Nos|Inc|Ltd|Co|Corp|Bros|approx|etc|cf|al|pp"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Nr|Str|bzw|ca|z|u|Sra?|Dra|M|Mme|г|тыс|млн|руб|ул|им)|(?<![^\W_])[^\W\d_])\.$"
)
# Credits that begin small: "with reporting from", "dpa/abc".
_LOWER_CREDIT = re.compile(
    r"with (?:reporting|inputs?|files|additional|assistance|information|contributions?|reports?|agenc)|[a-z]{2,5}/[a-z]|https?://"
)
_RULE = re.compile(r"(?:[_*=~]{3,}|- - -)(?=\s)")


def units(text: str, start: int, end: int) -> Iterator[Span]:
    """The units of ``text[start:end]``, which is one paragraph."""
    begin = start
    if rule := _RULE.match(text, start, end):
        yield Span(start, rule.end())
        begin = _next(text, rule.end(), end)
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if stop >= end:
            break
        following = _next(text, stop, end)
        if following >= end:
            break
        if (
            match.group()[0] == "."
            and len(match.group()) == 1
            and _ABBREVIATION.search(text, max(start, stop - 12), stop)
        ):
            continue
        if (
            text[following].islower()
            and match.group()[0] not in "。！？"
            and not _LOWER_CREDIT.match(text, following, end)
        ):
            continue
        yield from _noted(text, begin, stop)
        begin = following
        if rule := _RULE.match(text, begin, end):
            yield Span(begin, rule.end())
            begin = _next(text, rule.end(), end)
    if begin < end:
        yield from _noted(text, begin, end)


def _noted(text: str, start: int, end: int) -> Iterator[Span]:
    """A unit, or the bracketed note that opens it and what the note is followed by: ``(Image: X) The police …``."""
    if text[start] in "([":
        close = text.find(")" if text[start] == "(" else "]", start, end)
        following = _next(text, close + 1, end)
        if close > 0 and close + 1 < following < end and text[following].isupper():
            yield Span(start, close + 1)
            yield Span(following, end)
            return
    yield Span(start, end)


def _next(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at

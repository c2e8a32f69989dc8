"""Lines that are nothing but credit: what cleaning asks of each short stretch of a text."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from copytaster.credit import byline, context, hands, lexicon, lines, mentions, sourced
from copytaster.credit.forms import BULLETS
from copytaster.credit.mentions import Mention
from copytaster.model import BoilerplateKind, Span

LONGEST = 240
_C = re.compile(r"\([cC]\)")
_LAST = re.compile(r"[\W_]*+([^\W_]++)")  # of a line that is read from its end
_FIRST = re.compile(r"[\W_]*+([^\W_][^\s,;:.!?()\[\]/|]*+)")
_ENDS = frozenset(("enditem", "(enditem)", "ends", "end item"))


_LINK = re.compile(r"\[([^\]\n]{1,80})\]\(https?://[^\s)]{1,400}\)")


def masked(text: str) -> str:
    """`text` with ``(c)`` as a sign and links of Markdown without their address; offsets stay."""
    if "](" in text:
        text = _LINK.sub(lambda m: f" {m[1]}".ljust(len(m[0])), text)
    return _C.sub("©  ", text)


def mentioned(text: str, also: Collection[str] = ()) -> list[int]:
    """Where `text`, an article, names an agency: the offsets, in order; `also` as in `mentions.find`."""
    found = mentions.find(text, also)
    strange = context.strangers(text, (m.agency for m in found), also)
    return [
        m.start for m in found if m.agency not in strange or text[m.start : m.end] not in strange[m.agency].ambiguous
    ]


@lru_cache(maxsize=1)
def _cues() -> tuple[frozenset[str], frozenset[str], tuple[str, ...], re.Pattern[str]]:
    lex = lexicon.load()
    spaced = [*lex.cue.spaced, *lex.photo.spaced]
    first = frozenset(phrase[0] for phrase in spaced if phrase)
    last = frozenset(phrase[-1] for phrase in lex.cue.spaced if phrase)
    signs = (*lex.cue.glued, *lex.photo.glued, "©", "(c)", "(C)")
    plain = tuple(sign for sign in signs if sign.isascii())
    return first | {"copyright", "enditem", "ends", "end"}, last, plain, re.compile("|".join(map(re.escape, signs)))


def cued(line: str) -> bool:
    """Whether a word of credits opens or closes `line`; without one, and without an agency, it is no credit."""
    first, last, plain, glued = _cues()
    opening = _FIRST.match(line)
    if opening is not None and lexicon.normal(opening.group(1)) in first:
        return True
    closing = _LAST.match(line[:-41:-1])
    if closing is not None and lexicon.normal(closing.group(1)[::-1]) in last:
        return True
    return any(map(line.__contains__, plain)) if line.isascii() else glued.search(line) is not None


def kind(line: str, also: Collection[str] = ()) -> BoilerplateKind | None:
    """What `line` is when it is nothing but a credit: "With inputs from AFP", "PTI SNR BDJ", "© Reuters 2025",
    "Foto: dpa"; None where it is something else. `also` as in `mentions.find`."""
    stripped = masked(line).strip().strip("-–—―=*|_ " + BULLETS).strip()
    if not stripped or len(stripped) > LONGEST:
        return None
    found = mentions.find(stripped, also)
    reading = lines.read(stripped, found)
    what = (
        BoilerplateKind.CAPTION if reading.photo
        else BoilerplateKind.COPYRIGHT if reading.copyright and not found
        else BoilerplateKind.CREDIT
    )  # fmt: skip
    if reading.credit and ((found and _no_sentence(stripped, found)) or reading.copyright):
        return what
    words = len(stripped.split())
    if reading.credit and (reading.cue or reading.photo) and (":" in stripped or stripped[0] in "([" or words <= 12):
        return what if words > 1 and _opens_with_cue(stripped) else None
    signed = any(hands.signed(stripped, m) or sourced.listed(stripped, m, found) for m in found)
    if signed or stripped.casefold() in _ENDS:
        return BoilerplateKind.CREDIT
    if any((form := lines.photo(stripped, m)) and len(form.span) == len(stripped) for m in found):
        return BoilerplateKind.CAPTION
    by = len(stripped) <= byline.LONGEST and any(
        byline.in_text(stripped, Span(0, len(stripped)), m, also) for m, _ in byline.find(stripped, also)
    )
    return BoilerplateKind.BYLINE if by else None


def is_credit_line(line: str) -> bool:
    """Whether `line` is nothing but a credit, a sign-off or a byline."""
    return kind(line) is not None


def _no_sentence(line: str, found: list[Mention]) -> bool:
    return all(lines.credit_line(line, m, found) or m.short or m.generic for m in found)


def _opens_with_cue(line: str) -> bool:
    lex = lexicon.load()
    words = [lexicon.normal(t) for t in lexicon.tokens(line.lstrip("([©")) if any(c.isalnum() for c in t)]
    return bool(lex.cue.starting(words, 0) or lex.photo.starting(words, 0) or lex.cue.starting(words, len(words) - 1))

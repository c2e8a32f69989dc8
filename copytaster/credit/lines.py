"""Credit lines, sign-offs, copyright lines and photo credits: stretches of text that are nothing but credit.

A stretch is looked at between the nearest two stops around a mention, never further than `LIMIT`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import Literal

from copytaster.credit import context, lexicon
from copytaster.credit.forms import CLOSE, DASHES, OPEN, Form, ends_line, starts_line, trim
from copytaster.credit.items import in_item
from copytaster.credit.lexicon import normal
from copytaster.credit.mentions import Mention
from copytaster.frozen import frozen
from copytaster.model import Span
from copytaster.text.scripts import glued
from copytaster.text.sentences import ENDS

LIMIT = 240
"""Longest stretch, in code points, on either side of a mention that one credit may take."""

_STOP_LEFT = re.compile(
    r"[\n\r•|\u2028\u2029]"
    rf"|[{ENDS}][”“\"'’»)\]]*\s+"
    r"|[)\]】）](?=\s)|[(\[【（]"
    r"|(?<=\s)(?:--|[–—―-])\s|==|(?:^|\n)[^\S\n]*+[–—―-]++\s?"
    r"|;\s|>|://|(?:^|(?<=\n))[^\S\n]*+/(?=\S)"
)
_STOP_RIGHT = re.compile(
    r"[\n\r•|\u2028\u2029]"
    rf"|[{ENDS}][”\"'’»]*(?:\s+(?=[^\s\d])|\s*$)"
    r"|[)\]】）]|\s(?:--|[–—―-])\s|;\s|<|/\.?\s*$"
)
_INITIALS = re.compile(r"[A-Z]{2,4}|[a-z]{2,5}")
_DIGITS = re.compile(r"[\d.,:/-]+(?:st|nd|rd|th)?")
_PUNCTUATION = frozenset(".,:;/&+-–—=©()[]|*'\"“”’_•·、，：")
_ABBREVIATED = re.compile(r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Ltd|Co|Corp|L\.P|[A-Z])\.$")


@frozen
class Segment:
    """A stretch between two stops, with what stands there: the text of a possible credit line."""

    start: int
    end: int
    left: str
    right: str
    asks: bool = False
    """Whether a question mark ends it."""


def segment(text: str, mention: Mention, *, clauses: bool = True) -> Segment | None:
    """The stretch around `mention` up to the nearest stop on both sides; None when that is too long for a credit.

    `clauses`: a semicolon is a stop too.
    """
    floor = max(0, mention.start - LIMIT)
    start, left = floor, "start" if floor == 0 else "far"
    for stop in _STOP_LEFT.finditer(text, floor, mention.start):
        if stop.end() > mention.start:
            break
        if _abbreviated(text, stop) or (not clauses and stop.group()[0] == ";"):
            continue
        start, left = stop.end(), stop.group()
    ceiling = min(len(text), mention.end + LIMIT)
    end, right = ceiling, "end" if ceiling == len(text) else "far"
    at = mention.end
    while (stop_right := _STOP_RIGHT.search(text, at, ceiling)) is not None:
        if _abbreviated(text, stop_right) or (not clauses and stop_right.group().strip() == ";"):
            at = stop_right.end()
            continue
        end, right = stop_right.start(), stop_right.group()
        break
    if "far" in (left, right):
        return None
    opens = "open" if left.strip() == "/" else _kind(left, text, start)
    return Segment(start, end, opens, _kind(right, text, end), right[:1] in tuple("?？؟"))


def _abbreviated(text: str, stop: re.Match[str]) -> bool:
    """Whether the full stop belongs to a month, a company form or an initial."""
    return stop.group()[0] == "." and bool(_ABBREVIATED.search(text[max(0, stop.start() - 5) : stop.start() + 1]))


def _kind(stop: str, text: str, at: int) -> str:
    if stop in ("start", "end"):
        return "line"
    stripped = stop.strip()
    if "\n" in stop or "\r" in stop or stripped == "" or stripped[0] in "•|><\u2028\u2029":
        return "line"
    if stripped[0] in "([【（":
        return "open"
    if stripped[0] in ")]】）/":
        return "close"
    if stripped[0] in DASHES:
        return "dash"
    if stripped == ";":
        return "clause"
    return "sentence"


@frozen
class Reading:
    """What the words of a possible credit line are."""

    credit: bool
    cue: bool
    photo: bool
    copyright: bool
    names: int


def read(text: str, mentions: list[Mention]) -> Reading:
    """Judge `text` (offsets of `mentions` are into it): nothing but agencies, persons and the words of credits?"""
    lex = lexicon.load()
    words: list[str] = []
    kinds: list[str] = []
    spans = [(m.start, m.end) for m in mentions]
    at = 0
    pieces: list[tuple[str, str]] = []
    for start, end in spans:
        pieces += [("word", t) for t in lexicon.tokens(text[at:start])] + [("agency", text[start:end])]
        at = end
    pieces += [("word", t) for t in lexicon.tokens(text[at:])]
    for i, (kind, token) in enumerate(pieces):
        word = normal(token)
        words.append(word)
        if kind == "agency":
            kinds.append("agency")
        elif token.endswith("-") and pieces[i + 1 : i + 2] and pieces[i + 1][0] == "agency":
            kinds.append("mark")  # "Nampa-AFP"
        elif token in _PUNCTUATION or not any(c.isalnum() for c in token):
            kinds.append("mark")
        elif _DIGITS.fullmatch(token):
            kinds.append("number")
        elif (
            word in lex.vocabulary
            or word.rstrip("'s").rstrip("'") in lex.vocabulary
            or word in lex.place
            or (glued(token) and any(p in token for p in lex.cue.glued + lex.photo.glued))
        ):
            kinds.append("vocabulary")
        elif (
            _INITIALS.fullmatch(token)
            and i
            and (kinds[-1] in ("agency", "initials") if token.isupper() else pieces[i - 1][1] == "/")
        ) or (i + 1 < len(pieces) and pieces[i + 1][1] == "/" and _INITIALS.fullmatch(token)):
            kinds.append("initials")
        elif token[0].isupper() or token.startswith("@"):
            kinds.append("name")
        else:
            return Reading(False, False, False, False, 0)
    own = [w for w, k in zip(words, kinds, strict=True) if k != "agency"]
    photo = lex.photo.within(own) or any(p in text for p in lex.photo.glued) or "PHOTO" in text
    cue = lex.cue.within(own) or any(p in text for p in lex.cue.glued)
    copyright_ = "©" in text or "copyright" in own or "(c)" in text.lower() or ("rights" in own and "reserved" in own)
    names = kinds.count("name")
    tagged = len(pieces) == 3 and pieces[1][1] == "/"  # "Lusa/Fim"
    fine = names == 0 or tagged or ((cue or photo or copyright_) and names <= 14)
    return Reading(fine, cue, photo, copyright_, names)


_SIGNED = re.compile(rf"(?:[{ENDS}][”“\"'’»)\]]*|[”»]|\])\s*$")
_PHOTO_BEFORE = re.compile(
    r"(?:Getty Images|[A-Z][\w.’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+)){1,3}|EPA|Pool|Xinhua|File)\s*/\s*$"
)
_PHOTO_AFTER = re.compile(
    r"\s*(?:Photos?|PHOTOS?|Pictures?|Images?|Pool)?\s*/\s*"
    r"(?:Getty|[A-Z][\w’'-]+ (?:[A-Z]\.\s*)?[A-Z]|Pool|File|Handout)"
    r"|\s+via (?:Getty|AP|Reuters)"
    r"|\s+(?:Photo|PHOTO|Images|Pictures)\b(?!\s*[a-z])"
)


@frozen
class _Stretch:
    """A stretch that is nothing but credit, and where it stands."""

    text: str
    mention: Mention
    part: Segment
    reading: Reading
    inside: list[Mention]
    span: Span
    """Without white space; with its brackets, where it has both."""
    bracketed: bool

    @property
    def body(self) -> str:
        return self.text[self.part.start : self.part.end]

    @property
    def ends_line(self) -> bool:
        return ends_line(self.text, self.span.end)

    def form(self, where: str) -> Form:
        return Form(where, self.span)


_Answer = Form | Literal[False] | None
"""Of a rule: what the stretch is; False: no credit, whatever the next rules would say; None: the next rule decides."""


def credit_line(text: str, mention: Mention, others: list[Mention]) -> Form | None:
    """The credit line, sign-off, copyright or photo credit that `mention` stands in; `others`: all, in order."""
    stretch = _stretch(text, mention, others)
    if stretch is None:
        return None
    for rule in _RULES:
        answer = rule(stretch)
        if answer is not None:
            return answer or None
    return None


def _stretch(text: str, mention: Mention, others: list[Mention]) -> _Stretch | None:
    part = segment(text, mention)
    if part is None or part.asks or _person(text, mention) or context.denied(text, part.start, mention.start):
        return None
    inside = [
        Mention(m.start - part.start, m.end - part.start, m.agency, m.short)
        for m in others[bisect_left(others, part.start, key=_start) : bisect_left(others, part.end, key=_start)]
        if m.end <= part.end
    ]
    if mention.short and context.elsewhere(text[part.start : part.end], [mention.agency]):  # "Report from AP Moller"
        return None
    tagged = part.end + (text[part.end : part.end + 1] == "/")  # "--IANS abc/": the bar tells what stands before it
    reading = read(text[part.start : tagged], inside)
    if not reading.credit:
        return None
    span = trim(text, Span(part.start, part.end))
    bracketed = part.left == "open" and part.right == "close"
    if bracketed and text[span.start - 1] in OPEN and text[span.end] in CLOSE:
        span = Span(span.start - 1, span.end + 1)
    return _Stretch(text, mention, part, reading, inside, span, bracketed)


_BESIDE = 30
"""Code points beside a name that are asked whether it is part of a longer one."""
_NAME_BEFORE = re.compile(rf"([A-Z][\w’'-]{{0,{_BESIDE}}}) \Z")
_NAME_AFTER = re.compile(rf" ([A-Z][\w’'-]{{0,{_BESIDE}}})")


def _person(text: str, mention: Mention) -> bool:
    """Whether the name is part of somebody's: "Editing by Petra Nwosu", "Efe Demir", not "Petra News"."""
    name = text[mention.start : mention.end]
    if not mention.short or not name.istitle() or " " in name:
        return False
    beside = (
        _NAME_BEFORE.search(text[max(0, mention.start - _BESIDE) : mention.start]),
        _NAME_AFTER.match(text[mention.end : mention.end + _BESIDE]),
    )
    vocabulary, house = lexicon.load().vocabulary, lexicon.load().house
    words = [normal(found.group(1)) for found in beside if found is not None]
    return any(word not in vocabulary and word not in house for word in words)


def _by_its_words(s: _Stretch) -> _Answer:
    """ "Photo: …", "© AFP", "With inputs from …": what it is stands there."""
    if s.reading.photo:
        return s.form("photo")
    if s.reading.copyright:
        return s.form("copyright")
    long = s.mention.generic and any(m.end - m.start > 9 for m in s.inside if m.generic)
    lex = lexicon.load()
    first = next((normal(t) for t in reading_words(s.body)), "")
    last = s.mention.generic and s.ends_line and first in lex.joint - lex.between  # "… it floats. With agencies"
    if first in ("credit", "credits", "crédit", "crédits") and photo(s.text, s.mention) is not None:
        return s.form("photo")  # "Credit: Joe Lane/AFP"
    if s.reading.cue or last or (long and s.part.left != "sentence"):  # "(With agency inputs)"
        return s.form("sign-off" if len(reading_words(s.body)) <= 1 else "credit-line")
    return None


def apart(text: str, part: Segment, span: Span) -> bool:
    """Whether the stretch is a line of its own, or a bracket behind a sentence and the last word of its line."""
    if not ends_line(text, span.end):
        return False
    if part.left == "open":
        before = text[max(0, span.start - 13) : span.start - 1]
        return starts_line(text, span.start - 1) or _SIGNED.search(before) is not None
    return part.left == "line"


def _agencies_in_general(s: _Stretch) -> _Answer:
    """ "Agencies" credits somebody in a bracket, a line of its own, or as the last word of a text."""
    if not s.mention.generic or s.bracketed or s.part.left in ("line", "dash"):
        return None
    alone = s.text[s.span.start : s.span.end] == s.text[s.mention.start : s.mention.end]
    return None if alone and s.text[s.mention.start].isupper() and s.part.left == "sentence" else False


def _in_brackets(s: _Stretch) -> _Answer:
    if not s.bracketed:
        return False if s.part.left in ("open", "close") and s.part.right != "line" else None
    if _SIGNED.search(s.text[max(0, s.span.start - 12) : s.span.start]) or starts_line(s.text, s.span.start):
        return s.form("sign-off")
    return s.form("sign-off") if (s.ends_line and _meant(s, s.span.start)) or _closes_a_sentence(s) else False


def _meant(s: _Stretch, at: int) -> bool:
    """Whether the name is one as an agency writes its own, and explains no words before `at`: "(AFP)", "(dpa)"."""
    name = s.text[s.mention.start : s.mention.end]
    own = (name.isupper() or name.islower()) and not s.mention.generic
    return not s.mention.short or (own and not context.defines(s.text, at, name))


_AROUND = 600
"""Code points around a bracket that are asked what its name means."""


def _closes_a_sentence(s: _Stretch) -> bool:
    """Whether the bracket ends a sentence inside a paragraph, as in digests: "… oil, gas and coal (AFP). The EU …".

    A short name must be no acronym of what stands before it, and stand nowhere near without a bracket.
    """
    dot = s.text[s.span.end : s.span.end + 2]
    if s.mention.generic or dot[:1] != "." or not dot[1:].isspace():
        return False
    if not s.mention.short:
        return True
    name = s.text[s.mention.start : s.mention.end]
    around = s.text[max(0, s.span.start - _AROUND) : s.span.end + _AROUND]
    before = reading_words(s.text[max(0, s.span.start - 60) : s.span.start])[-6:]
    return (
        len(name) > 2
        and name.isupper()
        and before != []
        and not before[-1][0].isupper()
        and normal(before[-1]) not in lexicon.load().body
        and not any(w[0].casefold() == name[0].casefold() for w in before if normal(w) not in lexicon.load().place)
        and around.count(name) == around.count(f"({name})")
        and not context.elsewhere(around, [s.mention.agency])
        and not context.defines(s.text, s.span.start, name)
    )


def _line_of_its_own(s: _Stretch) -> _Answer:
    if s.part.left != "line" or not s.ends_line:
        return None
    opened = lexicon.load().by.starting([normal(t) for t in reading_words(s.body)], 0)
    return s.form("credit-line" if s.mention.generic else "byline" if opened else "sign-off")


def _behind_a_dash(s: _Stretch) -> _Answer:
    if s.part.left not in ("dash", "close") or not s.ends_line:
        return None
    before = s.text[max(0, s.span.start - 24) : s.span.start]
    dashed = before.rstrip().rstrip("=" + DASHES)
    signed = not s.mention.short or dashed.strip(" ") == "" or dashed[-1:] in "\n|" or _SIGNED.search(dashed)
    behind = s.span.start - len(before) + len(dashed.rstrip())
    return s.form("sign-off") if signed or (in_item(s.text, behind) and _meant(s, behind)) else False


def _last_words_of_a_line(s: _Stretch) -> _Answer:
    last = s.part.left in ("sentence", "clause") and s.ends_line and s.part.end - s.part.start <= 60
    return s.form("sign-off") if last else None


_RULES: tuple[Callable[[_Stretch], _Answer], ...] = (
    _by_its_words, _agencies_in_general, _in_brackets, _line_of_its_own, _behind_a_dash, _last_words_of_a_line,
)  # fmt: skip
"""In this order: the first one that answers is right."""


def _start(mention: Mention) -> int:
    return mention.start


def reading_words(body: str) -> list[str]:
    """The tokens that have a letter or a digit."""
    return [t for t in lexicon.tokens(body) if any(c.isalnum() for c in t)]


def photo(text: str, mention: Mention) -> Form | None:
    """ "REUTERS/Jane Doe", "AP Photo/Jane Doe", "Jane Doe/AFP", "AFP via Getty Images" inside a caption."""
    if mention.generic:
        return None
    before = text[max(0, mention.start - 60) : mention.start]
    after = text[mention.end : mention.end + 60]
    slash_before, slash_after = _PHOTO_BEFORE.search(before), _PHOTO_AFTER.match(after)
    if slash_before is None and slash_after is None:
        return None
    start = mention.start - len(slash_before.group()) if slash_before else mention.start
    end = mention.end + (len(slash_after.group().rstrip()) if slash_after else 0)
    if slash_after and "/" in slash_after.group():
        rest = re.match(r"[\w’'.-]*(?: [A-Z][\w’'.-]*)?(?:/[A-Z]\w+(?: [A-Z]\w+)?)?", text[end : end + 60])
        end += len(rest.group()) if rest else 0
    return Form("photo", trim(text, Span(start, end)))

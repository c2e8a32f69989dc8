"""The forms that a credit takes around a mention in running text: dateline, credit line, sign-off, photo, attribution.

Every form looks at a window of bounded length, so that the whole is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from copytaster.credit import context, lexicon
from copytaster.credit.lexicon import normal
from copytaster.credit.mentions import Mention
from copytaster.model import Span

OPEN, CLOSE = "([【［（/〔", ")]】］）/〕"
DASHES = "-–—―=‐‑"
_LINE = 240
"""Longest stretch, in code points, that one credit may take."""


@dataclass(frozen=True, slots=True)
class Form:
    where: str
    span: Span


# --- datelines -------------------------------------------------------------------------------------------------

_DATELINE = 100
_PLACE = re.compile(r"(?:[^\W_][^\s,;:()\[\]/.]*\.?|[,;.:()\[\]/–—―=|+-]|\s)*")
_PLACE_WORD = re.compile(r"[^\W_][^\s,;:()\[\]/.]*")
_SEPARATOR = re.compile(r"\.?\s*[-–—―=:|]|\.\s*[-–—]|\s*[,.]\s")
_DASH = re.compile(r"\.?\s*(?:--|[-–—―=:])")


def _is_place(prefix: str) -> bool:
    """Whether `prefix` could be the place and date before an agency's name: nothing in it is a word of running text."""
    if _PLACE.fullmatch(prefix) is None:
        return False
    words = _PLACE_WORD.findall(prefix)
    if len(words) > 10 or lexicon.load().photo.within([normal(w) for w in words]):
        return False
    uncased = 0
    for word in words:
        first = word[0]
        if first.isdigit() or first.isupper() or normal(word) in lexicon.load().place or normal(word)[:2] in ("d'", "l'", "al"):
            continue
        if first.islower():
            return False
        uncased += 1
    return uncased <= 6


def _spoken(prefix: str) -> bool:
    """Whether words of credits stand in `prefix`: "[Photo/" is no place."""
    lex = lexicon.load()
    return any(normal(w) in lex.vocabulary and normal(w) not in lex.place for w in _PLACE_WORD.findall(prefix))


_TAG_BEFORE = re.compile(r"[(\[]((?:[A-Za-z]{2,8}[/-]){1,2})$")
_TAG_AFTER = re.compile(r"(?:[/-][A-Za-z]{2,10}){1,3}(?=[)\]])")


def _with_tags(text: str, mention: Mention) -> tuple[int, int]:
    """The mention with the house tags beside it in its bracket: "(dpa/lhe)", "(TT-AFP)"."""
    before = _TAG_BEFORE.search(text[max(0, mention.start - 20) : mention.start])
    after = _TAG_AFTER.match(text, mention.end, mention.end + 34)
    start = mention.start - len(before.group(1)) if before else mention.start
    bracketed = start > 0 and text[start - 1] in "(["
    return start, after.end() if after and bracketed else mention.end


def dateline(text: str, line_start: int, mention: Mention) -> Form | None:
    """ "KAMPALA, Nov 13 (Reuters) -", "VIENNA, March 6. /TASS/.", "(Bloomberg) --", "WIEN/APA –", "(서울=연합뉴스)"."""
    if mention.generic:
        return None
    start, end = _with_tags(text, mention)
    before = text[start - 1] if start > line_start else ""
    after = text[end : end + 1]
    at_head = start - line_start <= _DATELINE
    if before and before in OPEN and after and after in CLOSE:
        follow = text[end + 1 : end + 6]
        prefix = text[line_start : start - 1] if at_head else None
        if prefix is not None and prefix.strip(" \t\u00a0*•·\ufeff") == "":
            if _SEPARATOR.match(follow) or (not mention.short and follow[:1].isspace()) or follow[:2] == ").":
                return Form("dateline", Span(start - 1, end + 1))
            return None
        if mention.short and context.defines(text, start - 1, text[start:end]):
            return None
        if prefix is not None and _is_place(prefix):
            head = follow.lstrip()
            if mention.short and lexicon.glued(prefix) and not _DASH.match(follow):
                return None
            if _SEPARATOR.match(follow) or before == "/" or (head[:1] and not head[0].islower() and head[0] not in ",;)"):
                return Form("dateline", _trim(text, Span(line_start, end + 1)))
        tail = re.search(r"(?:\b[A-Z][A-Z.’'-]{2,}|\d|[.?!]) ?$", text[max(line_start, start - 24) : start - 1])
        if _DASH.match(follow) and follow.lstrip()[:1] != ":" and (not mention.short or tail):
            return Form("dateline", Span(start - 1, end + 1))
        return None
    if not at_head:
        return None
    prefix = text[line_start:start]
    # inside the bracket with the place: "(서울=연합뉴스)", "【北京共同】", "(ANKARA, AA)"
    head = prefix.lstrip()
    if head[:1] and head[0] in OPEN and after and after in CLOSE + " " and len(head) <= 40 and ")" not in head:
        closed = text.find(CLOSE[OPEN.index(head[0])], end, end + 16)
        if closed >= 0 and _is_place(head[1:]) and not _spoken(head[1:]) and (head[-1] in "=,/ " or lexicon.glued(head[-1])):
            return Form("dateline", _trim(text, Span(line_start, closed + 1)))
    # without a bracket
    follow = text[end : end + 6]
    bare = prefix.strip(" \t\u00a0")
    if bare == "":
        if re.match(r"\s*(?:--|[–—―])\s*\S|\s+-\s*\S" if mention.short else r"\s*(?:--|[–—―:|])\s*\S|\s+-\s*\S|,\s", follow) and (
            "\n" not in follow.rstrip("\n")
        ):
            if follow.lstrip()[:1] == ",":  # "TASS, October 7." but not "Reuters, the news agency, …"
                stop = text.find(".", end, end + 30)
                if stop < 0 or not _is_place(text[end + 1 : stop]):
                    return None
            return Form("dateline", Span(start, end))
        return None
    if bare[-1] in DASHES + "/,.:|" and _is_place(bare) and re.match(r"\s*\.?\s*(?:--|[-–—―:=|])|\.\s|\s*,\s*\d", follow):
        if mention.short and (bare[-1] in ",." and (end - start <= 2 or not any(c.isdigit() for c in bare))):
            return None
        if bare[-1] == "." and not any(c.isdigit() for c in bare):
            return None
        return Form("dateline", _trim(text, Span(line_start, end)))
    return None


# --- credit lines, sign-offs, photo credits --------------------------------------------------------------------

_STOP_LEFT = re.compile(
    r"[\n\r•|\u2028\u2029]|[.!?…。！？।؟][”“\"'’»)\]]*\s+|[)\]】）](?=\s)|[(\[【（]|(?<=\s)(?:--|[–—―-])\s|==|(?:^|\n)\s*[–—―-]+\s?|;\s|>|://|(?:^|(?<=\n))\s*/(?=\S)"
)
_STOP_RIGHT = re.compile(r"[\n\r•|\u2028\u2029]|[.!?…。！？।؟][”\"'’»]*(?:\s+(?=[^\s\d])|\s*$)|[)\]】）]|\s(?:--|[–—―-])\s|;\s|<|/\.?\s*$")
_INITIALS = re.compile(r"[A-Z]{2,4}|[a-z]{2,5}")
_DIGITS = re.compile(r"[\d.,:/-]+(?:st|nd|rd|th)?")
_PUNCTUATION = frozenset(".,:;/&+-–—=©()[]|*'\"“”’_•·、，：")
_ABBREVIATED = re.compile(r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Ltd|Co|Corp|L\.P|[A-Z])\.$")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch between two stops, with what stands there: the text of a possible credit line."""

    start: int
    end: int
    left: str
    right: str


def segment(text: str, mention: Mention) -> Segment | None:
    """The stretch around `mention` up to the nearest stop on both sides; None when that is too long for a credit."""
    floor = max(0, mention.start - _LINE)
    start, left = floor, "start" if floor == 0 else "far"
    for stop in _STOP_LEFT.finditer(text, floor, mention.start):
        if stop.end() > mention.start:
            break
        if stop.group()[0] == "." and _ABBREVIATED.search(text[max(0, stop.start() - 5) : stop.start() + 1]):
            continue
        start, left = stop.end(), stop.group()
    ceiling = min(len(text), mention.end + _LINE)
    end, right = ceiling, "end" if ceiling == len(text) else "far"
    at = mention.end
    while (stop_right := _STOP_RIGHT.search(text, at, ceiling)) is not None:
        if stop_right.group()[0] == "." and _ABBREVIATED.search(text[max(0, stop_right.start() - 5) : stop_right.start() + 1]):
            at = stop_right.end()
            continue
        end, right = stop_right.start(), stop_right.group()
        break
    if "far" in (left, right):
        return None
    return Segment(start, end, _kind(left, text, start), _kind(right, text, end))


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


@dataclass(frozen=True, slots=True)
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
        elif token in _PUNCTUATION or not any(c.isalnum() for c in token):
            kinds.append("mark")
        elif _DIGITS.fullmatch(token):
            kinds.append("number")
        elif word in lex.vocabulary or word.rstrip("'s").rstrip("'") in lex.vocabulary or word in lex.place or (lexicon.glued(token) and any(p in token for p in lex.cue.glued + lex.photo.glued)):
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
    fine = names == 0 or ((cue or photo or copyright_) and names <= 14)
    return Reading(fine, cue, photo, copyright_, names)


_SIGNED = re.compile(r"(?:[.!?…。।؟][”“\"'’»)\]]*|[”»]|\])\s*$")
_PHOTO_BEFORE = re.compile(r"(?:Getty Images|[A-Z][\w.’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+)){1,3}|EPA|Pool|Xinhua|File)\s*/\s*$")
_PHOTO_AFTER = re.compile(r"\s*(?:Photos?|PHOTOS?|Pictures?|Images?|Pool)?\s*/\s*(?:Getty|[A-Z][\w’'-]+ (?:[A-Z]\.\s*)?[A-Z]|Pool|File|Handout)|"
                          r"\s+via (?:Getty|AP|Reuters)|\s+(?:Photo|PHOTO|Images|Pictures)\b(?!\s*[a-z])")  # fmt: skip


def credit_line(text: str, mention: Mention, others: list[Mention]) -> Form | None:
    """The credit line, sign-off, copyright or photo credit that `mention` stands in; `others` are all mentions of the text."""
    part = segment(text, mention)
    if part is None:
        return None
    inside = [
        Mention(m.start - part.start, m.end - part.start, m.agency, m.short)
        for m in others
        if part.start <= m.start and m.end <= part.end
    ]
    body = text[part.start : part.end]
    reading = read(body, inside)
    if not reading.credit:
        return None
    span = _trim(text, Span(part.start, part.end))
    where = "photo" if reading.photo else "copyright" if reading.copyright else "credit-line" if reading.cue else ""
    if not where and mention.generic and any(m.end - m.start > 9 for m in inside if m.generic) and part.left != "sentence":
        where = "credit-line"  # "(With agency inputs)"
    bracketed = part.left == "open" and part.right == "close"
    if bracketed:
        span = Span(span.start - 1, span.end + 1)
        if text[span.start] not in OPEN or text[span.end - 1] not in CLOSE:
            span = Span(span.start + 1, span.end - 1)
    if where:
        if where == "credit-line" and len(reading_words(body)) <= 1:
            where = "sign-off"
        return Form(where, span)
    if mention.generic and not (bracketed or part.left in ("line", "dash")):
        bare = text[span.start : span.end] == text[mention.start : mention.end] and text[mention.start].isupper()
        if not (bare and part.left == "sentence"):
            return None
    where = "sign-off"
    preceding = text[max(0, span.start - 12) : span.start]
    at_line_end = _ends_line(text, span.end)
    if bracketed:
        if _SIGNED.search(preceding) or _starts_line(text, span.start):
            return Form(where, span)
        if at_line_end and not (mention.short and (context.defines(text, span.start, text[mention.start : mention.end]) or mention.generic)):
            return Form(where, span) if not mention.short or text[mention.start : mention.end].isupper() else None
        return None
    if part.left in ("open", "close") and part.right != "line":
        return None
    if part.left == "line" and at_line_end:
        opened = lexicon.load().by.starting([normal(t) for t in reading_words(body)], 0)
        return Form("credit-line" if mention.generic else "byline" if opened else where, span)
    if part.left in ("dash", "close") and at_line_end:
        dashed = text[: span.start].rstrip().rstrip("=" + DASHES)[-4:]
        if not mention.short or _SIGNED.search(dashed) or _starts_line(text, len(text[: span.start].rstrip().rstrip("=" + DASHES))):
            return Form(where, span)
        return None
    if part.left in ("sentence", "clause") and at_line_end and part.end - part.start <= 60:
        return Form(where, span)
    return None


def reading_words(body: str) -> list[str]:
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
    return Form("photo", _trim(text, Span(start, end)))


# --- attribution in running text ---------------------------------------------------------------------------------

_WINDOW = 150
_POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s)")
_BREAK = frozenset(".!?;:()[]\"“”|")
_TURKISH = re.compile(r"['’](?:nın|nin|na|ne|ya|ye|a|e|ın|in)\s")


def attribution(text: str, mention: Mention, *, stated: bool) -> Form | None:
    """ "told Interfax", "according to the Associated Press", "Kyodo reports", "Yonhap news agency reported".

    `stated`: the verb that follows may count ("Reuters said"); False where the article is about the agency.
    """
    lex = lexicon.load()
    tail = text[mention.end : mention.end + _WINDOW]
    possessive = _POSSESSIVE.match(tail)
    following = lexicon.tokens(tail)
    after = [normal(t) for t in following]
    before_start = max(0, mention.start - _WINDOW)
    found = [(m.group(), m.start()) for m in lexicon.TOKEN.finditer(text, before_start, mention.start)]
    before = [normal(t) for t, _ in found]
    skip = 0
    while n := lex.noun.starting(after, skip):
        skip += n
    if lexicon.glued(text[max(0, mention.start - 1) : mention.end + 1]) and (form := _glued(text, mention, lex)):
        return form
    says = lex.says.starting(after, skip)
    employs = skip < len(after) and after[skip] in lex.never and says < 2
    # what stands before
    level = len(before)
    for _ in range(7):
        n = lex.told.ending(before, level)
        if n and not employs and not (possessive and not (before[level - 1].startswith(("t", "с")) and following[1:2] and following[1][:1].isupper())):
            return _told(text, mention, found[level - n][1], level, found)
        if level == 0 or not _skippable(found[level - 1][0], before[level - 1], lex):
            break
        level -= 1
    n = lex.to.ending(before, len(before))
    if n and not employs and not possessive and any(w in lex.speech for w in _sentence(before)[:-n][-14:]):
        return _told(text, mention, found[len(before) - n][1], len(before) - n, found)
    if text[mention.start - 1 : mention.start] in tuple("لـ") and mention.start and text[mention.start] >= "\u0600":
        return Form("attribution", Span(mention.start - 1, mention.end))
    # what stands after
    if not stated or employs or not says or possessive or (mention.generic and mention.short):
        return None
    outside = len(before)
    while outside and before[outside - 1] in lex.between and before[outside - 1] not in lex.outside:
        outside -= 1
    if outside and before[outside - 1] in lex.outside and not (outside > 1 and before[outside - 1] in lex.joint and before[outside - 1] not in ("from", "by")):
        return None
    rest = after[skip + says : skip + says + 5]
    if (rest and any(w in lex.self_ for w in _clause(rest))) or any(w in lex.company for w in _clause(rest)):
        return None
    gap = tail[: len(tail) - len(tail.lstrip())]
    if not gap or (tail.lstrip()[:1] in "([" and gap):
        return None
    return Form("attribution", _through(text, mention, after[: skip + says]))


def _clause(words: list[str]) -> list[str]:
    for i, word in enumerate(words):
        if word in _BREAK or word == ",":
            return words[:i]
    return words


def _sentence(before: list[str]) -> list[str]:
    """The last sentence of `before`."""
    for i in range(len(before) - 1, -1, -1):
        if before[i] in (".", "!", "?", "।", "؟"):
            return before[i + 1 :]
    return before


def _skippable(token: str, word: str, lex: lexicon.Lexicon) -> bool:
    """Whether `token` may stand between "told" and the agency's name."""
    return word in lex.between or (token[0].isupper() and word not in lex.self_) or word.endswith("'s")


def _told(text: str, mention: Mention, start: int, level: int, found: list[tuple[str, int]]) -> Form:
    if mention.generic:  # the noun phrase alone: "Russian news agencies"
        start = found[level][1] if level < len(found) else mention.start
        while level < len(found) and normal(found[level][0]) in ("the", "by", "to", "a"):
            level += 1
            start = found[level][1] if level < len(found) else mention.start
    return Form("attribution", Span(start, mention.end))


def _through(text: str, mention: Mention, words: list[str]) -> Span:
    start, end = mention.start, mention.end
    for match in lexicon.TOKEN.finditer(text, mention.end, mention.end + _WINDOW):
        if not words:
            break
        words = words[1:]
        end = match.end()
    if mention.generic:
        end = mention.end
        previous = re.search(r"[A-Z]\w+ $", text[max(0, start - 30) : start])
        start -= len(previous.group()) if previous else 0
    return Span(start, end)


def _glued(text: str, mention: Mention, lex: lexicon.Lexicon) -> Form | None:
    """Chinese, Japanese and Korean: the particles stand right at the name, or a few characters on in the same clause."""
    before, after = text[max(0, mention.start - 8) : mention.start].rstrip(" ：:"), text[mention.end : mention.end + 16]
    for phrase in lex.told.glued:
        if before.endswith(phrase):
            return Form("attribution", Span(mention.start - (len(text[max(0, mention.start - 8) : mention.start]) - len(before)) - len(phrase), mention.end))
    clause = re.split(r"[。，、\n；]", after)[0]
    for phrase in lex.says.glued:
        at = clause.find(phrase)
        if 0 <= at <= 12:
            return Form("attribution", Span(mention.start, mention.end + at + len(phrase)))
    return None


# --- small things --------------------------------------------------------------------------------------------------


def _trim(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in "-–—―=*•,;:|\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "-–—―=*•,;:|"):
        end -= 1
    return Span(start, end)


def _starts_line(text: str, at: int) -> bool:
    i = at - 1
    while i >= 0 and text[i] in " \t\u00a0*•":
        i -= 1
    return i < 0 or text[i] in "\n\r|"


def _ends_line(text: str, at: int) -> bool:
    i = at
    while i < len(text) and text[i] in " \t\u00a0.*)]=/":
        i += 1
    return i >= len(text) or text[i] in "\n\r|"

"""Datelines: "KAMPALA, Nov 13 (Reuters) -", "VIENNA, March 6. /TASS/.", "(Bloomberg) --", "(서울=연합뉴스)"."""

from __future__ import annotations

import re

from copytaster.credit import context, lexicon
from copytaster.credit.forms import CLOSE, DASHES, OPEN, Form, trim
from copytaster.credit.lexicon import normal
from copytaster.credit.mentions import Mention
from copytaster.model import Span

_DATELINE = 100
_PLACE = re.compile(r"(?:[^\W_][^\s,;:()\[\]/.]*+\.?+|[,;.:()\[\]/–—―=|+-]|\s)*+")
_PLACE_WORD = re.compile(r"[^\W_][^\s,;:()\[\]/.]*")
_SEPARATOR = re.compile(r"\.?\s*[-–—―=:|]|\.\s*[-–—]|\s*[,.]\s")
_OPENS = re.compile(r"\A(?:\s*+(?:--|[–—―:|])\s*+\S|\s++-\s*+\S|,\s)")
_OPENS_SHORT = re.compile(r"\A(?:\s*+(?:--|[–—―])\s*+\S|\s++-\s*+\S)")
_FOLLOWS = re.compile(r"\s*+(?:\.?\s*+(?:--|[-–—―:=|])|,\s*+\d)|\.\s")
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
        if first.isdigit() or first.isupper() or normal(word) in lexicon.load().place:
            continue
        if normal(word)[:2] in ("d'", "l'", "al"):
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
            runs_on = head[:1] and not head[0].islower() and head[0] not in ",;)"
            if _SEPARATOR.match(follow) or before == "/" or runs_on:
                return Form("dateline", trim(text, Span(line_start, end + 1)))
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
        beside = head[-1] in "=,/ " or lexicon.glued(head[-1])
        if closed >= 0 and beside and _is_place(head[1:]) and not _spoken(head[1:]):
            return Form("dateline", trim(text, Span(line_start, closed + 1)))
    # without a bracket
    follow = text[end : end + 6]
    bare = prefix.strip(" \t\u00a0")
    if bare == "":
        opens = _OPENS_SHORT if mention.short else _OPENS
        if opens.match(follow) and "\n" not in follow.rstrip("\n"):
            if follow.lstrip()[:1] == ",":  # "TASS, October 7." but not "Reuters, the news agency, …"
                stop = text.find(".", end, end + 30)
                if stop < 0 or not _is_place(text[end + 1 : stop]):
                    return None
            return Form("dateline", Span(start, end))
        return None
    if bare[-1] in DASHES + "/,.:|" and _is_place(bare) and _FOLLOWS.match(follow):
        if mention.short and (
            bare[-1] in ",." and (end - start <= 2 or not (bare.isupper() or any(c.isdigit() for c in bare)))
        ):
            return None
        if bare[-1] == "." and not any(c.isdigit() for c in bare):
            return None
        return Form("dateline", trim(text, Span(line_start, end)))
    return None

"""Datelines: "KAMPALA, Nov 13 (Reuters) -", "VIENNA, March 6. /TASS/.", "(Bloomberg) --", "(서울=연합뉴스)"."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from copytaster.credit import context, lexicon, mentions
from copytaster.credit.forms import BULLETS, CLOSE, DASHES, OPEN, Form, trim
from copytaster.credit.lexicon import normal
from copytaster.credit.mentions import Mention
from copytaster.frozen import frozen
from copytaster.model import Span
from copytaster.text.scripts import glued

_DATELINE = 100
_PLACE = re.compile(r"(?:[^\W_][^\s,;:()\[\]/.]*+\.?+|[,;.:()\[\]/–—―=|+-]|\s)*+")
_PLACE_WORD = re.compile(r"[^\W_][^\s,;:()\[\]/.]*")
_SEPARATOR = re.compile(r"\.?\s*[-–—―=:|]|\.\s*[-–—]|\s*[,.]\s")
_OPENS = re.compile(r"\A(?:\s*+(?:--|[–—―:|])\s*+\S|\s++-\s*+\S|,\s)")
_OPENS_SHORT = re.compile(r"\A(?:\s*+(?:--|[–—―])\s*+\S|\s++-\s*+\S)")
_FOLLOWS = re.compile(r"\s*+(?:\.?\s*+(?:--|[-–—―:=|])|,\s*+\d)|\.\s")
_SPACED_DASH = re.compile(r"\s++[-–—―]\s")
_ENDED = re.compile(r"(?:\b[A-Z][A-Z.’'-]{2,}|\d|[.?!]) ?$")
_BLANKS = " \t\u00a0*·\ufeff" + BULLETS
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
        if normal(word)[:2] in ("d'", "l'") or normal(word) == "al" or normal(word)[:3] == "al-":
            continue
        if first.islower():
            return False
        uncased += 1
    return uncased <= 6


def _spoken(prefix: str) -> bool:
    """Whether words of credits stand in `prefix`: "[Photo/" is no place."""
    lex = lexicon.load()
    return any(normal(w) in lex.vocabulary and normal(w) not in lex.place for w in _PLACE_WORD.findall(prefix))


_TAG_BEFORE = re.compile(r"[(\[]((?:[A-Za-z]{2,8}[/-]|[A-Z]{2,8}(?:, | & )){1,2})$")
_TAG_AFTER = re.compile(
    r"(?:[/-][A-Za-z]{2,10}(?=[)\]/-])"
    r"|(?:[/-]| ?[&+] ?|, )[A-Z][\w.]{1,14}(?: (?:[A-Z][\w.]{0,12}|\d{1,2})){0,2}){1,3}(?=[)\]])"
)


def _with_tags(text: str, mention: Mention) -> tuple[int, int]:
    """The mention with the house tags beside it in its bracket: "(dpa/lhe)", "(AP/WKQT 6)", "(AFP, dpa)"."""
    before = _TAG_BEFORE.search(text[max(0, mention.start - 20) : mention.start])
    after = _TAG_AFTER.match(text, mention.end, mention.end + 34)
    start = mention.start - len(before.group(1)) if before else mention.start
    bracketed = start > 0 and text[start - 1] in "(["
    return start, after.end() if after and bracketed else mention.end


@frozen
class _Head:
    """What a rule looks at: a mention with its tags, what stands before it in its line, and what follows."""

    text: str
    line: int
    """Where the line begins."""
    mention: Mention
    start: int
    end: int

    @property
    def bracketed(self) -> bool:
        before, after = self.text[self.start - 1 : self.start], self.text[self.end : self.end + 1]
        return self.start > self.line and before in OPEN and after != "" and after in CLOSE

    @property
    def early(self) -> bool:
        return self.start - self.line <= _DATELINE

    @property
    def prefix(self) -> str:
        """The line up to the mention, or to its bracket: only asked where the mention is `early`."""
        return self.text[self.line : self.start - 1 if self.bracketed else self.start]

    @property
    def follow(self) -> str:
        at = self.end + 1 if self.bracketed else self.end
        return self.text[at : at + (5 if self.bracketed else 6)]


def _bracket_opens(head: _Head) -> Form | None:
    """ "(Bloomberg) -- Copper fell", "(Reuters) The bank"."""
    if not (head.bracketed and head.early and head.prefix.strip(_BLANKS) == ""):
        return None
    follow = head.follow
    if _SEPARATOR.match(follow) or (not head.mention.short and follow[:1].isspace()) or follow[:2] == ").":
        return Form("dateline", Span(head.start - 1, head.end + 1))
    return None


def _bracket_behind_place(head: _Head) -> Form | None:
    """ "KAMPALA, Nov 13 (Reuters) -", "VIENNA, March 6. /TASS/.", "Wien (APA) –"."""
    if not (head.bracketed and head.early and head.prefix.strip(_BLANKS) != "") or _is_acronym(head):
        return None
    if not _is_place(head.prefix):
        return None
    follow = head.follow
    rest = follow.lstrip()
    if head.mention.short and glued(head.prefix) and not _DASH.match(follow):
        return None
    runs_on = rest[:1] != "" and not rest[0].islower() and rest[0] not in ",;)"
    if _SEPARATOR.match(follow) or head.text[head.start - 1] == "/" or runs_on:
        return Form("dateline", trim(head.text, Span(head.line, head.end + 1)))
    return None


def _bracket_and_dash(head: _Head) -> Form | None:
    """A bracket and a dash behind anything that ends: "… By Crispin Hale VALLETTA (Reuters) -"."""
    if not head.bracketed or (head.early and head.prefix.strip(_BLANKS) == "") or _is_acronym(head):
        return None
    if not _DASH.match(head.follow) or head.follow.lstrip()[:1] == ":":
        return None
    if head.mention.short and not _ENDED.search(head.text[max(head.line, head.start - 24) : head.start - 1]):
        return None
    return Form("dateline", Span(head.start - 1, head.end + 1))


def _inside_bracket(head: _Head) -> Form | None:
    """The name with the place in one bracket: "(서울=연합뉴스)", "【北京共同】", "(ANKARA, AA)", "[Tokyo AFP-Jiji]"."""
    if head.bracketed or not head.early:
        return None
    prefix = head.prefix.lstrip()
    if not prefix or prefix[0] not in OPEN or len(prefix) > 40 or ")" in prefix:
        return None
    if head.text[head.end : head.end + 1] not in tuple(CLOSE + " -/"):
        return None
    closed = head.text.find(CLOSE[OPEN.index(prefix[0])], head.end, head.end + 24)
    beside = prefix[-1] in "=,/ " or glued(prefix[-1])
    if closed >= 0 and beside and _is_place(prefix[1:]) and not _spoken(prefix[1:]):
        return Form("dateline", trim(head.text, Span(head.line, closed + 1)))
    return None


def _name_opens(head: _Head) -> Form | None:
    """ "REUTERS - The bank", "TASS, October 7. The", but not "Reuters, the news agency, said"."""
    if head.bracketed or not head.early or head.prefix.strip(" \t\u00a0") != "":
        return None
    opens = (_OPENS_SHORT if head.mention.short else _OPENS).match(head.follow)
    if opens is None or "\n" in head.follow.rstrip("\n"):
        return None
    if head.follow.lstrip()[:1] == ",":
        stop = head.text.find(".", head.end, head.end + 30)
        if stop < 0 or not _is_place(head.text[head.end + 1 : stop]):
            return None
    return Form("dateline", Span(head.start, head.end))


def _name_behind_place(head: _Head) -> Form | None:
    """ "WIEN/APA –", "BELGRADE - TANJUG -", "МОСКВА, 7 окт — РИА Новости."."""
    bare = head.prefix.strip(" \t\u00a0") if head.early else ""
    if head.bracketed or bare == "" or bare[-1] not in DASHES + "/,.:|":
        return None
    if not _is_place(bare) or not _FOLLOWS.match(head.follow):
        return None
    dated = any(c.isdigit() for c in bare)
    placed = bare.isupper() or dated or (bare[-1] == "," and _SPACED_DASH.match(head.follow) is not None)
    if head.mention.short and bare[-1] in ",." and (head.end - head.start <= 2 or not placed):
        return None
    if bare[-1] == "." and not dated:
        return None
    return Form("dateline", trim(head.text, Span(head.line, head.end)))


_NEXT_PLACE = re.compile(r"[ \t]([^\n\d]{2,30})(?:,[ \t]([^\n]{2,24}?))?(?:\.[-–—]|[ \t](?:--|[–—])[ \t])")


def _name_before_place(head: _Head) -> Form | None:
    """ "ACN Barcelona.- El", "AKP Phnom Penh, November 20, 2025 -- The", but not "AP Moller – Maersk"."""
    if head.bracketed or not head.early or head.prefix.strip(_BLANKS) != "":
        return None
    found = _NEXT_PLACE.match(head.text, head.end, head.end + 64)
    if found is None or not _is_place(found.group(1)) or not found.group(1)[0].isupper():
        return None
    date = found.group(2)
    if not (_is_place(date) and any(c.isdigit() for c in date) if date else found.group()[-2] == "."):
        return None
    return Form("dateline", Span(head.start, found.end(2) if date else found.end(1)))


_CHINESE = re.compile(r"[\u4e00-\u9fff]{1,12}\d{1,2}月\d{1,2}日[电電讯訊](?:\s?[（(][^（）()\n]{1,40}[）)])?")


def _name_glued_to_place(head: _Head) -> Form | None:
    """ "新华社北京11月3日电（记者张三）"."""
    if not head.early or head.prefix.strip(_BLANKS + OPEN) != "":
        return None
    found = _CHINESE.match(head.text, head.end, head.end + 70)
    return Form("dateline", Span(head.start, found.end())) if found else None


def _is_acronym(head: _Head) -> bool:
    """Whether the bracket explains the words before it: "the Data Ethics Board (DEB)"."""
    return head.mention.short and context.defines(head.text, head.start - 1, head.text[head.start : head.end])


RULES: tuple[Callable[[_Head], Form | None], ...] = (
    _bracket_opens, _bracket_behind_place, _bracket_and_dash, _inside_bracket, _name_glued_to_place, _name_opens,
    _name_before_place, _name_behind_place,
)  # fmt: skip
"""The forms of a dateline. The first that fits says so."""


def dateline(text: str, line_start: int, mention: Mention) -> Form | None:
    """The dateline that `mention` stands in, where the line begins at `line_start`; None where there is none."""
    if mention.generic:
        return None
    head = _Head(text, line_start, mention, *_with_tags(text, mention))
    return next((form for rule in RULES if (form := rule(head)) is not None), None)


_AFTER = re.compile(
    r"(?:\s?[\uac00-\ud7a3]{2,5}(?:\s?[·,]\s?[\uac00-\ud7a3]{2,5}){0,3} (?:특파원|기자)(?=\s?=))?"  # "김철수 기자 ="
    r"[\s.]*+(?:--++|[-–—―:=|]++)?\s*+"
)
_MARK = re.compile(r"(?:\s++|(?<=[)\]\w.]))(?:--++|[–—―])\s*+|\s++-\s++|\)\s?:\s++")
_PLAIN_MOST = 90
_BARE = 20
"""Characters of a dateline that is only an agency's name, behind which the place may stand."""
_CAPITALS = re.compile(r"[^\W\d_]{2,}+")
_IN_BRACKET = re.compile(r"[(\[]([^()\[\]\n]{2,50})[)\]]$")


def opening(text: str, start: int, end: int, also: Collection[str] = ()) -> Span | None:
    """The dateline that opens the paragraph ``text[start:end]``, with the mark behind it, whoever it names.

    Without a known agency there must be a place in capitals, or one with a date or a bracket behind it, and a dash:
    "KORSVIK, Norway — ", "KORSVIK and SANDVIK (October 5, 2026) — ", "Korsvik (Sund Nyhetsbyrå) – ". `also` as in
    `mentions.find`.
    """
    found: Form | None = None
    for mention in mentions.find(text[start : min(end, start + _DATELINE + 60)], also):
        at = Mention(mention.start + start, mention.end + start, mention.agency, mention.short, mention.formal)
        form = dateline(text, start, at)
        if form is not None and form.span.start <= start + 1:
            found = form
    if found is not None:
        behind = _AFTER.match(text, found.span.end, end)
        stop = behind.end() if behind else found.span.end
        place = _plain(text, stop, end) if found.span.end - found.span.start <= _BARE else None
        return Span(start, place.end if place else stop)  # "(ANSA) - ROMA, 03 NOV - "
    return _plain(text, start, end)


def _plain(text: str, start: int, end: int) -> Span | None:
    mark = _MARK.search(text, start + 2, min(end, start + _PLAIN_MOST))
    if mark is None:
        return None
    head, rest = text[start : mark.start()].strip(), text[mark.end() : end]
    if rest[:1].islower() or (not rest and mark.end() < end):
        return None
    bracket = _IN_BRACKET.search(head)
    place = head[: bracket.start()].strip() if bracket else head
    if not place or not _is_place(place) or _spoken(place) or (bracket and not _is_place(bracket.group(1))):
        return None
    words = _CAPITALS.findall(place.split(",")[0])
    shouted = bool(words) and len(max(words, key=len)) > 2
    shouted = shouted and all(w.isupper() or normal(w) in lexicon.load().place for w in words)
    dated = any(c.isdigit() for c in head)
    if shouted or ((dated or bracket) and len(_PLACE_WORD.findall(place)) <= 6):
        return Span(start, mark.end())
    return None

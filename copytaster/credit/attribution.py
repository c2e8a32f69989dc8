"""Attribution in running text: "told Interfax", "according to the Associated Press", "Kyodo reports"."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from copytaster.credit import lexicon
from copytaster.credit.forms import Form
from copytaster.credit.lexicon import normal
from copytaster.credit.mentions import Mention, case
from copytaster.frozen import frozen
from copytaster.model import Span
from copytaster.text.scripts import glued

_WINDOW = 150
_POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s)")
_BREAK = frozenset('.!?;:()[]"“”|')


@frozen
class _Around:
    """A mention in running text, with the words around it."""

    text: str
    mention: Mention
    stated: bool
    lex: lexicon.Lexicon
    tail: str
    following: list[str]
    """The tokens behind it, as they stand; `after` the same as they are compared."""
    after: list[str]
    found: list[tuple[str, int]]
    """The tokens before it with their places; `before` the same as they are compared."""
    before: list[str]
    skip: int
    """Tokens behind it that only say what it is: "news agency"."""
    says: int
    """Tokens behind those that say that it said something; 0: none."""
    behind: int
    """Where `tail` begins: behind the ending of its case and the mark that closes its quotation marks."""

    @property
    def possessive(self) -> bool:
        return _POSSESSIVE.match(self.tail) is not None

    @property
    def employs(self) -> bool:
        """Whether somebody of the agency is spoken of, not the agency."""
        return self.skip < len(self.after) and self.after[self.skip] in self.lex.never and self.says < 2


_Answer = Form | Literal[False] | None
"""Of a rule: the attribution; False: there is none, whatever the next rules would say; None: the next rule decides."""


def attribution(text: str, mention: Mention, *, stated: bool) -> Form | None:
    """ "told Interfax", "according to the Associated Press", "Kyodo reports", "Yonhap news agency reported".

    `stated`: the verb that follows may count ("Reuters said"); False where the article is about the agency.
    """
    around = _around(text, mention, stated)
    for rule in _RULES:
        answer = rule(around)
        if answer is not None:
            return answer or None
    return None


def _around(text: str, mention: Mention, stated: bool) -> _Around:
    lex = lexicon.load()
    start, behind = _marked(text, mention)
    tail = text[behind : behind + _WINDOW]
    following = lexicon.tokens(tail)
    after = [normal(t) for t in following]
    found = [(m.group(), m.start()) for m in lexicon.TOKEN.finditer(text, max(0, start - _WINDOW), start)]
    skip = 0
    while n := lex.noun.starting(after, skip):
        skip += n
    says = lex.says.starting(after, skip)
    before = [normal(t) for t, _ in found]
    return _Around(text, mention, stated, lex, tail, following, after, found, before, skip, says, behind)


_NAME_MARKS = {"«": "»", "„": "“”", "“": "”", '"': '"', "»": "«", "”": "”", "「": "」"}


def _marked(text: str, mention: Mention) -> tuple[int, int]:
    """Where a mention begins and ends with the ending of its case and with quotation marks that hold nothing else:
    "передает «Интерфакс»", "MTI-nek"."""
    end = mention.end + case(text, mention.start, mention.end)
    first = mention.start - 1
    last = end
    if text[first : mention.start] in ("\u00a0", "\u202f", " ") and text[end : end + 1] in ("\u00a0", "\u202f", " "):
        first, last = first - 1, last + 1  # « Reuters »
    if first < 0 or (closes := _NAME_MARKS.get(text[first])) is None or text[last : last + 1] not in tuple(closes):
        return mention.start, end
    return first, last + 1


def _in_a_glued_script(a: _Around) -> _Answer:
    beside = a.text[max(0, a.mention.start - 1) : a.mention.end + 1]
    if a.mention.short and glued(a.text[a.mention.start : a.mention.end]):
        return False  # 共同声明, 時事問題: words of the language
    return _glued(a.text, a.mention, a.lex) if glued(beside) else None


def _something_else(a: _Around) -> _Answer:
    short = a.mention.short and a.skip == 0 and not a.lex.to.ending(a.before, len(a.before))
    return False if short and _other(a.text, a.mention, a.before, a.after, a.says, a.lex) else None


def _verb_before_name(a: _Around) -> _Answer:
    return _inverted(a.mention, a.found, a.before, a.after[a.skip :], a.lex)


def _told_to(a: _Around) -> _Answer:
    """ "told Interfax", with at most six tokens between that may stand there."""
    level = len(a.before)
    for _ in range(7):
        n = a.lex.told.ending(a.before, level)
        if n and not a.employs and (not a.possessive or _colleague(a.following)):
            return _told(a.text, a.mention, a.found[level - n][1], level, a.found)
        if level == 0 or not (
            _skippable(a.found[level - 1][0], a.before[level - 1], a.lex) or _beside_house(a.before, level - 1, a.lex)
        ):
            break
        level -= 1
    return None


_AS_PER = re.compile(
    r"(?:(?:^|[\n.!?,;:(\[–—-]|[”\"’])[ \t]*(?:as )?per|[,;:(\[–—-][ \t]*via)[ \t]{1,2}(?:the[ \t])?\Z", re.I
)
_ENDS = frozenset('.,;:!?)]–—”"')
_MARKS = " \t\n.!?,;:([–—-”\"’"


def _as_per(a: _Around) -> _Answer:
    """ "…, per AFP.", "Per Reuters, …", "…, via Kyodo.", but not "per AP Moller", "via Reuters terminals"."""
    name = a.text[a.mention.start : a.mention.end]
    if a.mention.generic or a.possessive or (a.mention.short and len(name) <= 2 and name != "AP"):
        return None
    match = _AS_PER.search(a.text[max(0, a.mention.start - 16) : a.mention.start])
    after = a.following[a.skip] if a.skip < len(a.following) else "."
    if match is None or not (after in _ENDS or a.tail[:1] in ("\n", "\r")):
        return None
    words = match.group().lstrip(_MARKS)
    if words[:3].casefold() == "via" and after == ",":
        return None  # "by train, via AP, to the coast"
    return Form("attribution", Span(a.mention.start - len(words), a.mention.end))


def _of_its_desk(a: _Around) -> _Answer:
    """ "PTI's Hindi service reported"."""
    if not (a.stated and a.possessive) or a.mention.generic:
        return None
    for at in range(1, min(4, len(a.after))):
        if a.after[at] not in a.lex.desk or not (says := a.lex.says.starting(a.after, at + 1)):
            continue
        if not any(w in a.lex.self_ or w in a.lex.company for w in _clause(a.after[at + 1 + says : at + 6 + says])):
            return Form("attribution", _through(a.text, a.mention, a.after[: at + 1 + says], a.behind))
    return None


def _spoke_to(a: _Around) -> _Answer:
    """ "said … in an interview with Interfax"."""
    end = len(a.before)
    n = a.lex.to.ending(a.before, end)
    spoken = _sentence(a.before)[:-n][-14:] + _clause(a.after)[:_NEAR] if n else []
    if n and not a.employs and not a.possessive and any(w in a.lex.speech for w in spoken):
        return _told(a.text, a.mention, a.found[end - n][1], end - n, a.found)
    return None


def _to_written_on(a: _Around) -> _Answer:
    """ "قال لرويترز", "אמר לרויטרס"."""
    start = a.mention.start
    if start and a.text[start - 1 : start] in tuple("لـל") and a.text[start] >= "\u05d0":
        return Form("attribution", Span(start - 1, a.mention.end))
    return None


_TO = re.compile(r"[-:'’]?(?:n[ea]k|[vsg]z?[ea]l|i?le|i?lle|owi|ovi)|['’][yn]?[ae]")
"""Endings of cases that say to whom, or with whom, one speaks."""
_NEAR = 8


def _in_the_case_of_whom_one_tells(a: _Around) -> _Answer:
    """ "az MTI-nek azt mondta", "ütles BNS-ile", "AA'ya konuşan": the verb stands before it or behind it."""
    ending = a.text[a.mention.end : a.mention.end + case(a.text, a.mention.start, a.mention.end)]
    if a.mention.generic or a.employs or _TO.fullmatch(ending) is None:
        return None
    near = _sentence(a.before)[-14:] + _clause(a.after)[:_NEAR]
    spoken = any(word in a.lex.speech for word in near)
    return Form("attribution", Span(a.mention.start, a.mention.end + len(ending))) if spoken else None


def _said(a: _Around) -> _Answer:
    """ "Reuters said", "Yonhap news agency reported"."""
    if not a.stated or a.employs or not a.says or a.possessive or (a.mention.generic and a.mention.short):
        return None
    outside = len(a.before)
    while outside and a.before[outside - 1] in a.lex.between and a.before[outside - 1] not in a.lex.outside:
        outside -= 1
    if outside and a.before[outside - 1] in a.lex.outside:
        return None
    said = a.skip + a.says
    clause = _clause(a.after[said : said + 5])
    if any(w in a.lex.self_ or w in a.lex.company for w in clause):
        return None
    stripped = a.tail.lstrip()
    if stripped == a.tail or stripped[:1] in "([":
        return None
    return Form("attribution", _through(a.text, a.mention, a.after[:said], a.behind))


_RULES: tuple[Callable[[_Around], _Answer], ...] = (
    _in_a_glued_script, _something_else, _verb_before_name, _told_to, _as_per, _spoke_to,
    _to_written_on, _in_the_case_of_whom_one_tells, _of_its_desk, _said,
)  # fmt: skip
"""In this order: the first one that answers is right."""


def _other(text: str, mention: Mention, before: list[str], after: list[str], says: int, lex: lexicon.Lexicon) -> bool:
    """Whether a short name is used like something else's: "the CP said", "told AP students"."""
    name = text[mention.start : mention.end]
    article = before[-1:] == ["the"] and (name == "Dow Jones" or (len(name) <= 2 and mention.agency != "AP"))
    word = after[0] if after else ""
    noun = not says and word.isalpha() and len(word) > 3 and word.endswith("s") and word not in lex.follows
    return article or (noun and name.isascii() and text[mention.end : mention.end + 1] == " ")


def _inverted(
    mention: Mention, found: list[tuple[str, int]], before: list[str], after: list[str], lex: lexicon.Lexicon
) -> Form | None:
    """ "…, reports Reuters.", "…," said the Associated Press."""
    verb = len(before) - 1
    while verb > 0 and before[verb] in lex.between:
        verb -= 1
    ended = not after or after[0] in _BREAK or after[0] == ","
    if verb > 0 and ended and before[verb] in lex.inverted and before[verb - 1] in ",”\"'’»":
        return Form("attribution", Span(found[verb][1], mention.end))
    return None


def _colleague(following: list[str]) -> bool:
    """Whether a possessive leads to a person: "told Bloomberg's Ann Lee", not "according to Reuters' data"."""
    return len(following) > 1 and following[1][:1].isupper()


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


def _beside_house(words: list[str], at: int, lex: lexicon.Lexicon) -> bool:
    """Whether ``words[at]`` is what one calls an agency, or an adjective right beside that: "l'agence italienne"."""

    def house(i: int) -> bool:
        return 0 <= i < len(words) and words[i].rpartition("'")[2] in lex.house

    adjective = words[at].isalpha() and words[at] not in lex.clause
    return house(at) or (adjective and (house(at - 1) or house(at + 1)))


def _told(text: str, mention: Mention, start: int, level: int, found: list[tuple[str, int]]) -> Form:
    if mention.generic:  # the noun phrase alone: "Russian news agencies"
        start = found[level][1] if level < len(found) else mention.start
        while level < len(found) and normal(found[level][0]) in ("the", "by", "to", "a"):
            level += 1
            start = found[level][1] if level < len(found) else mention.start
    return Form("attribution", Span(start, mention.end))


def _through(text: str, mention: Mention, words: list[str], behind: int) -> Span:
    """From the mention through `words`, which follow from `behind` on."""
    start, end = mention.start, mention.end
    for match in lexicon.TOKEN.finditer(text, behind, behind + _WINDOW):
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
    """Chinese, Japanese and Korean: the particles stand right at the name, or a few characters on in its clause."""
    start = max(0, mention.start - 8)
    before, after = text[start : mention.start].rstrip(" ：:"), text[mention.end : mention.end + 16]
    for phrase in lex.told.glued:
        if before.endswith(phrase):
            return Form("attribution", Span(start + len(before) - len(phrase), mention.end))
    clause = re.split(r"[。，、\n；]", after)[0]
    for phrase in lex.says.glued:
        at = clause.find(phrase)
        if 0 <= at <= 12:
            return Form("attribution", Span(mention.start, mention.end + at + len(phrase)))
    return None

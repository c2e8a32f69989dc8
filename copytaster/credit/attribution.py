"""Attribution in running text: "told Interfax", "according to the Associated Press", "Kyodo reports"."""

from __future__ import annotations

import re

from copytaster.credit import lexicon
from copytaster.credit.forms import Form
from copytaster.credit.lexicon import normal
from copytaster.credit.mentions import Mention
from copytaster.model import Span

_WINDOW = 150
_POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s)")
_BREAK = frozenset('.!?;:()[]"“”|')


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
    if mention.short and skip == 0 and _other(text, mention, before, after, says, lex):
        return None
    if (form := _inverted(mention, found, before, after[skip:], lex)) is not None:
        return form
    # what stands before
    level = len(before)
    for _ in range(7):
        n = lex.told.ending(before, level)
        if n and not employs and (not possessive or _colleague(following)):
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
    if outside and before[outside - 1] in lex.outside:
        return None
    rest = after[skip + says : skip + says + 5]
    if (rest and any(w in lex.self_ for w in _clause(rest))) or any(w in lex.company for w in _clause(rest)):
        return None
    gap = tail[: len(tail) - len(tail.lstrip())]
    if not gap or (tail.lstrip()[:1] in "([" and gap):
        return None
    return Form("attribution", _through(text, mention, after[: skip + says]))


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

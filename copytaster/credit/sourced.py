"""Lists of sources that name others than agencies too: "facts from Reuters and the PM's office", "Sources: AP, docket",
"Yonhap and local media contributed to this article".

What `lines` reads is nothing but agencies, persons and the words of credits. A list may hold any words, so it must be
opened or closed as one, the agency must be an item of it by itself, and no word may make a sentence of it:
"Information from AP was leaked".
"""

from __future__ import annotations

from bisect import bisect_left

from copytaster.credit import context, lexicon, lines
from copytaster.credit.forms import Form, ends_line, trim
from copytaster.credit.lexicon import Lexicon, normal
from copytaster.credit.mentions import Mention
from copytaster.model import Span

LONGEST = 160
"""Longest list, in code points."""
_OPENING = 8
"""Most tokens before the first source."""
_ITEM = 5
"""Most tokens of a source that is no agency."""
_AGENCY = "\0"
"""Stands for an agency's name among the tokens."""
_MARKS = frozenset(",;/&+·、，")


def listed(text: str, mention: Mention, others: list[Mention]) -> Form | None:
    """The list of sources in which `mention` is one by itself; `others`: all mentions, in order."""
    part = lines.segment(text, mention, clauses=False)
    if part is None or part.asks or part.end - part.start > LONGEST or mention.generic:
        return None
    if context.denied(text, part.start, mention.start):
        return None
    span = trim(text, Span(part.start, part.end))
    if part.right == "dash" or (part.left == "dash" and not ends_line(text, span.end)):
        return None
    lex = lexicon.load()
    words, at = _words(text, part.start, part.end, mention, others)
    start, stop = _opening(words, lex), len(words)
    if start is None and words and words[0] in lex.joint - lex.between and lines.apart(text, part, span):
        start = 1  # "(avec AFP et la préfecture)"
    if start is None:
        start, stop = 0, _closing(words, lex)
    if not start <= at < stop or any((w,) in lex.photo.spaced for w in words):
        return None
    items = _items(words, start, stop, lex)
    if not all(_agency(item, lex) or _source(item, lex) for _, item in items):
        return None
    mine = any(first <= at < first + len(item) and _agency(item, lex) for first, item in items)
    return Form("credit-line", span) if mine else None


def _words(text: str, start: int, end: int, mention: Mention, others: list[Mention]) -> tuple[list[str], int]:
    """The tokens of ``text[start:end]`` as they are compared, each agency as one; and which one `mention` is."""
    words: list[str] = []
    at, mine = start, -1
    first = bisect_left(others, start, key=lambda m: m.start)
    for i in range(first, len(others)):
        other = others[i]
        if other.start >= end:
            break
        if other.generic or other.end > end:
            continue
        words += map(normal, lexicon.tokens(text[at : other.start]))
        if other.start == mention.start:
            mine = len(words)
        words.append(_AGENCY)
        at = other.end
    return words + list(map(normal, lexicon.tokens(text[at:end]))), mine


def _opening(words: list[str], lex: Lexicon) -> int | None:
    """How many tokens open the list, as "some facts from" and "additional material:" do; None: it is none."""
    matter = False
    for i, word in enumerate(words[:_OPENING]):
        cue = lex.cue.starting(words, i)
        if word in ":：" and i and matter:
            return i + 1
        link = lex.link.starting(words, i)
        if link and matter:
            return i + link
        matter = matter or word in lex.matter
        if word not in lex.matter and word not in lex.lead and not cue:
            return None
    return None


def _closing(words: list[str], lex: Lexicon) -> int:
    """Where the list is closed by words that say what it is: "… contributed to this report"; 0: by none."""
    if "contributed" not in words:
        return 0
    at = words.index("contributed")
    told = words[at + 1 :]
    return at if all(w in lex.vocabulary for w in told) and any(w in lex.matter or w in lex.lead for w in told) else 0


def _items(words: list[str], start: int, stop: int, lex: Lexicon) -> list[tuple[int, list[str]]]:
    """The sources: the place of the first token of each, and its tokens."""
    items: list[tuple[int, list[str]]] = []
    first = start
    for i in range(start, stop + 1):
        if i == stop or words[i] in _MARKS or words[i] in lex.joint:
            if i > first:
                items.append((first, words[first:i]))
            first = i + 1
    return items


def _agency(item: list[str], lex: Lexicon) -> bool:
    """Whether the item is an agency and nothing else: "the AFP news agency", "AP reports"."""
    if item.count(_AGENCY) != 1:
        return False
    at = item.index(_AGENCY)
    after = item[at + 1 :]
    while after and (n := lex.noun.starting(after, 0)):
        after = after[n:]
    known = lex.matter | lex.between | {"'s", "for"}
    return all(w in lex.between or w in lex.house for w in item[:at]) and all(w in known for w in after)


def _source(item: list[str], lex: Lexicon) -> bool:
    """Whether the item may be somebody else: a few words that are no sentence."""
    return (
        len(item) <= _ITEM
        and _AGENCY not in item
        and not any(w in lex.running or (w.endswith("ed") and len(w) > 4) for w in item)
    )

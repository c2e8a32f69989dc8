"""Agencies in a byline: "Reuters", "By Elspeth Corrigan, PA Technology Correspondent", "Newsroom with Reuters"."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from copytaster.credit import lexicon, mentions
from copytaster.credit.agencies import canonical
from copytaster.credit.forms import Form
from copytaster.credit.lexicon import normal
from copytaster.credit.mentions import Mention
from copytaster.model import Span

LONGEST = 140
"""Longest line of a text that can be a byline."""

_SPLIT = re.compile(r"[,;|/()\[\]–—―•·\n:&+、，]|\s-\s|--")


def find(byline: str, also: Collection[str] = ()) -> list[tuple[Mention, Span]]:
    """The agencies that `byline` credits, each with the stretch of it that does; `also` as in `mentions.find`."""
    lex = lexicon.load()
    found = mentions.find(byline, also)
    out: list[tuple[Mention, Span]] = []
    covered: set[int] = set()
    for start, end in _parts(byline):
        inside = [m for m in found if start <= m.start and m.end <= end]
        if not inside:
            whole = byline[start:end]
            if whole.islower() and byline[start - 1 : start] == "/" and any(m.end == start - 1 for m in found):
                continue  # "dpa/bns": who wrote it there
            name = canonical(whole) if len(whole) >= 2 and (whole.islower() or whole.isupper()) else None
            if name is not None and whole not in lex.vocabulary:
                out.append((Mention(start, end, name), Span(start, end)))
            continue
        for mention in inside:
            if mention.start in covered or not _credits(byline, start, end, mention, inside):
                continue
            covered.add(mention.start)
            out.append((mention, Span(start, end)))
    return out


def _parts(byline: str) -> list[tuple[int, int]]:
    parts, at = [], 0
    for stop in [*_SPLIT.finditer(byline), None]:
        end = stop.start() if stop else len(byline)
        start = at
        while start < end and byline[start].isspace():
            start += 1
        while end > start and (byline[end - 1].isspace() or byline[end - 1] == "."):
            end -= 1
        if start < end:
            parts.append((start, end))
        at = stop.end() if stop else end
    return parts


@cache
def _known() -> frozenset[str]:
    return lexicon.load().vocabulary | lexicon.load().place


def _credits(byline: str, start: int, end: int, mention: Mention, inside: list[Mention]) -> bool:
    lex = lexicon.load()
    before = lexicon.tokens(byline[start : mention.start])
    after = lexicon.tokens(byline[mention.end : end])
    for other in inside:  # other agencies in the same part say nothing against this one
        name = lexicon.tokens(byline[other.start : other.end])
        if other.start > mention.start:
            after = _without(after, name)
        elif other.start < mention.start:
            before = _without(before, name)
    known = _known()
    words_before, words_after = [normal(t) for t in before], [normal(t) for t in after]
    if words_before and words_before[0] in ("former", "ex", "formerly"):
        return False
    if before and before[-1].endswith("-") and len(before) == 1:
        before, words_before = [], []  # "Nampa-AFP"
    by = lex.by.starting(words_before, 0)
    before, words_before = before[by:], words_before[by:]
    if len(after) in (2, 3, 4) and words_after[0] in lex.outside and all(t[0].isupper() for t in after[1:]):
        after, words_after = [], []  # "Reuters in Kampala"
    plain = all(w in known or (t.isupper() and len(t) <= 4) for w, t in zip(words_after, after, strict=True))
    if words_after and words_after[-1] not in lex.role and not plain:
        return False
    if words_after and len(words_after) > 5 and not all(w in known for w in words_after):
        return False
    if mention.generic:
        return not words_before or words_before[-1] in known
    if all(w in known for w in words_before):
        return True
    if words_before[-1] in known:  # "Observer staff with PA", "Talia Broadhurst with AAP", "Gero Anspach and dpa"
        return True
    # a person's name right before: not when the agency's name may be his own
    named = byline[mention.start : mention.end]
    return (
        len(before) >= 2
        and all(t[0].isupper() or t in ("de", "van", "von", "al") for t in before)
        and (named.isupper() or named.islower() or " " in named or (not mention.short and named != "Bloomberg"))
    )


def _without(words: list[str], name: list[str]) -> list[str]:
    for i in range(len(words) - len(name) + 1):
        if words[i : i + len(name)] == name:
            return words[:i] + words[i + len(name) :]
    return words


def in_text(text: str, line: Span, mention: Mention, also: Collection[str] = ()) -> Form | None:
    """The credit in a line of the text that is a byline: "By Elspeth Corrigan, PA", "Argus staff and agencies"."""
    if len(line) > LONGEST:
        return None
    body = text[line.start : line.end].rstrip()
    tokens = lexicon.tokens(body)
    words = [normal(t) for t in tokens]
    opened = lexicon.load().by.starting(words, 0)
    named = _names_somebody(body, tokens)
    if mention.generic:
        last = line.start + len(body) == mention.end
        found = find(body, also) if last and named and _says_whose(words, opened) else []
    else:
        found = find(body, also) if opened or (named and "," in body) else []
        if not opened and len(found) * 2 > sum(t[:1].isalpha() for t in tokens):
            return None  # a list of agencies
    for other, span in found:
        if line.start + other.start == mention.start and (opened or not mention.short or span.end == len(body)):
            return Form("byline", Span(line.start + span.start, line.start + span.end))
    return None


def _names_somebody(body: str, tokens: list[str]) -> bool:
    """Whether a line may be the names and the desk of who wrote: some words, each of a name or of the trade, and no
    end of a sentence."""
    lex = lexicon.load()
    persons = [t for t in tokens if t[:1].isalpha()]
    return (
        body[-1:] not in ".!?"
        and 2 <= len(persons) <= 9
        and all(t[0].isupper() or normal(t) in lex.vocabulary or t in ("dpa", "de", "van") for t in persons)
    )


def _says_whose(words: list[str], opened: int) -> bool:
    """Whether the words before "and agencies" say who wrote, or whose staff it was: "Banks and agencies" may be a
    heading. `opened`: words that open a byline."""
    whose = any(w not in _known() for w in words[opened:])
    return whose and (opened > 0 or any(w in lexicon.load().role for w in words[:-2]))

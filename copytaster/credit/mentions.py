"""Where a text names an agency, whatever it says of it. One pass over the text by one automaton of all names.

A mention is not yet a credit: `forms` decides that from what stands around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

import ahocorasick

from copytaster.credit import lexicon
from copytaster.credit.agencies import GENERIC, load
from copytaster.frozen import frozen
from copytaster.text.scripts import glued

LIMIT = 2_000
"""Mentions beyond this many in one field are not looked at."""


@frozen
class Mention:
    """``[start, end)`` names `agency`. `short`: by a name that may mean something else; `formal`: by one that
    counts in datelines and sign-offs only."""

    start: int
    end: int
    agency: str
    short: bool = False
    formal: bool = False

    @property
    def generic(self) -> bool:
        """Whether it names agencies in general, none in particular."""
        return self.agency == GENERIC


@lru_cache(maxsize=1)
def _table() -> tuple[Any, dict[str, tuple[str, bool]], dict[str, frozenset[str]], frozenset[str]]:
    names: dict[str, tuple[str, bool]] = {}
    alone: dict[str, frozenset[str]] = {}
    for agency in load():
        for name in agency.distinctive:
            names.setdefault(name, (agency.name, False))
            names.setdefault(name.upper(), (agency.name, False))
        for name in (*agency.short, *agency.dateline):
            names.setdefault(name, (agency.name, True))
        if agency.alone:
            alone[agency.name] = frozenset(agency.alone)
    for phrase in lexicon.load().generic:
        for form in (phrase, phrase[:1].upper() + phrase[1:], phrase.title(), phrase.upper()):
            names.setdefault(form, (GENERIC, phrase.casefold() not in lexicon.load().news))
    return _automaton(names), names, alone, frozenset(n for a in load() for n in a.dateline)


def _automaton(names: Iterable[str]) -> Any:
    automaton = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
    for name in names:
        automaton.add_word(name)
    automaton.make_automaton()
    return automaton


_FAR = re.compile("[^\x00-\xff\u2010-\u2027\u20ac]")
"""What no text of Western Europe has: neither its letters nor the signs of its newspapers."""


@lru_cache(maxsize=1)
def _near() -> Any:
    """The automaton of the names that a text without any of `_FAR` may have. At each letter that begins no name all
    first letters are looked through, and of all names they are 168, of these 48."""
    return _automaton(name for name in _table()[1] if _FAR.search(name) is None)


@lru_cache(maxsize=1)
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(name) for name in _table()[1]}))


@frozen
class _More:
    """Names beside those of ``agencies.toml``, made ready like those."""

    automaton: Any
    names: dict[str, tuple[str, bool]]


_NONE = _More(None, {})


@lru_cache(maxsize=8)
def _more(also: frozenset[str]) -> _More:
    known = sorted(name for name in also if len(name) > 2)
    names = {form: (name, _may_be_more(name)) for name in known for form in (name, name.upper())}
    return _More(_automaton(names) if names else None, names)


_MARKS = ("M", "L", "N")
_PREFIXES = "لبوفלבמשוהכ"
"""Arabic and Hebrew particles that are written together with the name: to, by, and, then; to, in, from, that, and."""
_LONGER = re.compile(
    r"(?<=社)[区區会會团團交群]"  # 社区, 社会: 新华社区 is a neighbourhood, 中央社会工作部 a department
    r"|(?<=路透)[露过過明视視气氣漏出析支]|(?<=(?:网|網|线|線|一)路透)"  # 网路透过: by way of the net
    r"|(?<=[\u30a1-\u30ff])[\u30a1-\u30fa\u30fc]"
)
"""What makes another word of a name that ends there, where words stand without spaces."""
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc][\u30a1-\u30fa]")


def find(text: str, also: Collection[str] = ()) -> list[Mention]:
    """All mentions in `text`, in order, not overlapping; the longest name wins.

    `also`: names of agencies beside those of ``agencies.toml``, as their own articles state them.
    """
    return list((_in_line if len(text) <= LINE else _found)(text, frozenset(also)))


LINE = 300
"""Characters of what is likely to be asked about again at once: whether a line is a credit is asked in several ways."""


@lru_cache(maxsize=4)
def _in_line(text: str, also: frozenset[str]) -> tuple[Mention, ...]:
    return _found(text, also)


def _found(text: str, also: frozenset[str]) -> tuple[Mention, ...]:
    automaton, names, alone, formal = _table()
    more = _more(also) if also else _NONE
    if text.isascii() or _FAR.search(text) is None:
        automaton = _near()
    longest: dict[int, int] = {}
    for last, length in automaton.iter(text):
        longest[last + 1 - length] = last + 1  # of the names that begin here the longest ends last
    if more.automaton is not None:
        for last, length in more.automaton.iter(text):
            start = last + 1 - length
            longest[start] = max(longest.get(start, 0), last + 1)
    found: list[Mention] = []
    at = 0
    for start, end in sorted(longest.items()):
        if start < at:
            continue
        if len(found) == LIMIT:
            break
        name = text[start:end]
        beside = bool(found) and found[-1].end == start - 1  # "BERNAMA-AFP"
        while name and ((name not in names and name not in more.names) or not _bounded(text, start, end, name, beside)):
            end -= 1  # a shorter name may end at a boundary where the longer one does not
            name = text[start:end]
        if not name:
            continue
        archives = name in more.names and names.get(name, ("",))[0] != GENERIC  # then the list does not say whose it is
        agency, short = more.names[name] if archives else names[name]
        behind = bool(found) and found[-1].end == start - 1 and text[start - 1] == "/"
        credits_only = name in formal and not archives
        initials = behind and credits_only and name.islower()  # "dpa/bns": who wrote it there
        if not initials and not (name in alone.get(agency, ()) and _has_forename(text, start)):
            found.append(Mention(start, end, agency, short, credits_only))
        at = end
    return tuple(sorted([*found, *_in_small_letters(text, {m.start for m in found})], key=lambda m: m.start))


_SMALL = re.compile(r"[(\[](?P<names>[^\W\d_][^()\[\]\n\r.:;]{3,40})[)\]](?=[ \t.]*(?:[\n\r]|\Z))")
_PARTS = re.compile(r"[^/,+&-]+")
SMALLEST = 4
"""Letters of a name that is one in small letters too; three may be the initials of whoever wrote it."""


@lru_cache(maxsize=1)
def _small() -> dict[str, str]:
    return {name.lower(): a.name for a in load() for name in (*a.distinctive, *a.short) if len(name) >= SMALLEST}


def _in_small_letters(text: str, known: Collection[int]) -> Iterator[Mention]:
    """Agencies that sign in small letters, in a bracket of their own that ends a line: "(reuters)", "(ats/belga)"."""
    for bracket in _SMALL.finditer(text):
        if not bracket["names"].islower():
            continue
        for part in _PARTS.finditer(text, bracket.start("names"), bracket.end("names")):
            name = part.group().strip()
            start = text.index(name, part.start()) if name else part.start()
            if start not in known and (agency := _small().get(name)) is not None:
                yield Mention(start, start + len(name), agency, short=True, formal=True)


_ENDINGS = (
    "n[ea]k|[vsg]z?[ea]l|[tr][őó]l|b[ae]n|b[őó]l|r[ea]|h[eoö]z|n[éá]l|t"  # Hungarian
    "|i?le|i?lt|i?ga|is|ist|it|i"  # Estonian
    "|i?n|i?lle|i?lt[aä]|iin|i?st[aä]|ia|ss[aä]"  # Finnish
    "|owi|ovi|j?[aeu]|j?[eo]m|ie|ji"  # Slavic languages
    "|ul|ului"  # Romanian
)
_TURKISH = "[yn]?[ae]|n?[ıiuü]n|[dt][ae]n?|y?l[ae]"
_CASE = re.compile(rf"(?:-(?:{_ENDINGS})|:(?:{_ENDINGS}|s)|['’](?:{_TURKISH}))(?![\w-])")
_CASE_WRITTEN_ON = re.compile(rf"(?:{_ENDINGS})(?![\w'’-])")
LONG = 6
"""Letters of a name from which an ending may be written right onto it: "Reutersnek", "Bloombergin"."""


def case(text: str, start: int, end: int) -> int:
    """How many characters of ``text[end:]`` are the ending of a case on the name at ``text[start:end]``: "MTI-nek",
    "STT:n", "AA'ya", "Reutersille"."""
    last = text[end - 1]
    if text[end : end + 1] in ("-", ":", "'", "’"):
        found = _CASE.match(text, end) if last.isalpha() else None
        return found.end() - end if found else 0
    if not ("a" <= last <= "z" and "a" <= text[end : end + 1] <= "ő" and end - start >= LONG):
        return 0
    name = text[start:end]
    if not name.isalpha() or name in _bearable():
        return 0
    found = _CASE_WRITTEN_ON.match(text, end)
    return found.end() - end if found else 0


@lru_cache(maxsize=1)
def _bearable() -> frozenset[str]:
    """Names that people bear too."""
    return frozenset(name for agency in load() for name in agency.people)


def _may_be_more(name: str) -> bool:
    """Whether a name that only the archive knows may mean something else too: one word, good in credits only."""
    return " " not in name.strip()


def _bounded(text: str, start: int, end: int, name: str, beside: bool) -> bool:
    """Whether the name stands as a word of its own, outside addresses, handles and hashtags."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if glued(name):
        return _LONGER.match(text, end) is None and _KATAKANA.match(text, start - 1 if start else end) is None
    second = text[start - 2] if start > 1 else " "
    if before in "@#&_":
        return False
    if before in ".-" and not beside and not second.isspace() and second != before and not _partnered(text, start, end):
        return False
    if (
        unicodedata.category(before)[0] in _MARKS
        and not (before in _PREFIXES and (start < 2 or not text[start - 2].isalpha()) and name[0] >= "\u05d0")
        and not (glued(before))
    ):
        return False
    if case(text, start, end):
        return True
    if unicodedata.category(after)[0] in _MARKS and not glued(after):
        return False
    if after == "-" and text[end + 1 : end + 2].isalpha():
        other = max((n for n in _lengths() if text[end + 1 : end + 1 + n] in _table()[1]), default=0)
        if not other or text[end + 1 + other : end + 2 + other].isalpha():
            return False
    if after == "." and text[end + 1 : end + 2].islower():
        return False  # reuters.com
    return not (before == "/" and text[max(0, start - 3) : start] == "://")


_PARTNER = re.compile(r"(?:\A|[\n(\[（]|[–—-][ \t]|[.!?…”\"][ \t])([^\W\d_]\w{1,15})-\Z")
_AFTER_PARTNER = re.compile(r"\Z|[)\]）\n\r|]|\.?[ \t]?(?:[\n\r]|\Z)")


def _partnered(text: str, start: int, end: int) -> bool:
    """Whether another house is joined to the name, and nothing else stands there: "– Nampa-AFP", not "pro-AFP"."""
    found = _PARTNER.search(text[max(0, start - 20) : start])
    if found is None or (found.start() == 0 and start > 20 and found.group()[0].isalpha()):
        return False
    partner = found.group(1)
    return (
        partner[0].isupper()
        and lexicon.normal(partner) not in lexicon.load().partner
        and _AFTER_PARTNER.match(text, end, end + 4) is not None
    )


_FORENAME = re.compile(r"(?:^|[\s(“\"'‘])([A-Z][\w.’'-]+)[ \t\u00a0]$")
_NOT_FORENAMES = frozenset(
    {"The", "On", "In", "At", "By", "As", "And", "But", "For", "From", "With", "To", "After", "Before", "When", "While"}
    | {"According", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
)


def _has_forename(text: str, start: int) -> bool:
    match = _FORENAME.search(text[max(0, start - 40) : start])
    return match is not None and match.group(1) not in _NOT_FORENAMES

"""Full stops that end no sentence though a capital follows: "im 19. Jahrhundert", "am 3. Oktober", "ul. im. Kopernika".

A capital says little where nouns have one, or where a name follows. What stands before a number tells that it orders
("im", "der"; in Turkish nearly anything), and what stands behind it that it does not: a word that opens sentences
("Danach", "Die"). Words for all that are data (``sentences.toml``). Where neither tells, the sentence has ended.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from copytaster.frozen import frozen
from copytaster.text.folding import fold
from copytaster.text.lexicon import lexicon, sibling
from copytaster.text.names import NOUNS_HAVE_CAPITALS

_CODES = {"bs": "hr", "nds": "de", "gsw": "de"}
"""Languages that end their sentences as another does, beside those that `lexicon` reads by its words."""
_TAIL = 60
"""Characters before a full stop that may tell what it does."""
_DIGITS = 3
"""Most digits of a number that orders; a year has more."""
_MONTH = 4
"""Least letters of a month that no other word is spelt like."""
_JOINT = 5
"""Most letters of a word that joins two numbers: "im 17. und 18. Jahrhundert"."""
_WRAPPED = "(\"'„“«»[‚‘/"
_FIRST = regex.compile(r"[\"'„“”«»‚‘(\[]*(\p{L}[\p{L}\p{M}]*)")
_NUMERAL = regex.compile(r"[IVXL]{1,6}")
_ROMAN_ENDS = ("I. ", "V. ", "X. ", "L. ")
_ROMAN_END = regex.compile(r"(?<=\p{Ll}{2} )[IVXL]{1,6}\.\s+(?=[\"'„“«»‚‘(]?\p{Lu})")
"""Such a number behind a word, with a full stop, and a capital behind that."""
_ADJECTIVE = regex.compile(r"\p{Ll}{3,}e[nmrs]?")
_ORDINAL = regex.compile(r"\p{Nd}{1,3}\.,?")
EVERYTHING = "*"


@frozen
class Known:
    """The words of one language, folded but for `abbreviations` and `numbered`."""

    openings: frozenset[str]
    orders: frozenset[str]
    counts: frozenset[str]
    ordered: frozenset[str]
    numerals: str
    """Where a Roman number with a full stop stands: ``behind`` a name, ``before`` one; or empty."""
    abbreviations: frozenset[str]
    numbered: frozenset[str]
    nouns: bool
    """Whether every noun has a capital."""


def goes_on(before: str, behind: str, language: str) -> bool:
    """Whether the full stop that ends `before` ends no sentence, as what stands `behind` it shows."""
    known = words_of(language)
    tail = before[-_TAIL:].rstrip()
    if known is None or tail[-1:] != ".":
        return False
    *said, last = tail[:-1].split() or [""]
    word = last.lstrip(_WRAPPED)
    if word in known.abbreviations:
        return not _opens(behind, known)
    if word in known.numbered:
        return behind[:1].isdecimal()
    number = word.rpartition("/")[2]
    if number.isdecimal():
        return bool(known.ordered) and len(number) <= _DIGITS and _ordered(said, last, behind, known)
    return bool(known.numerals) and _NUMERAL.fullmatch(word) is not None and _numbered(said, behind, known)


def ended(piece: str, language: str) -> list[int]:
    """Where sentences begin in `piece` behind a Roman number that ends one: "Er diente Friedrich II. Danach …"."""
    if not any(numeral in piece for numeral in _ROMAN_ENDS):  # as in nearly all
        return []
    known = words_of(language)
    if known is None or not known.numerals:
        return []
    return [m.end() for m in _ROMAN_END.finditer(piece) if _opens(piece[m.end() :], known)]


def _ordered(said: list[str], last: str, behind: str, known: Known) -> bool:
    """Whether a number orders what stands behind it; `last` is the number with what opens before it."""
    first = _FIRST.match(behind)
    if first is None or (word := fold(first[1])) in known.openings:
        return False
    if word in known.ordered or not said or last[0] in _WRAPPED:
        return True
    before = fold(said[-1])
    if EVERYTHING in known.orders:
        return before.rstrip(".") not in known.counts
    if before in known.orders:
        return True
    if len(said) > 1 and said[-1].isalpha() and len(before) <= _JOINT and _ORDINAL.fullmatch(said[-2]):
        return True
    if not known.nouns:
        return False
    return before.endswith((",", ":", "–")) or (
        len(said) > 1 and _ADJECTIVE.fullmatch(said[-1]) is not None and fold(said[-2]) in known.orders
    )


def _numbered(said: list[str], behind: str, known: Known) -> bool:
    """Whether a Roman number belongs to the name before it, or orders what stands behind it."""
    if _opens(behind, known):
        return False
    if known.numerals == "before" or not said:
        return True
    return said[-1][:1].isupper() or fold(said[-1]) in known.orders


def _opens(behind: str, known: Known) -> bool:
    """Whether a word that opens sentences stands there."""
    first = _FIRST.match(behind)
    return first is not None and fold(first[1]) in known.openings


@cache
def words_of(language: str) -> Known | None:
    """The words of `language`; None where it has none."""
    code = _CODES.get(language) or sibling(language)
    said = {table: str(lists.get(code, "")) for table, lists in _data().items()}
    if not any(said.values()):
        return None
    ordinals = bool(said["ordered"])
    months = {month for month in lexicon(code).months if ordinals and len(month) >= _MONTH}
    openings, orders, counts, ordered = (
        frozenset(fold(word) for word in said[table].split()) for table in ("openings", "orders", "counts", "ordered")
    )
    numerals = next((place for place, codes in _data()["numerals"].items() if code in codes.split()), "")
    return Known(
        openings, orders, counts, ordered | months, numerals,
        frozenset(said["abbreviations"].split()), frozenset(said["numbered"].split()), code in NOUNS_HAVE_CAPITALS,
    )  # fmt: skip


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("copytaster.text") / "sentences.toml").read_text("utf-8"))

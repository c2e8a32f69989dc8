"""Bylines: what a document says of its writers, as one line, and a byline that opens a text."""

from __future__ import annotations

import re

_BY = re.compile(r"\A\s*(?:by|von|par|por|di|av|af|door|автор:?|作者[:：])\s+", re.IGNORECASE)
_CAPITAL = r"[^\W\d_a-z][\w.'’-]*"
_NAME = rf"{_CAPITAL}(?: (?:(?:de|van|von|der|del|la|al|bin|ibn|dos|da|di|le|du)\b ?)?{_CAPITAL}){{0,3}}"
# What somebody is, before the name: "Von unserer Redakteurin Ines Corrie".
_OURS = r"(?:(?:unser(?:em|er)|notre|nuestr[oa]) (?:[^\W\d_]{3,20} ){1,2})?"
# "By Jane Doe", "By Jane Doe and John Roe, PA": names, then maybe a short agency or office.
_OPENING = re.compile(rf"(?:By|BY|Von|Par|Por) {_OURS}{_NAME}(?:(?:,| and|, and| und| et| y| &) {_NAME}){{0,4}}")
_OFFICE = re.compile(r"(?:, | in | for |\s?[|/–—-]\s?)([\w .&’'-]{2,40})$")
_SMALL = frozenset(
    ["of", "the", "for", "and", "in", "at", "de", "del", "di", "der", "des", "für", "pour", "la", "le", "dpa", "afp"]
)
# "By Friday", "Von Montag an": a time, nobody's name.
_TIMES = re.compile(
    r"(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:christmas|easter|midnight|noon|then|now|new year)\b"
    r"|\b(?:spring|summer|autumn|winter)\b"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b"
    r"|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|anfang|beginn|navidad|ejemplo|noël|exemple)\b"
)


_NOBODY = frozenset(("admin", "administrator", "administrador", "administrateur", "root", "webmaster", "wpadmin"))
"""Names of accounts that a system is made with."""


def tidy(value: str) -> str:
    """A byline without its opening "By"."""
    line = " ".join(value.split())
    return _BY.sub("", line, count=1).strip(" ,;|-–—") or line


def join(names: list[str]) -> str | None:
    """Writers as one line, each once; an account of the system that nobody has named is no writer."""
    seen = list(dict.fromkeys(tidy(name) for name in names if name and name.strip()))
    return ", ".join(name for name in seen if name.casefold() not in _NOBODY)[:500] or None


def opening(words: str, byline: str | None, *, alone: bool) -> int:
    """The length of the byline that `words` open with: known from the metadata, or alone in its paragraph; else 0."""
    if byline:
        for known in (byline.strip(), f"By {tidy(byline)}"):
            if len(known) > 3 and words.lower().startswith(known.lower()) and words[:1].isupper():
                rest = words[len(known) :]
                if not rest or (rest[0] in " ,|;" and not rest.lstrip(" ,|;")[:1].islower()):
                    return len(known) + _agency_behind(rest)
    if alone and len(words) <= 120 and (match := _OPENING.match(words)):
        rest = words[match.end() :]
        if _TIMES.search(match.group()):
            return 0
        if not rest.strip(" ,") or ((office := _OFFICE.match(rest)) and _is_office(office.group(1))):
            return len(words)
    return 0


def _is_office(words: str) -> bool:
    """Whether what follows a name is where or as what somebody works: "PA Technology Correspondent", "Korsvik Avis"."""
    parts = words.split()
    if not parts or words.endswith("."):
        return False
    if parts[-1] in _ROLES and len(parts) <= ROLE_WORDS:  # "harbour reporter"
        return True
    return all(
        w[0].isupper() or w[0].isdigit() or w in _SMALL or w in _ROLES for w in parts
    )


ROLE_WORDS = 3
"""Words of what somebody is, the last of which is a role."""
_ROLES = frozenset(
    ("correspondent", "reporter", "editor", "staff", "writer", "journalist", "redaktion", "korrespondent")
)


def _agency_behind(rest: str) -> int:
    match = re.match(r", [A-Z]{2,6}(?= |$)", rest)
    return match.end() if match else 0

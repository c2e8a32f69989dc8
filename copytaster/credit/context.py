"""What a field says as a whole, before its mentions are judged one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from copytaster.credit import agencies


@lru_cache(maxsize=1)
def _unless() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    owners: dict[str, list[str]] = {}
    for agency in agencies.load():
        for phrase in agency.unless:
            owners.setdefault(phrase, []).append(agency.name)
    return re.compile("|".join(map(re.escape, sorted(owners, key=len, reverse=True)))), owners


def elsewhere(text: str, names: Iterable[str]) -> frozenset[str]:
    """Of the agencies `names`, those whose short names mean something else in `text` ("the Australian Federal Police")."""
    wanted = set(names)
    by_name = {a.name: a for a in agencies.load() if a.name in wanted}
    return frozenset(name for name, agency in by_name.items() if any(phrase in text for phrase in agency.unless))


_WORD = re.compile(r"[^\W\d_]+")


def defines(text: str, bracket: int, acronym: str) -> bool:
    """Whether the words right before the bracket at `bracket` spell `acronym` by their initials: "Data Ethics Board (DEB"."""
    letters = [c for c in acronym if c.isalpha()]
    if len(letters) < 2:
        return False
    before = text[max(0, bracket - 90) : bracket]
    tail = re.split(r"[^\w\s’'&-]|\d|\n", before)[-1]
    words = _WORD.findall(tail)
    for skip in (frozenset[str](), frozenset({"of", "the", "and", "for", "in", "on", "de", "la", "des", "du", "und", "s"})):
        initials = [w[0].casefold() for w in words if w.casefold() not in skip][-len(letters) :]
        if initials == [c.casefold() for c in letters]:
            return True
    return False

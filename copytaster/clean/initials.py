"""Initials of those who wrote and edited a story, under an agency's sign-off or beside it: "mkl/ jar/", "ABC // DEF",
"HY/cs", "(xmd yln)". Letters alone say little, so place decides: they close the story, next to a credit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copytaster.clean.judged import WRAPPING, Page, Unit
from copytaster.model import BoilerplateKind

LONGEST = 32
"""Characters of a line of initials."""
_LOWER = r"[^\W\d_]{1,5}"
_BETWEEN = r"(?:\s?[/|\\+&;]{1,2}\s?|[.,_-]\s?|\s)"
_ROW = re.compile(rf"{_LOWER}(?:{_BETWEEN}(?:{_LOWER}|[a-z]\d)){{0,5}}")
_TOKEN = re.compile(r"[^\W_]+")
_PARTED = re.compile(r"[/|\\+&;]|[^\W\d_][._-]")
_END = re.compile(
    r"[(\[]?(?:schluss|ende|forts|fin|fim|fine|einde|slut|slutt|loppu|koniec|konec|kraj|край|конец|end|enditem)"
    r"(?:[)\]./]|\s)+",
    re.IGNORECASE,
)
_CREDITS = (BoilerplateKind.CREDIT, BoilerplateKind.BYLINE, BoilerplateKind.COPYRIGHT)


def row(line: str) -> bool:
    """Whether `line` is nothing but initials: one to six groups of small letters or of capitals, maybe behind "End"."""
    if len(line) > LONGEST:
        return False
    bare = line.strip(WRAPPING)
    if (end := _END.match(bare)) is not None:
        bare = bare[end.end() :].strip(WRAPPING)
    if not _ROW.fullmatch(bare):
        return False
    tokens = _TOKEN.findall(bare)
    if not all(token.islower() or token.isupper() for token in tokens):
        return line[0] in "([（" and len(bare) <= 3  # a script without capitals
    longest = max(map(len, tokens))
    # One group, or several without a sign between them, may be words: those are short.
    return _PARTED.search(line) is not None or (len(tokens) <= 3 and 2 <= longest <= 4)


def ended(line: str) -> bool:
    """Whether `line` says that the story ends, and who wrote it: "(Schluss) abc/def"."""
    return _END.match(line.lstrip("([")) is not None and row(line) and _PARTED.search(line) is not None


def judge(page: Page, cut: Sequence[Unit]) -> None:
    """Mark the initials beside a credit where nothing but furniture follows, and right under any sign-off."""
    waiting: list[Unit] = []
    credited = False
    for unit in reversed(cut):  # what closes the text; then initials over its credit
        if unit.whole:
            credited |= unit.kind in _CREDITS
        elif _alone(page, unit) and (not credited or _PARTED.search(page.text, unit.start, unit.end)):
            waiting.append(unit)
        else:
            break
    if credited:
        _mark(waiting)
    before: Unit | None = None
    for unit in cut:
        under = before is not None and before.whole and before.kind in _CREDITS and before.named
        # In a digest "USA" heads the next item.
        if under and not unit.whole and _alone(page, unit) and _PARTED.search(page.text, unit.start, unit.end):
            _mark([unit])
        before = unit


def _alone(page: Page, unit: Unit) -> bool:
    short = unit.alone and unit.kind is None and not unit.quoted and unit.end - unit.start <= LONGEST
    return short and row(page.text[unit.start : unit.end])


def _mark(found: Sequence[Unit]) -> None:
    for unit in found:
        unit.kind, unit.length = BoilerplateKind.CREDIT, unit.end - unit.start

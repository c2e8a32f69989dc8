"""The notepad under a wire: addresses, places and contacts for editors, which agencies send behind the story.

A line of its own opens it ("# Notizblock", "Contacts for editors"): what follows in lists, addresses and headings is
part of it, up to the next paragraph of prose. Under a line that says that nothing below is for print ("Die folgenden
Informationen sind nicht zur Veröffentlichung bestimmt") prose is part of it too.
"""

from __future__ import annotations

from collections.abc import Sequence

from copytaster.clean.judged import FRAGMENT, WORD, WRAPPING, Page, Unit
from copytaster.clean.telling import FULL_STOP
from copytaster.model import BoilerplateKind

PROSE_WORDS = 12
"""Words from which a paragraph that ends in a full stop is prose, if it holds no address."""


def judge(page: Page, bounds: Sequence[tuple[int, int]], cut: Sequence[Unit]) -> None:
    """Set the notepad under the story aside, in the units of `cut`."""
    openings = {u.paragraph: way for u in cut if u.first and not u.quoted and (way := _opening(page, u, bounds))}
    if not openings:
        return
    opened = unprinted = False
    past = bounds[-1][1]
    taken: set[int] = set()
    for number, (start, end) in enumerate(bounds):
        way = openings.get(number)
        if way is not None:
            unprinted = unprinted or (way == "ends" and past - start <= start)
            opened = opened or unprinted or _lists(page, bounds, number + 1)
        elif opened and not unprinted:
            opened = not _is_prose(page.plain[start:end])
        if opened:
            taken.add(number)
    for unit in cut if taken else ():
        if unit.paragraph in taken and not unit.whole:
            unit.kind, unit.length = BoilerplateKind.ADVISORY, unit.end - unit.start


def _lists(page: Page, bounds: Sequence[tuple[int, int]], number: int) -> bool:
    """Whether a paragraph is there, and no prose."""
    return number < len(bounds) and not _is_prose(page.plain[slice(*bounds[number])])


def _opening(page: Page, unit: Unit, bounds: Sequence[tuple[int, int]]) -> str | None:
    """How the paragraph of its first unit opens a notepad: "opens", "ends"; None where it does not."""
    start, end = bounds[unit.paragraph]
    if not unit.paragraph or end - start > FRAGMENT:
        return None
    ways = [p for p in unit.tried if p.way in ("opens", "ends")]
    bare = page.plain[start:end].strip(WRAPPING) if ways else ""
    return next((p.way for p in ways if p.pattern.fullmatch(bare)), None)


def _is_prose(words: str) -> bool:
    listed = words[:1] in "-–•*#·" or "@" in words or "http" in words
    return not listed and FULL_STOP.search(words) is not None and len(WORD.findall(words)) >= PROSE_WORDS

"""Captions in plain text: a short paragraph that the credit of its picture ends is the picture's, and no part of the
story, which stands in other paragraphs.

A sentence that reports or quotes is the story's, whatever stands behind it; and where most of a text is captions, as
under a series of pictures, they are the story.
"""

from __future__ import annotations

from collections.abc import Sequence

from copytaster.clean.judged import WORD, Page, Unit
from copytaster.clean.telling import QUOTES, REPORTS
from copytaster.credit import captions
from copytaster.model import BoilerplateKind

MOST_WORDS = 45
"""Words of a caption without its credit."""
MOST_SENTENCES = 3


def judge(page: Page, bounds: Sequence[tuple[int, int]], cut: Sequence[Unit]) -> None:
    """Set the captions among the paragraphs `bounds` aside, in the units of `cut`."""
    found = {n for n, (start, end) in enumerate(bounds) if _is_caption(page.text[start:end], n == len(bounds) - 1)}
    if not found or len(found) == len(bounds):
        return
    units: dict[int, list[Unit]] = {}
    for unit in cut:
        units.setdefault(unit.paragraph, []).append(unit)
    mine = sum(unit.end - unit.start for n in found for unit in units.get(n, ()))
    rest = sum(u.end - u.start for n, us in units.items() if n not in found for u in us if not u.whole)
    if mine > rest:
        return
    for number in found:
        if any(unit.quoted for unit in units.get(number, ())):
            continue
        for unit in units.get(number, ()):
            if unit.whole:
                continue
            unit.kind, unit.length = BoilerplateKind.CAPTION, unit.end - unit.start


def _is_caption(paragraph: str, last: bool) -> bool:
    if len(paragraph) > 8 * (MOST_WORDS + 20):
        return False
    found = captions.begins(paragraph)
    if found is None:
        return False
    at, said = found
    caption = paragraph[:at]
    if last and not said:
        return False  # under a story "Joe Lane/PA" may be who wrote it
    sentences = sum(caption.count(mark) for mark in (". ", "! ", "? ", "。"))
    return (
        len(WORD.findall(caption)) <= MOST_WORDS
        and sentences <= MOST_SENTENCES
        and not QUOTES.search(caption)
        and not REPORTS.search(caption)
    )

"""The headline of a text that opens with a word for its form: "Opinion: Why the lock must close", "Live: Fire spreads".

Between two paragraphs of a story such a line points to another story. On the first line nothing is told yet from which
it could point: there it is what the story is called. It points elsewhere there too where the headline is known and is
another, and where more pointers follow it. The word itself is no part of what the story tells, whether it opens the
headline or stands at its end, behind a bar.
"""

from __future__ import annotations

from collections.abc import Sequence

from copytaster.clean import byline, phrases
from copytaster.clean.judged import HEADLINE_WORDS, WORD, Page, Unit, count
from copytaster.clean.telling import FULL_STOP
from copytaster.model import Boilerplate, BoilerplateKind

_POINTERS = frozenset((BoilerplateKind.RELATED, BoilerplateKind.CAPTION, BoilerplateKind.PLAYER, BoilerplateKind.PROMO))
"""Kinds that such a line is taken for where it is no headline."""
_SEEN = frozenset((BoilerplateKind.CAPTION, BoilerplateKind.PLAYER))
"""Kinds of what stands under a picture, or for it, above the headline."""
MOST_NAMED = 3
"""Words with a capital, and nothing else, that are the name of whom a picture is by."""


def judge(
    page: Page, bounds: Sequence[tuple[int, int]], cut: Sequence[Unit], title: str | None
) -> tuple[Boilerplate, ...]:
    """Keep the headline of a text that opens with its form, or ends with it; set aside the form, which is returned
    where a headline stands beside it."""
    at = next((i for i, u in enumerate(cut) if not u.whole or u.kind in _POINTERS), len(cut))
    if at == len(cut) or not cut[at].first or cut[at].quoted:
        return ()
    first = cut[at]
    start, end = bounds[first.paragraph]
    words = page.plain[start:end]
    label = page.table.labels.match(words)
    if label is None:
        return _at_end(page, start, words)
    rest = words[label.end() :]
    if not any(c.isalnum() for c in rest):
        if first.kind is None:
            first.kind, first.length = BoilerplateKind.PROMO, first.end - first.start
        return ()
    below = next((u for u in cut[at:] if u.paragraph > first.paragraph), None)
    if below is None or below.kind in _POINTERS or (title is not None and not _called(title, rest)):
        return ()
    if byline.opening(rest, None, alone=True):  # "Opinion: By Ines Corrie"
        return ()
    if first.kind in _SEEN and (_by_somebody(rest) or _heads(page, below)):
        return ()
    for unit in cut[at:]:
        if unit.paragraph == first.paragraph:
            unit.headline, unit.kind, unit.hint, unit.length = True, None, None, 0
    return (Boilerplate(start, start + label.end(), BoilerplateKind.PROMO),)


def _at_end(page: Page, start: int, words: str) -> tuple[Boilerplate, ...]:
    """The form behind the last bar of a line that begins at `start`: "Why the lock must close | Opinion"."""
    bar = words.rfind("|")
    label = page.table.labels.match(words[bar + 1 :]) if bar > 0 and count(words) <= HEADLINE_WORDS else None
    if label is None or label.end() < len(words) - bar - 1:
        return ()
    return (Boilerplate(start + bar, start + len(words), BoilerplateKind.PROMO),)


def _called(title: str, rest: str) -> bool:
    """Whether one of the two has all words of the other."""
    known, said = (frozenset(WORD.findall(phrases.fold(phrases.plain(words)))) for words in (title, rest))
    return known <= said or said <= known


def _by_somebody(rest: str) -> bool:
    """Whether nothing but a name stands behind the label, as behind "Video"."""
    named = WORD.findall(rest)
    return len(named) <= MOST_NAMED and all(word[0].isupper() for word in named)


def _heads(page: Page, unit: Unit) -> bool:
    """Whether a unit looks like a headline itself."""
    words = page.plain[unit.start : unit.end]
    return unit.alone and unit.kind is None and FULL_STOP.search(words) is None and count(words) <= HEADLINE_WORDS

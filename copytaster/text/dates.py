"""Days that a text names without a figure: days of the week, yesterday, today, tomorrow.

When the article was published is known more often than not; then a day of the week is one of two days, the last such
day or the next, and two articles agree when they may mean the same one.
"""

from __future__ import annotations

from datetime import date, timedelta

from copytaster.frozen import frozen
from copytaster.model import Span
from copytaster.text.lexicon import lexicon
from copytaster.text.words import Words

SHORTEST = 4
"""Letters of the name of a day that is believed: "Sun", "Sat" and "mar" are words too."""


_JOINTS = frozenset(" -\u00a0\u2011")


@frozen
class Day:
    """A day named at `span`: `weekday` 0 to 6 from Monday, or `offset` in days from the day of publication."""

    span: Span
    weekday: int | None
    offset: int | None

    def may_be(self, published: date | None) -> tuple[int, ...]:
        """The proleptic ordinals (`date.toordinal`) of the days it may mean; empty without a day of publication."""
        if published is None:
            return ()
        today = published.toordinal()
        if self.offset is not None:
            # what a morning paper calls yesterday, its own site, dated the evening before, calls so too
            return (today - 1, today) if self.offset == -1 else (today + self.offset,)
        assert self.weekday is not None
        ahead = (self.weekday - published.weekday()) % 7
        return (today,) if not ahead else (today + ahead - 7, today + ahead)


def days(text: str, language: str, found: Words) -> list[Day]:
    """The days that the words `found` of `text` name, in order."""
    lex = lexicon(language)
    out = []
    for i, form in enumerate(found.norms):
        last = i
        if form in lex.opens and i + 1 < len(found) and _near(text, found, i):
            named = f"{form} {found.norms[i + 1]}"
            last += named in lex.days or named in lex.near
        name = form if last == i else f"{form} {found.norms[last]}"
        weekday = lex.days.get(name) if len(name) >= SHORTEST or not name.isascii() else None
        offset = lex.near.get(name)
        if weekday is None and offset is None:
            continue
        if weekday is not None and lex.english and not text[found.starts[i]].isupper():
            continue
        out.append(Day(Span(int(found.starts[i]), int(found.ends[last])), weekday, offset))
    return out


def _near(text: str, found: Words, i: int) -> bool:
    """Whether nothing but a space or a hyphen stands between word `i` and the next."""
    return text[found.ends[i] : found.starts[i + 1]] in _JOINTS


def in_year(month_and_day: float, published: date | None) -> tuple[int, ...]:
    """The ordinal of month * 100 + day in the year that brings it nearest to the day of publication, of a day alone in
    the month that does; empty without."""
    if published is None:
        return ()
    month, day = divmod(int(month_and_day), 100)
    months = [month] if month else [(published.month + n) % 12 + 1 for n in (-2, -1, 0)]
    near = []
    for year in (published.year - 1, published.year, published.year + 1):
        for each in months:
            try:
                near.append(date(year, each, day))
            except ValueError:
                continue
    if not near:
        return ()
    return (min(near, key=lambda d: abs(d - published) + timedelta(0)).toordinal(),)

"""The facts of one article: its names, figures, dates and quotations, by sentence, and who says a quotation.

What two articles' facts say of each other is decided in `match`; here it is only said which two facts agree.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

import numpy as np

from copytaster.fingerprint.anchors import Parsed
from copytaster.frozen import frozen
from copytaster.model import Hashes, Span
from copytaster.text.dates import days, in_year
from copytaster.text.figures import Figure
from copytaster.text.names import Flags, Name, names, same_name
from copytaster.text.speakers import Speaker, speakers

NAME, FIGURE, DATE, QUOTATION = "name", "figure", "date", "quotation"
SAME_WORDS = 0.6
"""Share of the trigrams of the shorter of two quotations from which they quote the same words."""
SHORT = 3
"""Words of a quotation up to which it is a word in quotation marks, no speech, and no fact."""


@frozen
class Fact:
    """A fact at `span`, in sentence `sentence` of its article; what it says depends on `what`."""

    what: str
    """``name``, ``figure``, ``date`` or ``quotation``."""
    span: Span
    sentence: int
    name: tuple[str, ...] = ()
    """Of a name: its folded words."""
    figure: Figure | None = None
    """Of a figure, and of a date with a month."""
    days: tuple[int, ...] = ()
    """Of a date: the ordinals of the days that it may be."""
    grams: frozenset[int] = frozenset()
    """Of a quotation: hashes of every three words in a row."""

    @property
    def stated(self) -> Hashable:
        """What it states, and how roughly, apart from where it stands: two facts that state the same agree."""
        f = self.figure
        figure = f and (f.unit, f.value, f.scale, f.slack, f.direction)
        return self.what, self.name, figure, self.days, self.grams

    def agrees(self, other: Fact) -> bool:
        """Whether both may say the same."""
        if self.what != other.what:
            return False
        if self.what == NAME:
            return same_name(self.name, other.name)
        if self.what == QUOTATION:
            return _same_words(self.grams, other.grams)
        if self.what == DATE and self.days and other.days:
            return not set(self.days).isdisjoint(other.days)
        if self.figure is not None and other.figure is not None:
            return self.figure.agrees(other.figure) and not self.figure.opposes(other.figure)
        return self.figure is None and other.figure is None and self.name == other.name


def _same_words(one: frozenset[int], other: frozenset[int]) -> bool:
    shorter = min(len(one), len(other))
    if not shorter or one.isdisjoint(other):  # as most, of which no set is made
        return False
    return len(one & other) >= SAME_WORDS * shorter


@dataclass(frozen=True)
class Facts:
    """The facts of one article, by sentence."""

    rows: tuple[tuple[Fact, ...], ...]
    """(s,) the facts of each sentence, in the order of the text."""

    def all(self) -> list[Fact]:
        """All of them, in the order of the text."""
        return [fact for row in self.rows for fact in row]

    @cached_property
    def sorts(self) -> dict[str, list[list[Fact]]]:
        """By what they are, (s,) the facts of each sentence; asked for with every article that is compared."""
        found: dict[str, list[list[Fact]]] = {
            what: [[] for _ in self.rows] for what in (NAME, FIGURE, DATE, QUOTATION)
        }
        for i, row in enumerate(self.rows):
            for fact in row:
                found[fact.what][i].append(fact)
        return found

    @cached_property
    def stated(self) -> tuple[tuple[Hashable, Fact], ...]:
        """What each of them states, and the fact, in the order of the text; asked for with every source of a story."""
        return tuple((fact.stated, fact) for fact in self.all())

    @cached_property
    def by_statement(self) -> dict[Hashable, Fact]:
        """The last fact that states each of these; one such dict takes in another without hashing anything anew."""
        return dict(self.stated)


class _Dated(Parsed, Protocol):
    """The same, with the places of sentences and of speech, a hash of every three words in a row, and the time that
    dates are read by."""

    @property
    def spans(self) -> Sequence[Span]: ...
    @property
    def speech(self) -> Sequence[Span]: ...
    @property
    def grams(self) -> Hashes: ...
    @property
    def published_at(self) -> datetime | None: ...


def read_facts(x: _Dated, common: Flags | None) -> Facts:
    """The facts of an article; `common`: which of its words are too common to be names for a capital alone."""
    published = x.published_at.date() if x.published_at else None
    found: list[Fact] = []
    starts = [span.start for span in x.spans]

    def sentence(span: Span) -> int:
        return max(0, bisect_right(starts, span.start) - 1)

    found += [
        Fact(NAME, n.span, sentence(n.span), name=n.words)
        for n in names(x.text, x.language, x.words, x.capital, x.bounds.tolist(), common)
    ]
    for i, row in enumerate(x.figures):
        found += [_from_figure(f, i, published) for f in row]
    found += [
        Fact(DATE, d.span, sentence(d.span), name=(f"{d.weekday}/{d.offset}",), days=d.may_be(published))
        for d in days(x.text, x.language, x.words)
    ]
    ends = np.searchsorted(x.words.starts, [(q.start, q.end) for q in x.speech]).tolist()
    for q, (first, last) in zip(x.speech, ends, strict=True):
        if last - first > SHORT:
            found.append(Fact(QUOTATION, q, sentence(q), grams=frozenset(x.grams[first : last - 2].tolist())))
    rows: list[list[Fact]] = [[] for _ in x.spans]
    for fact in sorted(found, key=lambda f: (f.span, f.what)):
        if rows:
            rows[fact.sentence].append(fact)
    return Facts(tuple(tuple(row) for row in rows))


def read_speakers(x: _Dated, facts: Facts) -> dict[Span, Speaker]:
    """The quotation at a place → who says it, of those of which the article surely tells; `facts` are its own."""
    named = [Name(f.name, f.span) for f in facts.all() if f.what == NAME]
    said = zip(x.speech, speakers(x.text, x.language, x.words, x.bounds.tolist(), named, x.speech), strict=True)
    return {place: who for place, who in said if who is not None}


def _from_figure(f: Figure, sentence: int, published: date | None) -> Fact:
    if f.unit == "date":
        return Fact(DATE, f.span, sentence, figure=f, days=in_year(f.value, published))
    return Fact(FIGURE, f.span, sentence, figure=f)

"""Facts: the names, figures, dates and quotations of an article, and which of them two articles have in common.

Facts **agree**, **differ** (the same slot, another value) or are **new** (in no source). A slot is a place in two
sentences that correspond: of what stands there and agrees with nothing, two of one sort face each other in the order of
the text.

`facts_of` reads an article once. `compare_facts` looks at linked sentences only: a figure that stands somewhere else in
the other article is no answer. `new_facts` looks at the whole of every source: what stands anywhere in it is not new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from copytaster.fingerprint.analysis import CONTENT, Analysis
from copytaster.model import Span
from copytaster.text.dates import days, in_year
from copytaster.text.figures import Figure
from copytaster.text.names import names, same_name
from copytaster.text.quotations import quotations
from copytaster.text.words import gram_hashes, words

NAME, FIGURE, DATE, QUOTATION = "name", "figure", "date", "quotation"
SAME_WORDS = 0.6
"""Share of the trigrams of the shorter of two quotations from which they quote the same words."""
SHORT = 3
"""Words of a quotation up to which it is a word in quotation marks, no speech, and no fact."""


@dataclass(frozen=True, slots=True)
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
    speaker: tuple[str, ...] = ()

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
            return _figures_agree(self.figure, other.figure)
        return self.figure is None and other.figure is None and self.name == other.name


@lru_cache(maxsize=100_000)
def _figures_agree(one: Figure, other: Figure) -> bool:
    return one.agrees(other)


def _same_words(one: frozenset[int], other: frozenset[int]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and len(one & other) >= SAME_WORDS * shorter


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one article, by sentence."""

    rows: tuple[tuple[Fact, ...], ...]
    """(s,) the facts of each sentence, in the order of the text."""

    def all(self) -> list[Fact]:
        """All of them, in the order of the text."""
        return [fact for row in self.rows for fact in row]


@dataclass(frozen=True, slots=True)
class Slot:
    """Two facts in the same place of two corresponding sentences that differ."""

    a: Fact
    b: Fact


@dataclass(frozen=True, slots=True)
class FactAgreement:
    """What the facts of linked sentences say. Swapping the articles swaps the slots."""

    agree: int
    differ: int
    slots: tuple[Slot, ...]

    @property
    def share(self) -> float:
        """The share of the slots that agree, in [0, 1]; 1 where there is none."""
        return self.agree / max(1, self.agree + self.differ) if self.agree + self.differ else 1.0


def facts_of(x: Analysis) -> Facts:
    """The facts of an article."""
    published = x.published_at.date() if x.published_at else None
    found: list[Fact] = []
    starts = [span.start for span in x.spans]

    def sentence(span: Span) -> int:
        return max(0, int(np.searchsorted(starts, span.start, side="right")) - 1)

    common = x.weights < CONTENT if x.language in ("en", "und") else None
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
    for q in quotations(x.text):
        said = words(x.text[q.start : q.end])
        if len(said) > SHORT:
            found.append(Fact(QUOTATION, q, sentence(q), grams=frozenset(gram_hashes(said, 3).tolist())))
    rows: list[list[Fact]] = [[] for _ in x.spans]
    for fact in sorted(found, key=lambda f: (f.span, f.what)):
        if rows:
            rows[fact.sentence].append(fact)
    return Facts(tuple(tuple(row) for row in rows))


def _from_figure(f: Figure, sentence: int, published: date | None) -> Fact:
    if f.unit == "date":
        return Fact(DATE, f.span, sentence, figure=_bare(f), days=in_year(f.value, published))
    return Fact(FIGURE, f.span, sentence, figure=_bare(f))


def _bare(f: Figure) -> Figure:
    """The figure without its place, so that what was compared once need not be compared again."""
    return Figure(f.value, f.unit, f.slack, Span(0, 0), f.digits, f.scale)


def compare_facts(a: Facts, b: Facts, links: Iterable[tuple[int, int]]) -> FactAgreement:
    """Which facts agree and which differ in linked sentences: `links` are pairs of a sentence of `a` and one of `b`.

    Quotations are left out: who shares one has heard it or read it, and `same-form` is about what was filled in.
    Sentences that were split or merged are read together.
    """
    agree = 0
    slots: list[Slot] = []
    for mine, theirs in _groups(links):
        here = [f for i in mine for f in a.rows[i] if f.what != QUOTATION]
        there = [f for j in theirs for f in b.rows[j] if f.what != QUOTATION]
        matched, left, right = _match(here, there)
        agree += matched
        for what in (NAME, FIGURE, DATE):
            ours = [f for f in left if f.what == what]
            others = [f for f in right if f.what == what]
            slots += [Slot(f, g) for f, g in zip(ours, others, strict=False)]
    return FactAgreement(agree, len(slots), tuple(slots))


def _groups(links: Iterable[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """The links as groups of sentences of one side and of the other that hang together."""
    of_a: dict[int, int] = {}
    of_b: dict[int, int] = {}
    groups: list[tuple[set[int], set[int]]] = []
    for i, j in links:
        at = {n for n in (of_a.get(i), of_b.get(j)) if n is not None}
        if not at:
            groups.append(({i}, {j}))
            home = len(groups) - 1
        else:
            home = min(at)
            for other in at - {home}:
                groups[home][0].update(groups[other][0])
                groups[home][1].update(groups[other][1])
                groups[other] = (set(), set())
            groups[home][0].add(i)
            groups[home][1].add(j)
        of_a.update(dict.fromkeys(groups[home][0], home))
        of_b.update(dict.fromkeys(groups[home][1], home))
    return [(sorted(mine), sorted(theirs)) for mine, theirs in groups if mine]


def _match(here: Sequence[Fact], there: Sequence[Fact]) -> tuple[int, list[Fact], list[Fact]]:
    """How many facts agree, one with one, and what is left on either side that agrees with nothing on the other."""
    agreed_there: set[int] = set()
    left: list[Fact] = []
    matched = 0
    for f in here:
        like = [n for n, g in enumerate(there) if f.agrees(g)]
        if not like:
            left.append(f)
            continue
        fresh = [n for n in like if n not in agreed_there]
        matched += bool(fresh)
        agreed_there.update(fresh[:1])
        agreed_there.update(like)
    return matched, left, [g for n, g in enumerate(there) if n not in agreed_there]


def new_facts(x: Facts, sources: Sequence[Facts]) -> list[Fact]:
    """The facts of an article that stand nowhere in any of its sources, in the order of the text, each once."""
    known = [f for source in sources for f in source.all()]
    by_what = {what: [f for f in known if f.what == what] for what in (NAME, FIGURE, DATE, QUOTATION)}
    out: list[Fact] = []
    for fact in x.all():
        if any(fact.agrees(g) for g in by_what[fact.what]) or any(fact.agrees(g) for g in out):
            continue
        out.append(fact)
    return out

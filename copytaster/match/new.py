"""What is new in an article: the names, figures and quotations that none of its sources has.

A reader who checks a rewrite looks at these first: the outlet knows more than the wire, or somebody made them up.
Nothing is called new that a source has in another form: "Mr Kabulov" for Zamir Kabulov, "almost five months" for 140
days, a quotation that the source gives without marks. Where the comparison cannot be fair (quotations in two languages,
names against a script without capitals, figures of misread print) nothing is said. Dates are left out: every article
counts them from its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from copytaster.fingerprint.analysis import Analysis
from copytaster.fingerprint.facts import FIGURE, NAME, QUOTATION, SAME_WORDS, Fact
from copytaster.match.facts import new_facts
from copytaster.match.joins import held_by
from copytaster.match.relate import LINK, of_links
from copytaster.match.similarity import trigram_places
from copytaster.match.spelling import GARBLED, respelt
from copytaster.model import Article, Direction, New, RelationKind, Ruling, Span, Verdict
from copytaster.recent import Made
from copytaster.text.scripts import has_capitals

MOST = 100
"""New facts that are named, from the beginning of the article."""
COUNTED = 3
"""Least number that is a fact when it stands alone: "one", "first" and "twice" are said of everything."""


def new_in(
    article: Article, verdict: Verdict, neighbours: Mapping[str, Article], read: Callable[[Article], Analysis]
) -> tuple[tuple[New, ...], int]:
    """What of `article` stands in none of the sources that its verdict names; nothing where it names none.

    Beside it: how many more of its facts were not looked for, or were new and too many to be named.
    """
    named = [
        s for s in verdict.sources
        if s.article_id in neighbours and s.ruling is not Ruling.REJECTED and _may_have_given(s.relation, s.direction)
    ]  # fmt: skip
    if not named:
        return (), 0
    sources = sorted(named, key=lambda s: s.article_id)  # whichever gave most
    others = [neighbours[s.article_id] for s in sources]
    misread = tuple(s.evidence.get("respelt", 0.0) >= GARBLED for s in sources)
    weight = sum(len(a.text) for a in (article, *others)) // LINK
    return _kept(lambda: _beside(article, others, misread, read), article, *others, read, weight=weight, beside=misread)


_kept: Made[tuple[tuple[New, ...], int]] = of_links()
"""Of the verdicts that are resolved again, because their story has grown, half name no further source."""


def _beside(
    article: Article, others: Sequence[Article], misread: Sequence[bool], read: Callable[[Article], Analysis]
) -> tuple[tuple[New, ...], int]:
    """What is new beside these sources. `misread`: which of them, or the article beside them, are misread print."""
    mine, theirs = read(article), [read(other) for other in others]
    own = " ".join(filter(None, (article.outlet, article.agency, article.byline))).casefold()
    missing, left_out = new_facts(mine.facts, [t.facts for t in theirs], lambda f: _worth_naming(f, mine, own))
    readings = [_reading(mine, t, bad) for t, bad in zip(theirs, misread, strict=True)]
    found = [
        f for f in missing
        if _fair(f, mine, theirs) and not (f.what == FIGURE and any(misread)) and not _stands(f, mine, theirs, readings)
    ]  # fmt: skip
    return tuple(_new(f, mine, theirs) for f in found[:MOST]), left_out + len(found[MOST:])


def _new(fact: Fact, x: Analysis, sources: Sequence[Analysis]) -> New:
    speaker = x.speakers.get(fact.span) if fact.what == QUOTATION else None
    return New(fact.what, _shown(fact, sources), None if speaker is None else speaker.full)


def _shown(fact: Fact, sources: Sequence[Analysis]) -> Span:
    """Where a new fact stands; a figure that a source has, but the other way, with the word that tells: "fell 2 %"."""
    figure = fact.figure
    if figure is None or not figure.direction:
        return fact.span
    known = (g for source in sources for row in source.figures for g in row if g.direction)
    return figure.whole() if any(figure.opposes(g) and figure.agrees(g) for g in known) else fact.span


def _reading(mine: Analysis, source: Analysis, misread: bool) -> Analysis:
    """The article as it reads beside a source."""
    return respelt(mine, source, trigram_places(mine, source)) if misread else mine


def _may_have_given(relation: RelationKind, direction: Direction) -> bool:
    return direction is not Direction.TO_SOURCE and relation != "same-form"


def _worth_naming(fact: Fact, x: Analysis, own: str) -> bool:
    """`own`: who wrote and published the article."""
    if fact.what == FIGURE:
        figure = fact.figure
        return figure is not None and (figure.digits or figure.unit != "number" or figure.value >= COUNTED)
    if fact.what == NAME:
        return x.text[fact.span.start : fact.span.end].casefold() not in own
    return fact.what == QUOTATION


def _fair(fact: Fact, mine: Analysis, theirs: Sequence[Analysis]) -> bool:
    """Whether each source could have the fact in a form that is known here."""
    if fact.what == QUOTATION:
        return all(t.language == mine.language for t in theirs)
    if fact.what == NAME:  # places and peoples have other names in other languages; persons keep theirs
        return all(t.language == mine.language or (len(fact.name) > 1 and has_capitals(t.text)) for t in theirs)
    # number words are known in some languages; a figure in digits is one in all
    figure = fact.figure
    return figure is None or figure.digits or all(t.language == mine.language for t in theirs)


def _stands(fact: Fact, mine: Analysis, theirs: Sequence[Analysis], readings: Sequence[Analysis]) -> bool:
    """Whether the words of a name or a quotation stand in one of the sources, whatever they were taken for there.
    `readings`: how the article reads beside each."""
    if fact.what == QUOTATION:
        grams = np.array(sorted(fact.grams), np.uint64)
        return any(held_by(t.ordered_grams, grams).sum() >= SAME_WORDS * len(grams) for t in theirs)
    if fact.what == NAME:
        first = int(mine.words.starts.searchsorted(fact.span.start))
        last = int(mine.words.ends.searchsorted(_end(fact.span, mine), side="right"))
        beside = zip(theirs, readings, strict=True)
        return any(held_by(t.ordered_words, reading.words.hashes[first:last]).all() for t, reading in beside)
    return False


def _end(span: Span, x: Analysis) -> int:
    """The end of a name with its possessive, which is a part of its last word."""
    return span.end + 2 if x.text[span.end : span.end + 2] in ("'s", "’s") else span.end

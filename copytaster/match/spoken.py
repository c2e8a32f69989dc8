"""The same words by another speaker: "said Smith" in the wire, "said Jones" in the article.

Only where both texts themselves name who speaks, beside the quotation, and the two are surely different people: a
spokesman who speaks for an organisation, a name in another house's spelling and whom only a pronoun stands for are no
change. Looked for when a verdict is made, in its passages alone: what was compared and attributed is the same whoever
speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from copytaster.fingerprint.analysis import Analysis
from copytaster.fingerprint.facts import QUOTATION, Fact
from copytaster.match.spelling import GARBLED
from copytaster.model import Article, Kind, Passage, PassageChange, Span, Verdict
from copytaster.text.speakers import Speaker

MOST = 200
"""Quotations of an article and of its source that are laid beside each other, from the beginning."""


def with_speakers(
    verdict: Verdict, article: Article, neighbours: Mapping[str, Article], read: Callable[[Article], Analysis]
) -> tuple[Passage, ...]:
    """The passages of the verdict on `article`, with the changes of speaker among their changes."""
    if not verdict.passages or not (mine := read(article)).quoted.any():
        return verdict.passages
    misread = {s.article_id for s in verdict.sources if s.evidence.get("respelt", 0.0) >= GARBLED}
    spoken = mine.once("spoken", _spoken)
    found = []
    for p in verdict.passages:
        source = neighbours.get(p.source.article_id)
        quotes = any(f.span.overlap(p.span) for f in spoken)  # as few passages do
        if quotes and source is not None and source.id not in misread:
            changes = between(mine, p.span, read(source), p.source.span, p.kind)
            p = replace(p, changes=_merged(p.changes, changes)) if changes else p
        found.append(p)
    return tuple(found)


def between(x: Analysis, here: Span, y: Analysis, there: Span, kind: Kind) -> list[PassageChange]:
    """The changes of speaker between two spans that correspond."""
    ours = [f for f in x.once("spoken", _spoken) if f.span.overlap(here)]
    if not ours:
        return []  # as of most passages
    others = [g for g in y.once("spoken", _spoken) if g.span.overlap(there)]
    if kind is Kind.TRANSLATION and (len(ours) != 1 or len(others) != 1):
        return []
    found: dict[tuple[Span, Span], PassageChange] = {}
    for f, g in product(ours, others):
        if not (kind is Kind.TRANSLATION or f.agrees(g)):
            continue
        if _misattributed(f, x, g, y) and not _names(x, here, y.speakers[g.span]):
            places = x.speakers[f.span].span, y.speakers[g.span].span
            found[places] = PassageChange("speaker", *places)
    return list(found.values())


def _names(x: Analysis, here: Span, speaker: Speaker) -> bool:
    """Whether the passage itself names who says it in the source: then who says it here was misread."""
    first, last = np.searchsorted(x.words.starts, [here.start, here.end]).tolist()
    return not set(speaker.words).isdisjoint(x.words.norms[first:last])


def _spoken(x: Analysis) -> list[Fact]:
    """The quotations of an article, in order."""
    return [f for f in x.facts.all() if f.what == QUOTATION][:MOST]


def _misattributed(f: Fact, x: Analysis, g: Fact, y: Analysis) -> bool:
    """Whether two quotations are by different people, and neither text has the same words by the other's speaker."""
    mine, theirs = x.speakers.get(f.span), y.speakers.get(g.span)
    if mine is None or theirs is None or not mine.other_than(theirs):
        return False
    return not _says(x, theirs, g) and not _says(y, mine, f)


def _says(x: Analysis, speaker: Speaker, said: Fact) -> bool:
    """Whether a text may have these words by this speaker."""
    same = (f for f in x.once("spoken", _spoken) if f.span in x.speakers and f.agrees(said))
    return any(not x.speakers[f.span].other_than(speaker) for f in same)


def _merged(known: Sequence[PassageChange], found: Sequence[PassageChange]) -> tuple[PassageChange, ...]:
    """All of them in the order of the text; a name that is told as a speaker is told once."""
    spans = [c.here for c in found if c.here is not None]
    left = [c for c in known if c.what != "name" or c.here is None or not any(c.here.overlap(s) for s in spans)]
    return tuple(sorted([*left, *found], key=lambda c: (c.here or c.there or Span(0, 0)).start))

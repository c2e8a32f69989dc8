"""Same form: two articles that were filled into one pattern, as weather warnings, earnings briefs and court lists are.

They share most of their words, and none of them was made from the other. What tells them from a copy are the facts: of
the sentences that correspond, the words are largely the same, and what they say of who, when and how much is not. Of
sentences with labels the label is the form, and what stands behind it was filled in (`labels`). Where only some figures
differ, and names and days are the same, it is one event told again, with a new toll.

Who fills a form by hand words it anew, as a weather report or a recipe. So where most of both articles corresponds, and
hardly a fact agrees, nothing but the matter is shared, in whatever words (`Form.throughout`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Protocol

import numpy as np
from rapidfuzz.distance import Levenshtein

from copytaster.fingerprint.analysis import Analysis, Flags
from copytaster.fingerprint.vectors import Floats
from copytaster.frozen import frozen
from copytaster.match.facts import FIGURE, NAME, Fact, FactAgreement, Slot, compare_facts
from copytaster.match.labels import Labelled, in_common
from copytaster.match.said import in_any_run
from copytaster.match.similarity import sizes
from copytaster.match.spelling import garbled

ALIKE = 0.5
"""Cosine of two sentences from which they are linked."""
SHARED = 0.3
"""Share of the words of a sentence in runs of three that the other has, from which they are, and mean share over all
links from which the words of the two articles are largely the same."""
FRAMED = 0.2
"""The same, from which parts of their sentences are: a form that somebody filled by hand."""
COVERED = 0.5
"""Least share of the words of one of the articles in linked sentences: a follow-up repeats one or two."""
FEWEST = ((3, 3), (2, 4))
"""Least links and least differing facts, one or the other: fewer prove nothing."""
LABELLED = 2.0
"""What one label counts, beside cosine and shared words, in choosing the likest sentence: more than both."""
FIGURES = 6
"""How many figures must differ, where no name and no day does: a new toll leaves most of what is said of an event as it
was. Of 380 pairs in the labelled stories of which one was made from the other, none has more than half as many that
differ as facts that agree."""
KEPT = 0.9
"""Mean share of the words of links from which one article was carried over: what is told today is printed tomorrow, and
says "today" still."""
FEW, FEW_FIGURES = 2, 4
"""How many times as many facts differ as agree, where hardly one does; and where nothing differs but a few figures."""
LEAST = 2
"""How many facts differ, where hardly one agrees."""
ALONE = (3, 0.8)
"""Links, and share of the words of either article in them, from which a name or a day is enough that stands in words
largely the same and is the only fact there is: a weather report without a figure."""
MISREAD = 0.6
"""Likeness of the letters of two names, words in common left out, from which they are one name that was misread."""


@frozen
class Form:
    """What the facts of linked sentences say of two articles."""

    links: tuple[tuple[int, int], ...]
    shared: float
    """Mean share of words in runs in common over all links, in [0, 1]."""
    covered: float
    """Share of the words of one of the articles in linked sentences, of the one where it is more."""
    least: float
    """The same of the one where it is less; 0 of misread print, where names differ that do not."""
    facts: FactAgreement

    @property
    def same(self) -> bool:
        """Whether the two have one form and nothing else."""
        return self.filled or self.throughout

    @property
    def filled(self) -> bool:
        """Whether the words of one stand in the other, and say something else."""
        if self.shared < SHARED or self.covered < COVERED:
            return False
        agree, others = self.told
        return (
            agree <= len(others)
            and any(len(self.links) >= links and len(others) >= differ for links, differ in FEWEST)
            and (any(slot.a.what != FIGURE for slot in others) or len(others) >= FIGURES)
        )

    @property
    def throughout(self) -> bool:
        """Whether most of either corresponds to the other, in whatever words, and says something else throughout."""
        if self.least < COVERED or self.shared >= KEPT:
            return False
        agree, others = self.told
        differ = len(others)
        if all(slot.a.what == FIGURE for slot in others):  # in the same words it is a new toll
            few = FEW if differ >= FIGURES else FEW_FIGURES
            return self.shared < SHARED and differ >= LEAST and few * agree <= differ
        if FEW * agree > differ and (self.shared < FRAMED or agree >= differ):
            return False
        links, least = ALONE
        return differ >= LEAST or (self.shared >= SHARED and len(self.links) >= links and self.least >= least)

    @property
    def told(self) -> tuple[int, list[Slot]]:
        """How many facts agree, and those that differ."""
        others = [slot for slot in self.facts.slots if not misread(slot)]
        return self.facts.agree + len(self.facts.slots) - len(others), others


def misread(slot: Slot) -> bool:
    """Whether two names in one place are one, of which letters were misread, as when print is scanned."""
    if slot.a.what != NAME:
        return False
    mine, theirs = ([w for w in x.name if w not in y.name] for x, y in ((slot.a, slot.b), (slot.b, slot.a)))
    return bool(mine and theirs) and Levenshtein.normalized_similarity(" ".join(mine), " ".join(theirs)) >= MISREAD


class Compared(Protocol):
    """What is asked of a comparison of all sentences of two articles: (sa, sb) matrices, as `Likeness` holds
    them."""

    @property
    def cosine(self) -> Floats | None:
        """Of their vectors; None where nobody encoded them."""

    @property
    def runs_x(self) -> Floats:
        """The share of the words of each sentence of the first in runs of each of the second."""

    @property
    def runs_y(self) -> Floats:
        """The share of the words of each sentence of the second in runs of each of the first."""


def linked(sim: Compared, same_label: Flags | None = None) -> list[tuple[int, int]]:
    """Each sentence of either article with its likest in the other, where the two are alike, share their words, or
    have one label. `same_label`: (sa, sb) which have."""
    runs = np.maximum(sim.runs_x, sim.runs_y)
    if not runs.size:
        return []
    cosine = np.zeros_like(runs) if sim.cosine is None else sim.cosine
    score = cosine + runs
    enough = (cosine >= ALIKE) | (runs >= SHARED)
    if same_label is not None:
        score = score + LABELLED * same_label
        enough |= same_label
    told: list[list[bool]] = enough.tolist()
    pairs = {(i, j) for i, j in enumerate(score.argmax(axis=1).tolist()) if told[i][j]}
    pairs |= {(i, j) for j, i in enumerate(score.argmax(axis=0).tolist()) if told[i][j]}
    return sorted(pairs)


def form(a: Analysis, b: Analysis, sim: Compared) -> Form:
    """What the facts say of two articles whose sentences are compared in `sim`. Swapping them changes no verdict."""
    labelled = in_common(a, b)
    links = linked(sim, labelled.same if labelled else None)
    if not links:
        return Form((), 0.0, 0.0, 0.0, compare_facts(a.facts, b.facts, ()))
    each = [1.0 if labelled and labelled.same[p] else _shared(sim, p) for p in links]
    shared = sum(each) / len(each)
    covered = _covered(a, {i for i, _ in links}), _covered(b, {j for _, j in links})
    least = 0.0 if garbled(a) or garbled(b) else min(covered)
    found = Form(tuple(links), shared, max(covered), least, _facts(a, b, links, labelled))
    if least < COVERED or shared < SHARED or found.same:  # as of most pairs
        return found
    agree, others = found.told
    if agree > len(others):
        return found
    beside = _between(links, len(a), len(b))  # what has one place in a form was filled into it
    return replace(found, facts=_facts(a, b, [*links, *beside], labelled)) if beside else found


def _between(links: Sequence[tuple[int, int]], mine: int, theirs: int) -> list[tuple[int, int]]:
    """The sentences without a link that stand between two links, as many on either side, one with one. `mine`,
    `theirs`: how many sentences the two articles have. Links that cross others are no frame."""
    found: list[tuple[int, int]] = []
    for (i, j), (end_i, end_j) in pairwise([(-1, -1), *_in_order(links), (mine, theirs)]):
        if end_i - i == end_j - j > 1:
            found += zip(range(i + 1, end_i), range(j + 1, end_j), strict=True)
    linked_here, linked_there = {i for i, _ in links}, {j for _, j in links}
    return [(i, j) for i, j in found if i not in linked_here and j not in linked_there]


def _in_order(links: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most links of which each stands behind the one before it on both sides."""
    told = sorted(links, key=lambda x: (x[0], -x[1]))  # of links of one sentence no two follow each other
    ends: list[int] = []
    lengths: list[int] = []
    for _, j in told:
        length = bisect_left(ends, j)
        ends[length : length + 1] = [j]
        lengths.append(length)
    kept: list[tuple[int, int]] = []
    for (i, j), length in zip(told[::-1], lengths[::-1], strict=True):
        if length == len(ends) - 1 - len(kept) and (not kept or (i < kept[-1][0] and j < kept[-1][1])):
            kept.append((i, j))
    return kept[::-1]


def _covered(x: Analysis, sentences: set[int]) -> float:
    """The share of the words of x in these sentences."""
    return sum(map(sizes(x).__getitem__, sentences)) / max(1, len(x.words))


def _shared(sim: Compared, link: tuple[int, int]) -> float:
    return min(1.0, max(float(sim.runs_x[link]), float(sim.runs_y[link])))


def _facts(a: Analysis, b: Analysis, links: Sequence[tuple[int, int]], labelled: Labelled | None) -> FactAgreement:
    """What the facts of linked sentences say. Of misread print names that agree are lost, and others face each other:
    there one that stands in a run of words in common, as it is read, agrees with it, whatever it is written like."""
    mine, theirs = (labelled.a, labelled.b) if labelled else (a.facts, b.facts)
    facts = compare_facts(mine, theirs, links)
    if not (garbled(a) or garbled(b)):
        return facts
    of_a, of_b = in_any_run(a, b)[0], in_any_run(b, a)[0]
    slots = tuple(s for s in facts.slots if not (_inside(a, of_a, s.a) or _inside(b, of_b, s.b)))
    return FactAgreement(facts.agree + len(facts.slots) - len(slots), len(slots), slots)


def _inside(x: Analysis, runs: Flags, fact: Fact) -> bool:
    """Whether all words of a fact are among these."""
    first = int(np.searchsorted(x.words.ends, fact.span.start, side="right"))
    last = int(np.searchsorted(x.words.starts, fact.span.end))
    return first < last and bool(runs[first:last].all())

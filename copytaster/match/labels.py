"""Labels: the words of a form that say what is filled in behind them, as in "Depth: 12 km".

Two articles that have labels in common are two forms of one kind. A label is the form's own: its words are in common
whatever stands behind it, and a name in it says nothing of the event.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import numpy as np

from copytaster.fingerprint.analysis import Analysis, Flags
from copytaster.frozen import frozen
from copytaster.match.facts import NAME, Fact, Facts
from copytaster.model import Span

FEWEST = 3
"""Labels that two articles have in common, from which they are forms: a story has one or two colons."""
LONGEST = 80
"""Characters of a label; what stands before a later colon is a sentence."""
_COLONS = ":："
_ENDS = ';!?"“”„«»\n'
"""Signs that no label has, nor a full stop with a space behind it: "7 p.m., Channel One: The Harbour" has one label."""
_SIGN = re.compile(rf"[{_COLONS}{_ENDS}]|\.(?=\s|$)")
_SPEECH = '"“”„«»‘—–'
"""Signs behind a colon that introduces what somebody says."""


@frozen
class Label:
    """The label of a sentence: its folded words, and where its colon stands."""

    words: tuple[str, ...]
    end: int


def labels(x: Analysis) -> Mapping[int, Label]:
    """Number of the sentence → its label, of those that begin with one."""
    return x.once("labels", _labels)


def _labels(x: Analysis) -> dict[int, Label]:
    found: dict[int, Label] = {}
    for i, span in enumerate(x.spans):
        end = _colon(x.text, span.start, span.end)
        if end is not None:
            at = x.sentence_words(i)
            words = tuple(x.words.norms[k] for k in range(at.start, at.stop) if x.words.ends[k] <= end)
            if words:
                found[i] = Label(words, end)
    return found


def _colon(text: str, start: int, end: int) -> int | None:
    """Where the colon of a label stands; None where the sentence begins with none."""
    sign = _SIGN.search(text, start, min(end, start + LONGEST))
    if sign is None or sign.group() not in _COLONS:
        return None
    rest = text[sign.end() : end]
    filled = rest.lstrip()
    known = filled and filled[0] not in _SPEECH and (sign.group() != ":" or rest[0].isspace())
    return sign.start() if known else None


@frozen
class Labelled:
    """Two forms of one kind: which sentences have one label, and what is filled in on either side."""

    same: Flags
    """(sa, sb) whether two sentences have one label."""
    a: Facts
    b: Facts


def in_common(a: Analysis, b: Analysis) -> Labelled | None:
    """Two articles as forms; None where they have too few labels in common.

    Names in a label are no facts, nor is what a sentence without a label says that stands in both, word by word: that
    is how the form speaks of itself. What stands behind a label is a fact, whatever it is, where there is no other.
    """
    mine, theirs = labels(a), labels(b)
    known = {label.words for label in mine.values()} & {label.words for label in theirs.values()}
    if len(known) < FEWEST:
        return None
    numbers = {words: n for n, words in enumerate(sorted(known))}
    here, there = (
        np.array([numbers.get(found[i].words, none) if i in found else none for i in range(len(x))], np.int32)
        for x, found, none in ((a, mine, -1), (b, theirs, -2))
    )
    same = here[:, None] == there
    fixed = _worded(a, mine) & _worded(b, theirs)
    return Labelled(same, _filled_in(a, same.any(axis=1), fixed), _filled_in(b, same.any(axis=0), fixed))


def _worded(x: Analysis, labelled: Collection[int]) -> frozenset[tuple[str, ...]]:
    """The sentences without a label, by their words."""
    return frozenset(_words(x, i) for i in range(len(x)) if i not in labelled)


def _words(x: Analysis, i: int) -> tuple[str, ...]:
    at = x.sentence_words(i)
    return tuple(x.words.norms[at.start : at.stop])


def _filled_in(x: Analysis, labelled: Flags, fixed: Collection[tuple[str, ...]]) -> Facts:
    """The facts of a form. `labelled`: (s,) whose label the other has too; `fixed`: sentences that both have."""
    found = labels(x)
    told = [_words(x, i) in fixed for i in range(len(x))]
    own = {fact.name for i, row in enumerate(x.facts.rows) if told[i] for fact in row if fact.what == NAME}
    rows: list[tuple[Fact, ...]] = []
    for i, row in enumerate(x.facts.rows):
        if labelled[i]:
            rows.append(tuple(fact for fact in row if fact.span.start >= found[i].end) or _value(x, i, found[i].end))
        else:
            said = () if told[i] else row
            rows.append(tuple(fact for fact in said if fact.what != NAME or fact.name not in own))
    return Facts(tuple(rows))


def _value(x: Analysis, i: int, end: int) -> tuple[Fact, ...]:
    at = x.sentence_words(i)
    filled = [k for k in range(at.start, at.stop) if x.words.starts[k] >= end]
    if not filled:
        return ()
    span = Span(int(x.words.starts[filled[0]]), int(x.words.ends[filled[-1]]))
    return (Fact(NAME, span, i, name=tuple(x.words.norms[k] for k in filled)),)

"""Text with its markings, as HTML. Every character of the text is shown; every one is escaped.

A text is cut at the borders of paragraphs, passages, boilerplate, credits, changes and oddities, and the pieces are
nested in one fixed order, so that marks may overlap freely and the markup is always well formed.
The first piece of passage 3 carries the id ``p3``; all its pieces link to its note, ``n3``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

from copytaster.frozen import frozen
from service.pages import oddities
from service.pages.colours import colour
from service.pages.wording import BOILERPLATE_LABELS, KIND_LABELS

_PARAGRAPH = re.compile(r"[^\n]*[^\s][^\n]*")


@frozen
class PassageMark:
    """A passage in the text; `source` is the number of its source, None when it is set aside."""

    number: int
    start: int
    end: int
    kind: str
    source: int | None


@frozen
class Mark:
    """Another marked stretch; `label` is what it says when pointed at."""

    start: int
    end: int
    label: str = ""
    anchor: str = ""


@frozen
class Marks:
    passages: Sequence[PassageMark] = ()
    boilerplate: Sequence[Mark] = ()
    credits: Sequence[Mark] = ()
    changes: Sequence[Mark] = ()
    differing: Sequence[Mark] = ()
    """Words that differ from the other side, on the compare page."""
    note: str = "n"
    """Beginning of the ids that passages link to."""
    anchor: str = "p"
    """Beginning of the ids of passages."""
    differs: str = "del"
    """Element for words that differ: ``del`` on the side of the source, ``ins`` on the other."""
    noun: str = "source"
    """What the small number at the end of a passage counts."""


class _Layer:
    """Spans of one sort, in order and without overlap, asked by position."""

    def __init__(self, spans: Sequence[Mark]) -> None:
        self.spans: list[Mark] = []
        for span in sorted(spans, key=lambda s: (s.start, s.end)):
            start = max(span.start, self.spans[-1].end) if self.spans else span.start
            if start < span.end:
                self.spans.append(Mark(start, span.end, span.label, span.anchor))
        self.starts = [s.start for s in self.spans]

    def at(self, position: int) -> Mark | None:
        i = bisect_right(self.starts, position) - 1
        return self.spans[i] if i >= 0 and position < self.spans[i].end else None

    def within(self, start: int, end: int) -> list[Mark]:
        i = max(0, bisect_right(self.starts, start) - 1)
        found = []
        while i < len(self.spans) and self.spans[i].start < end:
            if self.spans[i].end > start:
                found.append(self.spans[i])
            i += 1
        return found


def disjoint(passages: Sequence[PassageMark]) -> list[PassageMark]:
    """Passages in order, each beginning where the one before it ended at the earliest; covered ones are left out."""
    kept: list[PassageMark] = []
    end = 0
    for mark in sorted(passages, key=lambda p: (p.start, -p.end, p.number)):
        start = max(mark.start, end)
        if start < mark.end:
            kept.append(PassageMark(mark.number, start, mark.end, mark.kind, mark.source))
            end = mark.end
    return kept


def set_aside(article: Mapping[str, Any]) -> list[Mark]:
    """The boilerplate of an article as the API shows it, each stretch with what it is."""
    length = len(article.get("text") or "")
    found = []
    for span in article.get("boilerplate") or ():
        what = BOILERPLATE_LABELS.get(span.get("kind") or "other", "boilerplate")
        found.append(Mark(span["start"], min(span["end"], length), f"Set aside: {what}"))
    return found


def paragraphs(text: str, marks: Marks) -> Markup:
    """The whole text as ``<p>`` elements."""
    passages = disjoint(marks.passages)
    by_number = {p.number: p for p in passages}
    passage_layer = _Layer([Mark(p.start, p.end, str(p.number)) for p in passages])
    odd = oddities.find(text)
    signs = {o.start: o for o in odd}
    layers = (
        _Layer(marks.boilerplate),
        _Layer(marks.credits),
        _Layer(marks.changes),
        _Layer(marks.differing),
        _Layer([Mark(o.start, o.end, o.label) for o in odd]),
    )
    begun: set[int] = set()
    out: list[str] = []
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        out.append('<p dir="auto">')
        cuts = {start, end}
        for layer in (passage_layer, *layers):
            for span in layer.within(start, end):
                cuts.update((max(span.start, start), min(span.end, end)))
        current: int | None = None
        for a, b in pairwise(sorted(cuts)):
            inside = passage_layer.at(a)
            number = int(inside.label) if inside else None
            if number != current:
                if current is not None:
                    out.append(_close(by_number[current], marks, a))
                if number is not None:
                    out.append(_open(by_number[number], marks, number not in begun))
                    begun.add(number)
                current = number
            out.append(_piece(text, a, b, layers, signs, marks.differs))
        if current is not None:
            out.append(_close(by_number[current], marks, end))
        out.append("</p>\n")
    return Markup("".join(out))


def _open(p: PassageMark, marks: Marks, first: bool) -> str:
    anchor = f' id="{marks.anchor}{p.number}"' if first else ""
    off = "" if p.source else " off"
    again = "" if first else ' tabindex="-1"'
    return (
        f'<a class="p k-{escape(p.kind)} s{colour(p.source)}{off}" data-p="{p.number}"{anchor}'
        f' href="#{marks.note}{p.number}"{again}>'
    )


def _close(p: PassageMark, marks: Marks, at: int) -> str:
    if at < p.end:
        return "</a>"
    label = escape(KIND_LABELS.get(p.kind, p.kind).lower())
    where = f"{marks.noun} {p.source}" if p.source else "set aside"
    return (
        f'<sup class="num"><span class="sr"> [{label}, {where}] </span>'
        f'<span aria-hidden="true">{p.source or "×"}</span></sup></a>'
    )


def _piece(text: str, a: int, b: int, layers: Sequence[_Layer], signs: dict[int, oddities.Oddity], differs: str) -> str:
    boilerplate, credit, change, differing, odd = (layer.at(a) for layer in layers)
    shown = str(escape(text[a:b]))
    if odd is not None:
        sign = signs[odd.start].sign
        label = escape(odd.label)
        shown = (
            f'<span class="sign" title="{label}">{sign}</span>'
            if sign
            else f'<span class="mixed" title="{label}">{shown}</span>'
        )
    if differing is not None:
        shown = f"<{differs}>{shown}</{differs}>"
    if change is not None:
        shown = f'<b class="chg" title="{escape(change.label)}">{shown}</b>'
    if credit is not None:
        anchor = f' id="{credit.anchor}"' if credit.anchor and a == credit.start else ""
        shown = f'<mark class="cred" title="{escape(credit.label)}"{anchor}>{shown}</mark>'
    if boilerplate is not None:
        shown = f'<span class="bp" title="{escape(boilerplate.label)}">{shown}</span>'
    return shown


def line(text: str, spans: Sequence[Mark], element: str) -> Markup:
    """A short text in one line with `spans` wrapped in `element` (``ins``, ``del`` or ``mark``)."""
    odd = oddities.find(text)
    signs = {o.start: o for o in odd}
    layers = (_Layer(()), _Layer(()), _Layer(()), _Layer(spans), _Layer([Mark(o.start, o.end, o.label) for o in odd]))
    cuts = {0, len(text)}
    for layer in layers:
        for span in layer.spans:
            cuts.update((max(0, span.start), min(span.end, len(text))))
    return Markup("".join(_piece(text, a, b, layers, signs, element) for a, b in pairwise(sorted(cuts))))

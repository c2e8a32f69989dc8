"""Two articles side by side: which passages are aligned, and the words that differ inside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from copytaster.fields import called
from copytaster.frozen import frozen
from service.pages import oddities
from service.pages.colours import colour
from service.pages.data import Pair
from service.pages.links import language, web_address
from service.pages.report import diff, marks
from service.pages.report.model import ChangeView
from service.pages.wording import CHANGE_LABELS, DERIVED, instant


@frozen
class Side:
    article_id: str
    title: str
    name: str
    agency: str
    published: datetime | None
    url: str | None
    language: str | None
    text: Markup


@frozen
class Aligned:
    """One row of the table of aligned passages; `key` is where it begins in the first article."""

    number: int
    key: int
    kind: str
    score: float
    here: Markup
    there: Markup
    changes: tuple[ChangeView, ...]

    @property
    def colour(self) -> int:
        return colour(self.number)


@frozen
class CompareView:
    a: Side
    b: Side
    aligned: tuple[Aligned, ...]
    relation: str | None
    derived: bool
    direction: str | None
    of_a: float | None
    of_b: float | None
    resemblance: float | None
    compared: bool


def build(pair: Pair) -> CompareView:
    text_a, text_b = pair.a.get("text") or "", pair.b.get("text") or ""
    found = sorted(pair.correspondences, key=lambda c: (c["here"]["start"], c["there"]["start"]))
    aligned, marks_a, marks_b = [], [], []
    differ_a: list[marks.Mark] = []
    differ_b: list[marks.Mark] = []
    for number, c in enumerate(found, 1):
        here, there = c["here"], c["there"]
        left, right = text_a[here["start"] : here["end"]], text_b[there["start"] : there["end"]]
        pieces_a, pieces_b = diff.aligned(left, right, c["kind"])
        spans_a = [marks.Mark(p.start, p.end) for p in pieces_a if p.changed]
        spans_b = [marks.Mark(p.start, p.end) for p in pieces_b if p.changed]
        differ_a += [marks.Mark(s.start + here["start"], s.end + here["start"]) for s in spans_a]
        differ_b += [marks.Mark(s.start + there["start"], s.end + there["start"]) for s in spans_b]
        marks_a.append(marks.PassageMark(here["start"], here["start"], here["end"], c["kind"], number))
        marks_b.append(marks.PassageMark(here["start"], there["start"], there["end"], c["kind"], number))
        aligned.append(
            Aligned(
                number,
                here["start"],
                c["kind"],
                c["score"],
                marks.line(left, spans_a, "ins"),
                marks.line(right, spans_b, "del"),
                _changes(c, text_a, text_b),
            )
        )
    relation = pair.relation or {}
    containment = relation.get("containment") or {}
    return CompareView(
        a=_side(
            pair.a, marks.Marks(marks_a, marks.set_aside(pair.a), (), (), differ_a, "b", "a", "ins", noun="passage")
        ),
        b=_side(
            pair.b, marks.Marks(marks_b, marks.set_aside(pair.b), (), (), differ_b, "a", "b", "del", noun="passage")
        ),
        aligned=tuple(aligned),
        relation=relation.get("relation"),
        derived=relation.get("relation") in DERIVED,
        direction=relation.get("direction"),
        of_a=containment.get("of_article"),
        of_b=containment.get("of_source"),
        resemblance=relation.get("resemblance"),
        compared=pair.compared,
    )


def _side(article: Mapping[str, Any], layers: marks.Marks) -> Side:
    text = article.get("text") or ""
    agency, outlet = oddities.legible(article.get("agency")), oddities.legible(article.get("outlet"))
    return Side(
        str(article["id"]),
        oddities.legible(called(article)),
        agency or outlet or ("Outlet unknown" if article["id"] else "Draft"),
        agency,
        instant(article.get("published_at")),
        web_address(article.get("url")),
        language(article.get("language")),
        marks.paragraphs(text, layers),
    )


def _changes(c: Mapping[str, Any], a: str, b: str) -> tuple[ChangeView, ...]:
    def cut(text: str, span: Mapping[str, int] | None) -> str:
        return text[span["start"] : span["end"]].strip() if span else ""

    return tuple(
        ChangeView(CHANGE_LABELS.get(x["what"], x["what"]), cut(a, x.get("here")), cut(b, x.get("there")))
        for x in c.get("changes") or ()
    )

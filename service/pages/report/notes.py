"""The passages of a report: marked in the text, and each with its source's words beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.pages import oddities
from service.pages.report import diff, marks, recalculation
from service.pages.report.model import (
    AlternativeView,
    ChangeView,
    NewView,
    NoteView,
    OutdatedView,
    SourceView,
    StatedView,
)
from service.pages.wording import CHANGE_LABELS, NEW_LABELS


def note(
    span: recalculation.Counted,
    passage: Mapping[str, Any],
    by_id: Mapping[str, SourceView],
    sums: recalculation.Figures,
    numbers: Mapping[str, int],
) -> NoteView:
    origin = passage["source"]
    here, there = passage["text"], origin.get("text") or ""
    left, right = diff.aligned(here, there, span.kind)
    source = by_id.get(origin["article_id"])
    changes = tuple(
        ChangeView(
            CHANGE_LABELS.get(c["what"], c["what"]),
            _words(c.get("here")),
            _words(c.get("there")),
        )
        for c in passage.get("changes") or ()
    )
    alternatives = tuple(
        AlternativeView(
            by_id.get(a["article_id"]),
            a["article_id"],
            oddities.legible(a.get("agency")) or _name(by_id.get(a["article_id"])),
            a["score"],
        )
        for a in passage.get("alternatives") or ()
    )
    return NoteView(
        number=span.number,
        kind=span.kind,
        score=passage["score"],
        source=source,
        counted=by_id.get(sums.attributed.get(span.number, "")),
        article_id=origin["article_id"],
        name=source.name if source else oddities.legible(origin.get("agency")) or "another article",
        start=passage["start"],
        end=passage["end"],
        text=here,
        source_text=there,
        here=marks.line(here, [marks.Mark(p.start, p.end) for p in left if p.changed], "ins"),
        there=marks.line(there, [marks.Mark(p.start, p.end) for p in right if p.changed], "del"),
        same=span.kind != "translation" and not any(p.changed for p in (*left, *right)),
        changes=changes,
        alternatives=alternatives,
        span=span,
        sources=tuple(numbers[s] for s in span.sources if s in numbers),
    )


def marked(
    report: Mapping[str, Any],
    spans: Sequence[recalculation.Counted],
    drawn: Sequence[Mapping[str, Any]],
    sums: recalculation.Figures,
    numbers: Mapping[str, int],
) -> marks.Marks:
    passages = [
        marks.PassageMark(
            span.number, p["start"], p["end"], span.kind, numbers.get(sums.attributed.get(span.number, ""))
        )
        for span, p in zip(spans, drawn, strict=True)
    ]
    changes = [
        marks.Mark(
            c["here"]["start"],
            c["here"]["end"],
            f"{CHANGE_LABELS.get(c['what'], c['what'])}: the source has "
            f"{_words(c.get('there')) or 'none'}",
        )
        for p in drawn
        for c in p.get("changes") or ()
        if c.get("here")
    ]
    credits = [
        marks.Mark(s["start"], s["end"], f"Credit: {s['agency']}", f"c{n}")
        for n, s in enumerate((report.get("credit") or {}).get("stated") or (), 1)
        if s.get("start") is not None and s.get("field", "text") == "text"
    ]
    return marks.Marks(passages, marks.set_aside(report["article"]), credits, changes)


def stated(number: int, stated: Mapping[str, Any]) -> StatedView:
    in_text = stated.get("start") is not None and stated.get("field", "text") == "text"
    where = str(stated.get("where") or "")
    place = str(stated.get("field") or "text")
    return StatedView(
        oddities.legible(stated["agency"]),
        oddities.legible(stated.get("evidence")),
        where if in_text or place in {"text", where} else f"{where} ({place})".strip(),
        f"c{number}" if in_text else "",
    )


def _name(source: SourceView | None) -> str:
    return source.name if source else "another article"


def _words(changed: Mapping[str, Any] | None) -> str:
    return str(changed["text"]).strip() if changed else ""


def new_facts(report: Mapping[str, Any]) -> tuple[NewView, ...]:
    """What no source has, by sort, each once and in the order of the text."""
    by_sort: dict[str, dict[str, str]] = {}
    for fact in report.get("new") or ():
        said = by_sort.setdefault(NEW_LABELS.get(fact["what"], "Other"), {})
        said.setdefault(oddities.legible(fact["text"]), oddities.legible(fact.get("speaker")))
    return tuple(NewView(label, tuple(said), tuple(said.values())) for label, said in by_sort.items())


def outdated(report: Mapping[str, Any]) -> tuple[OutdatedView, ...]:
    """What the article still has of a wire that was corrected since."""
    return tuple(
        OutdatedView(
            CHANGE_LABELS.get(o["what"], o["what"]),
            oddities.legible(o["text"]),
            oddities.legible(o["corrected"]),
            o["corrected_by"],
        )
        for o in report.get("outdated") or ()
    )

"""The view of one report: everything the template shows, worked out from the report's JSON (design, §5).

Pure: no request, no archive, no clock; `now` comes in. A report of an article that is not checked yet has only
its ``article`` and ``status``; everything else then is empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from service.pages import oddities
from service.pages.data import Entry
from service.pages.report import diff, figures, finding, marks
from service.pages.report.model import (
    AlternativeView,
    ChangeView,
    EvidenceRow,
    JudgementView,
    NewView,
    NoteView,
    OtherView,
    ReportView,
    Slice,
    SourceView,
    StatedView,
)
from service.pages.wording import CHANGE_LABELS, DERIVED, KINDS, NEW_LABELS, beginning, earlier, instant, share

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def build(
    report: Mapping[str, Any],
    toggles: figures.Toggles | None = None,
    judgements: Sequence[Mapping[str, Any]] = (),
    error: str | None = None,
    others: Mapping[str, Entry] | None = None,
) -> ReportView:
    """The view of `report`. `judgements` adds who, when and the note to rulings that the report only names; `others`
    are the articles of `not_compared`, which it only names too."""
    toggles = toggles or figures.Toggles()
    article = report["article"]
    text: str = article.get("text") or ""
    blanks = _clip(article.get("boilerplate") or (), len(text))
    published = instant(article.get("published_at"))
    rulings = {str(j["source_id"]): j for j in judgements if j.get("ruling")}
    raw = [*(report.get("sources") or ())]
    raw_passages = sorted(report.get("passages") or (), key=lambda p: (p["start"], -p["end"]))
    rejected = frozenset(s["article_id"] for s in raw if _ruling(s, rulings)[0] == "rejected")

    spans, drawn = _spans(text, raw_passages, blanks)
    blank = sum(figures.visible(text[start:end]) for start, end in blanks)
    own = figures.visible(text) - blank
    names = {s["article_id"]: s.get("agency") for s in raw}
    sums = figures.recalculate(spans, own, blank, names, toggles, rejected)
    if not toggles and not rejected and report.get("coverage"):
        sums = _as_reported(report, sums)

    order = sorted(raw, key=lambda s: s["article_id"] in rejected)  # the report's own order, rejected ones last
    numbers = {s["article_id"]: n for n, s in enumerate(order, 1)}
    of: dict[str, list[int]] = {}
    for span in spans:
        if span.sources:
            of.setdefault(span.sources[0], []).append(span.number)
    sources = tuple(
        _source(
            n,
            s,
            published,
            sums.by_source.get(s["article_id"], 0.0),
            tuple(of.get(s["article_id"], ())),
            rulings,
            s["article_id"] in toggles.without,
        )
        for n, s in enumerate(order, 1)
    )
    by_id = {s.article_id: s for s in sources}
    notes = tuple(_note(span, passage, by_id, sums, numbers) for span, passage in zip(spans, drawn, strict=True))
    credit = report.get("credit") or {}
    stated = tuple(_stated(n, s) for n, s in enumerate(credit.get("stated") or (), 1))
    found = tuple(credit.get("found") or ())
    status = str(report.get("status") or "checked")
    left_out = tuple(_other(i, (others or {}).get(i)) for i in not_compared(report))
    odd = oddities.find(text) + oddities.find(article.get("title") or "")

    return ReportView(
        article_id=str(article.get("id") or ""),
        status=status,
        error=error or report.get("error"),
        title=oddities.legible(article.get("title")) or oddities.legible(beginning(text, blanks)),
        untitled=not article.get("title"),
        byline=oddities.legible(article.get("byline")),
        outlet=oddities.legible(article.get("outlet")),
        agency=oddities.legible(article.get("agency")),
        url=web_address(article.get("url")),
        url_text=oddities.legible(article.get("url")),
        external_id=oddities.legible(article.get("external_id")),
        language=language(article.get("language")),
        published=published,
        received=instant(article.get("received_at")),
        finding=_finding(
            sums,
            finding.sentence(
                status,
                sources,
                credit.get("status") or "",
                found,
                list(dict.fromkeys(s.agency for s in stated)),
                error or report.get("error"),
                len(left_out),
            ),
        ),
        derivation=report.get("derivation"),
        confidence=report.get("confidence"),
        sums=sums,
        bar=slices([(kind, kind, sums.coverage.get(kind, 0.0)) for kind in (*KINDS, "original")]),
        agencies=slices([(str(n), name, part) for n, (name, part) in enumerate(sums.by_agency, 1)]),
        unmatched=max(0.0, sums.reused - sum(part for _, part in sums.by_agency)),
        text=marks.paragraphs(text, _marks(report, spans, drawn, sums, numbers, blanks)),
        words=figures.words(text),
        sources=sources,
        not_compared=left_out,
        copies=sum(limit["articles"] for limit in report.get("limits") or () if limit["limit"] == "copies"),
        notes=notes,
        credit=credit.get("status") or "",
        stated=stated,
        found=found,
        evidence=weights(report.get("evidence")),
        boilerplate=tuple(text[start:end].strip() for start, end in blanks if text[start:end].strip()),
        new=_new(report.get("new") or ()),
        odd=len(odd),
        story_id=report.get("story_id"),
        toggles=toggles,
        own=own,
        all=own + blank,
    )


def _new(found: Sequence[Mapping[str, Any]]) -> tuple[NewView, ...]:
    """What no source has, sort by sort, each in the order of the text."""
    return tuple(
        NewView(label, tuple(oddities.legible(n["text"]) for n in found if n["what"] == what))
        for what, label in NEW_LABELS.items()
        if any(n["what"] == what for n in found)
    )


def not_compared(report: Mapping[str, Any]) -> list[str]:
    """Ids of the articles that the report does not speak of although it should."""
    return list(dict.fromkeys(i for limit in report.get("limits") or () for i in limit["article_ids"]))


def _other(article_id: str, entry: Entry | None) -> OtherView:
    if entry is None:
        return OtherView(article_id, "", article_id)
    title = oddities.legible(entry.title) or oddities.legible(entry.beginning) or "Untitled"
    return OtherView(article_id, oddities.legible(entry.agency) or oddities.legible(entry.outlet), title)


def _finding(sums: figures.Figures, sentence: str) -> Markup:
    figure = Markup('<data data-reused value="{}">{}</data>').format(f"{sums.reused:.4f}", share(sums.reused))
    return figure.join(escape(part) for part in sentence.split(finding.REUSED))


def _as_reported(report: Mapping[str, Any], sums: figures.Figures) -> figures.Figures:
    """With nothing set aside the report's own figures stand, so that page, JSON and CSV never differ."""
    agencies = [(a["agency"], a["share"]) for a in report.get("by_agency") or () if a["share"] > 0]
    sources = {s["article_id"]: s.get("share", sums.by_source.get(s["article_id"], 0.0)) for s in report["sources"]}
    return figures.Figures(dict(report["coverage"]), agencies, sources, sums.attributed)


def _clip(spans: Sequence[Mapping[str, int]], length: int) -> list[tuple[int, int]]:
    """Boilerplate spans in order, inside the text, without overlap."""
    out: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda s: s["start"]):
        start, end = max(span["start"], out[-1][1] if out else 0), min(span["end"], length)
        if start < end:
            out.append((start, end))
    return out


def _spans(
    text: str, passages: Sequence[Mapping[str, Any]], blanks: Sequence[tuple[int, int]]
) -> tuple[list[figures.Span], list[dict[str, Any]]]:
    """Passages numbered in the order of the text, where they overlap the earlier one keeps the words."""
    spans: list[figures.Span] = []
    drawn: list[dict[str, Any]] = []
    end = 0
    for passage in passages:
        start, stop = max(passage["start"], end), min(passage["end"], len(text))
        if start >= stop:
            continue
        end = stop
        seen = figures.visible(text[start:stop])
        blank = sum(
            figures.visible(text[max(start, a) : max(start, a, min(stop, b))])
            for a, b in blanks
            if a < stop and b > start
        )
        chain = [passage["source"]["article_id"], *(a["article_id"] for a in passage.get("alternatives") or ())]
        spans.append(
            figures.Span(
                len(spans) + 1,
                passage["kind"],
                seen - blank,
                seen,
                figures.words(text[start:stop]),
                tuple(dict.fromkeys(chain)),
            )
        )
        drawn.append({**passage, "start": start, "end": stop, "from": passage["start"], "text": text[start:stop]})
    return spans, drawn


def _source(
    number: int,
    s: Mapping[str, Any],
    published: datetime | None,
    part: float,
    passages: tuple[int, ...],
    rulings: Mapping[str, Mapping[str, Any]],
    aside: bool,
) -> SourceView:
    ruling, view = _ruling(s, rulings)
    when = instant(s.get("published_at"))
    agency, outlet = oddities.legible(s.get("agency")), oddities.legible(s.get("outlet"))
    return SourceView(
        number=number,
        article_id=s["article_id"],
        title=oddities.legible(s.get("title")) or "Untitled",
        name=agency or outlet or _quoted(oddities.legible(s.get("title"))),
        outlet=outlet,
        agency=agency,
        published=when,
        gap=earlier(when, published),
        relation=s["relation"],
        derived=s["relation"] in DERIVED,
        score=s["score"],
        direction=s["direction"],
        resemblance=s["resemblance"],
        of_article=s["containment"]["of_article"],
        of_source=s["containment"]["of_source"],
        share=part,
        passages=passages,
        judgement=ruling,
        ruling=view,
        evidence=weights(s.get("evidence")),
        aside=aside,
    )


def _ruling(
    source: Mapping[str, Any], rulings: Mapping[str, Mapping[str, Any]]
) -> tuple[str | None, JudgementView | None]:
    stated = source.get("judgement")
    known: Mapping[str, Any] | None = stated if isinstance(stated, Mapping) else rulings.get(source["article_id"])
    ruling = (known or {}).get("ruling") or (stated if isinstance(stated, str) else None)
    if ruling is None:
        return None, None
    known = known or {}
    return str(ruling), JudgementView(
        str(ruling), oddities.legible(known.get("who")), instant(known.get("at")), oddities.legible(known.get("note"))
    )


def _note(
    span: figures.Span,
    passage: Mapping[str, Any],
    by_id: Mapping[str, SourceView],
    sums: figures.Figures,
    numbers: Mapping[str, int],
) -> NoteView:
    origin = passage["source"]
    here, there = passage["text"], origin.get("text") or ""
    left, right = diff.words(here, there)
    source = by_id.get(origin["article_id"])
    changes = tuple(
        ChangeView(
            CHANGE_LABELS.get(c["what"], c["what"]),
            _cut(here, c.get("here"), passage["start"]),
            _cut(there, c.get("there"), origin["start"]),
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
        here=marks.line(here, [marks.Span(p.start, p.end) for p in left if p.changed], "ins"),
        there=marks.line(there, [marks.Span(p.start, p.end) for p in right if p.changed], "del"),
        same=not any(p.changed for p in (*left, *right)),
        changes=changes,
        alternatives=alternatives,
        span=span,
        sources=tuple(numbers[s] for s in span.sources if s in numbers),
    )


def _quoted(title: str) -> str:
    """What an article without an outlet is called in a sentence."""
    return f"“{title[:57].rstrip()}…”" if len(title) > 60 else f"“{title}”" if title else "an unnamed outlet"


def _name(source: SourceView | None) -> str:
    return source.name if source else "another article"


def _cut(text: str, span: Mapping[str, int] | None, offset: int) -> str:
    return text[max(0, span["start"] - offset) : max(0, span["end"] - offset)].strip() if span else ""


def _marks(
    report: Mapping[str, Any],
    spans: Sequence[figures.Span],
    drawn: Sequence[Mapping[str, Any]],
    sums: figures.Figures,
    numbers: Mapping[str, int],
    blanks: Sequence[tuple[int, int]],
) -> marks.Marks:
    passages = [
        marks.PassageMark(
            span.number, p["start"], p["end"], span.kind, numbers.get(sums.attributed.get(span.number, ""))
        )
        for span, p in zip(spans, drawn, strict=True)
    ]
    changes = [
        marks.Span(
            c["here"]["start"],
            c["here"]["end"],
            f"{CHANGE_LABELS.get(c['what'], c['what'])}: the source has "
            f"{_cut(p['source'].get('text') or '', c.get('there'), p['source']['start']) or 'none'}",
        )
        for p in drawn
        for c in p.get("changes") or ()
        if c.get("here")
    ]
    credits = [
        marks.Span(s["start"], s["end"], f"Credit: {s['agency']}", f"c{n}")
        for n, s in enumerate((report.get("credit") or {}).get("stated") or (), 1)
        if s.get("start") is not None and s.get("field", "text") == "text"
    ]
    return marks.Marks(passages, [marks.Span(a, b, "Set aside: boilerplate") for a, b in blanks], credits, changes)


def _stated(number: int, stated: Mapping[str, Any]) -> StatedView:
    in_text = stated.get("start") is not None and stated.get("field", "text") == "text"
    where = str(stated.get("where") or "")
    place = str(stated.get("field") or "text")
    return StatedView(
        oddities.legible(stated["agency"]),
        oddities.legible(stated.get("evidence")),
        where if in_text or place in {"text", where} else f"{where} ({place})".strip(),
        f"c{number}" if in_text else "",
    )


def weights(evidence: Mapping[str, float] | None) -> tuple[EvidenceRow, ...]:
    """Evidence rows, the heaviest first."""
    rows = sorted((evidence or {}).items(), key=lambda x: (-abs(x[1]), x[0]))
    most = max((abs(w) for _, w in rows), default=0.0) or 1.0
    return tuple(
        EvidenceRow(name.replace("_", " "), weight, round(100 * abs(weight) / most, 1)) for name, weight in rows
    )


def slices(parts: Sequence[tuple[str, str, float]]) -> tuple[Slice, ...]:
    """Bar pieces side by side; anything that is there at all is at least four thousandths wide."""
    out, at = [], 0
    for key, label, part in parts:
        width = min(1000 - at, max(4, round(part * 1000))) if part > 0 else 0
        out.append(Slice(key, label, part, at, max(0, width)))
        at += max(0, width)
    return tuple(out)


def web_address(value: str | None) -> str | None:
    """`value` when it is an http(s) address that may be a link; else None, and it is shown as text."""
    if not value or any(c.isspace() or not c.isprintable() for c in value):
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in {"http", "https"} and parts.netloc else None


def language(value: str | None) -> str | None:
    """`value` when it may stand in a ``lang`` attribute."""
    return value if value and value != "und" and _LANGUAGE.fullmatch(value) else None

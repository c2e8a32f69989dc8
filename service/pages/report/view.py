"""The view of one report: everything the template shows, worked out from the report's JSON (design, §5).

Pure: no request, no archive, no clock. A report of an article that is not checked yet has only its ``article`` and
``status``; everything else then is empty. What the report says is shown as it says it; only what a reader sets aside is
counted anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from copytaster.fields import called
from copytaster.frozen import frozen
from copytaster.match.relate import visible
from service.pages import oddities
from service.pages.colours import colour
from service.pages.data import Entry
from service.pages.desk.view import title_of
from service.pages.links import language, web_address
from service.pages.report import finding, marks, notes, recalculation, spans, use
from service.pages.report.model import OtherView, ReportView, Slice, SourceView, UseLine
from service.pages.report.sources import grouped, ruling_on, source
from service.pages.wording import KINDS, instant, share


def build(
    report: Mapping[str, Any],
    toggles: recalculation.Toggles | None = None,
    judgements: Sequence[Mapping[str, Any]] = (),
    error: str | None = None,
    others: Mapping[str, Entry] | None = None,
    now: datetime | None = None,
) -> ReportView:
    """The view of `report`. `judgements` adds who, when and the note to rulings that the report only names; `others`
    are the articles of `not_compared`, which it only names too; `now` says whether an embargo is over."""
    toggles = toggles or recalculation.Toggles()
    rulings = {str(j["source_id"]): j for j in judgements if j.get("ruling")}
    counted = _count(report, toggles, rulings)
    sums, numbers = counted.sums, counted.numbers
    sources = _sources(report, counted, rulings, toggles)
    by_id = {s.article_id: s for s in sources}
    credit = report.get("credit") or {}
    stated = tuple(notes.stated(n, s) for n, s in enumerate(credit.get("stated") or (), 1))
    found = tuple(credit.get("found") or ())
    status = str(report.get("status") or "checked")
    error = error or report.get("error")
    left_out = tuple(_other(i, (others or {}).get(i)) for i in not_compared(report))
    owed, named = finding.owed(report), finding.credited(report)
    sentence = finding.sentence(status, sources, credit.get("status") or "", owed, named, error, len(left_out))
    marked = notes.marked(report, counted.spans, counted.drawn, sums, numbers)
    return ReportView(
        **_article(report["article"], counted),
        status=status,
        error=error,
        finding=_finding(sums, sentence),
        derivation=report.get("derivation"),
        confidence=report.get("confidence"),
        sums=sums,
        bar=_bar(sums, numbers),
        kinds=tuple(k for k in KINDS if k != "translation" or (report.get("coverage") or {}).get(k)),
        agencies=slices([(str(n), name, part, 0) for n, (name, part) in enumerate(sums.by_agency, 1)]),
        text=marks.paragraphs(counted.text, marked),
        sources=sources,
        groups=grouped(sources),
        not_compared=left_out,
        use=tuple(
            UseLine(u.kind, u.sentence, tuple(_other(i, (others or {}).get(i)) for i in u.article_ids), u.until, u.more)
            for u in use.lines(report, now)
        ),
        copies=sum(limit["articles"] for limit in report.get("limits") or () if limit["limit"] == "copies"),
        languages="".join(limit["detail"] for limit in report.get("limits") or () if limit["limit"] == "language"),
        facts_left_out=sum(limit["facts"] for limit in report.get("limits") or () if limit["limit"] == "facts"),
        notes=tuple(
            notes.note(span, passage, by_id, sums, numbers)
            for span, passage in zip(counted.spans, counted.drawn, strict=True)
        ),
        new=notes.new_facts(report),
        outdated=notes.outdated(report),
        credit=credit.get("status") or "",
        stated=stated,
        found=found,
        reasons=tuple(report.get("reasons") or ()),
        story_id=report.get("story_id"),
        toggles=toggles,
    )


@frozen
class _Counted:
    """A report with its passages placed and counted."""

    text: str
    spans: Sequence[recalculation.Counted]
    drawn: Sequence[Mapping[str, Any]]
    sums: recalculation.Figures
    order: Sequence[Mapping[str, Any]]
    """The sources as the report orders them, those that an editor rejected last."""
    numbers: Mapping[str, int]
    own: int
    blank: int


def _count(
    report: Mapping[str, Any], toggles: recalculation.Toggles, rulings: Mapping[str, Mapping[str, Any]]
) -> _Counted:
    text: str = report["article"].get("text") or ""
    raw = report.get("sources") or ()
    blanks = spans.clip(report["article"].get("boilerplate") or (), len(text))
    passages = sorted(report.get("passages") or (), key=lambda p: (p["start"], -p["end"]))
    placed, drawn = spans.place(text, passages, blanks)
    blank = sum(visible(text, start, end) for start, end in blanks)
    own = visible(text, 0, len(text)) - blank
    rejected = frozenset(s["article_id"] for s in raw if ruling_on(s, rulings)[0] == "rejected")
    agencies = {s["article_id"]: s.get("agency") for s in raw}
    sums = recalculation.recalculate(placed, own, blank, agencies, toggles, rejected)
    if not toggles and not rejected and report.get("coverage"):
        sums = _as_reported(report, sums)
    order = sorted(raw, key=lambda s: s["article_id"] in rejected)
    numbers = {s["article_id"]: n for n, s in enumerate(order, 1)}
    return _Counted(text, placed, drawn, sums, order, numbers, own, blank)


def _sources(
    report: Mapping[str, Any], counted: _Counted, rulings: Mapping[str, Mapping[str, Any]],
    toggles: recalculation.Toggles,
) -> tuple[SourceView, ...]:  # fmt: skip
    of: dict[str, list[int]] = {}
    for span in counted.spans:
        if span.sources:
            of.setdefault(span.sources[0], []).append(span.number)
    published = instant(report["article"].get("published_at"))
    return tuple(
        source(
            n, s, published, counted.sums.by_source.get(s["article_id"], 0.0), tuple(of.get(s["article_id"], ())),
            rulings, s["article_id"] in toggles.without, report["article"].get("language"),
        )
        for n, s in enumerate(counted.order, 1)
    )  # fmt: skip


def _article(article: Mapping[str, Any], counted: _Counted) -> dict[str, Any]:
    """The fields of the view that say what the article is."""
    text = counted.text
    return {
        "article_id": str(article.get("id") or ""),
        "title": oddities.legible(called(article)),
        "untitled": not article.get("title"),
        "byline": oddities.legible(article.get("byline")),
        "outlet": oddities.legible(article.get("outlet")),
        "agency": oddities.legible(article.get("agency")),
        "url": web_address(article.get("url")),
        "url_text": oddities.legible(article.get("url")),
        "external_id": oddities.legible(article.get("external_id")),
        "language": language(article.get("language")),
        "published": instant(article.get("published_at")),
        "received": instant(article.get("received_at")),
        "words": recalculation.words(text),
        "boilerplate": tuple(
            (span.label, words) for span in marks.set_aside(article) if (words := text[span.start : span.end].strip())
        ),
        "odd": len(oddities.find(text) + oddities.find(article.get("title") or "")),
        "own": counted.own,
        "all": counted.own + counted.blank,
    }


def not_compared(report: Mapping[str, Any]) -> list[str]:
    """Ids of the articles that the report does not speak of although it should."""
    return list(dict.fromkeys(i for limit in report.get("limits") or () for i in limit["article_ids"]))


def _other(article_id: str, entry: Entry | None) -> OtherView:
    if entry is None:
        return OtherView(article_id, "", article_id)
    name = oddities.legible(entry.agency) or oddities.legible(entry.outlet)
    return OtherView(article_id, name, title_of(entry))


def _finding(sums: recalculation.Figures, sentence: str) -> Markup:
    figure = Markup('<data data-reused value="{}">{}</data>').format(f"{sums.reused:.4f}", share(sums.reused))
    return figure.join(escape(part) for part in sentence.split(finding.REUSED))


def _as_reported(report: Mapping[str, Any], sums: recalculation.Figures) -> recalculation.Figures:
    """With nothing set aside the report's own figures stand, so that page, JSON and CSV never differ."""
    agencies = [(a["agency"], a["share"]) for a in report.get("by_agency") or () if a["share"] > 0]
    sources = {s["article_id"]: s.get("share", sums.by_source.get(s["article_id"], 0.0)) for s in report["sources"]}
    coverage = {kind: report["coverage"].get(kind, 0.0) for kind in (*KINDS, "original")}
    return recalculation.Figures(coverage, agencies, sources, sums.attributed, sums.parts)


def _bar(sums: recalculation.Figures, numbers: Mapping[str, int]) -> tuple[Slice, ...]:
    """Source by source in the order of their numbers, of each what is nearest to its words first."""
    parts = sorted(
        ((numbers[source], KINDS.index(kind), kind, part) for (source, kind), part in sums.parts.items()),
    )
    pieces = [(kind, kind, part, colour(number)) for number, _, kind, part in parts]
    return slices([*pieces, ("original", "original", sums.coverage.get("original", 0.0), 0)])


def slices(parts: Sequence[tuple[str, str, float, int]]) -> tuple[Slice, ...]:
    """Pieces of a bar side by side: (key, label, share, colour). What is there at all is four thousandths wide."""
    out, at = [], 0
    for key, label, part, tint in parts:
        width = max(0, min(1000 - at, max(4, round(part * 1000)))) if part > 0 else 0
        out.append(Slice(key, label, part, at, width, tint))
        at += width
    return tuple(out)

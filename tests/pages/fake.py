"""A `Data` over invented reports, and a small app around the blueprint, with the headers of the real one."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from flask import Flask, Response

from copytaster.archive import Facet, Facets, KeptDraft, Note, Part, Rung
from copytaster.model import Direction, RelationKind
from copytaster.settings import Settings
from service import errors
from service.counted import Counted, Kind, Side, counted
from service.pages import blueprint
from service.pages.data import (
    EXTENSION,
    DraftRejected,
    Entry,
    Feed,
    Filters,
    Given,
    Kept,
    KeptView,
    Link,
    Notes,
    Pair,
    Queue,
    Story,
    Untaken,
    Worker,
)
from service.pages.desk.facets import FILTERS
from service.pages.report import view as report_view
from service.pages.report.model import SourceView
from service.pages.wording import DERIVED, instant
from tests.pages import reports, stories, uses
from tests.pages.draw import NOW

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class FakeData:
    """Reports in memory; judgements change them as the archive's would."""

    def __init__(self) -> None:
        self.reports = reports.everything()
        self.rulings: dict[tuple[str, str], dict[str, Any]] = {}
        self.retried: list[str] = []
        self.kept: list[KeptView] = []
        self.drafts: dict[str, Kept] = {}

    def now(self) -> datetime:
        return NOW

    def zone(self) -> tzinfo:
        return UTC

    def report(self, article_id: str) -> Mapping[str, Any] | None:
        return copy.deepcopy(self.reports.get(article_id))

    def judgements(self, article_id: str) -> Sequence[Mapping[str, Any]]:
        return [{"source_id": b, **r} for (a, b), r in self.rulings.items() if a == article_id]

    def judge(self, article_id: str, source_id: str, ruling: str | None, who: str, note: str) -> bool:
        if article_id not in self.reports:
            return False
        if ruling is None:
            self.rulings.pop((article_id, source_id), None)
        else:
            self.rulings[article_id, source_id] = {"ruling": ruling, "who": who, "note": note, "at": NOW}
        for source in self.reports[article_id]["sources"]:
            if source["article_id"] == source_id:
                source["judgement"] = ruling
        return True

    def notes(self, article_id: str) -> Notes:
        said = [
            Note(1, article_id, "Ida Aalto", "p1", "Call Reuters <b>before</b> noon.", False, None, None, NOW),
            Note(2, article_id, "Ida Aalto", "p1", "", True, "Ben Ode", "p2", NOW),
        ]
        return Notes(said, "Ben Ode", {"p2": "Ben Ode"}) if article_id == "courier1" else Notes()

    def note(self, article_id: str, text: str, assign: str, who: str) -> bool:
        return article_id in self.reports

    def retry(self, article_id: str) -> bool:
        self.retried.append(article_id)
        if article_id in self.reports:
            self.reports[article_id]["status"] = "queued"
        return article_id in self.reports

    def pair(self, a: str, b: str) -> Pair | None:
        report = self.reports.get(a)
        if report and b in {i for limit in report.get("limits", ()) for i in limit["article_ids"]}:
            return Pair(report["article"], self.reports[b]["article"], [], None, compared=False)
        if report is None or b not in {s["article_id"] for s in report.get("sources", ())}:
            return None
        source = next(s for s in report["sources"] if s["article_id"] == b)
        text, found, at = "", [], 0
        for p in report["passages"]:
            if p["source"]["article_id"] != b:
                continue
            there = p["source"]["text"]
            found.append(
                {
                    "kind": p["kind"],
                    "score": p["score"],
                    "here": {"start": p["start"], "end": p["end"]},
                    "there": {"start": len(text), "end": len(text) + len(there)},
                    "changes": [],
                }
            )
            text += there + "\n\nA sentence of its own follows here.\n\n"
            at += 1
        other = {
            "id": b,
            "title": source["title"],
            "outlet": source["outlet"],
            "agency": source["agency"],
            "text": text,
            "published_at": source["published_at"],
            "language": report["article"]["language"],
            "boilerplate": [],
        }
        return Pair(report["article"], other, found, source)

    def briefly(self, article_ids: Sequence[str]) -> Mapping[str, Entry]:
        return {i: entry_of(self.reports[i]) for i in article_ids if i in self.reports}

    def entries(self, filters: Filters, cursor: str | None, limit: int) -> tuple[Sequence[Entry], str | None]:
        rows = self._fitting(filters)
        start = int(cursor or 0)
        return rows[start : start + limit], str(start + limit) if start + limit < len(rows) else None

    def _fitting(self, filters: Filters) -> list[Entry]:
        rows = [entry_of(r) for r in self.reports.values()]
        if filters.q:
            rows = [e for e in rows if filters.q.casefold() in (e.title or "").casefold()]
        for name in ("outlet", "agency", "relation", "derivation", "credit", "status", "language"):
            wanted = getattr(filters, name)
            rows = [e for e in rows if not wanted or getattr(e, name) == wanted]
        return rows

    def facets(self, filters: Filters) -> Facets:
        found: dict[str, Facet] = {}
        for facet, name in FILTERS.items():
            rows = self._fitting(replace(filters, **{name: ""}))
            values = Counter(str(value) for e in rows if (value := getattr(e, name, None)))
            found[facet] = Facet(dict(values.most_common()))
        return Facets(len(self._fitting(filters)), found)

    def parts(self, article_ids: Sequence[str]) -> Mapping[str, list[Part]]:
        checked = [i for i in article_ids if self.reports.get(i, {}).get("sources")]
        return {i: [_part(s) for s in report_view.build(self.reports[i]).sources] for i in checked}

    def has(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        return {i: "Ben Ode" for i in article_ids if i == "courier1"}

    def people(self) -> Mapping[str, str]:
        return {"p2": "Ben Ode"}

    def views(self) -> list[KeptView]:
        return self.kept

    def keep_view(self, name: str, query: str, whose: str) -> None:
        self.kept.append(KeptView(len(self.kept) + 1, name, query, whose))

    def drop_view(self, view_id: int) -> bool:
        before = len(self.kept)
        self.kept = [view for view in self.kept if view.id != view_id]
        return len(self.kept) < before

    def owners(self) -> list[str]:
        return ["me", "team:foreign", "everybody"]

    def kept_drafts(self) -> list[KeptDraft]:
        return [KeptDraft("d" * 40, "Harbour strike <b>ends</b>", NOW, NOW)]

    def drop_draft(self, link: str) -> bool:
        return link == "d" * 40

    def story_sizes(self, story_ids: Sequence[str]) -> Mapping[str, int]:
        return {i: 501 if i == "crowd0" else 14 for i in story_ids}

    def story(self, story_id: str) -> Story | None:
        if story_id == "crowd0":
            source = self.reports["crowd0"]
            rows = [entry_of(source), *(_of_source(s, "crowd0") for s in source["sources"])]
            return Story("crowd0", rows, [Link(e.article_id, "crowd0", "copy", 0.9, "from_source") for e in rows[1:]])
        if story_id == "reuters1":
            return stories.harbour()
        return None

    def usage(self, kind: Kind, name: str, side: Side, since: str, until: str, source_id: str | None) -> Counted:
        return counted(uses.made(name) if (side == "given") == (kind == "agency") else [], side)

    def used(self, article_id: str) -> Counted:
        return counted([use for use in uses.made("Reuters") if use.source_id == article_id])

    def deeds(
        self, who: str, what: str, most: int, before: int | None = None
    ) -> tuple[Sequence[Mapping[str, Any]], bool]:
        at = NOW.isoformat()
        done = [
            {"at": at, "what": "signed-in", "who": "p1", "name": "Ida Aalto", "address": "10.0.0.7"},
            {"at": at, "what": "judged", "who": "p1", "name": "Ida Aalto", "article": "courier1", "source": "reuters1",
             "ruling": "rejected", "editor": "Ida Aalto"},
            {"at": at, "what": "sign-in-refused", "who": "nobody", "address": "10.0.0.9", "why": "<b>no role</b>"},
            {"at": at, "what": "started", "who": "root", "role": "web", "settings": {"COPYTASTER_PORT": "8001"}},
        ]  # fmt: skip
        numbered = [{"id": len(done) - n, **deed} for n, deed in enumerate(done) if what in ("", deed["what"])]
        left = [deed for deed in numbered if before is None or int(str(deed["id"])) < before]
        return left[:most], len(left) > most

    def alerts(self) -> list[Rung]:
        said = "Courier: 71% of “Strike <b>ends</b>” is from Reuters (“Harbour strike”) and does not credit Reuters."
        plain = Rung(3, "r", "uncredited Reuters over 30%", "uncredited", "courier1", "reuters1", "Courier", said,
                     NOW, ("d1",), True, 1, None, None)  # fmt: skip
        failed = replace(plain, id=2, kind="killed", told=(), done=False, error="slack: it did not arrive")
        return [plain, failed, replace(plain, id=1, kind="draft", article_id="draft-x", told=())]

    def queue(self) -> Queue:
        failed = entry_of(self.reports["failed1"])
        queued = entry_of(self.reports["queued1"])
        return Queue(
            {"queued": 3, "checking": 1, "checked": 1204, "failed": 1},
            NOW - timedelta(seconds=41),
            96,
            [Worker("worker-1", "busy", NOW, 612), Worker("worker-2", "idle", NOW, 592)],
            [failed],
            [queued],
            (12, 40, 96, 80, 60, 96),
            [
                Feed("feed", "https://wire.example/world.xml", NOW, NOW, 812, 3, 0),
                Feed("mailbox", "imaps://mail.example wires INBOX", None, None, 0, 0, 4, "the server refuses the user",
                     NOW + timedelta(minutes=9)),
            ],
            [Untaken("photo <script>.pdf", "incoming/ntb", "there is no text in it (no_text)", NOW, False)],
        )  # fmt: skip

    def draft(self, given: Given) -> Mapping[str, Any]:
        text = given.upload[1].decode() if given.upload else given.text
        if len(text.split()) < 5:
            raise DraftRejected("The text has 2 words; at least 5 are needed (min_words).")
        report = copy.deepcopy(reports.alone() if "lighthouse" in text else reports.ordinary())
        said = {"title": given.title or None, "outlet": given.outlet or None, "agency": given.agency or None}
        report["article"] = {**report["article"], "id": "", **said}
        return report

    def keep_draft(self, report: Mapping[str, Any]) -> str:
        link = f"draft-{len(self.drafts):012}"
        self.drafts[link] = Kept(link, report, NOW + timedelta(days=1))
        return link

    def kept_draft(self, link: str) -> Kept | None:
        return self.drafts.get(link)

    def draft_pair(self, kept: Kept, b: str) -> Pair | None:
        pair = self.pair("courier1", b)
        return pair and replace(pair, a={**kept.report["article"]})


def entry_of(report: Mapping[str, Any]) -> Entry:
    article = report["article"]
    top = next((s for s in report.get("sources", ()) if s["relation"] in DERIVED), None)
    return Entry(
        article["id"],
        article["title"],
        article["outlet"],
        article["agency"],
        instant(article["published_at"]),
        instant(article["received_at"]),
        report["status"],
        article["language"],
        report.get("error"),
        1,
        report.get("derivation"),
        top and top["relation"],
        top and top["article_id"],
        (report.get("credit") or {}).get("status"),
        report.get("story_id"),
        article["text"][:180],
    )


def _part(s: SourceView) -> Part:
    return Part(s.article_id, s.agency, s.outlet, RelationKind(s.relation), Direction(s.direction), s.share)


def _of_source(source: Mapping[str, Any], story_id: str) -> Entry:
    return Entry(
        source["article_id"],
        source["title"],
        source["outlet"],
        source["agency"],
        instant(source["published_at"]),
        instant(source["published_at"]),
        "checked",
        story_id=story_id,
    )


def make_app(data: FakeData | None = None) -> Flask:
    app = Flask("fixture", static_folder=None)
    app.register_blueprint(blueprint)
    errors.register(app, Settings())
    app.extensions[EXTENSION] = data or FakeData()

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @app.get("/api/v1/events")
    def events() -> Response:
        return Response("retry: 60000\n\n", mimetype="text/event-stream")

    return app

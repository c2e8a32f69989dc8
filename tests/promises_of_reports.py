"""One verdict, wherever it is told: list, report, story, page, comparison, exports, events, usage, alerts say the same.

Fixtures of the service's and the pages' tests hold every report that a test makes to this, after the test.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from flask import Flask

from copytaster.archive import Archive, ArchiveUnavailable, Asked, Carried, Filters, Row, Use
from copytaster.model import Derivation, PubStatus, RelationKind, Ruling, Status
from service.api import exports
from service.api.render import summary
from service.pages.archive_data import ArchiveData
from service.pages.desk.view import entry_view
from service.pages.report import view as report_view
from service.pages.story import view as story_view
from service.reading import report_of
from service.state import EXTENSION, State
from service.tables import passages_csv
from tests import promises_of_alerts

TELLING = ("checked", "changed", "freed")
"""Events that say what a report says; the last of them says it now."""
MOST_EVENTS = 5_000
MOST = 40
"""Articles of one test that are looked at: the last that came in."""
ROUNDED = 0.002


def agree(app: Flask) -> None:
    """Hold all that the archive of this service tells of its checked articles to each other."""
    state: State = app.extensions[EXTENSION]
    if not state._schema:  # the test asked for nothing that needs an archive
        return
    with app.test_request_context("/"):
        try:
            reports = {row.article.id: report_of(state, row.article.id) for row in _checked(state._archive)}
            rows = {row.article.id: row for row in _checked(state._archive) if not row.stale}
        except ArchiveUnavailable:  # the test has taken it down
            return
        data = ArchiveData(state)
        events = {e.article_id: e.detail for e in state.archive.events(0, MOST_EVENTS) if e.kind in TELLING}
        uses = {(u.article_id, u.source_id): u for u in state.archive.uses(Asked()).uses}
        killed = {row.article.id for row in state.archive.list(Filters(outdated=Carried.KILLED), limit=MOST)[0]}
        faults = []
        for article_id, report in reports.items():
            if report is None or article_id not in rows:
                continue
            faults += [
                f"{article_id}: {fault}"
                for fault in (
                    *listed(summary(rows[article_id]), report),
                    *shown(data, article_id, report),
                    *told(data, article_id, report),
                    *exported(report),
                    *happened(events.get(article_id), report),
                    *counted(uses, report),
                    *promises_of_alerts.rang(report, uses, article_id in killed),
                )
            ]
    assert not faults, "\n".join(faults)


def _checked(archive: Archive) -> list[Row]:
    rows, _ = archive.list(limit=MOST)
    return [row for row in rows if row.status is Status.CHECKED]


def main_source(report: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The source that the report names first of those that the article may have come from."""
    may_be = [s for s in report["sources"] if s["judgement"] != Ruling.REJECTED and s["direction"] != "to_source"]
    return may_be[0] if may_be else None


def listed(entry: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    """Where an article's line in lists differs from its report."""
    source = main_source(report) or {}
    expected = {
        "derivation": report["derivation"],
        "credit_status": report["credit"]["status"],
        "story_id": report["story_id"],
        "source_id": source.get("article_id"),
        "relation": source.get("relation"),
    }
    found = [f"the list has {name} {entry[name]}, the report {value}" for name, value in expected.items()
             if entry[name] != value]  # fmt: skip
    shares = [s.get("share", 0.0) for s in report["sources"] if s["judgement"] != Ruling.REJECTED]
    if source and max(shares) > source.get("share", 0.0):
        found.append(f"the list names {source['article_id']}, another source has a larger share")
    return found


def shown(data: ArchiveData, article_id: str, report: Mapping[str, Any]) -> list[str]:
    """Where the page of a report, its line on the desk, or a comparison differs from the report."""
    explained = data.report(article_id)
    assert explained is not None
    view = report_view.build(explained, judgements=data.judgements(article_id))
    found = [
        f"the page has {kind} {view.sums.coverage.get(kind)}, the report {part}"
        for kind, part in report["coverage"].items()
        if abs(view.sums.coverage.get(kind, 0.0) - part) > ROUNDED
    ]
    if [a[0] for a in view.sums.by_agency] != [a["agency"] for a in report["by_agency"] if a["share"]]:
        found.append(f"the page counts for {view.sums.by_agency}, the report for {report['by_agency']}")
    on_page = {s.article_id: s for s in view.sources}
    if on_page.keys() != {s["article_id"] for s in report["sources"]}:
        found.append("the page has other sources than the report")
    for source in report["sources"]:
        mine = on_page[source["article_id"]]
        said = (mine.relation, mine.direction, mine.judgement)
        if said != (source["relation"], source["direction"], source["judgement"]):
            found.append(f"the page says {said} of {mine.article_id}")
        if "share" in source and abs(mine.share - source["share"]) > ROUNDED:
            found.append(f"the page gives {mine.article_id} {mine.share}, the report {source['share']}")
    first = main_source(report)
    counted = [s for s in view.sources if s.judgement != "rejected" and s.direction != "to_source"]
    if first and counted and counted[0].article_id != first["article_id"]:
        found.append(f"the page names {counted[0].article_id} first, the report {first['article_id']}")
    [entry] = data.briefly([article_id]).values()
    if entry_view(entry, {}).article_id != article_id:
        found.append("the desk names another article")
    for source in report["sources"][:3]:
        pair = data.pair(article_id, source["article_id"])
        if pair is None or (pair.relation or {}).get("relation") != source["relation"]:
            found.append(f"the comparison with {source['article_id']} has another relation than the report")
    return found


def told(data: ArchiveData, article_id: str, report: Mapping[str, Any]) -> list[str]:
    """Where the story of an article differs from its report."""
    if report["story_id"] is None:
        return []
    story = data.story(report["story_id"])
    if story is None:
        return [f"there is no story {report['story_id']}"]
    if article_id not in {e.article_id for e in story.entries}:
        return ["its story does not have it"]
    sources = {s["article_id"]: s for s in report["sources"]}
    found = []
    for link in story.links:
        if link.article_id != article_id:
            continue
        source = sources.get(link.source_id)
        if source is None:
            found.append(f"the story ties it to {link.source_id}, its report does not")
        elif (link.relation, link.direction) != (source["relation"], source["direction"]):
            found.append(f"the story says {link.relation} {link.direction} of {link.source_id}")
        elif link.judgement != ("rejected" if source["judgement"] == Ruling.REJECTED and _derived(source) else None):
            found.append(f"the story has the judgement {link.judgement} on {link.source_id}")
    for edge in story_view.edges(story.entries, story.links):
        if edge.taker == article_id and edge.determined and edge.source in sources:
            source = sources[edge.source]
            if not _derived(source) or source["direction"] != "from_source":
                found.append(f"the story draws it from {edge.source}, which is {source['relation']}")
    on_page = next(row for row in story_view.build(story).rows if row.entry.article_id == article_id)
    named = {taken.article_id for taken, _ in on_page.took}
    gave = {i for i, source in sources.items() if _gave(source)} & {e.article_id for e in story.entries}
    if len(named) < story_view.NAMED and gave - named:
        found.append(f"its report shows passages from {gave - named}, the story names {named}")
    return found


def exported(report: Mapping[str, Any]) -> list[str]:
    """Where a report in the vocabularies of others differs from itself."""
    sources = {s["article_id"]: s for s in report["sources"]}
    made_from = [i for i, s in sources.items() if _derived(s) and s["direction"] != "to_source" and not _rejected(s)]
    named = {
        "jsonld": [work["identifier"] for work in exports.json_ld(report).get("isBasedOn", ())],
        "ninjs": [one["uri"].rpartition(":")[2] for one in exports.ninjs(report).get("associations", ())],
        "prov": [
            one["prov:usedEntity"].rpartition(":")[2] for one in exports.prov(report).get("wasDerivedFrom", {}).values()
        ],
    }
    found = [f"{name} has {ids}, the report {made_from}" for name, ids in named.items() if ids != made_from]
    if bool(made_from) != (report["derivation"] != Derivation.NOT):
        found.append(f"it is {report['derivation']}, and made from {made_from}")
    passages = [
        (str(p["start"]), str(p["end"]), p["kind"], p["source"]["article_id"],
         sources[p["source"]["article_id"]]["relation"]) for p in report["passages"]
    ]  # fmt: skip
    rows = csv.DictReader(io.StringIO(passages_csv(report)))
    if [(r["start"], r["end"], r["kind"], r["source_article_id"], r["relation"]) for r in rows] != passages:
        found.append("the table has other passages than the report")
    notes = exports.web_annotations(report)["items"]
    if [note["body"][1]["value"] for note in notes] != [p["kind"] for p in report["passages"]]:
        found.append("the annotations are other passages than those of the report")
    return found


def happened(detail: Mapping[str, Any] | None, report: Mapping[str, Any]) -> list[str]:
    """Where the last event about an article differs from its report."""
    if detail is None:
        return ["no event told of its check"]
    source = main_source(report) or {}
    expected: dict[str, Any] = {
        "derivation": report["derivation"],
        "credit_status": report["credit"]["status"],
        "outdated": len(report["outdated"]) or None,
    }
    if not any(s["status"] == PubStatus.WITHHELD for s in report["sources"]):  # of which nothing is told
        expected |= {"agencies": [a for a in report["by_agency"] if a["share"] > 0]}
        expected |= {"source_id": source.get("article_id")}
        expected |= {name: source.get(name) for name in ("relation", "share", "agency")}
    return [f"the event has {name} {detail.get(name)}, the report {value}" for name, value in expected.items()
            if detail.get(name) != value]  # fmt: skip


def counted(uses: Mapping[tuple[str, str], Use], report: Mapping[str, Any]) -> list[str]:
    """Where what is counted of an article differs from its report: each source that others have to be credited for."""
    article = report["article"]
    expected = {}
    for source in report["sources"]:
        own = (source["agency"] or source["outlet"], article["agency"] or article["outlet"])
        mine = [p for p in report["passages"] if p["source"]["article_id"] == source["article_id"]]
        if _gave(source) and mine and (None in own or own[0] != own[1]):
            characters = sum(p["end"] - p["start"] for p in mine)
            said = (source["relation"], source["share"], characters, report["credit"]["status"])
            expected[source["article_id"]] = said
    found = {
        source_id: (use.relation, use.share, use.characters, use.credit_status)
        for (article_id, source_id), use in uses.items()
        if article_id == article["id"]
    }
    return [] if found == expected else [f"usage counts {found}, the report shows {expected}"]


def _rejected(source: Mapping[str, Any]) -> bool:
    return source["judgement"] == Ruling.REJECTED


def _gave(source: Mapping[str, Any]) -> bool:
    """Whether the report shows passages that the article took from this source, made from it as it was."""
    of_it = _derived(source) and source["direction"] == "from_source" and source["judgement"] != Ruling.REJECTED
    return of_it and source.get("share", 0.0) > 0


def _derived(source: Mapping[str, Any]) -> bool:
    return RelationKind(source["relation"]).derived

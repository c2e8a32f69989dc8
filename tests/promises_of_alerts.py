"""What an alert says, the report of the same moment says: relation, source, share, credit and headlines.

Rules of every kind are asked of each report that a test makes; what rings is held to the report, to what usage counts
of it and to what lists say of killed wires, and its entries in the feed and on the page are read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import render_template
from lxml import etree, html

from copytaster import alerts, phrases
from copytaster.archive import Rung, Use
from copytaster.credit import GENERIC, SIGNIFICANT, canonical
from copytaster.credit.audit import NOT_FOR_TEXT
from copytaster.fields import called
from copytaster.model import CreditStatus, Direction, RelationKind, Ruling
from service.pages import oddities
from service.pages.routes import alerts_in

ATOM = "{http://www.w3.org/2005/Atom}"


def rang(report: Mapping[str, Any], uses: Mapping[tuple[str, str], Use], carries_killed: bool) -> list[str]:
    """Where what a report rings differs from it. `carries_killed`: whether lists say that it prints a killed wire."""
    rung = alerts.rung(_rules(report), report) + alerts.rung_by_draft(_rules(report), report)
    found = [f"{alert.when} of {alert.source_id}: {fault}" for alert in rung for fault in _alert(alert, report)]
    found += _uncredited([alert for alert in rung if alert.when == "uncredited"], report)
    article_id = report["article"]["id"]
    # Who has no name cannot be asked for, so what was made of their articles rings nothing.
    named = {s["article_id"] for s in report["sources"] if s["agency"] or s["outlet"]}
    counted = {source for taker, source in uses if taker == article_id and source in named}
    if (used := {alert.source_id for alert in rung if alert.when == "used"}) != counted:
        found.append(f"used rings for {used}, usage counts {counted}")
    if any(alert.when == "killed" for alert in rung) != carries_killed:
        found.append(f"killed {'does not ring' if carries_killed else 'rings'}, the list says otherwise")
    return found + _entries(rung, report)


def _rules(report: Mapping[str, Any]) -> tuple[alerts.Rule, ...]:
    whose = {("agency", s["agency"]) if s["agency"] else ("outlet", s["outlet"]) for s in report["sources"]}
    used = [alerts.Rule.model_validate({"when": "used", by: name}) for by, name in sorted(whose, key=str) if name]
    return (*(alerts.Rule(when=when) for when in ("uncredited", "killed", "corrected", "draft")), *used)


def _alert(alert: alerts.Alert, report: Mapping[str, Any]) -> list[str]:
    source = next((s for s in report["sources"] if s["article_id"] == alert.source_id), None)
    if source is None:
        return ["it is no source of the report"]
    found = []
    of_it = RelationKind(source["relation"]).derived and source["direction"] != Direction.TO_SOURCE
    if not of_it or source["judgement"] == Ruling.REJECTED or not source["share"]:
        found.append(f"the article did not come from it: {source['relation']}, {source['direction']}")
    passages = [p for p in report["passages"] if p["source"]["article_id"] == alert.source_id]
    if not passages:
        found.append("the report has no passage of it")
    either = source["direction"] == Direction.UNDETERMINED
    expected = [
        f"“{called(report['article'])}”", phrases.share(alert.share), source["title"] or "", source["agency"] or "",
        phrases.relation(source["relation"], either).lower(),
    ]  # fmt: skip
    if alert.when in ("used", "killed", "corrected") and alert.share != source["share"]:
        found.append(f"it says {alert.share}, the report {source['share']}")
    if alert.when == "draft" and alert.share > 1 - report["coverage"]["original"] + 0.006:
        found.append(f"it says {alert.share}, and {report['coverage']['original']} are its own")
    if alert.when == "uncredited":
        parts = [p["share"] for p in report["by_agency"] if _known(p["agency"]) == _known(alert.agency or "")]
        if abs(sum(parts) - alert.share) > 0.001:
            found.append(f"it says {alert.share}, the report {parts}")
        expected.append("instead" if report["credit"]["status"] == CreditStatus.MISCREDITED else "does not credit")
    found += [f"{words!r} is not in {alert.sentence!r}" for words in expected if words not in alert.sentence]
    if either and " is from " in alert.sentence and alert.when != "draft" and alert.when != "uncredited":
        found.append(f"{alert.sentence!r} says who took from whom")
    return found


def _uncredited(rung: Sequence[alerts.Alert], report: Mapping[str, Any]) -> list[str]:
    """Of what the audit misses, that rings of which a source of the report gave passages; nothing else does."""
    credit = report["credit"]
    said = {_known(e["agency"]) for e in credit["stated"] if e["where"] not in NOT_FOR_TEXT}
    missed = set()
    if credit["status"] in (CreditStatus.UNCREDITED, CreditStatus.MISCREDITED, CreditStatus.PARTLY):
        gave = {
            _known(s["agency"]) for s in report["sources"]
            if s["agency"] and s["share"] and RelationKind(s["relation"]).derived and s["judgement"] != Ruling.REJECTED
            and s["direction"] != Direction.TO_SOURCE
        }  # fmt: skip
        shares = {name: sum(p["share"] for p in report["by_agency"] if _known(p["agency"]) == name) for name in gave}
        missed = {name for name in gave if shares[name] >= SIGNIFICANT and name in credit["found"] and name not in said}
    expected = set() if GENERIC in said else missed
    names = {_known(alert.agency or "") for alert in rung}
    return [] if names == expected else [f"uncredited rings for {names}, the report misses {expected}"]


def _known(agency: str) -> str:
    return agency if agency == GENERIC else canonical(agency) or agency


def _entries(rung: Sequence[alerts.Alert], report: Mapping[str, Any]) -> list[str]:
    """Where the feed or the page says something else than the alert."""
    at, article_id = datetime(2026, 11, 28, tzinfo=UTC), report["article"]["id"]
    sent: Any = ((), True, 0, None, None)
    rows = [
        Rung(n, a.rule, "label", a.when, a.article_id, a.source_id, a.publisher, a.sentence, at, *sent)
        for n, a in enumerate(rung)
    ]
    feed = etree.fromstring(render_template("pages/alerts.xml", **alerts_in(rows)).encode())
    page = html.fromstring(render_template("pages/alerts.html", **alerts_in(rows)))
    told = [
        (entry.findtext(f"{ATOM}title"), entry.find(f"{ATOM}link").get("href"))  # type: ignore[union-attr]
        for entry in feed.iterfind(f"{ATOM}entry")
    ]
    shown = [("".join(p.itertext()), None) for p in page.iterfind(".//p[@class='sentence']")]
    links = [a.get("href") for a in page.iterfind(".//ol[@class='alert-list']//a")]
    sentences = [oddities.legible(alert.sentence) for alert in rung]
    found = []
    if told != [(sentence, f"/articles/{article_id}") for sentence in sentences]:
        found.append(f"the feed has {told}, what rang is {sentences}")
    if [text for text, _ in shown] != sentences:
        found.append(f"the page has {shown}, what rang is {sentences}")
    if links != [to for a in rung for to in (f"/articles/{article_id}", f"/compare/{article_id}/{a.source_id}")]:
        found.append(f"the page leads to {links}")
    return found

"""Usage: who made what of a wire. What is counted agrees with the reports, to the character."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from typing import Any

import pytest
from flask.testing import FlaskClient

from copytaster.credit import SIGNIFICANT
from copytaster.index.memory import MemoryIndex
from service.state import State
from tests.quality.score import documents, event_of, submission
from tests.service.support import TEXT, body_of, check_all

EVENTS = ("02", "04")


def posted(client: FlaskClient, text: str, **more: str) -> str:
    response = client.post("/api/v1/articles", json={"text": text, **more})
    assert response.status_code in (200, 202), response.text
    return str(body_of(response)["id"])


def usage(client: FlaskClient, of: str, **more: Any) -> Any:
    response = client.get(f"/api/v1/{of}/usage", query_string=more)
    assert response.status_code == 200, response.text
    return body_of(response)


def everything(client: FlaskClient) -> dict[str, Any]:
    """id → report, of all articles."""
    found: list[Any] = []
    cursor = None
    while True:
        asked = {"limit": "200"} | ({"cursor": cursor} if cursor else {})
        page = body_of(client.get("/api/v1/articles", query_string=asked))
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    return {item["id"]: body_of(client.get(f"/api/v1/articles/{item['id']}/report")) for item in found}


def told(reports: dict[str, Any], agency: str) -> dict[tuple[str, str], int]:
    """(article, source) → characters, read off the reports by somebody who has never seen the archive."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    derived = {"identical", "copy", "rewrite", "translation", "excerpt", "update"}
    for article_id, report in reports.items():
        for source in report["sources"]:
            own = report["article"]["agency"] or report["article"]["outlet"]
            if source["agency"] != agency or own == agency or source["direction"] != "from_source":
                continue
            if source["relation"] not in derived or source["judgement"] == "rejected":
                continue
            for passage in report["passages"]:
                if passage["source"]["article_id"] == source["article_id"]:
                    assert passage["text"] == report["article"]["text"][passage["start"] : passage["end"]]
                    found[article_id, source["article_id"]] += len(passage["text"])
    return dict(found)


def test_labelled_events_are_counted_as_their_reports_tell_them(
    client: FlaskClient, state: State, index: MemoryIndex
) -> None:
    for name, doc in documents().items():
        if event_of(name) in EVENTS:
            posted(client, **submission(doc))
    check_all(state, index)
    reports = everything(client)
    agencies = {report["article"]["agency"] for report in reports.values()} - {None}
    assert agencies
    seen = 0
    for agency in agencies:
        found = usage(client, f"agencies/{agency}", limit=1000)
        assert {(u["article_id"], u["source_id"]): u["characters"] for u in found["uses"]} == told(reports, agency)
        assert found["totals"]["characters"] == sum(u["characters"] for u in found["uses"])
        assert found["totals"]["articles"] == len({u["article_id"] for u in found["uses"]})
        assert sum(row["articles"] for row in found["by_outlet"]) == found["totals"]["articles"]
        assert sum(row["articles"] for row in found["by_day"]) == found["totals"]["articles"]
        for use in found["uses"]:
            report = reports[use["article_id"]]
            (source,) = [s for s in report["sources"] if s["article_id"] == use["source_id"]]
            assert (use["share"], use["relation"]) == (source["share"], source["relation"])
            assert use["credit_status"] == report["credit"]["status"]
            if report["credit"]["found"] == [agency]:  # then the audit speaks of nobody else
                expected = {"credited": True, "uncredited": False, "miscredited": False, "partly_credited": False}
                if source["share"] >= SIGNIFICANT:
                    assert use["credited"] == expected[report["credit"]["status"]]
        seen += len(found["uses"])
    assert seen > 10


@pytest.fixture
def five(client: FlaskClient, state: State, index: MemoryIndex) -> tuple[str, list[str]]:
    """A wire, and five outlets that print it: two of them say so."""
    wire = posted(client, TEXT, agency="Reuters", title="Strike ends", published_at="2026-11-20T08:00:00Z")
    takers = []
    for n in range(5):
        text = f"LINDHOLM (Reuters) - {TEXT}" if n < 2 else TEXT
        text += f"\nOur reader number {n} wrote in about it at once."
        day = f"2026-11-{20 + n % 2}T1{n}:00:00Z"
        takers.append(posted(client, text, outlet=f"Paper {n}", title=f"Strike {n}", published_at=day))
    check_all(state, index)
    return wire, takers


def test_five_outlets(
    client: FlaskClient, five: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.usage.SECONDS", 60)  # on a busy machine too, all that is stale is read anew
    wire, takers = five
    found = usage(client, "agencies/Reuters")
    totals = found["totals"]
    assert (totals["articles"], totals["outlets"], totals["sources"]) == (5, 5, 1)
    assert (totals["credited"], totals["uncredited"], totals["not_owed"]) == (2, 3, 0)
    assert [(row["day"], row["articles"]) for row in found["by_day"]] == [("2026-11-20", 3), ("2026-11-21", 2)]
    assert {u["article_id"]: u["credited"] for u in found["uses"]} == {t: n < 2 for n, t in enumerate(takers)}
    assert (found["cut"], found["stale"], found["next"]) == (False, 0, None)
    from_reports = told(everything(client), "Reuters")
    assert {(u["article_id"], u["source_id"]): u["characters"] for u in found["uses"]} == from_reports
    assert set(from_reports) == {(taker, wire) for taker in takers}
    assert totals["characters"] == sum(from_reports.values()) > 0
    for name in ("reuters", "REUTERS"):  # as the agency is known by any of its names
        assert usage(client, f"agencies/{name}")["totals"] == totals
    page = client.get(f"/articles/{wire}").text
    assert "Used by 5 outlets, 2 credited" in page
    assert f"/agencies/Reuters?source_id={wire}" in page
    assert usage(client, "agencies/Reuters", source_id=wire)["totals"] == totals
    assert usage(client, "agencies/Reuters", source_id=takers[0])["totals"]["articles"] == 0
    whole = client.get("/agencies/Reuters").text
    assert "1 wire of Reuters was used in 5 articles by 5 outlets. 2 credit it, 3 do not." in whole
    assert "Paper 4" in whole


def test_who_is_not_known_has_no_usage(
    client: FlaskClient, state: State, index: MemoryIndex, five: tuple[str, list[str]]
) -> None:
    for folder, kind in (("agencies", "agency"), ("outlets", "outlet")):
        for side in ("given", "taken"):
            refused = client.get(f"/api/v1/{folder}/Nobody/usage?side={side}")
            assert (refused.status_code, body_of(refused)["code"]) == (404, "no_publisher")
        page = client.get(f"/{folder}/<Nobody>", headers={"Accept": "text/html"})
        assert page.status_code == 404
        assert f"No {kind} called “&lt;Nobody&gt;” is known here" in page.text
        assert 'href="/">To the desk' in page.text
    assert usage(client, "agencies/Kyodo")["totals"]["articles"] == 0
    assert client.get("/agencies/Kyodo").status_code == 200, "an agency of the list has a page before its first wire"
    posted(client, "A wire of a bureau that no list of agencies knows about at all.", agency="Skerry Bureau")
    assert usage(client, "agencies/Skerry Bureau")["totals"]["articles"] == 0
    assert client.get("/agencies/Skerry Bureau").status_code == 200


def test_every_name_on_the_page_of_an_agency_leads_to_a_page(
    client: FlaskClient, state: State, index: MemoryIndex, five: tuple[str, list[str]]
) -> None:
    """Also that of an agency that took a wire, which is no outlet."""
    said = {"agency": "Skerry Bureau", "published_at": "2026-11-22T10:00:00Z"}
    posted(client, f"{TEXT}\nA bureau of the coast adds this.", **said)
    check_all(state, index)
    for page in ("/agencies/Reuters", "/agencies/Skerry Bureau"):
        names = set(re.findall(r'href="(/(?:agencies|outlets)/[^"?]+)"', client.get(page).text))
        assert names
        for name in names:
            assert client.get(name).status_code == 200, name
    assert "/agencies/Skerry%20Bureau" in client.get("/agencies/Reuters").text


def test_time_pages_and_sides(client: FlaskClient, five: tuple[str, list[str]]) -> None:
    wire, takers = five
    late = usage(client, "agencies/Reuters", since="2026-11-21")
    assert {u["article_id"] for u in late["uses"]} == {takers[1], takers[3]}
    early = usage(client, "agencies/Reuters", until="2026-11-21")
    assert {u["article_id"] for u in early["uses"]} == {takers[0], takers[2], takers[4]}
    collected: list[str] = []
    cursor: str | None = None
    while True:
        page = usage(client, "agencies/Reuters", limit=2, **({"cursor": cursor} if cursor else {}))
        collected += [u["article_id"] for u in page["uses"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(collected) == 5
    assert set(collected) == set(takers)
    taken = usage(client, "outlets/Paper 3", side="taken")
    assert [(u["source_id"], u["credited"]) for u in taken["uses"]] == [(wire, False)]
    assert [row["outlet"] for row in taken["by_outlet"]] == ["Reuters"]
    assert usage(client, "outlets/Paper 3")["totals"]["articles"] == 0
    assert client.get("/outlets/Paper 3").status_code == 200
    assert "made from 1 article of 1 publisher" in client.get("/outlets/Paper 3").text
    for wrong in ("since=yesterday", "cursor=x", "side=other", "nothing=1"):
        assert client.get(f"/api/v1/agencies/Reuters/usage?{wrong}").status_code == 422, wrong
    for wrong in ("since=yesterday", "outlet=x"):
        assert client.get(f"/agencies/Reuters?{wrong}").status_code == 422, wrong


def test_as_a_table(client: FlaskClient, state: State, index: MemoryIndex, five: tuple[str, list[str]]) -> None:
    posted(client, TEXT + "\nAnd so they did, all of them.", outlet="=cmd()", published_at="2026-11-22T10:00:00Z")
    check_all(state, index)
    response = client.get("/api/v1/agencies/Reuters/usage?format=csv&limit=1")
    assert response.content_type.startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    found = usage(client, "agencies/Reuters")
    assert len(rows) == len(found["uses"]) == 6
    assert [int(row["characters"]) for row in rows] == [u["characters"] for u in found["uses"]]
    assert rows[0]["outlet"] == "'=cmd()"
    assert {row["credited"] for row in rows} == {"yes", "no"}


def test_what_an_editor_rejects_is_no_use(client: FlaskClient, five: tuple[str, list[str]]) -> None:
    wire, takers = five
    ruling = {"source": wire, "ruling": "rejected"}
    assert client.post(f"/api/v1/articles/{takers[4]}/judgements", json=ruling).status_code in (200, 201)
    assert usage(client, "agencies/Reuters")["totals"]["articles"] == 4


def test_what_is_stale_is_read_anew_first(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    copy = posted(client, TEXT, outlet="Quay", published_at="2026-11-20T10:00:00Z")
    check_all(state, index)
    posted(client, TEXT + "\nMore follows.", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    check_all(state, index)
    assert state.archive.stale() == [copy]
    found = usage(client, "agencies/Reuters")
    reports = everything(client)
    assert {(u["article_id"], u["source_id"]): u["characters"] for u in found["uses"]} == told(reports, "Reuters")


def test_where_either_may_have_taken_from_the_other_nobody_is_said_to(
    client: FlaskClient, state: State, index: MemoryIndex
) -> None:
    one = posted(client, TEXT, outlet="Quay", published_at="2026-11-20T10:00:00Z")
    other = posted(client, TEXT + "\nSo it went.", outlet="Herald", published_at="2026-11-20T10:00:00Z")
    check_all(state, index)
    report = body_of(client.get(f"/api/v1/articles/{one}/report"))
    assert [(s["article_id"], s["direction"]) for s in report["sources"]] == [(other, "undetermined")]
    for outlet in ("Quay", "Herald"):
        for side in ("given", "taken"):
            assert usage(client, f"outlets/{outlet}", side=side)["totals"]["articles"] == 0
    assert "Used by" not in client.get(f"/articles/{one}").text

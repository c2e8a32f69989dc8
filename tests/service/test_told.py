"""Events say enough of a verdict that nobody must fetch the report; and nothing of what is under embargo."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from copytaster.index.memory import MemoryIndex
from service.state import State
from tests.service.support import TEXT, body_of, check_all


def posted(client: FlaskClient, text: str, **more: str) -> str:
    return str(body_of(client.post("/api/v1/articles", json={"text": text, **more}))["id"])


def told(client: FlaskClient, article_id: str, kind: str) -> Any:
    """The detail of the last event of that kind about an article."""
    found = body_of(client.get("/api/v1/events?after=0&limit=1000", headers={"Accept": "application/json"}))["items"]
    return [event["detail"] for event in found if (event["article_id"], event["kind"]) == (article_id, kind)][-1]


def test_a_check_tells_what_its_report_says(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    wire = posted(client, TEXT, agency="Reuters", published_at="2026-11-20T08:00:00Z")
    copy = posted(client, TEXT + "\nSo it went.", outlet="Quay", published_at="2026-11-20T10:00:00Z")
    check_all(state, index)
    report = body_of(client.get(f"/api/v1/articles/{copy}/report"))
    source = report["sources"][0]
    assert told(client, copy, "checked") == {
        "derivation": report["derivation"], "credit_status": "uncredited", "agencies": report["by_agency"],
        "source_id": wire, "relation": source["relation"], "share": source["share"], "agency": "Reuters",
    }  # fmt: skip
    assert told(client, wire, "checked") == {
        "derivation": "not_derived", "credit_status": "not_applicable", "agencies": [],
    }  # fmt: skip


def test_a_change_tells_the_same(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    copy = posted(client, TEXT + "\nSo it went.", outlet="Quay", published_at="2026-11-20T10:00:00Z")
    check_all(state, index)
    wire = posted(client, TEXT, agency="Reuters", published_at="2026-11-20T08:00:00Z")
    check_all(state, index)
    client.get(f"/api/v1/articles/{copy}/report")
    detail = told(client, copy, "changed")
    assert (detail["source_id"], detail["agency"], detail["credit_status"]) == (wire, "Reuters", "uncredited")


def test_nothing_is_told_of_what_is_under_embargo(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    posted(client, TEXT, agency="Reuters", published_at="2026-11-20T08:00:00Z", status="withheld",
           embargoed_until="2027-01-01T00:00:00Z")  # fmt: skip
    copy = posted(client, TEXT + "\nSo it went.", outlet="Quay", published_at="2026-11-20T10:00:00Z")
    check_all(state, index)
    detail = told(client, copy, "checked")
    assert not {"agencies", "agency", "source_id", "relation", "share"} & detail.keys()
    assert "Reuters" not in str(detail)


def test_a_correction_tells_which_facts_are_still_printed_and_who_prints_them(
    client: FlaskClient, state: State, index: MemoryIndex
) -> None:
    wire = posted(client, WIRE, agency="Reuters", title="Strike ends", published_at="2026-11-20T08:00:00Z")
    fixed = posted(client, WIRE.replace("41 ships", "44 ships"), agency="Reuters", title="CORRECTED: Strike ends",
                   status="corrected", external_id="x", published_at="2026-11-20T09:00:00Z")  # fmt: skip
    copy = posted(client, WIRE, outlet="Quay", published_at="2026-11-20T10:00:00Z")
    check_all(state, index)
    client.get(f"/api/v1/articles/{copy}/report")
    facts = [{"what": "figure", "text": "41", "corrected": "44", "source": wire, "corrected_by": fixed}]
    assert last(client, copy)["outdated_facts"] == facts
    assert last(client, copy)["outdated"] == 1
    listed = body_of(client.get("/api/v1/articles?outdated=corrected"))["items"]
    assert [(item["id"], item["outdated"]) for item in listed] == [(copy, 1)]


def test_a_kill_tells_who_still_prints_it_and_a_late_copy_that_it_was_killed(
    client: FlaskClient, state: State, index: MemoryIndex
) -> None:
    wire = posted(client, WIRE, agency="Reuters", title="Strike ends", published_at="2026-11-20T08:00:00Z")
    early = posted(client, WIRE + "\n\nSo it went.", outlet="Quay", published_at="2026-11-20T08:30:00Z")
    check_all(state, index)
    kill = posted(client, "EDITORS: Please kill story Strike ends, sent at 0800 GMT. It is false. Do not use.",
                  title="KILL Strike ends", agency="Reuters", published_at="2026-11-20T09:00:00Z")  # fmt: skip
    check_all(state, index)
    detail = last(client, kill)
    assert (detail["pubstatus"], detail["printed_by_count"]) == ("canceled", 1)
    assert detail["printed_by"] == [{"article_id": early, "outlet": "Quay"}]
    late = posted(client, WIRE + "\n\nAnd so on.", outlet="Herald", published_at="2026-11-20T10:00:00Z")
    check_all(state, index)
    detail = last(client, late)
    assert detail["source_id"] == wire
    assert detail["source_superseded_by"] == {"article_id": kill, "status": "canceled"}
    listed = body_of(client.get("/api/v1/articles?outdated=killed"))["items"]
    assert {item["id"] for item in listed} == {early, late}


def test_a_story_names_both_from_whom_a_report_shows_passages(
    client: FlaskClient, state: State, index: MemoryIndex
) -> None:
    """The last took from the wire, and from another what that had found out. The fixture holds the story to it."""
    wire = posted(client, WIRE, agency="Reuters", published_at="2026-11-20T08:00:00Z")
    first = posted(client, f"{WIRE}\n\n{OWN}", outlet="Quay", published_at="2026-11-20T10:00:00Z")
    both = posted(client, f"{WIRE}\n\n{OWN}", outlet="Herald", title="x", published_at="2026-11-20T12:00:00Z")
    check_all(state, index)
    report = body_of(client.get(f"/api/v1/articles/{both}/report"))
    assert {s["article_id"] for s in report["sources"] if s["share"] > 0 and s["direction"] == "from_source"} == {
        wire, first,
    }  # fmt: skip
    assert report["story_id"] == wire
    page = client.get(f"/stories/{wire}").get_data(as_text=True)
    row = page[page.rindex("Herald") :]
    assert "Reuters" in row
    assert "Quay" in row


def last(client: FlaskClient, article_id: str) -> Any:
    """What the last verdict on an article tells."""
    found = body_of(client.get("/api/v1/events?after=0&limit=1000", headers={"Accept": "application/json"}))["items"]
    told = [e["detail"] for e in found if e["article_id"] == article_id and e["kind"] in ("checked", "changed")]
    return told[-1]


WIRE = (
    "Harbour workers in Lindholm voted on Tuesday to end a strike that had kept 41 ships outside the port.\n\n"
    "The union said 1,200 of its members accepted an offer of 3.5 percent more pay from next April.\n\n"
    "“We did not get all we asked for,” said the union's chairwoman, Marta Ekdahl. “But the men want to work.”\n\n"
    "The port authority expects the first cranes to move again before midnight on Wednesday."
)

OWN = (
    "At Pier 9 the crane driver Oskar Lund said he had slept in his cab for three nights to keep his place.\n\n"
    "His colleagues brought him soup from the canteen, which the company had closed on the second day.\n\n"
    "“My wife thought I had left her,” Lund said, and laughed, while the first lorries rolled past the gate.\n\n"
    "The canteen will open again on Thursday, the company told the Quay, with pea soup for everybody."
)

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

"""Reading a report: a verdict that has become stale is refreshed for all, by the step that says so and by no other."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from copytaster import pipeline
from copytaster.archive import Archive, ArchiveUnavailable
from copytaster.index.memory import MemoryIndex
from service.state import State
from tests.service.support import TEXT, body_of, check_all


def posted(client: FlaskClient, text: str, **more: str) -> str:
    return str(body_of(client.post("/api/v1/articles", json={"text": text, **more}))["id"])


@pytest.fixture
def stale(client: FlaskClient, state: State, index: MemoryIndex) -> tuple[str, str]:
    """A copy that was checked before its wire came in, and the wire."""
    copy = posted(client, TEXT, outlet="Quay", published_at="2026-11-20T10:00:00Z")
    check_all(state, index)
    wire = posted(client, TEXT + "\nMore follows.", agency="Reuters", published_at="2026-11-20T08:00:00Z")
    check_all(state, index)
    assert state.archive.stale() == [copy]
    return copy, wire


def test_the_pipeline_reports_without_writing(stale: tuple[str, str], state: State) -> None:
    copy, wire = stale
    last = state.archive.last_event()
    report = pipeline.report(state.archive, copy, state.settings)
    assert report
    assert [s["article_id"] for s in report["sources"]] == [wire]
    assert state.archive.stale() == [copy]
    assert state.archive.last_event() == last


@pytest.mark.parametrize("address", ["/api/v1/articles/{}/report", "/articles/{}"])
def test_whoever_is_told_something_new_tells_it_to_all(
    address: str, stale: tuple[str, str], client: FlaskClient, state: State
) -> None:
    copy, wire = stale
    last = state.archive.last_event()
    assert wire in client.get(address.format(copy)).text
    assert state.archive.stale() == []
    [event] = state.archive.events(last)
    assert (event.kind, event.article_id) == ("changed", copy)
    [row] = [row for row in body_of(client.get("/api/v1/articles"))["items"] if row["id"] == copy]
    assert (row["source_id"], row["relation"]) == (wire, "copy")
    client.get(address.format(copy))
    assert state.archive.last_event() == event.id


def test_an_archive_that_cannot_write_is_read_all_the_same(
    stale: tuple[str, str], client: FlaskClient, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, wire = stale

    def full(*arguments: object) -> bool:
        raise ArchiveUnavailable("the disk is full")

    monkeypatch.setattr(Archive, "save_verdict", full)
    report = body_of(client.get(f"/api/v1/articles/{copy}/report"))
    assert [s["article_id"] for s in report["sources"]] == [wire]
    assert state.archive.stale() == [copy]

"""Status, versions and embargoes, from the front door to reports and lists."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from copytaster.index.memory import MemoryIndex
from copytaster.settings import Settings
from service import create_app
from service.access import auth
from service.cleaning.pool import Cleaners
from service.state import EXTENSION, State
from tests.service.support import TEXT, body_of, check_all

WIRE = {"text": TEXT, "title": "Lindholm dockers end strike", "agency": "NTB", "published_at": "2026-03-03T09:00:00Z"}
COPY = {"text": TEXT, "title": "Strike over", "outlet": "Lindholm Post", "published_at": "2026-03-03T10:00:00Z"}
KILL = {
    "text": "EDITORS: Please kill story slugged Lindholm dockers, sent at 0900 GMT. It is false. Do not use.",
    "title": "KILL Lindholm dockers end strike", "agency": "NTB", "published_at": "2026-03-03T11:00:00Z",
}  # fmt: skip


def post(client: FlaskClient, **said: Any) -> str:
    answer = client.post("/api/v1/articles", json=said)
    assert answer.status_code in (200, 202), answer.text
    return str(body_of(answer)["id"])


def get(client: FlaskClient, path: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1{path}", query_string=query)
    assert answer.status_code == 200, answer.text
    return body_of(answer)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_kill_is_tied_to_its_story_in_any_order(
    client: FlaskClient, state: State, index: MemoryIndex, order: tuple[int, ...]
) -> None:
    ids = ["", "", ""]
    for n in order:
        ids[n] = post(client, **(WIRE, COPY, KILL)[n])
        check_all(state, index)
    wire, copy, kill = ids
    reports = {i: get(client, f"/articles/{i}/report") for i in ids}
    assert {r["story_id"] for r in reports.values()} == {wire}
    assert [(s["article_id"], s["relation"]) for s in reports[kill]["sources"]] == [(wire, "update")]
    ending = {"article_id": kill, "status": "canceled", "at": "2026-03-03T11:00:00Z"}
    assert reports[wire]["superseded_by"] == ending
    assert reports[copy]["superseded_by"] is None
    assert [s["superseded_by"] for s in reports[copy]["sources"] if s["article_id"] == wire] == [ending]
    assert reports[wire]["printed_by"] == reports[kill]["printed_by"] == [copy]
    assert reports[copy]["printed_by"] == []
    page = client.get(f"/articles/{kill}", headers={"Accept": "text/html"}).text
    assert "1 article made from it or from an earlier version still prints it" in page
    assert COPY["title"] in page


def test_versions_by_identity_share_no_word(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    first = post(client, **WIRE, external_id="urn:ntb:1")
    other = "Cranes stood still again on Wednesday, and nobody on the quay could say for how long they would."
    second = post(client, text=other, agency="NTB", external_id="urn:ntb:1", published_at="2026-03-04T09:00:00Z")
    snow = "Snow fell in the hills above the lake all night."
    stranger = post(client, text=snow, agency="Ritzau", external_id="urn:ntb:1")
    check_all(state, index)
    (source,) = get(client, f"/articles/{second}/report")["sources"][:1]
    assert (source["article_id"], source["relation"], source["direction"]) == (first, "update", "from_source")
    assert first not in {s["article_id"] for s in get(client, f"/articles/{stranger}/report")["sources"]}


def test_status_is_kept_shown_searched_and_told(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    killed = post(client, **WIRE, status="canceled")
    usable = post(client, **COPY)
    check_all(state, index)
    assert get(client, f"/articles/{killed}")["pubstatus"] == "canceled"
    assert get(client, f"/articles/{killed}/report")["article"]["status"] == "canceled"
    assert [a["id"] for a in get(client, "/articles", pubstatus="canceled")["items"]] == [killed]
    assert [a["id"] for a in get(client, "/articles", pubstatus="usable")["items"]] == [usable]
    events = body_of(client.get("/api/v1/events?after=0", headers={"Accept": "application/json"}))["items"]
    told = [(e["kind"], e["detail"].get("pubstatus")) for e in events if e["article_id"] == killed]
    assert told[:2] == [("accepted", "canceled"), ("checked", "canceled")]
    assert client.post("/api/v1/articles", json={**COPY, "status": "lost"}).status_code == 422


@pytest.fixture
def guarded(tmp_path: Path, cleaners: Cleaners, index: MemoryIndex) -> Iterator[tuple[Flask, dict[str, str]]]:
    keys = tmp_path / "keys"
    made = {scope: auth.new_key(keys, scope, ["read", "submit", scope]) for scope in ("read", "embargo", "admin")}
    app = create_app(Settings(home=tmp_path, api_keys=str(keys), key_rate=0), cleaners=cleaners, index=index)
    yield app, made
    app.extensions[EXTENSION]._archive.close()


def seats(app: Flask, keys: dict[str, str]) -> tuple[State, FlaskClient, FlaskClient, FlaskClient]:
    """Who may see what is under embargo, who may not, and the administrator."""
    clients = {scope: app.test_client() for scope in ("embargo", "read", "admin")}
    for scope, client in clients.items():
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {keys[scope]}"
    return app.extensions[EXTENSION], clients["embargo"], clients["read"], clients["admin"]


def test_an_embargo_hides_an_article_everywhere_until_its_end(
    guarded: tuple[Flask, dict[str, str]], index: MemoryIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, desk, reader, admin = seats(*guarded)
    end = state.now() + timedelta(days=2)
    wire = post(desk, **WIRE, embargoed_until=end.isoformat())
    copy = post(desk, **COPY)
    check_all(state, index)
    for path in (f"/articles/{wire}", f"/articles/{wire}/report"):
        refused = reader.get(f"/api/v1{path}")
        assert (refused.status_code, body_of(refused)["code"]) == (403, "embargoed")
        assert TEXT[:40] not in refused.text
        assert desk.get(f"/api/v1{path}").status_code == 200
        assert admin.get(f"/api/v1{path}").status_code == 200
    assert [a["id"] for a in get(reader, "/articles")["items"]] == [copy]
    assert {a["id"] for a in get(desk, "/articles")["items"]} == {wire, copy}
    report = get(reader, f"/articles/{copy}/report")
    assert (report["sources"], report["passages"], report["by_agency"]) == ([], [], [])
    assert report["credit"]["found"] == []
    assert [limit["limit"] for limit in report["limits"]] == ["embargo"]
    assert get(desk, f"/articles/{copy}/report")["sources"][0]["article_id"] == wire
    assert [a["id"] for a in get(reader, f"/stories/{copy}")["articles"]] == [copy]
    assert body_of(reader.post("/api/v1/check", json={"text": TEXT}))["sources"][0]["article_id"] == copy
    pages = {"Accept": "text/html"}
    for address in ("/", "/queue", f"/articles/{wire}", f"/stories/{wire}", f"/compare/{copy}/{wire}"):
        assert "Lindholm dockers end strike" not in reader.get(address, headers=pages).text, address
    monkeypatch.setattr(state, "now", lambda: end)
    assert get(reader, f"/articles/{wire}")["pubstatus"] == "withheld"
    assert {a["id"] for a in get(reader, "/articles")["items"]} == {wire, copy}
    assert get(reader, f"/articles/{copy}/report")["sources"][0]["article_id"] == wire


def test_a_correction_under_embargo_is_not_told_of(guarded: tuple[Flask, dict[str, str]], index: MemoryIndex) -> None:
    state, desk, reader, _ = seats(*guarded)
    wire, copy = post(desk, **WIRE, external_id="strike"), post(desk, **COPY)
    until = (state.now() + timedelta(days=2)).isoformat()
    changed = WIRE | {"text": TEXT + " A date was not given.", "title": "Corrected", "status": "corrected"}
    corrected = post(desk, **changed, external_id="strike", embargoed_until=until)
    check_all(state, index)
    told = json.dumps([get(desk, f"/articles/{i}/report") for i in (wire, copy)])
    assert corrected in told
    assert corrected not in json.dumps([get(reader, f"/articles/{i}/report") for i in (wire, copy)])


def test_a_story_is_not_named_by_what_is_under_embargo(
    guarded: tuple[Flask, dict[str, str]], index: MemoryIndex
) -> None:
    state, desk, reader, _ = seats(*guarded)
    until = (state.now() + timedelta(days=2)).isoformat()
    first = post(desk, **WIRE | {"published_at": "2026-01-01T06:00:00Z"}, embargoed_until=until)
    copy = post(desk, **COPY)
    check_all(state, index)
    assert get(desk, f"/articles/{copy}/report")["story_id"] == first
    shown = get(reader, f"/articles/{copy}/report")
    assert first not in json.dumps(shown)
    assert shown["story_id"] == copy
    assert get(reader, f"/stories/{copy}")


def test_a_credit_to_an_agency_that_only_the_archive_knows(
    client: FlaskClient, state: State, index: MemoryIndex
) -> None:
    """It shares nothing with that agency's articles: they only tell that there is one."""
    post(client, **WIRE)
    told = "Crews of the island ferry found a seal asleep on the ramp and waited until noon, the harbour said."
    post(client, text=told, agency="Korsvik Nyhetsbyrå", published_at="2026-03-01T09:00:00Z")
    wrong = post(client, **COPY | {"text": TEXT + "\n\nKilde: Korsvik Nyhetsbyrå"})
    by = post(client, **COPY | {"outlet": "Quay Daily"}, byline="Mara Lindqvist, Korsvik Nyhetsbyrå")
    check_all(state, index)
    for article_id in (wrong, by):
        credit = get(client, f"/articles/{article_id}/report")["credit"]
        assert credit["status"] == "miscredited"
        assert [e["agency"] for e in credit["stated"]] == ["Korsvik Nyhetsbyrå"]
        assert credit["found"] == ["NTB"]
    drafted = body_of(client.post("/api/v1/check", json={"text": TEXT + "\n\n(Korsvik Nyhetsbyrå)"}))
    assert drafted["credit"]["status"] == "miscredited"

"""Drafts that are kept: by whom they are found, and what of them others may see."""

from __future__ import annotations

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
from tests.service.support import TEXT, check_all


@pytest.fixture
def guarded(tmp_path: Path, cleaners: Cleaners, index: MemoryIndex) -> Iterator[Flask]:
    settings = Settings(home=tmp_path, api_keys=str(tmp_path / "keys"), key_rate=0)
    made = create_app(settings, cleaners=cleaners, index=index)
    yield made
    made.extensions[EXTENSION]._archive.close()


def seat(app: Flask, *scopes: str) -> FlaskClient:
    key = auth.new_key(Path(app.extensions[EXTENSION].settings.home) / "keys", "a key", scopes)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


def keep(client: FlaskClient, **said: Any) -> Any:
    answer = client.post("/api/v1/drafts", json={"text": TEXT, "title": "Kept copy", **said})
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_draft_is_listed_read_and_forgotten_by_whose_it_is(guarded: Flask, index: MemoryIndex) -> None:
    mine, others = seat(guarded, "read", "submit"), seat(guarded, "read")
    wire = mine.post("/api/v1/articles", json={"text": TEXT, "agency": "NTB"}).json["id"]
    check_all(guarded.extensions[EXTENSION], index)
    kept = keep(mine)
    assert kept["report"]["sources"][0]["article_id"] == wire
    assert [one["title"] for one in mine.get("/api/v1/drafts").json["items"]] == ["Kept copy"]
    assert mine.get(f"/api/v1/drafts/{kept['id']}").json["report"] == kept["report"]
    assert mine.get(kept["page"], headers={"Accept": "text/html"}).status_code == 200
    assert "Kept copy" in mine.get("/drafts", headers={"Accept": "text/html"}).text
    assert others.get("/api/v1/drafts").json["items"] == []
    assert others.get(f"/api/v1/drafts/{kept['id']}").status_code == 404, "its id opens it for its owner alone"
    assert others.delete(f"/api/v1/drafts/{kept['id']}").status_code == 404
    link = kept["link"].rpartition("/")[2]
    assert others.get(f"/api/v1/drafts/{link}").json["report"] == kept["report"]
    assert others.get(kept["link"], headers={"Accept": "text/html"}).status_code == 200
    assert "Kept copy" not in others.get("/drafts", headers={"Accept": "text/html"}).text
    assert mine.delete(f"/api/v1/drafts/{kept['id']}").status_code == 204
    for name in (kept["id"], link):
        assert mine.get(f"/api/v1/drafts/{name}").json["code"] == "no_draft"


def test_a_draft_is_over_after_its_day(guarded: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = seat(guarded, "read")
    kept, state = keep(mine), guarded.extensions[EXTENSION]
    later = state.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(state, "now", lambda: later)
    assert mine.get("/api/v1/drafts").json["items"] == []
    assert mine.get(f"/api/v1/drafts/{kept['id']}").status_code == 404


def test_what_was_found_for_who_sees_all_is_not_shown_to_who_does_not(guarded: Flask, index: MemoryIndex) -> None:
    state: State = guarded.extensions[EXTENSION]
    desk, reader = seat(guarded, "read", "submit", "embargo"), seat(guarded, "read")
    until = (state.now() + timedelta(days=2)).isoformat()
    held = desk.post("/api/v1/articles", json={"text": TEXT, "agency": "NTB", "embargoed_until": until}).json["id"]
    check_all(state, index)
    kept = keep(desk)
    assert kept["report"]["sources"][0]["article_id"] == held
    link = kept["link"].rpartition("/")[2]
    assert reader.get(f"/api/v1/drafts/{link}").status_code == 404
    assert reader.delete(f"/api/v1/drafts/{link}").status_code == 404
    assert keep(reader)["report"]["sources"] == []


def test_a_draft_that_is_refused_keeps_nothing(guarded: Flask) -> None:
    mine = seat(guarded, "read")
    assert mine.post("/api/v1/drafts", json={"text": "Too short."}).status_code == 422
    assert mine.get("/api/v1/drafts").json["items"] == []

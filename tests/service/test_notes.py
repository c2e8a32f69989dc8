"""Notes and assignments: whose they are, who has the article, and that nobody reads them before its time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from copytaster.index.memory import MemoryIndex
from service import create_app
from service.access import auth
from service.cleaning.pool import Cleaners
from service.state import EXTENSION
from tests.service import sign_in
from tests.service.sign_in import HOST, come_in
from tests.service.support import article


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with sign_in.provider() as running:
        yield running.address


@pytest.fixture
def paper(tmp_path: Path, issuer: str, cleaners: Cleaners) -> Iterator[Flask]:
    auth.new_key(tmp_path / "keys", "nobody's", ["read"])
    settings = sign_in.settings(tmp_path, issuer, api_keys=str(tmp_path / "keys"))
    app = create_app(settings, cleaners=cleaners, index=MemoryIndex())
    yield app
    app.extensions[EXTENSION]._archive.close()


def of(app: Flask, account: str) -> FlaskClient:
    client = app.test_client()
    assert come_in(client, account).status_code == 200
    return client


def test_colleagues_give_each_other_an_article(paper: Flask) -> None:
    ada, ida = of(paper, "ada"), of(paper, "ida")
    people = {p["name"]: p["id"] for p in ida.get("/api/v1/people", base_url=HOST).json["items"]}
    assert set(people) == {"Ada Admin", "Ida Aalto"}
    made = ida.post("/api/v1/articles", json=article(), base_url=HOST).json["id"]
    notes = f"/api/v1/articles/{made}/notes"
    said = ida.post(notes, json={"text": "Call them.", "who": "Ada Admin"}, base_url=HOST).json
    assert (said["who"], said["person"], said["assignee"]) == ("Ida Aalto", people["Ida Aalto"], None)
    given = ida.post(notes, json={"assign": people["Ada Admin"]}, base_url=HOST).json
    assert given["assignee"] == {"name": "Ada Admin", "person": people["Ada Admin"]}
    page = ada.get(f"/articles/{made}", base_url=HOST).get_data(as_text=True)
    for part in ("Call them.", "gave it to", "given to <bdi>Ada Admin</bdi>", "I take it"):
        assert part in page
    ada.post(f"/articles/{made}/notes", data={"assign": "me", "text": "<b>Mine.</b>"}, base_url=HOST)
    assert ida.get(notes, base_url=HOST).json["assignee"]["name"] == "Ada Admin"
    page = ida.get(f"/articles/{made}", base_url=HOST).get_data(as_text=True)
    assert "&lt;b&gt;Mine." in page
    assert "<bdi>Ada Admin</bdi></b> took it" in page
    ada.post(notes, json={"assign": "nobody"}, base_url=HOST)
    found = ida.get(notes, base_url=HOST).json
    assert found["assignee"] is None
    assert [note["assigns"] for note in found["items"]] == [False, True, True, True]
    told = ada.get("/audit?who=Ida Aalto", base_url=HOST).get_data(as_text=True).partition('<ol class="deeds">')[2]
    assert "wrote a note" in told
    assert "assigned an article" in told


@pytest.mark.parametrize(
    "body", [{}, {"text": "  "}, {"assign": "nobody-knows"}, {"assign": 1}, {"text": "x" * 2001}, {"more": "x"}]
)
def test_a_note_that_says_nothing_or_names_nobody_is_refused(paper: Flask, body: dict[str, Any]) -> None:
    ida = of(paper, "ida")
    made = ida.post("/api/v1/articles", json=article(), base_url=HOST).json["id"]
    assert ida.post(f"/api/v1/articles/{made}/notes", json=body, base_url=HOST).status_code == 422
    assert ida.get(f"/api/v1/articles/{made}/notes", base_url=HOST).json["items"] == []


def test_notes_of_what_is_not_there_or_not_to_be_seen(paper: Flask) -> None:
    ida, ada = of(paper, "ida"), of(paper, "ada")
    nowhere = f"/api/v1/articles/{'a' * 32}/notes"
    assert ida.get(nowhere, base_url=HOST).status_code == 404
    assert ida.post(nowhere, json={"text": "x"}, base_url=HOST).status_code == 404
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    later = article(status="withheld", embargoed_until=until)
    made = ida.post("/api/v1/articles", json=later, base_url=HOST).json["id"]
    notes = f"/api/v1/articles/{made}/notes"
    assert ada.post(notes, json={"text": "Secret until then."}, base_url=HOST).status_code == 201
    for answer in (
        ida.get(notes, base_url=HOST), ida.post(notes, json={"text": "x"}, base_url=HOST),
        ida.post(f"/articles/{made}/notes", data={"text": "x"}, base_url=HOST),
    ):  # fmt: skip
        assert answer.status_code == 403
    assert ida.get(f"/articles/{made}", base_url=HOST).status_code == 403

"""Teams and machines: views that are shared, articles that are assigned, one audit log for all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from copytaster.index.memory import MemoryIndex
from copytaster.settings import SettingError
from service import create_app, kept
from service.access.rights import Rights
from service.cleaning.pool import Cleaners
from service.state import EXTENSION
from tests.service import sign_in
from tests.service.sign_in import HOST, Make, come_in
from tests.service.support import article


def test_a_team_shares_views_and_no_rights(make: Make, tmp_path: Path) -> None:
    people = tmp_path / "people"
    people.write_text("reader,team:foreign gus@elsewhere.example\nteam:foreign,team:night ida@paper.example\n")
    app = make(people=str(people), oidc_roles=("it=admin", "newsroom=editor", "it=team:it"))
    ida, gus, ada = (app.test_client() for _ in range(3))
    for client, account in ((ida, "ida"), (gus, "guest"), (ada, "ada")):
        assert come_in(client, account).status_code == 200
    listed = ida.get("/api/v1/people", base_url=HOST).json["items"]
    assert {one["name"]: one["teams"] for one in listed} == {
        "Ada Admin": ["it"], "Ida Aalto": ["foreign", "night"], "Gus Guest": ["foreign"],
    }  # fmt: skip
    assert ida.get("/api/v1/views", base_url=HOST).json["owners"] == ["me", "team:foreign", "team:night", "everybody"]
    asked = {"name": "uncredited AP since yesterday",
             "filters": {"credit": "uncredited", "source_agency": "AP", "since": "yesterday"}}  # fmt: skip

    def keep(client: FlaskClient, **more: str) -> Any:
        return client.post("/api/v1/views", json=asked | more, base_url=HOST)

    kept = keep(ida, owner="team:foreign")
    assert kept.status_code == 201
    assert kept.json["page"] == "/?credit=uncredited&source_agency=AP&since=yesterday"
    assert keep(gus, owner="team:foreign").status_code == 403  # a reader shares nothing
    assert keep(gus).json["owner"] == "me"
    assert keep(ada, owner="team:foreign").status_code == 422  # not her team
    seen = {
        name: [v["owner"] for v in client.get("/api/v1/views", base_url=HOST).json["items"]]
        for name, client in (("ida", ida), ("gus", gus), ("ada", ada))
    }
    assert seen == {"ida": ["team:foreign"], "gus": ["team:foreign", "me"], "ada": []}
    page = gus.get("/", base_url=HOST).get_data(as_text=True)
    assert "uncredited AP since yesterday" in page
    assert '<span class="whose">foreign</span>' in page
    number = kept.json["id"]
    assert gus.delete(f"/api/v1/views/{number}", base_url=HOST).status_code == 404
    assert ada.get(f"/api/v1/views/{number}", base_url=HOST).status_code == 404
    people.write_text("team:night ida@paper.example\n")  # and at once it is no view of hers
    assert ida.get("/api/v1/views", base_url=HOST).json["items"] == []
    people.write_text("team:foreign ida@paper.example\n")
    assert ida.delete(f"/api/v1/views/{number}", base_url=HOST).status_code == 204


def test_what_is_assigned_to_me_is_a_filter_of_desk_and_list(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "CHEAP", 60.0)  # counts that took long are kept for a moment
    app = make()
    ida, ada = app.test_client(), app.test_client()
    come_in(ida, "ida")
    come_in(ada, "ada")
    a, b, c = (ida.post("/api/v1/articles", json=article(n, title=f"Ballot {n}"), base_url=HOST).json["id"]
               for n in range(3))  # fmt: skip
    people = {one["name"]: one["id"] for one in ida.get("/api/v1/people", base_url=HOST).json["items"]}
    for article_id, to in ((a, "me"), (b, "me"), (b, people["Ada Admin"]), (c, people["Ada Admin"])):
        given = ida.post(f"/api/v1/articles/{article_id}/notes", json={"assign": to}, base_url=HOST)
        assert given.status_code == 201

    def listed(client: FlaskClient, assignee: str) -> set[str]:
        found = client.get("/api/v1/articles", query_string={"assignee": assignee, "facets": "outlet"}, base_url=HOST)
        assert found.json["total"] == len(found.json["items"])
        return {one["id"] for one in found.json["items"]}

    assert listed(ida, "me") == listed(ada, people["Ida Aalto"]) == {a}
    assert listed(ada, "me") == {b, c}
    assert listed(ida, "nobody-of-ours") == set()
    page = ida.get("/?assigned=me", base_url=HOST).get_data(as_text=True)
    assert "Ballot 0" in page
    assert "Ballot 1" not in page
    assert "Ida Aalto has it" in page
    assert "Assigned to: <bdi>you</bdi>" in page
    ida.post(f"/api/v1/articles/{a}/notes", json={"assign": "nobody"}, base_url=HOST)
    assert listed(ida, "me") == set()


def test_a_team_has_a_name_that_can_be_written() -> None:
    assert Rights(("x=team:foreign-desk.2", "x=reader"), None)
    for bad in ("team:", "team:-x", "team:a b", "team:" + "x" * 41, "tem:x"):
        with pytest.raises(SettingError):
            Rights((f"x={bad}",), None)


def test_two_machines_have_one_audit_log(tmp_path: Path, provider: sign_in.Provider, cleaners: Cleaners) -> None:
    """Two web processes with folders of their own, and one archive."""
    address = f"sqlite:///{tmp_path / 'shared.db'}"
    apps = []
    for name in ("one", "two"):
        home = tmp_path / name
        home.mkdir()
        settings = sign_in.settings(home, provider.address, database_url=address)
        apps.append(create_app(settings, cleaners=cleaners, index=MemoryIndex()))
    ida, ada = apps[0].test_client(), apps[1].test_client()
    come_in(ida, "ida")
    a, b = (ida.post("/api/v1/articles", json=article(n), base_url=HOST).json["id"] for n in range(2))
    ida.post(f"/api/v1/articles/{a}/judgements", json={"source": b, "ruling": "confirmed"}, base_url=HOST)
    come_in(ada, "ada")
    page = ada.get("/audit", base_url=HOST).get_data(as_text=True).partition('<ol class="deeds">')[2]
    assert "judged a source" in page
    assert page.count("signed in") >= 2
    assert "machine" in page
    assert "judged" not in (tmp_path / "two" / "audit.log").read_text()
    for app in apps:
        app.extensions[EXTENSION]._archive.close()

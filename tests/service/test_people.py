"""People: who may come in by the provider, what they may do, and what is kept of what they did.

The provider is a real one, of a process of its own: it demands PKCE, a registered address and its secret.
"""

from __future__ import annotations

import html
import json
import logging
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from copytaster.index.memory import MemoryIndex
from copytaster.settings import SettingError, Settings
from service import create_app
from service.access import auth
from service.access.oidc import values_of
from service.access.rights import Rights, read_people
from service.access.sessions import MINUTES
from service.cleaning.pool import Cleaners
from service.pages import routes
from service.state import EXTENSION
from tests.service import sign_in
from tests.service.provider import LIES
from tests.service.sign_in import HOST, Make, at_provider, back_from, come_in
from tests.service.support import article


def test_an_editor_signs_in_judges_and_signs_out(make: Make) -> None:
    app = make()
    client, state = app.test_client(), app.extensions[EXTENSION]
    refused = client.get("/queue", base_url=HOST)
    assert refused.headers["Location"] == "/login?next=/queue"
    assert "Sign in with the paper" in client.get("/login", base_url=HOST).get_data(as_text=True)
    answer = come_in(client, "ida")
    assert answer.status_code == 200
    assert '<meta http-equiv="refresh" content="0; url=/queue">' in answer.get_data(as_text=True)
    (cookie,) = (c for c in answer.headers.getlist("Set-Cookie") if c.startswith(auth.COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    a, b = (client.post("/api/v1/articles", json=article(n), base_url=HOST).json["id"] for n in range(2))
    body = {"source": b, "ruling": "rejected", "who": "somebody else"}
    judged = client.post(f"/api/v1/articles/{a}/judgements", json=body, base_url=HOST).json
    (person,) = state.archive.people()
    assert (judged["who"], judged["person"]) == ("Ida Aalto", person.id)
    assert (person.email, person.said, person.subject) == ("ida@paper.example", ("newsroom",), "ida")
    assert client.delete(f"/api/v1/articles/{a}", base_url=HOST).json["code"] == "scope_missing"
    assert client.get("/audit", base_url=HOST).status_code == 403
    thief = app.test_client()
    thief.set_cookie(auth.COOKIE, cookie.split(";")[0].split("=", 1)[1], domain="127.0.0.1")
    assert thief.get("/api/v1/articles", base_url=HOST).status_code == 200
    left = client.post("/logout", base_url=HOST)
    assert left.headers["Location"] == "/login?left=1"
    assert "/leave" in client.get("/login?left=1", base_url=HOST).get_data(as_text=True)
    for ended in (client, thief):
        assert ended.get("/api/v1/articles", base_url=HOST).status_code == 401


def test_an_admin_may_do_everything_and_see_who_did_what(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make()
    ida, ada = app.test_client(), app.test_client()
    come_in(ida, "ida")
    a, b = (ida.post("/api/v1/articles", json=article(n), base_url=HOST).json["id"] for n in range(2))
    ida.post(f"/api/v1/articles/{a}/judgements", json={"source": b, "ruling": "confirmed"}, base_url=HOST)
    come_in(ada, "ada")
    assert ada.delete(f"/api/v1/articles/{a}", base_url=HOST).status_code == 204

    def lines(address: str) -> str:
        return ada.get(address, base_url=HOST).get_data(as_text=True).partition('<ol class="deeds">')[2]

    page = lines("/audit")
    for said in ("Ida Aalto", "judged a source", "Ada Admin", "deleted an article", "signed in"):
        assert said in page
    only = lines("/audit?who=Ida Aalto")
    assert "judged a source" in only
    assert "deleted an article" not in only
    assert "judged a source" not in lines("/audit?what=deleted")
    monkeypatch.setattr(routes, "DEEDS", 2)
    read, address = [], "/audit"
    while address:
        page = lines(address)
        read += re.findall(r'class="what" href="/audit\?what=([a-z-]+)"', page)
        following = re.search(r'<a href="([^"]+)" rel="next">', page)
        address = html.unescape(following[1]) if following else ""
    assert read == ["deleted", "signed-in", "judged", "signed-in"]
    for odd in ("what=nothing", "before=x", "colour=red"):
        assert ada.get(f"/audit?{odd}", base_url=HOST).status_code == 422, odd


@pytest.mark.parametrize("account", ["guest", "mallory", "bare"])
def test_who_has_no_role_does_not_come_in(make: Make, tmp_path: Path, account: str) -> None:
    people = tmp_path / "people"
    people.write_text("admin ada@paper.example\n")  # mallory says that this is hers, the provider does not
    client = make(people=str(people)).test_client()
    answer = come_in(client, account)
    assert answer.status_code == 403
    assert "has no role here" in answer.get_data(as_text=True)
    assert auth.COOKIE not in str(answer.headers)
    assert client.get("/api/v1/articles", base_url=HOST).status_code == 401


def test_a_file_gives_roles_and_takes_them_at_once(make: Make, tmp_path: Path) -> None:
    people = tmp_path / "people"
    people.write_text("# who may\nreader GUS@elsewhere.example\n")
    client = make(oidc_roles=(), people=str(people)).test_client()
    come_in(client, "guest")
    assert client.get("/api/v1/articles", base_url=HOST).status_code == 200
    assert client.post("/api/v1/articles", json=article(), base_url=HOST).status_code == 403
    people.write_text("editor gus@elsewhere.example\n")
    assert client.post("/api/v1/articles", json=article(), base_url=HOST).status_code == 202
    people.write_text("boss gus@elsewhere.example\n")
    assert client.get("/api/v1/articles", base_url=HOST).json["code"] == "people_unreadable"
    people.write_text("")
    assert client.get("/api/v1/articles", base_url=HOST).status_code == 401


def test_a_claim_inside_a_claim_and_everybody(make: Make) -> None:
    client = make(oidc_claim="realm.roles", oidc_roles=("night=editor", "*=reader")).test_client()
    come_in(client, "ida")
    assert client.post("/api/v1/articles", json=article(), base_url=HOST).status_code == 202
    come_in(client, "bare")
    assert client.get("/api/v1/articles", base_url=HOST).status_code == 200
    assert client.post("/api/v1/articles", json=article(1), base_url=HOST).status_code == 403


def test_a_public_client_has_no_secret(make: Make) -> None:
    client = make(oidc_client_id="public", oidc_client_secret=None).test_client()
    assert come_in(client, "ida").status_code == 200


def test_a_wrong_secret_lets_nobody_in(make: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not-the-secretive-one")
    with caplog.at_level(logging.DEBUG, "copytaster"):
        assert come_in(make(oidc_client_secret=str(wrong)).test_client(), "ida").status_code == 403
    assert "secretive" not in "\n".join(str(vars(record)) for record in caplog.records)


@pytest.mark.parametrize("lie", LIES)
def test_a_provider_that_lies_is_not_believed(make: Make, provider: sign_in.Provider, lie: str) -> None:
    client = make().test_client()
    provider.twist(lie)
    begun = client.get("/login/begin", base_url=HOST)
    if lie == "other-issuer":
        assert begun.status_code == 503
        return
    answer = client.get(at_provider(begun.headers["Location"], "ida").removeprefix(HOST), base_url=HOST)
    assert answer.status_code == 403, lie
    assert auth.COOKIE not in str(answer.headers)
    assert client.get("/api/v1/articles", base_url=HOST).status_code == 401
    assert provider.taken() == []


def test_who_was_not_let_in_is_told(make: Make) -> None:
    answer = come_in(make().test_client(), "nobody")
    assert answer.status_code == 403
    assert "did not let you in" in answer.get_data(as_text=True)


def test_only_the_browser_that_began_can_finish(make: Make) -> None:
    """Somebody who is sent the end of another's sign-in would work, and be named, as the other."""
    app = make()
    began, other = app.test_client(), app.test_client()
    address = back_from(began, "ada")
    assert other.get(address, base_url=HOST).status_code == 403
    mixed = back_from(other, "ida")
    state = parse_qs(urlsplit(mixed).query)["state"][0]
    assert other.get(address, base_url=HOST).status_code == 403
    assert other.get(mixed.replace(state, "x" * len(state)), base_url=HOST).status_code == 403
    for client in (began, other):
        assert client.get("/api/v1/articles", base_url=HOST).status_code == 401


def test_an_answer_counts_once_and_for_some_minutes(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    client = make().test_client()
    address = back_from(client, "ida")
    kept = client.get_cookie("copytaster_sign_in", path="/login", domain="127.0.0.1")
    assert kept is not None
    assert client.get(address, base_url=HOST).status_code == 200
    again = client.application.test_client()
    again.set_cookie("copytaster_sign_in", kept.value, path="/login", domain="127.0.0.1")
    assert again.get(address, base_url=HOST).status_code == 403, "the code was used"
    late = client.application.test_client()
    address = back_from(late, "ida")
    then = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: then + MINUTES * 60 + 5)
    assert "too long ago" in late.get(address, base_url=HOST).get_data(as_text=True)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_after_signing_in_one_stays_here(make: Make, target: str) -> None:
    client = make().test_client()
    answer = client.get(back_from(client, "ida", target), base_url=HOST)
    assert 'content="0; url=/"' in answer.get_data(as_text=True)


def test_keys_and_people_come_in_side_by_side(make: Make, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    key = auth.new_key(keys, "wire", ["submit"])
    app = make(api_keys=str(keys))
    page = app.test_client().get("/login", base_url=HOST).get_data(as_text=True)
    assert "Or with an API key" in page
    headers = {"Authorization": f"Bearer {key}"}
    assert app.test_client().post("/api/v1/articles", json=article(), headers=headers).status_code == 202
    person = app.test_client()
    come_in(person, "ida")
    assert person.get("/api/v1/articles", base_url=HOST).status_code == 200


def test_without_a_provider_a_persons_session_is_over(make: Make, tmp_path: Path, cleaners: Cleaners) -> None:
    client = make().test_client()
    come_in(client, "ida")
    kept = client.get_cookie(auth.COOKIE, domain="127.0.0.1")
    assert kept is not None
    keys = tmp_path / "keys"
    auth.new_key(keys, "wire", ["submit"])
    later = create_app(Settings(home=tmp_path, api_keys=str(keys)), cleaners=cleaners, index=MemoryIndex())
    other = later.test_client()
    other.set_cookie(auth.COOKIE, kept.value)
    assert other.get("/api/v1/articles").status_code == 401
    later.extensions[EXTENSION]._archive.close()


def test_a_provider_that_is_away_is_said(tmp_path: Path, cleaners: Cleaners) -> None:
    settings = sign_in.settings(tmp_path, "http://127.0.0.1:9")
    app = create_app(settings, cleaners=cleaners, index=MemoryIndex())
    answer = app.test_client().get("/login/begin")
    assert answer.status_code == 503
    assert "does not answer" in answer.get_data(as_text=True)
    app.extensions[EXTENSION]._archive.close()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"oidc_client_id": ""}, "COPYTASTER_OIDC_CLIENT_ID"),
        ({"oidc_issuer": "http://login.example.org"}, "https://"),
        ({"oidc_issuer": "ftp://localhost/"}, "https://"),
        ({"oidc_client_secret": "/nowhere/at/all"}, "COPYTASTER_OIDC_CLIENT_SECRET"),
        ({"oidc_roles": ("newsroom",)}, "value=role"),
        ({"oidc_roles": ("newsroom=boss",)}, "reader, editor"),
    ],
)
def test_settings_that_would_not_be_safe_stop_the_start(tmp_path: Path, more: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        create_app(sign_in.settings(tmp_path, **{"issuer": "https://login.example.org", **_renamed(more)}))


def _renamed(more: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("oidc_issuer", "issuer"): value for name, value in more.items()}


def test_a_provider_is_as_good_as_keys_for_a_door_that_is_open(make: Make) -> None:
    assert make(host="0.0.0.0").test_client().get("/api/v1/articles").status_code == 401


@pytest.mark.parametrize(
    ("claims", "path", "values"),
    [
        ({"groups": ["a", 1, None, "b"]}, "groups", ("a", "b")),
        ({"groups": "a b"}, "groups", ("a", "b")),
        ({"https://paper.example/roles": ["a"]}, "https://paper.example/roles", ("a",)),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", ("a",)),
        ({"realm_access": ["roles"]}, "realm_access.roles", ()),
        ({"groups": {"a": 1}}, "groups", ()),
        ({}, "groups", ()),
        ({"groups": 7}, "groups", ()),
    ],
)
def test_what_a_claim_says(claims: dict[str, Any], path: str, values: tuple[str, ...]) -> None:
    assert values_of(claims, path) == values


@pytest.mark.parametrize("line", ["boss ida@paper.example", "editor", "editor "])
def test_a_line_that_says_nothing_right_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "people"
    file.write_text(f"reader x@paper.example\n{line}\n")
    with pytest.raises(ValueError, match="people, line 2"):
        read_people(file)
    assert Rights((), None)


def test_what_people_did_is_written_down(make: Make, tmp_path: Path) -> None:
    client = make().test_client()
    come_in(client, "guest")
    come_in(client, "ida")
    client.post("/logout", base_url=HOST)
    told = [json.loads(line) for line in (tmp_path / "audit.log").read_text().splitlines()]
    assert [line["what"] for line in told] == ["sign-in-refused", "signed-in", "signed-out"]
    assert told[1]["who"] == told[2]["who"]
    assert told[1]["name"] == "Ida Aalto"

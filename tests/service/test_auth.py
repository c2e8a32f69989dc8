"""API keys: what is kept of them, what each may do, and that nothing works without one where one is asked."""

from __future__ import annotations

import getpass
import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

import service.api  # noqa: F401  declares the operations
from copytaster.archive import schema
from copytaster.commands.main import main
from copytaster.index.memory import MemoryIndex
from copytaster.runtime.door import refuse_open_door
from copytaster.runtime.embedded import EmbeddedRedis
from copytaster.settings import SettingError, Settings
from service import create_app
from service.access import auth, ratelimit, sessions
from service.access.ratelimit import Buckets
from service.cleaning.pool import Cleaners
from service.operations import OPERATIONS, Operation
from service.state import EXTENSION
from tests.service.support import article


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def app(tmp_path: Path, keys: Path, cleaners: Cleaners) -> Iterator[Flask]:
    auth.new_key(keys, "nobody's", ["read"])
    settings = Settings(home=tmp_path, api_keys=str(keys), host="0.0.0.0", key_rate=60_000)
    made = create_app(settings, cleaners=cleaners, index=MemoryIndex())
    yield made
    made.extensions[EXTENSION]._archive.close()


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_only_a_hash_is_kept(keys: Path) -> None:
    key = auth.new_key(keys, "wire desk", ["submit", "read"])
    kept = keys.read_text()
    secret = key.split("_", 2)[2]
    assert secret not in kept
    assert auth._digest(secret) in kept
    assert keys.stat().st_mode & 0o077 == 0
    (found,) = auth.read_keys(keys).values()
    assert (found.name, found.scopes) == ("wire desk", {"submit", "read"})


def test_it_does_not_bind_elsewhere_without_keys(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="COPYTASTER_API_KEYS"):
        create_app(Settings(home=tmp_path, host="0.0.0.0"))
    for host in ("127.0.0.1", "::1", "localhost", "127.0.0.53"):
        refuse_open_door(Settings(home=tmp_path, host=host))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o.method} {o.path}")
def test_every_operation_asks_for_its_scope(app: Flask, client: FlaskClient, keys: Path, operation: Operation) -> None:
    path = operation.path.replace("<id:article_id>", "a" * 32).replace("<id:story_id>", "a" * 32)
    path = path.replace("<int:view_id>", "1")
    method, scope = operation.method, operation.scope
    nobody = client.open(path, method=method)
    assert (nobody.status_code, nobody.json["code"]) == (401, "key_needed")
    assert nobody.json["detail"] == "An API key is needed: Authorization: Bearer <key>."
    wrong = client.open(path, method=method, headers={"Authorization": "Bearer ct_00000000_wrong"})
    assert (wrong.status_code, wrong.json["code"]) == (401, "key_needed")
    assert wrong.json["detail"] == "This API key is not known here, or was revoked."
    assert nobody.headers["WWW-Authenticate"].startswith("Bearer")
    for other in sorted({"submit", "read", "judge"} - {scope}):
        key = auth.new_key(keys, other, [other])
        refused = client.open(path, method=method, headers=bearer(key))
        assert (refused.status_code, refused.json["code"]) == (403, "scope_missing"), other
    key = auth.new_key(keys, "right", [scope])
    assert client.open(path, method=method, headers=bearer(key) | {"Accept": "application/json"}).status_code not in (
        401,
        403,
    )
    admin = auth.new_key(keys, "admin", ["admin"])
    assert client.open(path, method=method, headers=bearer(admin) | {"Accept": "application/json"}).status_code not in (
        401,
        403,
    )


def test_a_page_says_whom_to_ask_and_the_api_names_the_scope(client: FlaskClient, keys: Path) -> None:
    html = {"Accept": "text/html"}
    refused = [
        ("GET", "/audit", ["read"], "This is for administrators."),
        ("GET", "/", ["submit"], "You may not look at articles and reports."),
        ("POST", f"/articles/{'a' * 32}/judgements", ["read"], "This is for editors"),
    ]
    for method, path, scopes, said in refused:
        key = auth.new_key(keys, "somebody", scopes)
        page = client.open(path, method=method, headers=bearer(key) | html)
        assert (page.status_code, page.mimetype) == (403, "text/html"), path
        assert said in page.text
        assert "Whoever looks after Copytaster in your newsroom can let you; please ask them." in page.text
        assert "scope" not in page.text
        assert 'href="/">To the desk' in page.text
    key = auth.new_key(keys, "reader", ["read"])
    answer = client.delete(f"/api/v1/articles/{'a' * 32}", headers=bearer(key) | html)
    assert answer.content_type == "application/problem+json"
    assert answer.json["detail"] == "This key does not have the scope 'admin'."


@pytest.mark.parametrize("path", ["/", "/queue", "/articles/" + "a" * 32, "/stories/" + "a" * 32])
def test_no_page_is_shown_without_a_key(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/login?next=/")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer ct_",
        "Bearer ct_x_y",
        "Bearer \xff",
        "Bearer " + "a" * 4_000,
        "ct_a_b",
    ],
)
def test_what_is_no_key_opens_nothing(client: FlaskClient, header: str) -> None:
    assert client.get("/api/v1/articles", headers={"Authorization": header}).status_code == 401


def test_one_wrong_character_opens_nothing(client: FlaskClient, keys: Path) -> None:
    key = auth.new_key(keys, "reader", ["read"])
    assert client.get("/api/v1/articles", headers=bearer(key)).status_code == 200
    wrong = key[:-1] + ("A" if key[-1] != "A" else "B")
    assert client.get("/api/v1/articles", headers=bearer(wrong)).status_code == 401


def test_keys_come_and_go_without_a_restart(client: FlaskClient, keys: Path) -> None:
    old = auth.new_key(keys, "old", ["read"])
    assert client.get("/api/v1/articles", headers=bearer(old)).status_code == 200
    new = auth.new_key(keys, "new", ["read"])
    assert client.get("/api/v1/articles", headers=bearer(new)).status_code == 200
    assert auth.revoke_key(keys, old.split("_")[1])
    assert not auth.revoke_key(keys, old.split("_")[1])
    assert client.get("/api/v1/articles", headers=bearer(old)).status_code == 401
    assert client.get("/api/v1/articles", headers=bearer(new)).status_code == 200


@pytest.mark.parametrize("content", [None, "one two\n", "id fly " + "0" * 64 + " name\n"])
def test_a_file_that_cannot_be_read_lets_nobody_in(client: FlaskClient, keys: Path, content: str | None) -> None:
    key = auth.new_key(keys, "reader", ["read"])
    keys.unlink() if content is None else keys.write_text(content)
    response = client.get("/api/v1/articles", headers=bearer(key))
    assert (response.status_code, response.json["code"]) == (503, "keys_unreadable")


def test_a_key_is_never_logged(client: FlaskClient, keys: Path, caplog: pytest.LogCaptureFixture) -> None:
    key = auth.new_key(keys, "reader", ["read"])
    with caplog.at_level(logging.DEBUG):
        client.get(f"/api/v1/articles?q={key}", headers=bearer(key))
        client.get("/api/v1/articles", headers=bearer(key + "x"))
        client.post("/login", data={"key": key})
    seen = "\n".join(str(vars(record)) for record in caplog.records)
    assert len(caplog.records) >= 3
    assert key.split("_", 2)[2] not in seen
    assert key.split("_")[1] in seen  # its id is, so that its use can be followed


def test_a_key_that_asks_too_much_waits(app: Flask, client: FlaskClient, keys: Path) -> None:
    gate = app.extensions[EXTENSION].gate
    seconds = [0.0]
    gate._buckets = Buckets(8, lambda: seconds[0])  # two at once, then one in 7.5 s
    one, other = (bearer(auth.new_key(keys, name, ["read"])) for name in ("one", "other"))
    answers = [client.get("/api/v1/articles", headers=one) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) == 8
    assert client.get("/api/v1/articles", headers=other).status_code == 200
    seconds[0] += 7.6
    assert client.get("/api/v1/articles", headers=one).status_code == 200
    assert client.get("/api/v1/articles", headers=one).status_code == 429


def test_waiting_for_a_report_needs_read(client: FlaskClient, keys: Path) -> None:
    key = bearer(auth.new_key(keys, "wire", ["submit"]))
    assert client.post("/api/v1/articles?wait=1", json=article(), headers=key).json["code"] == "scope_missing"
    assert client.post("/api/v1/articles", json=article(), headers=key).status_code == 202


def test_idempotency_keys_of_two_api_keys_do_not_meet(client: FlaskClient, keys: Path) -> None:
    ids = set()
    for n in range(2):
        headers = bearer(auth.new_key(keys, str(n), ["submit"])) | {"Idempotency-Key": "1"}
        ids.add(client.post("/api/v1/articles", json=article(n), headers=headers).json["id"])
    assert len(ids) == 2


def test_a_browser_signs_in_and_out(client: FlaskClient, keys: Path) -> None:
    key = auth.new_key(keys, "editor", ["read", "judge"])
    assert client.get("/login").status_code == 200
    assert client.post("/login", data={"key": "ct_nothing"}).status_code == 403
    assert client.get("/api/v1/articles").status_code == 401
    response = client.post("/login?next=/queue", data={"key": key})
    assert (response.status_code, response.headers["Location"]) == (303, "/queue")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert key.split("_", 2)[2] not in cookie
    assert client.get("/api/v1/articles").status_code == 200
    auth.revoke_key(keys, key.split("_")[1])
    assert client.get("/api/v1/articles").status_code == 401


def test_a_session_cannot_be_made_up(app: Flask, client: FlaskClient, keys: Path) -> None:
    auth.new_key(keys, "editor", ["read"])
    key = list(auth.read_keys(keys).values())[-1]
    state = app.extensions[EXTENSION]
    cookie = state.gate.sessions.begin_with_key(key.id, key.digest)
    with state.archive.reading() as connection:
        kept = connection.execute(sa.select(schema.sessions.c.digest)).scalar_one()
    for forged in (kept, cookie[:-1], cookie + "a", "", "\ud800"):
        client.set_cookie(auth.COOKIE, forged.encode("utf-8", "surrogatepass").decode("latin-1"))
        assert client.get("/api/v1/articles").status_code == 401
    client.set_cookie(auth.COOKIE, cookie)
    assert client.get("/api/v1/articles").status_code == 200


def test_a_session_is_of_one_key_and_of_no_other_with_its_id(app: Flask, client: FlaskClient, keys: Path) -> None:
    made = auth.new_key(keys, "editor", ["read"])
    client.post("/login", data={"key": made})
    assert client.get("/api/v1/articles").status_code == 200
    named = made.split("_")[1]
    keys.write_text(f"{named} admin {'0' * 64} another\n")
    assert client.get("/api/v1/articles").status_code == 401


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y", "", "evil"],
)
def test_after_signing_in_one_stays_here(client: FlaskClient, keys: Path, target: str) -> None:
    key = auth.new_key(keys, "editor", ["read"])
    response = client.post("/login", query_string={"next": target}, data={"key": key})
    assert response.headers["Location"] == "/"


def test_an_editor_is_named_with_the_key(client: FlaskClient, keys: Path, app: Flask) -> None:
    headers = bearer(auth.new_key(keys, "night desk", ["admin"]))
    a, b = (client.post("/api/v1/articles", json=article(n), headers=headers).json["id"] for n in range(2))
    for given, named in ((None, "night desk"), ("Ida", "Ida (night desk)")):
        body = {"source": b, "ruling": "rejected", "who": given}
        answer = client.post(f"/api/v1/articles/{a}/judgements", json=body, headers=headers)
        assert answer.json["who"] == named


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(app: Flask, keys: Path, cleaners: Cleaners) -> None:
    key = auth.new_key(keys, "editor", ["read"])
    browser, thief = app.test_client(), app.test_client()
    cookie = browser.post("/login", data={"key": key}).headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
    other = app.test_client()
    other.post("/login", data={"key": key})
    thief.set_cookie(auth.COOKIE, cookie)
    assert thief.get("/api/v1/articles").status_code == 200
    assert browser.post("/logout").status_code == 303
    for ended in (browser, thief):
        ended.set_cookie(auth.COOKIE, cookie)
        assert ended.get("/api/v1/articles").status_code == 401
    assert other.get("/api/v1/articles").status_code == 200, "another session of the same key goes on"
    settings = app.extensions[EXTENSION].settings
    again = create_app(settings, cleaners=cleaners, index=MemoryIndex())  # after a restart, or in another process
    late = again.test_client()
    late.set_cookie(auth.COOKIE, cookie)
    assert late.get("/api/v1/articles").status_code == 401
    again.extensions[EXTENSION]._archive.close()


def test_what_has_run_out_is_over_and_not_kept_for_ever(app: Flask, client: FlaskClient, keys: Path) -> None:
    state = app.extensions[EXTENSION]
    client.post("/login", data={"key": auth.new_key(keys, "editor", ["read"])})
    assert client.get("/api/v1/articles").status_code == 200
    later = datetime.now(UTC) + timedelta(seconds=sessions.SECONDS + 1)
    state.now = lambda: later
    assert client.get("/api/v1/articles").status_code == 401
    assert state.gate.sessions.end("nonsense") is None
    state.gate.sessions.begin_with_key("k", "d" * 64)
    with state.archive.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(schema.sessions)).scalar_one() == 1


def test_a_role_is_its_scopes(client: FlaskClient, keys: Path) -> None:
    reader, editor = (bearer(auth.new_key(keys, role, [role])) for role in ("reader", "editor"))
    assert client.get("/api/v1/articles", headers=reader).status_code == 200
    assert client.post("/api/v1/articles", json=article(), headers=reader).status_code == 403
    assert client.post("/api/v1/articles", json=article(), headers=editor).status_code == 202
    assert client.delete(f"/api/v1/articles/{'a' * 32}", headers=editor).status_code == 403
    with pytest.raises(ValueError, match="reader, editor, submit"):
        auth.new_key(keys, "x", ["boss"])


def test_a_line_is_added_whole_wherever_the_file_ends(keys: Path) -> None:
    first = auth.new_key(keys, "first", ["read"])
    keys.write_text(keys.read_text().rstrip("\n"))  # as some editors leave it
    second = auth.new_key(keys, "second", ["submit"])
    ring = auth.Keyring(keys)
    assert [key.name for key in (ring.find(first), ring.find(second)) if key] == ["first", "second"]


def lines(app: Flask) -> list[dict[str, object]]:
    path = app.extensions[EXTENSION].settings.home / "audit.log"
    assert path.stat().st_mode & 0o077 == 0
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_who_did_what_is_written_down(
    app: Flask, client: FlaskClient, keys: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = auth.new_key(keys, "night desk", ["admin"])
    named = key.split("_")[1]
    with caplog.at_level(logging.WARNING):
        a, b = (client.post("/api/v1/articles", json=article(n), headers=bearer(key)).json["id"] for n in range(2))
        body = {"source": b, "ruling": "rejected", "who": "Ida"}
        client.post(f"/api/v1/articles/{a}/judgements", json=body, headers=bearer(key))
        client.post("/login", data={"key": "ct_wrong_secretive"})
        client.post("/login", data={"key": key})
        client.post(f"/articles/{a}/judgements", data={"source_id": b, "ruling": "", "who": "Ben"})
        client.post("/logout")
        client.delete(f"/api/v1/articles/{a}", headers=bearer(key))
        client.get("/api/v1/articles", headers=bearer("ct_wrong_secretive"))
        client.get("/api/v1/articles")
    told = [(line["what"], line["who"]) for line in lines(app)]
    assert told == [
        ("judged", named), ("sign-in-refused", "nobody"), ("signed-in", named), ("judged", named),
        ("signed-out", named), ("deleted", named),
    ]  # fmt: skip
    assert lines(app)[0] | {"at": ""} == {
        "at": "", "what": "judged", "who": named, "article": a, "source": b, "ruling": "rejected",
        "editor": "Ida (night desk)",
    }  # fmt: skip
    refused = [record.copytaster_fields for record in caplog.records if record.getMessage() == "not-admitted"]
    assert [(fields["why"], fields["address"]) for fields in refused] == [
        ("wrong key", "127.0.0.1"), ("no key", "127.0.0.1"),
    ]  # fmt: skip
    seen = "\n".join(str(vars(record)) for record in caplog.records) + str(lines(app))
    assert "secretive" not in seen


def test_keys_that_are_added_and_revoked_are_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYTASTER_HOME", str(tmp_path))
    made = CliRunner().invoke(main, ["keys", "add", "wire", "--scope", "submit"])
    assert made.exit_code == 0, made.output
    named = made.output.split("_")[1]
    assert CliRunner().invoke(main, ["keys", "revoke", named]).exit_code == 0
    told = [json.loads(line) for line in (tmp_path / "audit.log").read_text().splitlines()]
    assert [(line["what"], line["key"], line["who"]) for line in told] == [
        ("key-added", named, getpass.getuser()), ("key-revoked", named, getpass.getuser()),
    ]  # fmt: skip
    assert made.output.strip().split("_", 2)[2] not in (tmp_path / "audit.log").read_text()


def test_a_key_has_one_rate_in_all_processes(redis_server: EmbeddedRedis, redis_client: object) -> None:
    here, there = (Buckets(8, time.monotonic, redis_server.url) for _ in range(2))  # two at once, then one in 7.5 s
    assert [here.take("a"), there.take("a")] == [0.0, 0.0]
    assert 7.0 < here.take("a") <= 7.5
    assert 7.0 < there.take("a") <= 7.5
    assert there.take("b") == 0.0


def test_without_redis_each_process_counts_for_itself(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path, fsync="no") as server:
        buckets = Buckets(8, time.monotonic, server.url)
        assert buckets.take("a") == 0.0
        server.kill()
        began = time.monotonic()
        assert [buckets.take("a") > 0 for _ in range(50)] == [False, False] + [True] * 48
        assert time.monotonic() - began < 1.0


def test_buckets_that_are_full_again_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratelimit, "_MOST", 100)
    seconds = [0.0]
    buckets = Buckets(60, lambda: seconds[0])
    for number in range(1_000):
        seconds[0] += 1.0
        buckets.take(str(number))
    assert len(buckets._buckets) <= 102

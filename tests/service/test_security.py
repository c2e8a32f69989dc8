"""Headers on every answer, and other sites kept out."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from copytaster.index.memory import MemoryIndex
from copytaster.runtime.door import is_loopback
from copytaster.settings import Settings
from service import create_app
from service.cleaning.pool import Cleaners
from service.state import State
from tests.service.support import article

EXPECTED = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"), ("GET", "/queue"), ("GET", "/nothing"), ("GET", "/healthz"), ("GET", "/readyz"),
        ("GET", "/metrics"),
        ("GET", "/api/v1/articles"), ("GET", "/api/v1/nothing"), ("POST", "/api/v1/articles"),
        ("PUT", "/api/v1/articles"),
        ("OPTIONS", "/api/v1/articles"), ("GET", "/api/v1/openapi.json"), ("GET", "/static/copytaster.css"),
        ("DELETE", "/api/v1/articles/" + "x" * 32),
    ],
)  # fmt: skip
def test_every_answer_has_the_headers(client: FlaskClient, method: str, path: str) -> None:
    response = client.open(path, method=method)
    response.close()
    assert {name: response.headers.get(name) for name in EXPECTED} == EXPECTED
    assert response.headers["X-Request-ID"]
    assert "Access-Control-Allow-Origin" not in response.headers


UNSAFE = [
    ("POST", "/api/v1/articles"),
    ("POST", "/api/v1/articles/batch"),
    ("POST", "/api/v1/check"),
    ("DELETE", "/api/v1/articles/" + "a" * 32),
    ("POST", f"/api/v1/articles/{'a' * 32}/judgements"),
    ("POST", f"/api/v1/articles/{'a' * 32}/retry"),
    ("POST", f"/articles/{'a' * 32}/judgements"),
    ("POST", "/login"),
    ("PUT", "/nothing"),
]


@pytest.mark.parametrize(("method", "path"), UNSAFE)
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "anything"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:81"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://[::1"},
        {"Origin": ""},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
    ids=str,
)
def test_other_sites_change_nothing(
    client: FlaskClient, state: State, method: str, path: str, headers: dict[str, str]
) -> None:
    response = client.open(path, method=method, headers=headers, json=article())
    assert response.status_code == 403
    assert response.json["code"] == "cross_site"
    assert state.archive.list()[0] == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_this_site_and_programs_may(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/api/v1/articles", json=article(), headers=headers).status_code == 202


def test_reading_from_a_link_elsewhere_is_allowed(client: FlaskClient) -> None:
    assert client.get("/api/v1/articles", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "evil.example:8000", "localhost.evil"]
)
def test_a_name_that_was_rebound_reaches_nothing(client: FlaskClient, host: str) -> None:
    response = client.get("/api/v1/articles", headers={"Host": host})
    assert (response.status_code, response.json["code"]) == (421, "unknown_host")


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
def test_names_of_this_machine_are_known(client: FlaskClient, host: str) -> None:
    assert client.get("/api/v1/articles", headers={"Host": host}).status_code == 200


def test_allowed_hosts_are_the_only_ones(tmp_path: Path, cleaners: Cleaners) -> None:
    settings = Settings(home=tmp_path, allowed_hosts="taster.example news.example")
    client = create_app(settings, cleaners=cleaners, index=MemoryIndex()).test_client()
    for host, status in (("taster.example", 200), ("News.Example:443", 200), ("evil.example", 421), ("127.0.0.1", 200)):
        assert client.get("/healthz", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(("host", "expected"), [
    ("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False), ("10.1.2.3", False),
    ("example.org", False), ("", False), ("127.0.0.1.nip.io", False),
])  # fmt: skip
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(("given", "kept"), [("wire-7:a.b_c", True), ("a b", False), ("x" * 65, False), ("<b>", False)])
def test_a_request_id_is_kept_when_it_is_plain(client: FlaskClient, given: str, kept: bool) -> None:
    found = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (found == given) is kept
    assert len(found) <= 64

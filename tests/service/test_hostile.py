"""Bad input: each a 4xx problem document that names what was wrong. Never a 5xx, never an empty success."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.state import State
from tests.service.support import TEXT, article

JSON = "application/json"


def raw(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


HOSTILE: dict[str, tuple[bytes, str, int, str]] = {
    # name: (body, media type, status, a word of the answer)
    "no JSON": (b"hello", JSON, 400, "not JSON"),
    "empty body": (b"", JSON, 400, "empty"),
    "cut short": (b'{"text": "abc', JSON, 400, "not JSON"),
    "two values": (b'{"text": "a"} {}', JSON, 400, "not JSON"),
    "not UTF-8": (b'{"text": "\xff\xfe"}', JSON, 400, "UTF-8"),
    "UTF-16": ('{"text": "a"}'.encode("utf-16"), JSON, 400, "UTF-8"),
    "NaN": (b'{"text": NaN}', JSON, 400, "NaN"),
    "Infinity": (b'{"text": -Infinity}', JSON, 400, "Infinity"),
    "duplicate name": (b'{"text": "a", "text": "b"}', JSON, 400, "twice"),
    "deep": (b'{"text":' * 100_000, JSON, 400, "deeper"),
    "deep arrays": (b"[" * 200_000 + b"]" * 200_000, JSON, 400, "deeper"),
    "endless number": (b'{"text": ' + b"9" * 10_000 + b"}", JSON, 400, "number"),
    "array": (b"[]", JSON, 422, "object"),
    "null": (b"null", JSON, 422, "object"),
    "nothing in it": (b"{}", JSON, 422, "neither"),
    "text and html": (raw(text=TEXT, html=TEXT), JSON, 422, "both"),
    "text is a number": (raw(text=5), JSON, 422, "text"),
    "text is a list": (raw(text=[TEXT]), JSON, 422, "text"),
    "title is an object": (raw(text=TEXT, title={"a": 1}), JSON, 422, "title"),
    "agency is true": (raw(text=TEXT, agency=True), JSON, 422, "agency"),
    "date is a number": (raw(text=TEXT, published_at=1_700_000_000), JSON, 422, "published_at"),
    "typo": (raw(text=TEXT, published="2026-03-01"), JSON, 422, "published_at"),
    "unknown name": (raw(text=TEXT, **{"\u202e\x00x": 1}), JSON, 422, "known"),
    "empty text": (raw(text=""), JSON, 422, ""),
    "white space": (raw(text=" \n\u00a0\u200b "), JSON, 422, ""),
    "too few words": (raw(text="one two"), JSON, 422, "min_words"),
    "too many words": (raw(text="word " * 30_100), JSON, 413, "max_words"),
    "too long": (raw(text="abcdefgh " * 25_000), JSON, 413, "max_text_chars"),
    "NUL": (raw(text=TEXT + "\0"), JSON, 422, "NUL"),
    "NUL in a title": (raw(text=TEXT, title="a\0b"), JSON, 422, "title"),
    "lone surrogate": (raw(text=TEXT + "\ud800"), JSON, 422, "surrogate"),
    "lone surrogate in an outlet": (raw(text=TEXT, outlet="\udfff"), JSON, 422, "outlet"),
    "long title": (raw(text=TEXT, title="x" * 2_001), JSON, 422, "title"),
    "long id": (raw(text=TEXT, external_id="x" * 501), JSON, 422, "external_id"),
    "no date": (raw(text=TEXT, published_at="soon"), JSON, 422, "published_at"),
    "year 9999": (raw(text=TEXT, published_at="9999-12-31T23:59:59-14:00"), JSON, 422, "published_at"),
    "year 0001": (raw(text=TEXT, published_at="0001-01-01T00:00:00+14:00"), JSON, 422, "published_at"),
    "the 13th month": (raw(text=TEXT, published_at="2026-13-01"), JSON, 422, "published_at"),
    "3 MB": (raw(text="x" * 3_000_000), JSON, 413, "max_body_bytes"),
    "3 MB of text": (b"word " * 600_000, "text/plain", 413, "max_body_bytes"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "image/png", 415, "image/png"),
    "a form": (b"text=abc", "application/x-www-form-urlencoded", 415, ""),
    "no media type": (TEXT.encode(), "", 415, "Content-Type"),
    "garbled media type": (TEXT.encode(), "text", 415, ""),
    "attributes": (raw(html="<p " + "a='1' " * 40_000 + ">" + TEXT + "</p>"), JSON, 422, "max_tag_attributes"),
    "nested tags": (raw(html="<div>" * 5_000 + TEXT + "</div>" * 5_000), JSON, 422, "max_html_depth"),
    "many tags": (raw(html="<b>x</b>" * 61_000), JSON, 422, "max_html_tags"),
    "no text in the page": (raw(html="<html><body><script>alert(1)</script></body></html>"), JSON, 422, ""),
    "entity bomb": (
        b'<?xml version="1.0"?><!DOCTYPE n [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b"<nitf><body><body.content><p>&b;</p></body.content></body></nitf>",
        "application/nitf+xml",
        422,
        "entities",
    ),
    "half an XML document": (b"<nitf><body>", "application/nitf+xml", 422, ""),
    "ninjs that is no JSON": (b"{", "application/vnd.iptc.ninjs+json", 400, ""),
}


@pytest.mark.parametrize("address", ["/api/v1/articles", "/api/v1/check"])
@pytest.mark.parametrize("name", HOSTILE)
def test_bad_input_is_named(client: FlaskClient, state: State, name: str, address: str) -> None:
    body, media_type, status, word = HOSTILE[name]
    response = client.post(address, data=body, headers={"Content-Type": media_type} if media_type else {})
    assert response.content_type == "application/problem+json"
    problem = response.json
    if media_type == JSON or status >= 413:
        assert response.status_code == status, problem
    assert 400 <= response.status_code < 500, problem
    assert problem["status"] == response.status_code
    assert len(problem["detail"]) > 10
    assert word in json.dumps(problem)
    assert state.archive.list()[0] == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api", 404),
        ("GET", "/api/v1", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/articles/", 404),
        ("GET", "/api//v1/articles", 404),
        ("GET", "/api/v1/articles/%00", 404),
        ("GET", "/api/v1/articles/%ff%fe", 404),
        ("GET", "/api/v1/articles/" + "x" * 5_000, 404),
        ("GET", "/api/v1/articles/..%2f..%2fetc%2fpasswd", 404),
        ("PUT", "/api/v1/articles", 405),
        ("PATCH", "/api/v1/articles/" + "a" * 32, 405),
        ("GET", "/api/v1/articles/batch", 405),
        ("TRACE", "/api/v1/articles", 405),
        ("BREW", "/api/v1/articles", 405),
        ("POST", "/api/v1/openapi.json", 405),
        ("POST", "/healthz", 405),
    ],
)
def test_an_address_that_is_none(client: FlaskClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method, headers={"Accept": "text/html"})
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert (response.headers.get("Allow") is not None) == (status == 405)


def test_a_defect_is_a_problem_without_a_trace(
    client: FlaskClient, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(state.archive, "find", broken)
    response = client.get("/api/v1/articles/" + "a" * 32)
    assert (response.status_code, response.content_type) == (500, "application/problem+json")
    assert b"secret" not in response.data
    assert response.json["request_id"] == response.headers["X-Request-ID"]


def test_what_looks_like_markup_stays_data(client: FlaskClient) -> None:
    hostile = "<script>alert(1)</script>"
    response = client.post("/api/v1/articles", json=article(**{hostile: 1}))
    assert response.content_type == "application/problem+json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"

"""The OpenAPI document says what is served, and what is served is in it."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient

from copytaster.index.memory import MemoryIndex
from service.state import State
from tests.service.support import article, check_all


@pytest.fixture
def document(client: FlaskClient) -> Any:
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    return response.json


def test_it_is_valid(document: Any) -> None:
    schemathesis.openapi.from_dict(document).validate()
    assert document["openapi"].startswith("3.1")


def test_it_names_every_address_of_the_api_and_no_other(app: Flask, document: Any) -> None:
    served = {
        (re.sub(r"<(?:id:)?([a-z_]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, item in document["paths"].items() for method in item}
    assert served - described == {("/api/v1/openapi.json", "get")}
    assert described <= served


def test_every_operation_is_described(document: Any) -> None:
    ids = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
    assert len(set(ids)) == len(ids)
    for item in document["paths"].values():
        for operation in item.values():
            assert operation["summary"]
            assert operation["x-scope"] in ("submit", "read", "judge", "admin")
            assert any(status.startswith("2") for status in operation["responses"])


def _schema(document: Any, path: str, method: str, status: int) -> Any:
    content = document["paths"][path][method]["responses"][str(status)]["content"]
    return {**content["application/json"]["schema"], "components": document["components"]}


def test_real_answers_are_as_described(client: FlaskClient, state: State, index: MemoryIndex, document: Any) -> None:
    one = client.post("/api/v1/articles", json=article(1, agency="Reuters", byline="By Jo Berg"))
    two = client.post("/api/v1/articles", json=article(2, outlet="Lindholm Post", published_at="2026-03-01"))
    a, b = one.json["id"], two.json["id"]
    queued = client.get(f"/api/v1/articles/{a}/report")
    check_all(state, index)
    judged = client.post(f"/api/v1/articles/{b}/judgements", json={"source": a, "ruling": "confirmed"})
    story = client.get(f"/api/v1/articles/{b}").json["story_id"]
    assert story
    article_path = "/api/v1/articles/{article_id}"
    for path, method, response in (
        ("/api/v1/articles", "post", one),
        (f"{article_path}/report", "get", queued),
        (f"{article_path}/report", "get", client.get(f"/api/v1/articles/{b}/report")),
        (f"{article_path}/report", "get", client.get(f"/api/v1/articles/{b}/report?explain=true")),
        (article_path, "get", client.get(f"/api/v1/articles/{b}")),
        ("/api/v1/articles", "get", client.get("/api/v1/articles")),
        ("/api/v1/stories/{story_id}", "get", client.get(f"/api/v1/stories/{story}")),
        (f"{article_path}/judgements", "post", judged),
        (f"{article_path}/judgements", "get", client.get(f"/api/v1/articles/{a}/judgements")),
        ("/api/v1/events", "get", client.get("/api/v1/events?after=0", headers={"Accept": "application/json"})),
        ("/api/v1/check", "post", client.post("/api/v1/check", json=article(3))),
    ):
        assert response.status_code < 300, response.json
        schema = _schema(document, path, method, response.status_code)
        jsonschema_rs.Draft202012Validator(schema).validate(response.json)


def test_it_is_sent_once(client: FlaskClient) -> None:
    first = client.get("/api/v1/openapi.json")
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304

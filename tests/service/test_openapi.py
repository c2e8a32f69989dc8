"""The OpenAPI document says what is served, and what is served is in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient

from copytaster import pipeline
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
        (re.sub(r"<(?:format:|id:|int:|path:)?([a-z_]+)>", r"{\1}", rule.rule), method.lower())
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


def _closed(schema: Any) -> Any:
    """The schema with no room for names that it does not have: readers leave them alone, but we describe them all."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(part) for name, part in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


def _validator(document: Any, path: str, method: str, status: int) -> Any:
    content = document["paths"][path][method]["responses"][str(status)]["content"]
    schema = {**content["application/json"]["schema"], "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(_closed(schema))


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
        _validator(document, path, method, response.status_code).validate(response.json)


REPORT = "/api/v1/articles/{article_id}/report"


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(part)
    if isinstance(value, dict):
        yield value


@pytest.fixture
def rich(client: FlaskClient, state: State, index: MemoryIndex, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Reports that have between them everything a report can have."""
    wire = client.post("/api/v1/articles", json=article(1, agency="Reuters", published_at="2026-03-01")).json["id"]
    client.post("/api/v1/articles", json=article(1, agency="AFP", published_at="2026-03-01T02:00:00Z"))
    text = (
        article(1)["text"].replace("41 ships", "44 ships") + "\n\n(Reporting by Reuters)\n\nSubscribe to our newsletter"
    )
    more = {"outlet": "Quay", "published_at": "2026-03-02", "byline": "By Jo Berg, AFP", "credit": "AP"}
    copy = client.post("/api/v1/articles", json={"text": text, **more}).json["id"]
    check_all(state, index)
    client.post(f"/api/v1/articles/{copy}/judgements", json={"source": wire, "ruling": "confirmed"})
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "MOST_WORK", 0)
        last = client.post("/api/v1/articles", json=article(1, outlet="Coast", published_at="2026-03-03")).json["id"]
        check_all(state, index)
    queued = client.post("/api/v1/articles", json=article(9)).json["id"]
    made = [
        client.get(f"/api/v1/articles/{i}/report?explain={explain}").json
        for i in (wire, copy, last, queued)
        for explain in ("true", "false")
    ]
    return [*made, client.post("/api/v1/check?explain=true", json={"text": text}).json]


def test_a_report_has_nothing_that_is_not_described(document: Any, rich: list[Any]) -> None:
    validator = _validator(document, REPORT, "get", 200)
    for report in rich:
        validator.validate(report)

    checked = [r for r in rich if r["status"] == "checked"]
    passages = [p for r in checked for p in r["passages"]]
    stated = [s for r in checked for s in r["credit"]["stated"]]
    assert any(c["what"] == "figure" and c["here"] and c["there"] for p in passages for c in p["changes"])
    assert any(p["alternatives"] for p in passages)
    assert {s["field"] for s in stated} >= {"text", "byline", "credit", "agency"}
    assert {s["start"] is None for s in stated} == {True, False}
    assert any(r.get("evidence") and r["sources"][0]["evidence"] for r in checked if r["sources"])
    assert any("evidence" not in r for r in checked)
    assert any(s["judgement"] == "confirmed" for r in checked for s in r["sources"])
    assert any(r.get("limits") for r in checked)
    assert any(r["article"]["boilerplate"] for r in checked)
    assert any(r["status"] == "queued" for r in rich)


def test_a_name_that_is_not_described_is_found_wherever_it_stands(document: Any, rich: list[Any]) -> None:
    validator = _validator(document, REPORT, "get", 200)
    for report in rich:
        for part in _objects(report):
            part["undescribed"] = "x"
            assert not validator.is_valid(report), part
            del part["undescribed"]
        assert validator.is_valid(report)


def test_a_name_that_is_promised_is_missed_wherever_it_is_not(document: Any, rich: list[Any]) -> None:
    """What only some reports have, in a checked one: `limits`, `reasons`, `evidence` and what stands in it."""
    validator = _validator(document, REPORT, "get", 200)
    left_out = set()
    for report in rich:
        if report["status"] != "checked":
            continue
        for part in _objects(report):
            for name in list(part):
                kept = dict(part)
                del part[name]
                if validator.is_valid(report):
                    left_out.add(name)
                part.clear()
                part.update(kept)
    evidence = {name for part in rich for held in _objects(part) for name in held.get("evidence") or () if name}
    assert left_out - evidence == {"limits", "evidence", "reasons"}


def test_it_claims_no_licence_that_the_project_has_not(document: Any) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert document["info"].get("license", {}).get("name") == project.get("license")


def test_it_is_sent_once(client: FlaskClient) -> None:
    first = client.get("/api/v1/openapi.json")
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_only_contributions_are_called_log_odds(document: Any) -> None:
    """A source's evidence are the measures of a pair; the derivation's are contributions of a trained model."""
    schemas = document["components"]["schemas"]
    of_report = schemas["Report"]["properties"]["evidence"]["description"]
    of_source = schemas["ReportSource"]["properties"]["evidence"]["description"]
    assert "contribution in log-odds" in of_report
    assert "contribution" not in of_source
    assert "`rewrite` and `lift` are log-odds" in of_source

"""A report in the vocabularies of others: each is valid there, and says what the report says."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from flask.testing import FlaskClient
from prov.model import ProvDerivation, ProvDocument, ProvEntity

from copytaster.index.memory import MemoryIndex
from service.api.articles import EXPORTS
from service.schemas.requests import REPORT_FORMATS
from service.state import State
from tests.service.support import TEXT, body_of, check_all

IRI = {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*:"}
ORGANIZATION = {
    "type": "object", "additionalProperties": False, "required": ["@type", "name"],
    "properties": {"@type": {"const": "Organization"}, "name": {"type": "string", "minLength": 1}},
}  # fmt: skip
WORK: dict[str, Any] = {
    # What schema.org says of a NewsArticle, of the properties that are used: https://schema.org/NewsArticle
    "type": "object", "additionalProperties": False, "required": ["@type"],
    "properties": {
        "@context": {"const": "https://schema.org"}, "@type": {"enum": ["NewsArticle", "CreativeWork"]}, "@id": IRI,
        "identifier": {"type": "string"}, "headline": {"type": "string"}, "publisher": ORGANIZATION,
        "datePublished": {"type": "string", "format": "date-time"}, "inLanguage": {"type": "string"}, "url": IRI,
        "creditText": {"type": "string"}, "text": {"type": "string"},
        "isBasedOn": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
        "citation": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
    },
}  # fmt: skip
SELECTOR: dict[str, Any] = {
    "oneOf": [
        {"type": "object", "additionalProperties": False, "required": ["type", "start", "end"],
         "properties": {"type": {"const": "TextPositionSelector"}, "start": {"type": "integer", "minimum": 0},
                        "end": {"type": "integer", "minimum": 0}}},
        {"type": "object", "additionalProperties": False, "required": ["type", "exact"],
         "properties": {"type": {"const": "TextQuoteSelector"}, "exact": {"type": "string", "minLength": 1},
                        "prefix": {"type": "string"}, "suffix": {"type": "string"}}},
    ]
}  # fmt: skip
PLACE = {
    "type": "object", "required": ["source", "selector"],
    "properties": {"source": IRI, "selector": {"type": "array", "minItems": 1, "items": SELECTOR}},
}  # fmt: skip
# What the model asks of a page of annotations: https://www.w3.org/TR/annotation-model/
PAGE: dict[str, Any] = {
    "type": "object", "required": ["@context", "id", "type", "items"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"}, "id": IRI, "type": {"const": "AnnotationPage"},
        "items": {"type": "array", "items": {
            "type": "object", "required": ["id", "type", "target", "motivation", "body"],
            "properties": {
                "id": IRI, "type": {"const": "Annotation"}, "target": PLACE,
                "motivation": {"enum": ["linking", "identifying", "classifying", "commenting", "describing"]},
                "body": {"type": "array", "items": {"oneOf": [
                    {**PLACE, "required": [*PLACE["required"], "type", "purpose"]},
                    {"type": "object", "required": ["type", "value"],
                     "properties": {"type": {"const": "TextualBody"}, "value": {"type": "string"}}},
                ]}},
            },
        }},
    },
}  # fmt: skip
TEXT_ITEM: dict[str, Any] = {
    # What ninjs 3.1 says of a news object, of the properties that are used: https://iptc.org/standards/ninjs/
    "type": "object", "required": ["uri"],
    "properties": {
        "uri": IRI, "type": {"const": "text"}, "representationType": {"enum": ["full", "partial"]},
        "pubStatus": {"enum": ["usable", "withheld", "canceled"]},
        "versionCreated": {"type": "string", "format": "date-time"},
        "embargoedUntil": {"type": "string", "format": "date-time"}, "language": {"type": "string"},
        "by": {"type": "string"},
        "headlines": {"$ref": "#/$defs/texts"}, "bodies": {"$ref": "#/$defs/texts"},
        "infoSources": {"type": "array", "items": {
            "type": "object", "additionalProperties": False,
            "properties": {"name": {"type": "string"}, "role": {"type": "string"}},
        }},
        "altIds": {"type": "array", "items": {
            "type": "object", "additionalProperties": False,
            "properties": {"role": {"type": "string"}, "value": {"type": "string"}},
        }},
    },
}  # fmt: skip
NINJS: dict[str, Any] = {
    **TEXT_ITEM, "unevaluatedProperties": False,
    "$defs": {
        "texts": {"type": "array", "minItems": 1, "items": {
            "type": "object", "additionalProperties": False, "required": ["value"],
            "properties": {"contentType": {"type": "string"}, "role": {"type": "string"},
                           "charCount": {"type": "integer"}, "value": {"type": "string"}},
        }},
    },
    "properties": {
        **TEXT_ITEM["properties"],
        "standard": {"type": "object", "additionalProperties": False, "properties": {
            "name": {"const": "ninjs"}, "version": {"const": "3.1"}, "schema": IRI}},
        "associations": {"type": "array", "minItems": 1, "items": {
            **TEXT_ITEM, "required": ["name", "uri"], "unevaluatedProperties": False,
            "properties": {**TEXT_ITEM["properties"], "name": {"type": "string"}, "rel": {"type": "string"}},
        }},
    },
}  # fmt: skip


@pytest.fixture
def taker(client: FlaskClient, state: State, index: MemoryIndex) -> str:
    """An article made from a wire that it credits, beside a quotation of nobody's."""
    wire = {"text": TEXT, "agency": "Reuters", "title": "Strike ends", "published_at": "2026-11-20T08:00:00Z"}
    client.post("/api/v1/articles", json=wire)
    said = {"outlet": "Quay", "title": "It is “over” <now>", "published_at": "2026-11-20T10:00:00Z"}
    text = f"LINDHOLM (Reuters) - {TEXT}\nThe mayor, Ebba Lund, had no word for it: 🚢 she was at sea."
    made = body_of(client.post("/api/v1/articles", json={"text": text, **said}))
    check_all(state, index)
    return str(made["id"])


def read(client: FlaskClient, article_id: str, accept: str = "", **query: str) -> Any:
    headers = {"Accept": accept} if accept else {}
    response = client.get(f"/api/v1/articles/{article_id}/report", query_string=query, headers=headers)
    assert response.status_code == 200, response.text
    return response


def test_by_accept_and_by_format(client: FlaskClient, taker: str) -> None:
    profile = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    for accept, query, media_type in (
        ("application/ld+json", "jsonld", "application/ld+json"),
        (profile, "annotations", 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"'),
        ("application/prov+json", "prov", "application/prov+json"),
        ("application/vnd.iptc.ninjs+json", "ninjs", "application/vnd.iptc.ninjs+json"),
        ("text/csv", "csv", "text/csv; charset=utf-8; header=present"),
    ):
        one, two = read(client, taker, accept), read(client, taker, format=query)
        assert one.get_data() == two.get_data()
        assert one.content_type == two.content_type == media_type
        assert "Accept" in one.vary
    for accept in ("", "*/*", "application/json", "text/html, */*;q=0.5", "image/png"):
        assert read(client, taker, accept).content_type == "application/json"
    assert client.get(f"/api/v1/articles/{taker}/report?format=rdf").status_code == 422


def test_by_the_end_of_the_address(client: FlaskClient, taker: str) -> None:
    """A suffix is the format of its name, to the byte; its own address does not depend on `Accept`."""
    for name in REPORT_FORMATS:
        asked = EXPORTS[name][0] if name in EXPORTS else {"json": "application/json", "csv": "text/csv"}[name]
        accepted, address = read(client, taker, asked), f"/api/v1/articles/{taker}/report.{name}"
        for accept in ("*/*", "text/csv", "application/json"):
            found = client.get(address, headers={"Accept": accept})
            assert found.status_code == 200, found.text
            assert found.get_data() == accepted.get_data(), name
            assert (found.content_type, found.headers["ETag"]) == (accepted.content_type, accepted.headers["ETag"])
            assert "Accept" not in found.vary
        assert client.get(address, headers={"If-None-Match": found.headers["ETag"]}).status_code == 304
    assert "reasons" in body_of(client.get(f"/api/v1/articles/{taker}/report.json?explain=true"))
    assert client.get(f"/api/v1/articles/{taker}/report.json?format=csv").status_code == 422


@pytest.mark.parametrize("suffix", ["rdf", "JSON", "prov.json", "csv.", "json%20"])
def test_an_unknown_suffix_is_told_the_known_ones(client: FlaskClient, taker: str, suffix: str) -> None:
    refused = client.get(f"/api/v1/articles/{taker}/report.{suffix}", headers={"Accept": "text/html"})
    assert (refused.status_code, refused.content_type) == (404, "application/problem+json")
    assert body_of(refused)["code"] == "no_format"
    assert body_of(refused)["detail"].endswith("known are json, csv, jsonld, annotations, prov, ninjs.")


def test_a_suffix_of_no_article_and_of_one_that_waits(client: FlaskClient) -> None:
    assert body_of(client.get(f"/api/v1/articles/{'a' * 32}/report.csv"))["code"] == "no_article"
    waiting = body_of(client.post("/api/v1/articles", json={"text": TEXT}))["id"]
    assert body_of(client.get(f"/api/v1/articles/{waiting}/report.json"))["status"] == "queued"
    assert body_of(client.get(f"/api/v1/articles/{waiting}/report.prov"))["code"] == "not_checked"


def test_schema_org(client: FlaskClient, taker: str) -> None:
    report, found = body_of(read(client, taker)), json.loads(read(client, taker, format="jsonld").get_data())
    jsonschema_rs.Draft202012Validator(WORK).validate(found)
    assert found["@type"] == "NewsArticle"
    assert found["headline"] == report["article"]["title"]
    (source,) = report["sources"]
    assert [work["identifier"] for work in found["isBasedOn"]] == [source["article_id"]]
    assert found["isBasedOn"][0]["publisher"]["name"] == "Reuters"
    cited = [work["publisher"]["name"] for work in found["citation"]]
    assert cited == [said["agency"] for said in report["credit"]["stated"]]


def test_web_annotation(client: FlaskClient, taker: str) -> None:
    report, found = body_of(read(client, taker)), json.loads(read(client, taker, format="annotations").get_data())
    jsonschema_rs.Draft202012Validator(PAGE).validate(found)
    text = report["article"]["text"]
    assert len(found["items"]) == len(report["passages"]) > 0
    for item, passage in zip(found["items"], report["passages"], strict=True):
        position, quote = item["target"]["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"] == passage["text"]
        assert text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
        assert item["body"][0]["source"].endswith(passage["source"]["article_id"])
        assert item["body"][0]["selector"][1]["exact"] == passage["source"]["text"]
        assert item["body"][1]["value"] == passage["kind"]


def test_prov(client: FlaskClient, taker: str) -> None:
    """Another implementation of PROV reads it."""
    report = body_of(read(client, taker))
    made = read(client, taker, format="prov").get_data(as_text=True)
    document = ProvDocument.deserialize(content=made, format="json")
    entities = {record.identifier.uri for record in document.get_records(ProvEntity)}
    both = tuple(f"urn:copytaster:article:{i}" for i in (taker, report["sources"][0]["article_id"]))
    assert entities == set(both)
    (derivation,) = document.get_records(ProvDerivation)
    generated, used = (value.uri for _, value in derivation.formal_attributes[:2])
    assert (generated, used) == both
    said = {str(name): value for name, value in derivation.extra_attributes}
    assert float(said["copytaster:share"]) == report["sources"][0]["share"]


def test_ninjs(client: FlaskClient, taker: str) -> None:
    """What was sent out is read as the same article."""
    report, made = body_of(read(client, taker)), read(client, taker, format="ninjs").get_data()
    found = json.loads(made)
    jsonschema_rs.Draft202012Validator(NINJS).validate(found)
    (source,), (association,) = report["sources"], found["associations"]
    assert association["uri"].endswith(source["article_id"])
    assert (association["rel"], association["infoSources"][0]["name"]) == (source["relation"], "Reuters")
    assert "bodies" not in association
    answer = client.post("/api/v1/check", data=made, content_type="application/vnd.iptc.ninjs+json")
    again = body_of(answer)["article"]
    for name in ("text", "title", "outlet", "agency", "language", "published_at"):
        assert again[name] == report["article"][name], name


def test_what_an_editor_rejects_and_what_is_not_checked(client: FlaskClient, state: State, taker: str) -> None:
    source = body_of(read(client, taker))["sources"][0]["article_id"]
    client.post(f"/api/v1/articles/{taker}/judgements", json={"source": source, "ruling": "rejected"})
    assert "isBasedOn" not in body_of(read(client, taker, format="jsonld"))
    assert "wasDerivedFrom" not in body_of(read(client, taker, format="prov"))
    assert "associations" not in json.loads(read(client, taker, format="ninjs").get_data())
    waiting = body_of(client.post("/api/v1/articles", json={"text": TEXT + " Not checked yet."}))["id"]
    for name in ("jsonld", "annotations", "prov", "ninjs"):
        assert client.get(f"/api/v1/articles/{waiting}/report?format={name}").status_code == 409

"""What editors rule, over the API."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from copytaster.index.memory import MemoryIndex
from service.state import State
from tests.service.support import article, check_all


@pytest.fixture
def pair(client: FlaskClient, state: State, index: MemoryIndex) -> tuple[str, str]:
    wire = client.post("/api/v1/articles", json=article(1, agency="Reuters")).json["id"]
    copy = client.post("/api/v1/articles", json=article(2)).json["id"]
    check_all(state, index)
    return copy, wire


def test_a_rejected_relation_leaves_the_story_at_once(client: FlaskClient, pair: tuple[str, str]) -> None:
    copy, wire = pair
    address = f"/api/v1/articles/{copy}"
    story = client.get(address).json["story_id"]
    assert client.get(f"/api/v1/stories/{story}").json["size"] == 2
    answer = client.post(address + "/judgements", json={"source": wire, "ruling": "rejected", "note": "another port"})
    assert answer.status_code == 201
    assert answer.json["note"] == "another port"
    assert client.get(address).json["story_id"] is None
    assert client.get(address + "/report").json["sources"][0]["judgement"] == "rejected"
    assert client.get(f"/api/v1/articles/{wire}/report").json["sources"][0]["judgement"] == "rejected"
    client.post(address + "/judgements", json={"source": wire, "ruling": None})
    assert client.get(address).json["story_id"] == story
    assert client.get(address + "/report").json["sources"][0]["judgement"] is None
    history = client.get(address + "/judgements").json["items"]
    assert [j["ruling"] for j in history] == ["rejected", None]
    exported = client.get("/api/v1/judgements").get_data().splitlines()
    assert [json.loads(one) for one in exported] == history


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "source"),
        ({"source": "x", "ruling": "rejected"}, "source"),
        ({"source": "a" * 32}, "ruling"),
        ({"source": "a" * 32, "ruling": "rejected"}, "no article"),
        ({"source": "a" * 32, "ruling": "perhaps"}, "ruling"),
        ({"source": "a" * 32, "ruling": 1}, "ruling"),
        ({"source": "a" * 32, "ruling": None, "notes": "x"}, "note"),
        ({"source": "a" * 32, "ruling": None, "note": "a\0"}, "NUL"),
        ({"source": "a" * 32, "ruling": None, "note": "x" * 2_001}, "note"),
    ],
    ids=str,
)
def test_what_is_no_judgement(client: FlaskClient, pair: tuple[str, str], body: object, word: str) -> None:
    response = client.post(f"/api/v1/articles/{pair[0]}/judgements", json=body)
    assert response.status_code == 422
    assert word in response.json["detail"]


def test_an_article_has_no_relation_to_itself(client: FlaskClient, pair: tuple[str, str]) -> None:
    body = {"source": pair[0], "ruling": "rejected"}
    assert client.post(f"/api/v1/articles/{pair[0]}/judgements", json=body).status_code == 422


def test_of_an_article_that_is_not_there(client: FlaskClient, pair: tuple[str, str]) -> None:
    body = {"source": pair[0], "ruling": "rejected"}
    assert client.post(f"/api/v1/articles/{'b' * 32}/judgements", json=body).status_code == 404
    assert client.post(f"/api/v1/articles/{'b' * 32}/retry").status_code == 404

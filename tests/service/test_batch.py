"""Many articles in one request: each line stands for itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from copytaster.settings import Settings
from service.state import State
from tests.service.support import article


def post(client: FlaskClient, lines: list[bytes], **more: Any) -> Any:
    return client.post("/api/v1/articles/batch", data=b"\n".join(lines), content_type="application/x-ndjson", **more)


def line(n: int, **more: Any) -> bytes:
    return json.dumps(article(n, **more)).encode()


def answers(response: Any) -> list[dict[str, Any]]:
    assert response.content_type == "application/x-ndjson"
    return [json.loads(one) for one in response.get_data().splitlines()]


def test_every_line_has_its_answer_in_order(client: FlaskClient, state: State) -> None:
    lines = [line(0), b"", b"{", line(1), line(0), b'{"text": 5}', b"\xff{}", line(2), b"[]"]
    found = answers(post(client, lines))
    assert [a["line"] for a in found] == [1, 3, 4, 5, 6, 7, 8, 9]
    assert [a["status_code"] for a in found][:3] == [202, 400, 202]
    assert [a["status_code"] for a in found][4:] == [422, 400, 202, 422]
    assert found[0]["id"] == found[3]["id"]
    assert {found[0]["status_code"], found[3]["status_code"]} == {200, 202} or found[3]["status_code"] == 200
    assert "text" in found[4]["problem"]["detail"]
    assert len(state.archive.list()[0]) == 3
    assert client.get(found[0]["links"]["self"]).status_code == 200


def test_as_one_json_list(client: FlaskClient) -> None:
    response = post(client, [line(0), line(1)], headers={"Accept": "application/json"})
    assert response.content_type == "application/json"
    assert [a["status_code"] for a in response.json] == [202, 202]


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", ""])
def test_only_lines_of_json(client: FlaskClient, media_type: str) -> None:
    response = client.post("/api/v1/articles/batch", data=line(0), headers={"Content-Type": media_type})
    assert response.status_code == 415


def test_an_empty_batch(client: FlaskClient) -> None:
    assert post(client, [b"", b"  "]).json["code"] == "empty_body"


def test_limits(client: FlaskClient, state: State) -> None:
    state.settings = Settings(home=state.settings.home, max_body_bytes=2_000, max_batch_lines=3, max_batch_bytes=20_000)
    long = json.dumps({"text": "word " * 1_000}).encode()
    found = answers(post(client, [line(0), long, line(1)]))
    assert [a["status_code"] for a in found] == [202, 413, 202]
    assert found[1]["problem"]["limit"] == "max_body_bytes"
    many = post(client, [line(n) for n in range(4)])
    assert (many.status_code, many.json["limit"]) == (413, "max_batch_lines")
    large = post(client, [long] * 5)
    assert (large.status_code, large.json["limit"]) == (413, "max_batch_bytes")


def test_a_batch_may_be_larger_than_one_article_may(client: FlaskClient, state: State) -> None:
    body = [line(n, title="x" * 1_500) for n in range(2)] + [json.dumps({"text": "abc " * 200_000}).encode()] * 3
    assert sum(map(len, body)) > state.settings.max_body_bytes
    assert [a["status_code"] for a in answers(post(client, body))] == [202, 202, 413, 413, 413]


def test_a_full_queue_is_said_line_by_line(client: FlaskClient, state: State) -> None:
    state.settings = Settings(home=state.settings.home, queue_limit=0)
    (found,) = answers(post(client, [line(0)]))
    assert (found["status_code"], found["problem"]["limit"]) == (429, "queue_limit")


def test_a_feed_is_a_batch_of_its_items(client: FlaskClient, state: State) -> None:
    def item(n: int, text: str) -> str:
        return f"<item><guid>{n}</guid><title>Item {n}</title><description>{text}</description></item>"

    items = [article(1)["text"], "too short", article(2)["text"]]
    feed = f"<rss><channel><title>Post</title>{''.join(item(n, t) for n, t in enumerate(items))}</channel></rss>"
    posted = client.post(
        "/api/v1/articles/batch", data=feed, content_type="application/rss+xml", headers={"Accept": "application/json"}
    )
    assert [(a["line"], a["status_code"]) for a in posted.get_json()] == [(1, 202), (2, 422), (3, 202)]
    assert posted.get_json()[1]["problem"]["code"] == "too_few_words"
    row = state.archive.find(posted.get_json()[0]["id"])
    assert row is not None
    assert (row.article.outlet, row.article.title, row.article.external_id) == ("Post", "Item 0", "0")
    again = client.post("/api/v1/articles/batch", data=feed, content_type="application/rss+xml")
    assert [json.loads(line)["status_code"] for line in again.text.splitlines()] == [200, 422, 200]
    alone = client.post("/api/v1/articles", data=feed, content_type="application/rss+xml")
    assert (alone.status_code, alone.get_json()["code"]) == (422, "several_items")
    assert "/api/v1/articles/batch" in alone.get_json()["detail"]


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("<rss><channel/></rss>", "application/rss+xml", 422, "no_text"),
        ("<rss", "application/rss+xml", 422, "not_well_formed"),
        ("nothing", "application/mbox", 422, "not_a_mailbox"),
        ("x", "image/png", 415, "media_type"),
    ],
)
def test_a_document_that_is_no_batch(client: FlaskClient, body: str, kind: str, status: int, code: str) -> None:
    answer = client.post("/api/v1/articles/batch", data=body, content_type=kind)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)

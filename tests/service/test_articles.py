"""Taking articles in, and reading them again: what is answered, what is stored, and what is the same article."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from copytaster.index.memory import MemoryIndex
from service.state import State
from tests.service.support import TEXT, article, check_all


def submit(client: FlaskClient, n: int = 0, **more: Any) -> str:
    response = client.post("/api/v1/articles", json=article(n, **more))
    assert response.status_code == 202, response.json
    found: str = response.json["id"]
    return found


def test_a_new_article_is_committed_and_waits(client: FlaskClient, state: State) -> None:
    response = client.post("/api/v1/articles", json=article(title="Strike ends", outlet="Lindholm Post"))
    assert response.status_code == 202
    answer = response.json
    assert set(answer) == {"id", "status", "links"}
    assert answer["status"] == "queued"
    assert response.headers["Location"] == answer["links"]["self"] == f"/api/v1/articles/{answer['id']}"
    assert answer["links"]["report"] == f"/api/v1/articles/{answer['id']}/report"
    assert answer["links"]["page"] == f"/articles/{answer['id']}"
    routes = client.application.url_map.bind("")
    assert routes.match(answer["links"]["self"], "GET") == ("api.read_article", {"article_id": answer["id"]})
    assert routes.match(answer["links"]["report"], "GET") == ("api.read_report", {"article_id": answer["id"]})
    row = state.archive.find(answer["id"])
    assert row is not None
    assert (row.article.title, row.article.outlet) == ("Strike ends", "Lindholm Post")
    assert state.archive.fingerprints([row.seq])[row.seq]


def test_the_same_bytes_are_the_same_article(client: FlaskClient, state: State) -> None:
    first = client.post("/api/v1/articles", json=article(1))
    again = client.post("/api/v1/articles", json=article(1))
    other = client.post("/api/v1/articles", json=article(2))
    assert (first.status_code, again.status_code, other.status_code) == (202, 200, 202)
    assert first.json == again.json
    assert first.json["id"] != other.json["id"]
    assert len(state.archive.list()[0]) == 2


def test_null_is_the_same_as_nothing_said(client: FlaskClient) -> None:
    said = client.post("/api/v1/articles", json=article(1, agency=None, html=None, url=None))
    assert said.json["id"] == client.post("/api/v1/articles", json=article(1)).json["id"]


def test_an_idempotency_key_gives_the_same_article_whatever_the_body(client: FlaskClient) -> None:
    headers = {"Idempotency-Key": "wire-2214"}
    first = client.post("/api/v1/articles", json=article(1), headers=headers)
    again = client.post("/api/v1/articles", json=article(2), headers=headers)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json["id"] == again.json["id"]


def test_an_idempotency_key_used_on_a_known_article_is_kept(client: FlaskClient) -> None:
    known = submit(client, 1)
    headers = {"Idempotency-Key": "wire-2215"}
    assert client.post("/api/v1/articles", json=article(1), headers=headers).json["id"] == known
    assert client.post("/api/v1/articles", json=article(2), headers=headers).json["id"] == known


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "schlüssel"])
def test_an_idempotency_key_that_is_none_is_refused(client: FlaskClient, key: str) -> None:
    response = client.post(
        "/api/v1/articles", json=article(), headers={"Idempotency-Key": key.encode().decode("latin-1")}
    )
    assert (response.status_code, response.json["code"]) == (422, "invalid_header")


@pytest.mark.parametrize("by_key", [False, True])
def test_fifty_threads_at_once_make_one_article(app: Flask, state: State, by_key: bool) -> None:
    together = threading.Barrier(50)

    def post(n: int) -> tuple[int, str]:
        client = app.test_client()
        together.wait()
        body = article(n if by_key else 0)
        headers = {"Idempotency-Key": "k1"} if by_key else {}
        response = client.post("/api/v1/articles", json=body, headers=headers)
        return response.status_code, response.json["id"]

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(post, range(50)))
    assert len({article_id for _, article_id in answers}) == 1
    assert sorted(status for status, _ in answers) == [200] * 49 + [202]
    assert len(state.archive.list()[0]) == 1


def test_other_media_types_bring_their_metadata_in_the_query(client: FlaskClient) -> None:
    response = client.post(
        "/api/v1/articles?outlet=Lindholm+Post&external_id=a-7&published_at=2026-03-01T10:00:00Z",
        data=TEXT.encode(),
        content_type="text/plain; charset=utf-8",
    )
    assert response.status_code == 202, response.json
    read = client.get(response.json["links"]["self"]).json
    assert (read["outlet"], read["external_id"], read["published_at"]) == (
        "Lindholm Post",
        "a-7",
        "2026-03-01T10:00:00Z",
    )
    assert "Marta Ekdahl" in read["text"]


def test_a_page_is_a_submission_too(client: FlaskClient) -> None:
    paragraphs = "".join(f"<p>{p}</p>" for p in TEXT.split("\n\n"))
    page = f"<html><head><title>Strike ends</title></head><body><article>{paragraphs}</article></body></html>"
    response = client.post("/api/v1/articles", data=page, content_type="text/html")
    assert response.status_code == 202, response.json
    assert "Marta Ekdahl" in client.get(response.json["links"]["self"]).json["text"]


def test_the_state_of_an_article_is_never_silent(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    article_id = submit(client)
    report = client.get(f"/api/v1/articles/{article_id}/report")
    assert (report.status_code, report.json["status"]) == (200, "queued")
    assert report.json["article"]["id"] == article_id
    (lease,) = state.archive.claim(1, "test", 60)
    assert client.get(f"/api/v1/articles/{article_id}/report").json["status"] == "checking"
    assert state.archive.fail(lease, "it took more than 30 s", state.now())
    failed = client.get(f"/api/v1/articles/{article_id}/report").json
    assert (failed["status"], failed["error"]) == ("failed", "it took more than 30 s")
    assert client.get(f"/api/v1/articles/{article_id}").json["error"] == "it took more than 30 s"
    assert client.post(f"/api/v1/articles/{article_id}/retry").status_code == 202
    assert client.post(f"/api/v1/articles/{article_id}/retry").json["code"] == "on_its_way"
    check_all(state, index)
    assert client.get(f"/api/v1/articles/{article_id}/report").json["status"] == "checked"


def test_a_report_has_the_shape_of_the_design(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    wire = submit(client, 1, agency="Reuters", title="Strike ends", published_at="2026-03-01T10:00:00Z")
    copy = submit(client, 2, outlet="Lindholm Post", published_at="2026-03-01T12:00:00Z")
    check_all(state, index)
    report = client.get(f"/api/v1/articles/{copy}/report").json
    assert {
        "status", "article", "derivation", "confidence", "coverage", "by_agency", "sources", "passages", "credit",
        "story_id",
    } <= set(report)  # fmt: skip
    assert report["sources"][0]["article_id"] == wire
    assert report["sources"][0]["agency"] == "Reuters"
    assert report["passages"][0]["source"]["article_id"] == wire
    assert "evidence" not in report["sources"][0]


def test_wait_answers_with_the_report(app: Flask, state: State, index: MemoryIndex) -> None:
    answers: list[Any] = []
    asking = threading.Thread(
        target=lambda: answers.append(app.test_client().post("/api/v1/articles?wait=20", json=article()))
    )
    asking.start()
    while asking.is_alive() and not answers:
        if not check_all(state, index):
            asking.join(0.02)
    assert answers[0].status_code == 200
    assert answers[0].json["status"] == "checked"
    assert answers[0].json["article"]["text"].startswith("Harbour workers")


def test_wait_gives_up_with_202(client: FlaskClient) -> None:
    response = client.post("/api/v1/articles?wait=0.1", json=article())
    assert (response.status_code, response.json["status"]) == (202, "queued")


def test_waiting_does_not_take_the_last_threads(client: FlaskClient, state: State) -> None:
    while state.waiters.acquire(blocking=False):
        pass
    response = client.post("/api/v1/articles?wait=30", json=article())
    assert (response.status_code, response.json["status"]) == (202, "queued")


def test_a_report_that_did_not_change_is_not_sent_again(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    article_id = submit(client)
    check_all(state, index)
    first = client.get(f"/api/v1/articles/{article_id}/report")
    again = client.get(f"/api/v1/articles/{article_id}/report", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    submit(client, 2)
    check_all(state, index)
    changed = client.get(f"/api/v1/articles/{article_id}/report", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_report_as_a_table(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    submit(client, 1, agency="Reuters")
    article_id = submit(client, 2)
    waiting = client.get(f"/api/v1/articles/{article_id}/report?format=csv")
    assert (waiting.status_code, waiting.json["code"]) == (409, "not_checked")
    check_all(state, index)
    table = client.get(f"/api/v1/articles/{article_id}/report?format=csv")
    assert table.content_type.startswith("text/csv")
    lines = table.get_data(as_text=True).split("\r\n")
    assert lines[0].startswith("start,end,kind,score,text,source_article_id,source_agency")
    assert "Reuters" in lines[1]


def test_the_list_is_filtered_and_paged(client: FlaskClient) -> None:
    ids = [submit(client, n, outlet="Lindholm Post" if n % 2 else "Harbour News") for n in range(5)]
    everything = client.get("/api/v1/articles").json
    assert [item["id"] for item in everything["items"]] == ids[::-1]
    assert everything["next"] is None
    assert "text" not in everything["items"][0]
    page = client.get("/api/v1/articles?limit=2").json
    rest = client.get(f"/api/v1/articles?limit=50&cursor={page['next']}").json
    assert [item["id"] for item in page["items"] + rest["items"]] == ids[::-1]
    posts = client.get("/api/v1/articles?outlet=Lindholm+Post&status=queued").json["items"]
    assert [item["id"] for item in posts] == [ids[3], ids[1]]
    assert client.get("/api/v1/articles?status=checked").json["items"] == []
    assert [i["id"] for i in client.get('/api/v1/articles?q="ballot number 3"').json["items"]] == [ids[3]]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=many",
        "status=done",
        "since=yesterday",
        "cursor=%00",
        "cursor=abc",
        "colour=red",
        "q=a&q=b",
        "story=x",
    ],
)
def test_a_filter_that_is_none_is_named(client: FlaskClient, query: str) -> None:
    response = client.get(f"/api/v1/articles?{query}")
    assert response.status_code == 422
    assert query.split("=")[0] in response.json["detail"]


def test_delete_leaves_nothing(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    wire, copy = submit(client, 1, agency="Reuters"), submit(client, 2)
    check_all(state, index)
    assert len(index.members()) == 2
    assert client.delete(f"/api/v1/articles/{wire}").status_code == 204
    assert client.delete(f"/api/v1/articles/{wire}").status_code == 404
    assert client.get(f"/api/v1/articles/{wire}").status_code == 404
    assert len(index.members()) == 1
    report = client.get(f"/api/v1/articles/{copy}/report").json
    assert wire not in json.dumps(report)


def test_delete_works_without_the_index(client: FlaskClient, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    import redis

    def gone(*_: object) -> None:
        raise redis.ConnectionError("down")

    article_id = submit(client)
    monkeypatch.setattr(state.index, "remove", gone)
    assert client.delete(f"/api/v1/articles/{article_id}").status_code == 204
    assert state.archive.find(article_id) is None


def test_checking_a_draft_leaves_no_trace(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    wire = submit(client, 1, agency="Reuters")
    check_all(state, index)
    before = index.dump(), state.archive.last_event()
    response = client.post("/api/v1/check", json=article(2))
    assert response.status_code == 200, response.json
    assert response.json["sources"][0]["article_id"] == wire
    assert (index.dump(), state.archive.last_event()) == before
    assert len(state.archive.list()[0]) == 1


def test_a_full_queue_refuses_new_articles_and_knows_old_ones(client: FlaskClient, state: State) -> None:
    submit(client, 1)
    state.settings = type(state.settings)(home=state.settings.home, queue_limit=1)
    state._waiting = (float("-inf"), 0)
    refused = client.post("/api/v1/articles", json=article(2))
    assert (refused.status_code, refused.json["limit"], refused.json["maximum"]) == (429, "queue_limit", 1)
    assert int(refused.headers["Retry-After"]) >= 1
    assert client.post("/api/v1/articles", json=article(1)).status_code == 200
    assert len(state.archive.list()[0]) == 1


def test_a_limit_is_named_with_the_side_it_bounds(client: FlaskClient, state: State) -> None:
    few = client.post("/api/v1/articles", json={"text": "Too short."}).json
    assert (few["limit"], few["minimum"], few["value"]) == ("min_words", 5, 2)
    one = client.post("/api/v1/articles", json={"text": "Short."}).json
    assert one["detail"] == "the text has 1 word; min_words is 5"
    cut = client.post("/api/v1/articles", data='{"text": "Sh', content_type="application/json").json
    assert cut["detail"] == "The body is not JSON: Unterminated string starting at line 1, column 10."
    assert "maximum" not in few
    deep = client.post("/api/v1/articles", json={"html": "<div>" * 1_000 + TEXT}).json
    assert (deep["limit"], deep["maximum"]) == ("max_html_depth", state.settings.max_html_depth)
    assert "minimum" not in deep


@pytest.mark.parametrize("path", ["", "/report", "/judgements"])
def test_an_article_that_is_not_there(client: FlaskClient, path: str) -> None:
    response = client.get(f"/api/v1/articles/{'a' * 32}{path}")
    assert (response.status_code, response.json["code"]) == (404, "no_article")
    assert client.get("/api/v1/stories/" + "a" * 32).status_code == 404

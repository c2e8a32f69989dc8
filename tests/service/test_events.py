"""What happens, told as it happens."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskClient

from copytaster.index.memory import MemoryIndex
from service.api import events
from service.state import State
from tests.service.support import article, check_all

JSON = {"Accept": "application/json"}


def parse(stream: bytes) -> list[dict[str, Any]]:
    """Events as a browser reads them."""
    found = []
    for block in stream.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if "data" in fields:
            found.append({"id": int(fields["id"]), "event": fields["event"], "data": json.loads(fields["data"])})
    return found


def test_asked_again_and_again_nothing_is_missed(client: FlaskClient, state: State, index: MemoryIndex) -> None:
    empty = client.get("/api/v1/events?after=0", headers=JSON).json
    assert empty == {"items": [], "last": 0}
    article_id = client.post("/api/v1/articles", json=article()).json["id"]
    check_all(state, index)
    client.delete(f"/api/v1/articles/{article_id}")
    found, after = [], 0
    while page := client.get(f"/api/v1/events?after={after}&limit=1", headers=JSON).json["items"]:
        found += page
        after = page[-1]["id"]
    assert [(e["kind"], e["article_id"]) for e in found] == [
        ("accepted", article_id), ("checked", article_id), ("deleted", article_id),
    ]  # fmt: skip


def test_without_a_number_it_begins_now(client: FlaskClient) -> None:
    client.post("/api/v1/articles", json=article())
    now = client.get("/api/v1/events", headers=JSON).json
    assert now["items"] == []
    assert now["last"] >= 1


def test_a_stream(client: FlaskClient, state: State) -> None:
    response = client.get("/api/v1/events?after=0", buffered=False)
    assert response.content_type.startswith("text/event-stream")
    stream = iter(response.response)
    assert b"retry: " in next(stream)
    article_id = client.post("/api/v1/articles", json=article()).json["id"]
    (event,) = parse(next(stream))
    assert (event["event"], event["data"]["article_id"]) == ("accepted", article_id)
    state.stopping.set()
    assert parse(b"".join(stream)) == []
    response.close()
    again = client.get("/api/v1/events", headers={"Last-Event-ID": str(event["id"] - 1)})
    assert [e["id"] for e in parse(again.get_data())] == [event["id"]]


def test_streams_do_not_take_all_threads(client: FlaskClient, state: State) -> None:
    client.post("/api/v1/articles", json=article())
    free = state.settings.event_streams
    open_streams = [client.get("/api/v1/events?after=0", buffered=False) for _ in range(free)]
    for response in open_streams:
        next(iter(response.response))
    assert "copytaster_event_streams 200.0" in client.get("/metrics").get_data(as_text=True)
    one_more = client.get("/api/v1/events?after=0").get_data()  # comes to its end by itself
    assert [e["event"] for e in parse(one_more)] == ["accepted"]
    for response in open_streams:
        response.close()
    assert "copytaster_event_streams 0.0" in client.get("/metrics").get_data(as_text=True)
    assert all(state.streams.acquire(blocking=False) for _ in range(free))


def test_a_stream_that_is_never_read_gives_its_place_back(client: FlaskClient, state: State) -> None:
    for _ in range(state.settings.event_streams):
        client.get("/api/v1/events", buffered=False).close()
    assert state.streams.acquire(blocking=False)


def test_a_stream_ends_by_itself(client: FlaskClient, monkeypatch: Any) -> None:
    monkeypatch.setattr(events, "STREAM", 0.2)
    monkeypatch.setattr(events, "HEARTBEAT", 0.01)
    assert b": still here" in client.get("/api/v1/events").get_data()

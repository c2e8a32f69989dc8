"""The request id: from the request to the queue, into every line, and as a trace."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from copytaster.archive import ArchiveUnavailable
from copytaster.runtime import logs, traces
from service.state import State
from tests.service.support import article

CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    traces.use(SimpleSpanProcessor(exporter), role="web")
    yield exporter
    traces.use(None)


def by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    found = exporter.get_finished_spans()
    assert len({span.name for span in found}) == len(found)
    return {span.name: span for span in found}


def queued(state: State) -> dict[str, str | None]:
    return {lease.article_id: lease.request_id for lease in state.archive.claim(99, "test", 60)}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-Request-ID": "desk-17"}, "desk-17"),
        ({"traceparent": CALLER}, TRACE),
        ({"X-Request-ID": "not plain", "traceparent": CALLER}, TRACE),
        ({"X-Request-ID": "desk-17", "traceparent": CALLER}, "desk-17"),
        ({"traceparent": CALLER.replace("4", "x", 1)}, None),
        ({}, None),
    ],
)
def test_the_request_id_goes_with_the_article(
    client: FlaskClient, state: State, headers: dict[str, str], expected: str | None
) -> None:
    response = client.post("/api/v1/articles", json=article(), headers=headers)
    told = response.headers["X-Request-ID"]
    assert len(told) == 32 if expected is None else told == expected
    assert queued(state) == {response.json["id"]: told}


def test_every_line_of_a_batch_has_the_id_of_its_request(client: FlaskClient, state: State) -> None:
    body = "".join(json.dumps(article(n)) + "\n" for n in range(5))
    headers = {"X-Request-ID": "night-batch"}
    assert client.post("/api/v1/articles/batch", data=body, content_type="application/x-ndjson", headers=headers)
    assert list(queued(state).values()) == ["night-batch"] * 5


def test_every_line_during_a_request_names_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: State
) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        logs.setup("web", "INFO")
        here = threading.get_ident()  # what other tests left running may have something to say as well
        for handler in root.handlers:
            handler.addFilter(lambda record: record.thread == here)

        def down(*_: object) -> None:
            logging.getLogger("library").warning("something of a library")
            raise ArchiveUnavailable("gone")

        monkeypatch.setattr(state.archive, "find", down)
        client.get("/api/v1/articles/" + "a" * 32, headers={"X-Request-ID": "r-9"})
        logging.getLogger("library").warning("afterwards")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    *during, after = capsys.readouterr().err.splitlines()
    assert [" request=r-9" in line for line in during] == [True] * len(during)
    assert any("something of a library" in line for line in during)
    assert "request=" not in after


def test_a_request_is_a_trace(client: FlaskClient, spans: InMemorySpanExporter) -> None:
    response = client.post("/api/v1/articles", json=article(), headers={"X-Request-ID": "desk-17"})
    found = by_name(spans)
    assert set(found) == {"POST /api/v1/articles", "clean", "accept"}
    root, accept = found["POST /api/v1/articles"], found["accept"]
    assert {span.context.trace_id for span in found.values()} == {traces.trace_id("desk-17")}
    assert root.parent is None
    assert root.kind is SpanKind.SERVER
    assert root.attributes == {
        "http.request.method": "POST", "http.route": "/api/v1/articles", "http.response.status_code": 202,
        "request": "desk-17", "article": response.json["id"],
    }  # fmt: skip
    assert root.resource.attributes["service.name"] == "copytaster-web"
    for name in ("clean", "accept"):
        assert found[name].parent.span_id == root.context.span_id
        assert root.start_time <= found[name].start_time <= found[name].end_time <= root.end_time
    assert accept.context.span_id == traces.accepting("desk-17", response.json["id"])

    spans.clear()
    client.post("/api/v1/articles", json=article(), headers={"X-Request-ID": "desk-17"})
    assert set(by_name(spans)) == {"POST /api/v1/articles"}, "what is known is not accepted twice"


def test_the_trace_of_the_caller_is_joined(client: FlaskClient, spans: InMemorySpanExporter) -> None:
    client.get("/api/v1/articles", headers={"traceparent": CALLER})
    [span] = spans.get_finished_spans()
    assert f"{span.context.trace_id:032x}" == TRACE
    assert f"{span.parent.span_id:016x}" == "00f067aa0ba902b7"
    spans.clear()
    client.get("/api/v1/articles", headers={"traceparent": CALLER, "X-Request-ID": "desk-17"})
    [span] = spans.get_finished_spans()
    assert (span.context.trace_id, span.parent) == (traces.trace_id("desk-17"), None)
    assert [f"{link.context.trace_id:032x}" for link in span.links] == [TRACE]


def test_what_goes_wrong_is_seen(
    client: FlaskClient, spans: InMemorySpanExporter, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.post("/api/v1/articles", json={"text": "too short"}).status_code == 422
    found = by_name(spans)
    assert found["clean"].status.description == "Rejected"
    assert found["POST /api/v1/articles"].status.status_code is StatusCode.UNSET, "the client's fault, not ours"

    def down(*_: object, **__: object) -> Any:
        raise ArchiveUnavailable("gone")

    spans.clear()
    monkeypatch.setattr(state.archive, "accept", down)
    assert client.post("/api/v1/articles", json=article(5)).status_code == 503
    assert by_name(spans)["POST /api/v1/articles"].status.status_code is StatusCode.ERROR
    assert "accept" not in by_name(spans)


def test_who_asks_how_we_are_is_no_trace(client: FlaskClient, spans: InMemorySpanExporter) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        client.get(path)
    assert spans.get_finished_spans() == ()

"""`copytaster up` as it runs: the way of one article in the logs, in the metrics and as a trace."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from copytaster.runtime import traces
from tests.chaos.support import Service, running
from tests.service.support import article
from tests.workers.otlp import receiving

pytestmark = pytest.mark.slow

Eventually = Callable[..., None]

STAGES = {"load", "index", "candidates", "align", "record", "resolve"}


def scrape(service: Service) -> dict[str, float]:
    text = service.call("GET", "/metrics").body.decode()
    return {
        sample.name + "".join(f" {k}={v}" for k, v in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def post(service: Service, request_id: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    headers = {"Content-Type": "application/json", "X-Request-ID": request_id}
    connection.request("POST", "/api/v1/articles", json.dumps(article(7)), headers)
    answer = connection.getresponse()
    accepted = json.loads(answer.read())
    connection.close()
    assert answer.status == 202
    return str(accepted["id"])


def test_the_way_of_an_article_can_be_followed(tmp_path: Path, eventually: Eventually) -> None:
    with receiving() as received:
        variables = {"COPYTASTER_LOG_FORMAT": "json", "OTEL_EXPORTER_OTLP_ENDPOINT": received.url,
                     "OTEL_EXPORTER_OTLP_TIMEOUT": "30"}  # fmt: skip
        with running(tmp_path, "-v", "--no-seeds", COPYTASTER_WORKERS="2", **variables) as service:
            eventually(lambda: service.call("GET", "/readyz").json["status"] == "ready", 60)
            article_id = post(service, "desk-17")
            service.wait_checked([article_id])

            def lines() -> list[dict[str, object]]:
                return [line for line in map(json.loads, only_json(service)) if line.get("request") == "desk-17"]

            eventually(lambda: [line["event"] for line in lines()].count("recorded") == 1, 60)
            assert {(line["role"], line["event"]) for line in lines()} == {
                ("web", "request"), ("relay", "handed"), ("checking", "begun"), ("worker", "recorded"),
            }  # fmt: skip
            assert {line["article"] for line in lines()} == {article_id}
            [done] = [line for line in lines() if line["event"] == "recorded"]
            assert set(done) >= STAGES

            def found() -> dict[str, float]:
                return scrape(service)

            eventually(lambda: found().get("copytaster_checks_total outcome=recorded reason=") == 1, 60)
            figures = found()
            assert {s for s in STAGES if figures[f"copytaster_stage_seconds_count stage={s}"] == 1} == STAGES
            for name in ("queued", "handover", "verdict", "cleaning", "accept"):
                assert figures[f"copytaster_{name}_seconds_count"] == 1, name
            eventually(lambda: found()["copytaster_claims_total"] == 1, 60)
            eventually(lambda: all(found()[f"copytaster_{name}_up"] == 1 for name in ("archive", "redis", "relay")), 60)
            eventually(lambda: found()["copytaster_workers"] == 2, 60)

            trace = traces.trace_id("desk-17").to_bytes(16, "big")
            names = {*STAGES, "POST /api/v1/articles", "clean", "accept", "queue", "check"}
            eventually(lambda: {s.name for _, s in received.spans() if s.trace_id == trace} == names, 60)
            spans = {span.name: (name, span) for name, span in received.spans() if span.trace_id == trace}
            named = {span.span_id: span.name for _, span in spans.values()}
            assert {name: named.get(span.parent_span_id) for name, (_, span) in spans.items()} == {
                "POST /api/v1/articles": None, "clean": "POST /api/v1/articles", "accept": "POST /api/v1/articles",
                "queue": "accept", "check": "accept", "load": "check", "index": "check", "candidates": "check",
                "align": "check", "record": "check", "resolve": "record",
            }  # fmt: skip
            assert {spans["clean"][0], spans["check"][0]} == {"copytaster-web", "copytaster-worker"}

            # Not before: spans leave a process some seconds after they ended, and those of a killed one never.
            service.child("worker").kill()
            eventually(lambda: service.call("GET", "/readyz").json["parts"]["workers"]["running"] == 2, 60)
            assert scrape(service)["copytaster_checks_total outcome=recorded reason="] == 1, "sums outlive processes"


def only_json(service: Service) -> list[str]:
    """Its own words to the user are text."""
    return [line for line in list(service.lines) if line.startswith("{")]

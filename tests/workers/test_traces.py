"""Traces: ids that every process computes alike, and a receiver that is never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import Decision, TraceIdRatioBased
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.trace.span import INVALID_SPAN

from copytaster.runtime import traces
from tests.workers.otlp import receiving

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    yield
    traces.pause()
    traces.use(None)


def senders() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("Otel")]


@given(st.text(min_size=1, max_size=64), st.text(min_size=1, max_size=40))
def test_ids_are_computed(request_id: str, article_id: str) -> None:
    trace, span = traces.trace_id(request_id), traces.accepting(request_id, article_id)
    assert 0 < trace < 2**128
    assert 0 < span < 2**64
    assert (trace, span) == (traces.trace_id(request_id), traces.accepting(request_id, article_id))
    assert span != traces.accepting(request_id, article_id + "b")


def test_a_request_id_that_is_a_trace_id_is_the_trace() -> None:
    assert f"{traces.trace_id(TRACE):032x}" == TRACE
    assert traces.trace_id("0" * 32) != 0


PARENTS = st.one_of(
    st.from_regex(r"0[01]-[0-9a-f]{32}-[0-9a-f]{16}-0[01](-x)?", fullmatch=True),
    st.sampled_from(["", "00", f"00-{'0' * 32}-{'1' * 16}-01", f"00-{TRACE}-{'0' * 16}-01",
                     f"ff-{TRACE}-{'1' * 16}-01", f"00-{TRACE.upper()}-{'1' * 16}-01",
                     f"00-{TRACE}-{'1' * 16}-01-more", f"00-{TRACE}-{'1' * 15}-01"]),
    st.text(max_size=60),
)  # fmt: skip


@given(PARENTS)
def test_callers_are_read_as_opentelemetry_reads_them(header: str) -> None:
    from opentelemetry.trace import get_current_span

    context = TraceContextTextMapPropagator().extract({"traceparent": header})
    theirs = get_current_span(context).get_span_context() if context else INVALID_SPAN.get_span_context()
    ours = traces.caller(header)
    if ours is not None:
        assert (ours.trace, ours.span) == (theirs.trace_id, theirs.span_id)
        assert ours.request_id == f"{theirs.trace_id:032x}"
    elif theirs.is_valid:  # theirs takes white space around, and upper case, which the recommendation forbids
        assert header != header.strip() or header != header.lower()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_a_share_of_the_traces_is_the_same_in_every_process(share: float) -> None:
    exporter, sampler = InMemorySpanExporter(), TraceIdRatioBased(share)
    traces.use(SimpleSpanProcessor(exporter), share)
    for number in range(300):
        request_id = f"r{number}"
        made = traces.span("x", request_id, 1.0, 2.0)
        wanted = sampler.should_sample(None, traces.trace_id(request_id), "x").decision is Decision.RECORD_AND_SAMPLE
        assert bool(made) is wanted
    assert len(exporter.get_finished_spans()) == pytest.approx(300 * share, abs=30)


def test_nothing_is_done_without_an_endpoint() -> None:
    assert traces.setup("web", {}) is False
    assert traces.span("x", "r", 1.0, 2.0) == 0
    for off in ({"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}):
        assert traces.setup("web", {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", **off}) is False
    assert not senders()


def test_without_the_extra_it_is_said_once_and_nothing_is_done() -> None:
    program = """if True:
        import sys
        sys.modules["opentelemetry"] = None
        from copytaster.runtime import logs, traces
        logs.setup("web")
        assert traces.setup("web", {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}) is False
        assert traces.span("x", "r", 1.0, 2.0) == 0
        traces.pause()
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    [line] = done.stderr.splitlines()
    assert "copytaster[otel]" in line


def test_spans_reach_a_receiver(monkeypatch: pytest.MonkeyPatch, eventually: Callable[..., None]) -> None:
    with receiving() as received:
        variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": received.url, "OTEL_EXPORTER_OTLP_HEADERS": "x-key=abc",
                     "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment=desk",
                     "OTEL_EXPORTER_OTLP_TIMEOUT": "30"}  # fmt: skip
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        assert traces.setup("worker", os.environ) is True
        parent = traces.span("check", TRACE, 100.25, 101.5, error="why", outcome="failed", tries=2, pairs=None)
        traces.span("align", TRACE, 100.5, 101.0, parent=parent)
        assert len(senders()) == 1, "sent by a thread of its own"
        traces.pause()
        assert not senders(), "and none is left when the process forks"
        path, headers, _ = received.requests[0]
        assert (path, headers["x-key"]) == ("/v1/traces", "abc")
        (service, check), (_, align) = sorted(received.spans(), key=lambda item: item[1].name, reverse=True)
        assert (service, check.name, check.trace_id.hex()) == ("copytaster-worker", "check", TRACE)
        assert (check.start_time_unix_nano, check.end_time_unix_nano) == (100_250_000_000, 101_500_000_000)
        assert (check.status.code, check.status.message) == (2, "why")
        assert {a.key for a in check.attributes} == {"outcome", "tries"}
        assert align.parent_span_id == check.span_id
        traces.span("later", TRACE, 1.0, 2.0)
        eventually(lambda: len(received.spans()) == 3)  # after the pause it goes on


def test_a_receiver_that_is_away_costs_spans_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    traces.setup("worker", os.environ)
    for _ in range(10_000):
        traces.span("x", "r", 1.0, 2.0)
    traces.pause()  # or for ever
    assert 1 <= len(caplog.records) <= 4, "said once by each who has to say it"
    assert not senders()

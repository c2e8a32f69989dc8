"""How a span gets out: OpenTelemetry's SDK, told the ids and the times. Imported only where the extra is installed."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

TIMEOUT = 2.0
"""Seconds that one sending may take, unless OTEL_EXPORTER_OTLP_TIMEOUT says otherwise."""
_QUEUE = 4_096
_EVERY = 1_000.0
"""Milliseconds between two sendings."""
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)


class _Computed(IdGenerator):
    """Gives the ids that were computed for the next span of this thread."""

    def __init__(self) -> None:
        self._next = threading.local()

    def hand_out(self, trace: int, span: int) -> None:
        self._next.ids = trace, span

    def generate_trace_id(self) -> int:
        return int(self._next.ids[0])

    def generate_span_id(self) -> int:
        return int(self._next.ids[1])


class Sender:
    """One provider of traces: whole traces are kept by their id, the same ones in every process with the same `share`.

    `processor`: where spans go; None: to the receiver that the environment names, in batches.
    """

    def __init__(self, role: str, share: float, processor: SpanProcessor | None = None) -> None:
        self._pid = os.getpid()
        self._ids = _Computed()
        self._provider = TracerProvider(
            sampler=TraceIdRatioBased(share), resource=_resource(role), id_generator=self._ids, shutdown_on_exit=False
        )
        self._provider.add_span_processor(processor or _batches())
        self._tracer = self._provider.get_tracer("copytaster")

    def is_mine(self) -> bool:
        """Whether this process made it; a fork has no thread that sends."""
        return self._pid == os.getpid()

    def tell(
        self, name: str, trace: int, span: int, *, parent: int, began: float, ended: float, server: bool,
        error: str | None, link: tuple[int, int] | None, attributes: Mapping[str, str | int | float | bool],
    ) -> bool:  # fmt: skip
        """Send a span that is over. Whether its trace is one of those that are kept.

        `began`, `ended`: seconds since 1970. `parent`: id of the span that it is a part of; 0: none. `link`: (trace,
        span) of another trace.
        """
        above = NonRecordingSpan(SpanContext(trace, parent, True, _SAMPLED)) if parent else None
        self._ids.hand_out(trace, span)
        made = self._tracer.start_span(
            name,
            set_span_in_context(above) if above else None,
            SpanKind.SERVER if server else SpanKind.INTERNAL,
            attributes,
            [Link(SpanContext(*link, True, _SAMPLED))] if link else (),
            start_time=int(began * 1e9),
        )
        if error:
            made.set_status(Status(StatusCode.ERROR, error))
        made.end(int(max(began, ended) * 1e9))
        return made.get_span_context().trace_flags.sampled

    def close(self) -> None:
        """Send what waits and end the thread that sends."""
        self._provider.shutdown()


def _batches() -> BatchSpanProcessor:
    timed = any(os.environ.get(f"OTEL_EXPORTER_OTLP_{name}TIMEOUT") for name in ("", "TRACES_"))
    # A batch as large as the queue: what waits at the end is one sending.
    return BatchSpanProcessor(OTLPSpanExporter(timeout=None if timed else TIMEOUT), _QUEUE, _EVERY, _QUEUE)


def _resource(role: str) -> Resource:
    named = os.environ.get("OTEL_SERVICE_NAME") or "service.name=" in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    own = {} if named else {"service.name": f"copytaster-{role}"}
    return Resource.create({**own, "service.namespace": "copytaster", "process.pid": os.getpid()})

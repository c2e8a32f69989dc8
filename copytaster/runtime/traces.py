"""Traces for OpenTelemetry: one for every request, from the request to the verdict.

They need the extra ``otel`` and a receiver, named in ``OTEL_EXPORTER_OTLP_ENDPOINT``; without either nothing is done.

Promises
    * Ids are computed, not carried. The trace id comes from the request id, which stands in the outbox anyway; the id
      of the span that the worker's spans hang on comes from request and article. Nothing else need be handed on.
    * A span is made when it is over, from times that were taken anyway. The checking process, which may be killed at
      any moment, makes none: its worker does.
    * Whole traces are kept or left out: the share in ``OTEL_TRACES_SAMPLER_ARG`` is taken by trace id, in every process
      alike.
    * Never in the way: spans leave in batches from a thread of their own; a receiver that is away costs spans.

The receiver's address, headers, certificates and compression, and the resource, are set by the variables that
OpenTelemetry describes (``OTEL_EXPORTER_OTLP_…``, ``OTEL_RESOURCE_ATTRIBUTES``, ``OTEL_SERVICE_NAME``).
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import re
import secrets
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from copytaster.runtime.logs import event

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

    from copytaster.runtime.otel import Sender

_SELDOM = 60.0
_PARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?", re.ASCII)
_TRACE = re.compile(r"[0-9a-f]{32}", re.ASCII)

log = logging.getLogger("copytaster.runtime.traces")

Value = str | int | float | bool | None
"""Of an attribute; in its name, two underscores stand for a dot. None: it is left out."""

_lock = threading.Lock()
_role = ""
_share = 1.0
_wanted = False
_sender: Sender | None = None


class Caller(NamedTuple):
    """Who called, as the header `traceparent` says (W3C Trace Context)."""

    trace: int
    span: int

    @property
    def request_id(self) -> str:
        """The request id whose trace is the caller's."""
        return f"{self.trace:032x}"


class _Seldom(logging.Filter):
    """Lets one line a minute through: a receiver that is away fails once a second."""

    def __init__(self) -> None:
        super().__init__()
        self._after = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        if record.created < self._after:
            return False
        self._after = record.created + _SELDOM
        return True


_seldom = _Seldom()


def setup(role: str, environment: Mapping[str, str]) -> bool:
    """Whether spans will be sent: an endpoint is named, and the extra is installed. Called once, by an entry point."""
    global _role, _share, _wanted
    named = any(environment.get(f"OTEL_EXPORTER_OTLP_{name}ENDPOINT") for name in ("", "TRACES_"))
    off = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    off = off or environment.get("OTEL_TRACES_EXPORTER", "otlp") == "none"
    _role, _wanted = role, named and not off
    if not _wanted:
        return False
    try:
        # Everything that a first span needs is imported now, so that no request pays for it.
        from copytaster.runtime import otel  # noqa: F401
    except ImportError:
        _wanted = False
        event(log, "no-traces", logging.WARNING, reason="OpenTelemetry is not installed: pip install copytaster[otel]")
        return False
    for name in ("exporter.otlp.proto.http.trace_exporter", "sdk._shared_internal"):
        logging.getLogger(f"opentelemetry.{name}").addFilter(_seldom)
    try:
        _share = min(1.0, max(0.0, float(environment.get("OTEL_TRACES_SAMPLER_ARG") or 1.0)))
    except ValueError:
        event(log, "traces", logging.WARNING, reason="OTEL_TRACES_SAMPLER_ARG is no number; every trace is kept")
        _share = 1.0
    return True


def use(processor: SpanProcessor | None, share: float = 1.0, role: str = "test") -> None:
    """Hand every span to `processor` of one's own; None: to nobody."""
    global _role, _share, _wanted, _sender
    _role, _share, _wanted, _sender = role, share, processor is not None, None
    if processor is not None:
        from copytaster.runtime.otel import Sender

        _sender = Sender(role, share, processor)


def on() -> bool:
    """Whether spans go anywhere."""
    return _wanted


def caller(header: str) -> Caller | None:
    """What a `traceparent` header says; None when it says nothing that can be used."""
    found = _PARENT.fullmatch(header)
    if found is None or (header.startswith("00") and len(header) != 55):
        return None
    trace, span = int(found[1], 16), int(found[2], 16)
    return Caller(trace, span) if trace and span else None


def trace_id(request_id: str) -> int:
    """The trace of a request: the id itself where it is one, else made from it."""
    if _TRACE.fullmatch(request_id) and (given := int(request_id, 16)):
        return given
    return int.from_bytes(hashlib.blake2b(request_id.encode(), digest_size=16).digest(), "big") or 1


def accepting(request_id: str, article_id: str) -> int:
    """The id of the span under which an article was accepted, which its check hangs on. An article is accepted once."""
    return int.from_bytes(hashlib.blake2b(f"{request_id} {article_id}".encode(), digest_size=8).digest(), "big") or 1


def new_id() -> int:
    """A new span id: 64 random bits, never 0."""
    return secrets.randbits(64) or 1


def span(
    name: str, request_id: str | None, began: float, ended: float, *, parent: int = 0, id: int = 0,
    server: bool = False, error: str | None = None, link: Caller | None = None, **attributes: Value,
) -> int:  # fmt: skip
    """Tell of something that is over; gives its id. Without a request id, or a receiver, nothing is done.

    `began`, `ended`: seconds since 1970. `parent`: id of the span that it is a part of; 0: none. `id`: its own, when it
    was given out before. `link`: a span of another trace that has to do with it.
    """
    if not _wanted or not request_id:
        return 0
    id = id or new_id()
    told = {key.replace("__", "."): value for key, value in attributes.items() if value is not None}
    kept = _opened().tell(
        name, trace_id(request_id), id, parent=parent, began=began, ended=ended, server=server, error=error,
        link=(link.trace, link.span) if link else None, attributes=told,
    )  # fmt: skip
    return id if kept else 0


def pause() -> None:
    """Send what waits and end the thread, until the next span: before a fork, and at the end of a process."""
    global _sender
    with _lock:
        sender, _sender = _sender, None
    if sender is not None and sender.is_mine():
        sender.close()


def _opened() -> Sender:
    """The sender of this process, made when the first span is told: before a fork there must be no thread."""
    global _sender
    sender = _sender
    if sender is not None and sender.is_mine():
        return sender
    with _lock:
        if _sender is None or not _sender.is_mine():
            from copytaster.runtime.otel import Sender

            atexit.register(pause)
            _sender = Sender(_role, _share)
        return _sender

"""Request ids, logs and metrics.

Promises
    * Every answer carries `X-Request-ID`: the one that came in when it is a plain word, else that of the caller's trace
      (`traceparent`), else a new one. It stands in every log line of the request, and goes with an article that is
      accepted to whoever checks it.
    * A log line never holds a body, a key, a cookie or a query string.
    * Metrics have few labels: the route, not the address, so that hostile addresses cannot fill memory.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from flask import Flask, Response, g, has_app_context, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from copytaster.archive import Accepted
from copytaster.runtime import logs, traces

REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)

log = logging.getLogger("copytaster.access")


class Metrics:
    """What one web process counts. A registry of its own, so that two apps in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        r = self.registry
        self.requests = Counter(
            "copytaster_http_requests_total", "Requests answered.", ["method", "route", "status"], registry=r
        )
        self.seconds = Histogram(
            "copytaster_http_seconds",
            "Seconds from request to answer.",
            ["method", "route"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
            registry=r,
        )
        self.submissions = Counter(
            "copytaster_submissions_total",
            "Submissions by outcome: created, known, or why refused.",
            ["outcome"],
            registry=r,
        )
        self.cleaning = Histogram(
            "copytaster_cleaning_seconds",
            "Seconds of cleaning and fingerprinting a submission, waiting for a cleaner included.",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
            registry=r,
        )
        self.accepting = Histogram(
            "copytaster_accept_seconds",
            "Seconds of the transaction that accepts an article.",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
            registry=r,
        )
        ProcessCollector(registry=r)
        self.cleaner_deaths = Counter(
            "copytaster_cleaner_deaths_total", "Cleaners that died or were killed, by reason.", ["reason"], registry=r
        )
        self.streams = Gauge("copytaster_event_streams", "Event streams that are open.", registry=r)
        self.doorbell_failures = Counter(
            "copytaster_doorbell_failures_total", "Times that Redis could not be told of a new article.", registry=r
        )


def _who_and_what() -> dict[str, object]:
    asks = g.get("asks")
    kind = "person" if asks is not None and asks.person else "key"
    known = {kind: asks and asks.id, "article": g.get("article_id")}
    return {name: value for name, value in known.items() if value}


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def register(app: Flask, metrics: Metrics) -> None:
    @app.before_request
    def begin() -> None:
        headers, known = request.headers, g._get_current_object()
        given = headers.get("X-Request-ID", "")
        caller = known.caller = traces.caller(headers.get("traceparent", ""))
        if not REQUEST_ID.fullmatch(given):
            given = caller.request_id if caller else secrets.token_hex(16)
        known.request_id = given
        known.span = traces.new_id() if traces.on() else 0
        known.began_at = time.time()
        known.began = time.perf_counter()
        logs.now_about(request=given)

    @app.teardown_request
    def over(error: BaseException | None) -> None:
        logs.now_about()

    @app.after_request
    def end(response: Response) -> Response:
        if "request_id" not in g:
            return response
        seconds = time.perf_counter() - g.began
        rule, method, status = request.url_rule, request.method, response.status_code
        route = rule.rule if rule is not None else "(none)"
        method = method if method in METHODS else "(other)"
        response.headers["X-Request-ID"] = g.request_id
        metrics.requests.labels(method, route, status).inc()
        metrics.seconds.labels(method, route).observe(seconds)
        _trace(method, route, status, seconds)
        if log.isEnabledFor(logging.INFO):
            logs.event(
                log, "request", request=g.request_id, method=method, path=request.path[:300], status=status,
                ms=round(seconds * 1000), **_who_and_what(),
            )  # fmt: skip
        return response


def _trace(method: str, route: str, status: int, seconds: float) -> None:
    if not traces.on() or (request.blueprint or "") == "health":
        return  # who asks how we are every few seconds is not what traces are for
    joined = g.caller is not None and g.caller.trace == traces.trace_id(g.request_id)
    traces.span(
        f"{method} {route}", g.request_id, g.began_at, g.began_at + seconds, id=g.span, server=True,
        parent=g.caller.span if joined else 0, link=None if joined else g.caller,
        error=str(status) if status >= 500 else None, http__request__method=method, http__route=route,
        http__response__status_code=status, request=g.request_id, article=g.get("article_id"),
    )  # fmt: skip


def request_id() -> str | None:
    """Of the request at hand; None outside of one."""
    return g.get("request_id") if has_app_context() else None


def part(name: str) -> AbstractContextManager[None]:
    """A part of the request at hand: a span."""
    return _part(name) if traces.on() else nullcontext()


@contextmanager
def _part(name: str) -> Iterator[None]:
    began, clock, error = time.time(), time.perf_counter(), None
    try:
        yield
    except Exception as problem:
        error = type(problem).__name__
        raise
    finally:
        if has_app_context():
            ended = began + time.perf_counter() - clock
            traces.span(name, request_id(), began, ended, parent=g.get("span", 0), error=error)


@contextmanager
def accepting(metrics: Metrics) -> Iterator[Callable[[Accepted], None]]:
    """Accepting an article. Told what came of it, it makes the span that the article's check will hang on."""
    began, clock = time.time(), time.perf_counter()

    def told(accepted: Accepted) -> None:
        seconds = time.perf_counter() - clock
        metrics.accepting.observe(seconds)
        if traces.on() and accepted.created and (request := request_id()):
            traces.span("accept", request, began, began + seconds, parent=g.get("span", 0),
                        id=traces.accepting(request, accepted.article_id), article=accepted.article_id)  # fmt: skip

    yield told

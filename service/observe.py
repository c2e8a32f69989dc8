"""Request ids, logs and metrics.

Promises
    * Every answer carries `X-Request-ID`: the one that came in when it is a plain word, else a new one. The same id
      stands in every log line of the request.
    * A log line never holds a body, a key, a cookie or a query string.
    * Metrics have few labels: the route, not the address, so that hostile addresses cannot fill memory.
"""

from __future__ import annotations

import logging
import re
import secrets
import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from copytaster import logs

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
        self.cleaner_deaths = Counter(
            "copytaster_cleaner_deaths_total", "Cleaners that died or were killed, by reason.", ["reason"], registry=r
        )
        self.streams = Gauge("copytaster_event_streams", "Event streams that are open.", registry=r)
        self.doorbell_failures = Counter(
            "copytaster_doorbell_failures_total", "Times that Redis could not be told of a new article.", registry=r
        )


def _who_and_what() -> dict[str, object]:
    key = g.get("key")
    known = {"key": key.id if key is not None else None, "article": g.get("article_id")}
    return {name: value for name, value in known.items() if value}


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def register(app: Flask, metrics: Metrics) -> None:
    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        if "request_id" not in g:
            return response
        seconds = time.perf_counter() - g.began
        route = request.url_rule.rule if request.url_rule is not None else "(none)"
        method = request.method if request.method in METHODS else "(other)"
        response.headers["X-Request-ID"] = g.request_id
        metrics.requests.labels(method, route, response.status_code).inc()
        metrics.seconds.labels(method, route).observe(seconds)
        logs.event(
            log,
            "request",
            request=g.request_id,
            method=method,
            path=request.path[:300],
            status=response.status_code,
            ms=round(seconds * 1000),
            **_who_and_what(),
        )
        return response

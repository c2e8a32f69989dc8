"""Whether the service lives, whether it can take articles, and its figures.

Promises
    * `/healthz` says that the process answers, and asks nobody else.
    * `/readyz` is 200 when an article could be taken now: archive reached, schema there, a cleaner warm. Redis is
      reported but not needed: what is accepted without it is checked when it is back.
    * `/metrics` costs two queries, and still answers when the archive is down.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import redis
from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from copytaster import fingerprint
from copytaster.archive import ArchiveUnavailable
from service.api.render import reply
from service.openapi import app_version
from service.state import State, state

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return _fresh(reply({"status": "ok", "version": app_version(), "fingerprint_version": fingerprint.VERSION}))


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether articles can be taken now, and what stands in the way."""
    s = state()
    s.cleaners.start()
    parts = {"archive": _archive(s), "cleaners": _cleaners(s), "redis": _redis(s)}
    ready = all(parts[name]["ok"] for name in ("archive", "cleaners"))
    status = "ready" if ready and parts["redis"]["ok"] else "degraded" if ready else "not ready"
    response = reply({"status": status, "ready": ready, "parts": parts}, 200 if ready else 503)
    if not ready:
        response.headers["Retry-After"] = "1"
    return _fresh(response)


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _archive(s: State) -> dict[str, Any]:
    if not s.bring_up_schema():
        return {"ok": False, "detail": "cannot be reached, or its schema is not there"}
    try:
        s.archive.ping()
    except ArchiveUnavailable:
        return {"ok": False, "detail": "cannot be reached"}
    return {"ok": True}


def _cleaners(s: State) -> dict[str, Any]:
    alive = s.cleaners.alive()
    return {"ok": alive > 0, "running": alive, "wanted": max(1, s.settings.cleaners)}


def _redis(s: State) -> dict[str, Any]:
    url = s.settings.redis_url
    if not url:
        return {"ok": False, "detail": "none is configured"}
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=0.5) as client:
            client.ping()
    except redis.RedisError as error:
        return {"ok": False, "detail": f"cannot be reached ({type(error).__name__}); articles wait until it is back"}
    return {"ok": True}


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus."""
    s = state()
    s.gate.admit("read")
    text = generate_latest(s.metrics.registry)
    return _fresh(Response(text, content_type=CONTENT_TYPE_LATEST))


class ArchiveFigures(Collector):
    """What the archive knows, asked when somebody reads the metrics."""

    def __init__(self, s: State) -> None:
        self._state = s

    def describe(self) -> list[Any]:
        return []  # without it, registering would ask the archive

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("copytaster_archive_up", "1 when the archive answers.")
        cleaners = GaugeMetricFamily("copytaster_cleaners", "Cleaners that are warm.", self._state.cleaners.alive())
        yield cleaners
        try:
            if not self._state.bring_up_schema():
                raise ArchiveUnavailable("no schema")
            archive = self._state.archive
            counts, queue = archive.counts(), archive.queue()
        except ArchiveUnavailable:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        articles = GaugeMetricFamily("copytaster_articles", "Articles by status.", labels=["status"])
        for status, count in counts.items():
            articles.add_metric([status.value], count)
        yield articles
        yield GaugeMetricFamily("copytaster_queue_depth", "Articles that wait or are being checked.",
                                queue.waiting + queue.checking)  # fmt: skip
        yield GaugeMetricFamily("copytaster_stale_verdicts", "Verdicts to be resolved again.", queue.stale)
        age = max(0.0, (self._state.now() - queue.oldest).total_seconds()) if queue.oldest else 0.0
        yield GaugeMetricFamily("copytaster_oldest_waiting_seconds", "How long the longest waiting article waits.", age)

"""Whether the service lives, whether it can take articles, and its figures.

Promises
    * `/healthz` says that the process answers, and asks nobody else.
    * `/readyz` is 200 when an article would be taken now: the archive, whose schema is the one that this program needs,
      has just taken a small write; its file is not damaged, its disk not full; a cleaner is warm. Redis (which must
      take a write too), a relay and a worker are reported but not needed: what is accepted without them is checked
      when they are back; until then the service is `degraded`.
    * It answers within seconds, however long a server takes (`service.probe`).
    * `/metrics` has the figures of every process: its own, those of the archive, and those that relays and workers, on
      whichever machine, have summed in Redis. It costs a few queries, and answers when archive or Redis is down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

import redis
from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from copytaster import fingerprint
from copytaster.archive import ArchiveUnavailable, Hook, Source
from copytaster.runtime import keys, signs, tally
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
    parts = {"archive": _archive(s), "cleaners": _cleaners(s), **_checking(s)}
    ready = all(parts[name]["ok"] for name in ("archive", "cleaners"))
    status = "not ready" if not ready else "ready" if all(part["ok"] for part in parts.values()) else "degraded"
    response = reply({"status": status, "ready": ready, "parts": parts}, 200 if ready else 503)
    if not ready:
        response.headers["Retry-After"] = "1"
    return _fresh(response)


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _archive(s: State) -> dict[str, Any]:
    wrong = s.archive_probe.wrong() or s.damage
    return {"ok": False, "detail": wrong} if wrong else {"ok": True}


def _cleaners(s: State) -> dict[str, Any]:
    alive = s.cleaners.alive()
    return {"ok": alive > 0, "running": alive, "wanted": max(1, s.settings.cleaners)}


def _checking(s: State) -> dict[str, dict[str, Any]]:
    """What an article needs after it was accepted."""
    parts: dict[str, dict[str, Any]] = {}
    try:
        with _asked(s.settings.queue_redis) as client:
            relays, workers = _alive(client)
            parts["redis"] = _takes(client)
        parts["relay"] = {"ok": relays}
        parts["workers"] = {"ok": workers > 0, "running": workers}
        if not relays:
            parts["relay"]["detail"] = "none is alive; articles wait"
        if not workers:
            parts["workers"]["detail"] = "none is alive; articles wait"
    except redis.RedisError as error:
        parts["redis"] = {"ok": False, "detail": f"{_why(error)}; articles wait until it is back"}
        unknown = {"ok": False, "detail": "not known without Redis"}
        parts |= {"relay": unknown, "workers": unknown}
    if s.settings.index_url:
        try:
            with _asked(s.settings.index_redis) as client:
                parts["index"] = _takes(client)
        except redis.RedisError as error:
            parts["index"] = {"ok": False, "detail": f"{_why(error)}; articles wait until it is back"}
    return parts


def _takes(client: redis.Redis) -> dict[str, Any]:
    """Whether it takes a write: one whose memory or disk is full still answers."""
    try:
        client.set(keys.PROBE, "1", ex=60)
    except redis.exceptions.MovedError:
        return {"ok": True}  # of a cluster: it answers, and others have that key
    except redis.ResponseError as error:
        word = str(error).split(" ")[0]
        return {"ok": False, "detail": f"refuses writes ({word if word.isupper() else type(error).__name__})"}
    return {"ok": True}


def _asked(url: str) -> redis.Redis:
    if not url:
        raise redis.ConnectionError("none is configured")
    return redis.Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=0.5, retry=None)


def _why(error: redis.RedisError) -> str:
    return str(error) if str(error) == "none is configured" else f"cannot be reached ({type(error).__name__})"


def _alive(client: redis.Redis) -> tuple[bool, int]:
    """Whether a relay lives, and how many workers do."""
    relay, workers = signs.read(client)
    return relay, sum(workers.values())


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

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("copytaster_archive_up", "1 when the archive answers.")
        cleaners = GaugeMetricFamily("copytaster_cleaners", "Cleaners that are warm.", self._state.cleaners.alive())
        yield cleaners
        try:
            if not self._state.bring_up_schema():
                raise ArchiveUnavailable("no schema")
            archive = self._state.archive
            counts, queue, hooks = archive.counts(), archive.queue(), archive.hooks()
            sources = archive.sources()
            last = archive.last_event() if hooks else 0
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
        yield from _targets(hooks, last)
        yield from _sources(sources)
        age = max(0.0, (self._state.now() - queue.oldest).total_seconds()) if queue.oldest else 0.0
        yield GaugeMetricFamily("copytaster_oldest_waiting_seconds", "How long the longest waiting article waits.", age)


def _targets(hooks: Sequence[Hook], last: int) -> Iterator[Metric]:
    labels = ["target", "label"]
    behind = GaugeMetricFamily("copytaster_webhook_behind", "Events that came after the last one told.", labels=labels)
    failures = GaugeMetricFamily("copytaster_webhook_failures", "Failures in a row.", labels=labels)
    missed = CounterMetricFamily("copytaster_webhook_missed", "Events that will never be told.", labels=labels)
    for hook in hooks:
        named = [hook.target, hook.label]
        behind.add_metric(named, max(0, last - hook.delivered))
        failures.add_metric(named, hook.failures)
        missed.add_metric(named, hook.missed)
    yield from (behind, failures, missed)


def _sources(sources: Sequence[Source]) -> Iterator[Metric]:
    labels = ["source", "kind", "label"]
    failures = GaugeMetricFamily("copytaster_source_failures", "Looks in a row that failed.", labels=labels)
    taken = CounterMetricFamily("copytaster_source_taken", "Items that became articles.", labels=labels)
    refused = CounterMetricFamily("copytaster_source_refused", "Items that became none.", labels=labels)
    for source in sources:
        named = [source.source, source.kind, source.label]
        failures.add_metric(named, source.failures)
        taken.add_metric(named, source.taken)
        refused.add_metric(named, source.refused)
    yield from (failures, taken, refused)


class WorkerFigures(Collector):
    """What relays and workers have counted, summed in Redis, asked when somebody reads the metrics."""

    def __init__(self, s: State) -> None:
        self._state = s

    def describe(self) -> list[Any]:
        return []

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("copytaster_redis_up", "1 when Redis answers.")
        try:
            with _asked(self._state.settings.queue_redis) as client:
                relays, workers = _alive(client)
                sums = tally.read(client)
        except redis.RedisError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield GaugeMetricFamily("copytaster_relay_up", "1 when a relay lives.", int(relays))
        yield GaugeMetricFamily("copytaster_workers", "Workers that live.", workers)
        for metric, by_labels in sums.items():
            yield _family(metric, by_labels)


def _family(metric: tally.Metric, by_labels: dict[tuple[str, ...], tally.Sum]) -> Metric:
    if not metric.buckets:
        counter = CounterMetricFamily(metric.name, metric.help, labels=metric.labels)
        for labels, total in sorted(by_labels.items()):
            counter.add_metric(labels, total.value)
        return counter
    histogram = HistogramMetricFamily(metric.name, metric.help, labels=metric.labels)
    bounds = [*(str(float(bound)) for bound in metric.buckets), "+Inf"]
    for labels, total in sorted(by_labels.items()):
        buckets = list(zip(bounds, accumulate(total.counts), strict=True))
        histogram.add_metric(labels, buckets, total.seconds)
    return histogram

"""What workers and relays count, summed in Redis over all of them, so that one scrape of the web process has it.

Promises
    * Counting costs a dictionary entry. A process sends what it has counted about once a second, in one transaction, as
      increments: whichever process dies, the sums go on, and no more than the last second of a killed one is missing.
    * Bounded: the table of metrics, their labels and their buckets. Labels are words of ours, never of an article.
    * When Redis does not answer, counts wait and are sent later. One whose answer was lost may be sent twice: these are
      figures for a graph. What must be exact is in the archive.
    * A Redis that was emptied starts again from zero, which Prometheus takes for a restart.

Neither RQ nor the Prometheus client is needed here: `service.health` gives the sums the form that is scraped.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from redis import Redis, RedisError

from copytaster.frozen import frozen
from copytaster.runtime import keys

SECONDS = 1.0
"""How often a process should `flush`."""
_MOST = 40
_ODD = re.compile(r"[^A-Za-z0-9_.-]+")


@frozen
class Metric:
    """A counter or, with `buckets` (upper bounds, in seconds), a histogram. `labels` are names."""

    name: str
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


_SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_LONG = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0, 7_200.0)

QUEUED = Metric("copytaster_queued_seconds", "Seconds from when an article was due until its check began.", (), _LONG)
HANDED = Metric("copytaster_handover_seconds", "Seconds from the relay's claim until the check began.", (), _LONG)
CHECK = Metric("copytaster_check_seconds", "Seconds of one try at checking an article.", ("outcome",), _SHORT)
STAGE = Metric(
    "copytaster_stage_seconds",
    "Seconds of a stage of checking: load, index, candidates, align, record; resolve is a part of record, refresh is "
    "a stale verdict resolved again.",
    ("stage",), _SHORT,
)  # fmt: skip
VERDICT = Metric("copytaster_verdict_seconds", "Seconds from the receipt of an article to its verdict.", (), _LONG)
CHECKS = Metric(
    "copytaster_checks_total",
    "Tries at checking by outcome: recorded, late, gone, waiting, again (failed, to be tried again), failed (set "
    "aside); and why.",
    ("outcome", "reason"),
)
TRIES = Metric("copytaster_tries_total", "Tries at checking by their number.", ("number",))
PAIRS = Metric("copytaster_pairs_total", "Pairs that alignment found.")
REFRESHED = Metric("copytaster_refreshes_total", "Stale verdicts resolved again, by outcome.", ("outcome",))
DEATHS = Metric("copytaster_checking_deaths_total", "Checking processes that died or were killed.", ("reason",))
HEALS = Metric("copytaster_index_heals_total", "Times that a lost index was brought back, by outcome.", ("outcome",))
HEAL = Metric("copytaster_index_heal_seconds", "Seconds that bringing back a lost index took.", (), _LONG)
CLAIMS = Metric("copytaster_claims_total", "Articles that relays handed to workers.")
EXPIRED = Metric("copytaster_leases_expired_total", "Leases that ran out; the articles are due again.", ("outcome",))
REMOVED = Metric("copytaster_removed_total", "Articles that retention removed.")
WEBHOOK = Metric(
    "copytaster_webhook_seconds", "Seconds of posting an event to a webhook target; outcome: arrived, failed.",
    ("target", "outcome"), _SHORT,
)  # fmt: skip
INGESTED = Metric(
    "copytaster_ingested_total",
    "Items of feeds, folders and mailboxes by what became of them: taken, refused, again (to be tried again).",
    ("kind", "outcome"),
)
LOOKS = Metric(
    "copytaster_source_looks_total", "Looks at feeds, folders and mailboxes; outcome: read, failed.",
    ("kind", "outcome"),
)  # fmt: skip
ALERTS = Metric("copytaster_alerts_total", "Alerts that rang, by what for.", ("when",))
WORKERS_GONE = Metric("copytaster_workers_gone_total", "Workers that left without a word.")

METRICS = (
    QUEUED, HANDED, CHECK, STAGE, VERDICT, CHECKS, TRIES, PAIRS, REFRESHED, DEATHS, HEALS, HEAL, CLAIMS, EXPIRED,
    WORKERS_GONE, REMOVED, WEBHOOK, INGESTED, LOOKS, ALERTS,
)  # fmt: skip


class Tally:
    """What was counted and not yet sent. Threads may share it."""

    def __init__(self) -> None:
        self._due: dict[str, float] = {}
        self._lock = threading.Lock()

    def count(self, metric: Metric, *labels: str, n: int = 1) -> None:
        """Add `n` to a counter."""
        self._add((_field(metric, labels), n))

    def observe(self, metric: Metric, seconds: float, *labels: str) -> None:
        """Add a duration to a histogram. Two clocks may make a short one negative; it counts as zero."""
        seconds = max(0.0, seconds)
        field = _field(metric, labels)
        self._add((f"{field}|{bisect_left(metric.buckets, seconds)}", 1), (f"{field}|sum", float(seconds)))

    def flush(self, client: Redis) -> None:
        """Add what was counted to the sums in Redis. Raises `RedisError`; then it is kept for the next time."""
        with self._lock:
            due, self._due = self._due, {}
        if not due:
            return
        try:
            with client.pipeline(transaction=True) as pipe:
                for field, value in due.items():
                    if isinstance(value, int):
                        pipe.hincrby(keys.TALLY, field, value)
                    else:
                        pipe.hincrbyfloat(keys.TALLY, field, value)
                pipe.execute()
        except RedisError:
            self._add(*due.items())
            raise

    def _add(self, *amounts: tuple[str, float]) -> None:
        with self._lock:
            for field, amount in amounts:
                self._due[field] = self._due.get(field, 0) + amount


shared = Tally()
"""Of the relay's process: webhooks and retention, in threads of their own, count here too."""


def word(text: str) -> str:
    """`text` as the value of a label."""
    return _ODD.sub("_", text)[:_MOST]


def _field(metric: Metric, labels: tuple[str, ...]) -> str:
    return "|".join((metric.name, *labels)) if labels else metric.name


@dataclass(slots=True)
class Sum:
    """Of one metric under one set of labels: `value` of a counter; `counts`, by bucket, and `seconds` of a histogram.

    The last of `counts` is what exceeded every bucket. They are not cumulative."""

    value: float = 0.0
    counts: list[int] = field(default_factory=list)
    seconds: float = 0.0


Sums = dict[Metric, dict[tuple[str, ...], Sum]]


def read(client: Redis, metrics: Iterable[Metric] = METRICS) -> Sums:
    """The sums of all processes. What only another version counts is left out. Raises `RedisError`."""
    held = cast(Mapping[bytes, bytes], client.hgetall(keys.TALLY))
    named: Mapping[str, Metric] = {metric.name: metric for metric in metrics}
    sums: Sums = {metric: {} for metric in named.values()}
    for metric in sums:
        if not metric.labels:
            sums[metric][()] = _new(metric)
    for raw, value in held.items():
        name, *rest = raw.decode().split("|")
        found = named.get(name)
        if found is None or len(rest) != len(found.labels) + bool(found.buckets):
            continue
        labels = tuple(rest[: len(found.labels)])
        total = sums[found].setdefault(labels, _new(found))
        _add(total, rest[-1] if found.buckets else "", value)
    return sums


def _new(metric: Metric) -> Sum:
    return Sum(counts=[0] * (len(metric.buckets) + 1) if metric.buckets else [])


def _add(total: Sum, place: str, value: Any) -> None:
    if not place:
        total.value = float(value)
    elif place == "sum":
        total.seconds = float(value)
    elif place.isdigit() and int(place) < len(total.counts):
        total.counts[int(place)] = int(value)

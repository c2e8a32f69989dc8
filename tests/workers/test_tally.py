"""Counts that several processes sum in Redis, held to what one Prometheus client would have counted."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Histogram
from redis import ConnectionError, Redis

from copytaster.runtime import keys, tally
from copytaster.runtime.tally import METRICS, Metric, Tally

SECONDS = st.one_of(st.sampled_from([0.0, 0.001, 0.05, 2.5, 30.0, 7_200.0, 1e6, -0.5]), st.floats(0, 100))
LABEL = st.sampled_from(["", "recorded", "SIGKILL", "align"])


@st.composite
def happening(draw: st.DrawFn) -> tuple[int, Metric, tuple[str, ...], float]:
    metric = draw(st.sampled_from(METRICS))
    labels = tuple(draw(LABEL) for _ in metric.labels)
    amount = draw(SECONDS) if metric.buckets else float(draw(st.integers(0, 5)))
    return draw(st.integers(0, 2)), metric, labels, amount


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(happening(), st.integers(0, 2)), max_size=40))
def test_sums_are_those_of_one_process_that_saw_everything(redis_client: Redis, events: list[Any]) -> None:
    redis_client.delete(keys.TALLY)
    processes = [Tally() for _ in range(3)]
    registry = CollectorRegistry()
    oracle: dict[Metric, Any] = {
        metric: Histogram(metric.name, "h", metric.labels, registry=registry, buckets=metric.buckets)
        if metric.buckets
        else Counter(metric.name, "h", metric.labels, registry=registry)
        for metric in METRICS
    }
    for event in events:
        if isinstance(event, int):
            processes[event].flush(redis_client)
            continue
        process, metric, labels, amount = event
        one = oracle[metric].labels(*labels) if labels else oracle[metric]
        if metric.buckets:
            processes[process].observe(metric, amount, *labels)
            one.observe(max(0.0, amount))
        else:
            processes[process].count(metric, *labels, n=int(amount))
            one.inc(int(amount))
    for process in processes:
        process.flush(redis_client)
    for metric, by_labels in tally.read(redis_client).items():
        for labels, total in by_labels.items():
            named = dict(zip(metric.labels, labels, strict=True))
            if not metric.buckets:
                assert total.value == registry.get_sample_value(metric.name, named)
                continue
            bounds = [*map(float, metric.buckets), float("inf")]
            for bound, count in zip(bounds, accumulate(total.counts), strict=True):
                le = "+Inf" if bound == float("inf") else str(bound)
                assert count == registry.get_sample_value(f"{metric.name}_bucket", {**named, "le": le})
            assert total.seconds == pytest.approx(registry.get_sample_value(f"{metric.name}_sum", named))


def test_what_could_not_be_sent_is_sent_later(redis_client: Redis) -> None:
    counted = Tally()
    counted.count(tally.CLAIMS, n=3)
    with pytest.raises(ConnectionError):
        counted.flush(Redis.from_url("redis://127.0.0.1:9/0", retry=None))
    counted.count(tally.CLAIMS)
    counted.flush(redis_client)
    counted.flush(redis_client)
    assert tally.read(redis_client)[tally.CLAIMS][()].value == 4


def test_what_another_version_counted_is_left_out(redis_client: Redis) -> None:
    redis_client.hset(keys.TALLY, mapping={
        "copytaster_other_total|x": 1, "copytaster_claims_total|label": 1, "copytaster_stage_seconds|align|99": 1,
        "copytaster_stage_seconds|align": 1, "copytaster_claims_total": 7,
    })  # fmt: skip
    sums = tally.read(redis_client)
    assert sums[tally.CLAIMS][()].value == 7
    assert sum(sums[tally.STAGE][("align",)].counts) == 0


def test_a_label_is_a_word() -> None:
    assert tally.word("a|b c\n" + "x" * 100) == "a_b_c_" + "x" * 34

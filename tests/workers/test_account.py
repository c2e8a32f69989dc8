"""What a worker accounts for: every way a try may end, by outcome and reason; stages; spans that meet the web's."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from redis import Redis

from copytaster import fingerprint as fp
from copytaster import pipeline
from copytaster.archive import Archive, Lease
from copytaster.index.memory import MemoryIndex
from copytaster.index.redis import RedisIndex
from copytaster.model import Article, Grounds, Verdict
from copytaster.runtime import keys, tally, traces
from copytaster.settings import Settings
from tests.workers.support import EMPTY, now, opener
from workers import job, presence
from workers.answer import Cause
from workers.check import Checker
from workers.checking import CheckingDied, CheckingProcess
from workers.job import Bench
from workers.relay import Relay
from workers.retention import Retention

SETTINGS = Settings(lease_seconds=20.0)
TEXT = """Harbour pilots in Lindholm walked out on Thursday, leaving 41 ships at anchor outside the port.

The union's chairwoman, Marta Ekdahl, said 1,200 members would stay away until the board talked to them again.
"""


class Stable:
    """The checking process, in this one: no fork, nothing to kill."""

    def __init__(self, work: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
        self.work = work

    def start(self) -> None: ...
    def kill(self) -> None: ...

    def ask(
        self, request: Mapping[str, Any], tick: Callable[[], None] = lambda: None, cpu_limit: float | None = None
    ) -> dict[str, Any]:
        tick()
        return dict(self.work(request))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "_PAUSE", 0.0)


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    traces.use(SimpleSpanProcessor(exporter), role="worker")
    yield exporter
    traces.use(None)


def accept(archive: Archive, text: str = TEXT, article_id: str = "a1", request_id: str | None = "desk-17") -> None:
    article = Article(id=article_id, text=text, received_at=now())
    archive.accept(article, fp.encode(fp.fingerprint(article)), fp.VERSION, None, now(), request_id)


def counted(client: Redis, bench: Bench) -> tally.Sums:
    bench.account.flush(now=True)
    return tally.read(client)


def values(sums: tally.Sums, metric: tally.Metric) -> dict[tuple[str, ...], float]:
    return {labels: total.value for labels, total in sums[metric].items()}


def real(archive: Archive, client: Redis) -> Checker:
    return Checker(archive, RedisIndex(client, common=SETTINGS.common), SETTINGS)


def check(bench: Bench, archive: Archive) -> list[Lease]:
    archive.expire()
    leases = archive.claim(9, "relay", 20)
    bench.check(leases, time.time())
    return leases


def test_every_stage_of_a_real_check_is_measured(archive: Archive, redis_client: Redis) -> None:
    accept(archive)
    accept(archive, TEXT + "\nThe port authority said nothing.\n", "a2")
    bench = Bench("w", archive, redis_client, Stable(real(archive, redis_client)), SETTINGS)
    check(bench, archive)
    sums = counted(redis_client, bench)
    assert values(sums, tally.CHECKS) == {("recorded", ""): 2}
    stages = {labels[0]: sum(total.counts) for labels, total in sums[tally.STAGE].items()}
    assert stages == dict.fromkeys(("load", "index", "candidates", "align", "record", "resolve"), 2)
    assert values(sums, tally.PAIRS) == {(): 2}, "the index was built from the archive, so each found the other"
    assert values(sums, tally.TRIES) == {("1",): 2}
    for metric in (tally.QUEUED, tally.HANDED, tally.VERDICT):
        assert sum(sums[metric][()].counts) == 2, metric.name
    whole = sum(total.seconds for total in sums[tally.CHECK].values())
    parts = {labels[0]: total.seconds for labels, total in sums[tally.STAGE].items()}
    assert parts["resolve"] <= parts["record"]
    assert sum(parts.values()) - parts["resolve"] <= whole


def test_a_verdict_resolved_again_is_one_refresh(archive: Archive, redis_client: Redis) -> None:
    accept(archive)
    bench = Bench("w", archive, redis_client, Stable(real(archive, redis_client)), SETTINGS)
    check(bench, archive)
    bench.refresh(["a1", "unknown"])
    sums = counted(redis_client, bench)
    assert values(sums, tally.REFRESHED) == {("late",): 1, ("gone",): 1}, "it was not stale"
    assert sum(sums[tally.STAGE][("refresh",)].counts) == 2
    assert sum(sums[tally.STAGE][("resolve",)].counts) == 1, "of the check"


@pytest.mark.parametrize(
    ("answer", "outcomes", "deaths"),
    [
        (CheckingDied("took more than 30 s of CPU time", Cause.CPU), "check_seconds", True),
        (CheckingDied("the checking process was ended by SIGBUS", "SIGBUS"), "SIGBUS", True),
        ({"outcome": "failed", "reason": "ran out of memory", "cause": "check_megabytes"}, "check_megabytes", False),
        ({"outcome": "failed", "reason": "secret words of an article", "cause": "ValueError"}, "ValueError", False),
    ],
)
def test_failures_are_counted_by_reason(
    archive: Archive, redis_client: Redis, answer: Any, outcomes: str, deaths: bool
) -> None:
    def work(request: Mapping[str, Any]) -> Mapping[str, Any]:
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    accept(archive)
    bench = Bench("w", archive, redis_client, Stable(work), SETTINGS)
    for _ in range(4):
        check(bench, archive)
    sums = counted(redis_client, bench)
    assert values(sums, tally.CHECKS) == {("again", outcomes): 2, ("failed", outcomes): 1}
    assert values(sums, tally.TRIES) == {("1",): 1, ("2",): 1, ("3",): 1}
    assert values(sums, tally.DEATHS) == ({(outcomes,): 3} if deaths else {})
    assert b"secret" not in b"".join(redis_client.hgetall(keys.TALLY))


def test_a_lost_index_and_what_waits_are_counted(archive: Archive, redis_client: Redis) -> None:
    answers = iter(
        [{"outcome": "index-lost", "reason": "gone"}, {"outcome": "healed"}, {"outcome": "gone"},
         {"outcome": "unavailable", "reason": "refused", "cause": "ConnectionError"}]
    )  # fmt: skip
    for article_id in ("a1", "a2"):
        accept(archive, article_id=article_id)
    bench = Bench("w", archive, redis_client, Stable(lambda request: next(answers)), SETTINGS)
    check(bench, archive)
    sums = counted(redis_client, bench)
    assert values(sums, tally.CHECKS) == {("gone", ""): 1, ("waiting", "ConnectionError"): 1}
    assert values(sums, tally.HEALS) == {("healed",): 1}
    assert sum(sums[tally.HEAL][()].counts) == 1


def test_reasons_that_a_checking_process_gives_are_told_apart(archive: Archive, archive_url: str) -> None:
    checking = CheckingProcess(opener(archive_url), cpu_seconds=0.3, megabytes=300)
    found = {}
    for word in ("crash", "exit", "endless", "hungry", "broken"):
        archive.accept(Article(id=word, text=word, received_at=now()), b"", 1, None, now())
        [lease] = archive.claim(1, "w", 60)
        try:
            answer = checking.ask({"lease": {"seq": lease.seq, "article_id": word, "fence": lease.fence, "tries": 1}})
        except CheckingDied as died:
            answer = {"cause": died.cause}
        found[word] = answer.get("cause", "")
    checking.kill()
    assert found == {
        "crash": "SIGABRT", "exit": "ended", "endless": "check_seconds", "hungry": "check_megabytes",
        "broken": "ValueError",
    }  # fmt: skip


def test_a_retry_by_an_editor_is_no_wait(archive: Archive, redis_client: Redis) -> None:
    def work(request: Mapping[str, Any]) -> Mapping[str, Any]:
        lease = Lease(**request["lease"])
        archive.record(lease, [], lambda grounds: EMPTY, now())
        return {"outcome": "recorded", "pairs": 0, "received": 0.0}

    accept(archive)
    bench = Bench("w", archive, redis_client, Stable(work), SETTINGS)
    for _ in range(2):
        check(bench, archive)
        archive.retry("a1", now())
    assert sum(counted(redis_client, bench)[tally.VERDICT][()].counts) == 1


def test_a_killed_relay_or_worker_takes_a_second_of_counts_with_it(archive: Archive, redis_client: Redis) -> None:
    accept(archive)
    bench = Bench("w", archive, redis_client, Stable(real(archive, redis_client)), SETTINGS)
    check(bench, archive)
    bench.tick()
    sums = tally.read(redis_client)
    assert values(sums, tally.CHECKS) in ({}, {("recorded", ""): 1})
    bench.account._flush_after = 0.0  # a second later
    bench.tick()
    assert values(tally.read(redis_client), tally.CHECKS) == {("recorded", ""): 1}


def test_relays_count_what_they_hand_out_and_what_ran_out(archive: Archive, redis_client: Redis) -> None:
    accept(archive)
    presence.announce(redis_client, "one")
    relay = Relay(archive, redis_client, Settings(lease_seconds=0.0))
    relay._tally = tally.Tally()
    relay.step()
    redis_client.delete("rq:queue:copytaster:one")
    relay._sweep_after = 0.0
    relay.step()
    relay._tally.flush(redis_client)
    sums = tally.read(redis_client)
    assert values(sums, tally.EXPIRED) == {("requeued",): 1}
    assert values(sums, tally.CLAIMS) == {(): 2}


def test_what_retention_removed_is_counted(
    archive: Archive, redis_client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "shared", tally.Tally())
    accept(archive)
    retention = Retention(archive, MemoryIndex(), Settings(retention_days=1))
    assert [retention.step(now() + timedelta(days=days)) for days in (0, 2, 2)] == [0, 1, 0]
    tally.shared.flush(redis_client)
    assert values(tally.read(redis_client), tally.REMOVED) == {(): 1}


# ——— traces ———


def by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    found = exporter.get_finished_spans()
    assert len({span.name for span in found}) == len(found)
    return {span.name: span for span in found}


def test_a_check_hangs_on_the_acceptance(archive: Archive, redis_client: Redis, spans: InMemorySpanExporter) -> None:
    accept(archive)
    bench = Bench("w", archive, redis_client, Stable(real(archive, redis_client)), SETTINGS)
    check(bench, archive)
    found = by_name(spans)
    parents = {"queue": "accept", "check": "accept", "load": "check", "index": "check", "candidates": "check",
               "align": "check", "record": "check", "resolve": "record"}  # fmt: skip
    assert set(found) == set(parents)
    ids = {name: span.context.span_id for name, span in found.items()}
    ids["accept"] = traces.accepting("desk-17", "a1")
    assert {name: span.parent.span_id for name, span in found.items()} == {n: ids[p] for n, p in parents.items()}
    assert {span.context.trace_id for span in found.values()} == {traces.trace_id("desk-17")}
    for name, parent in parents.items():
        if parent in found:
            assert found[parent].start_time <= found[name].start_time <= found[name].end_time
            assert found[name].end_time <= found[parent].end_time
    assert found["queue"].end_time == found["check"].start_time
    assert found["check"].attributes == {"article": "a1", "outcome": "recorded", "tries": 1, "pairs": 0, "worker": "w"}


def test_a_check_that_was_killed_is_a_span_with_its_reason(
    archive: Archive, redis_client: Redis, spans: InMemorySpanExporter
) -> None:
    def died(request: Mapping[str, Any]) -> Mapping[str, Any]:
        raise CheckingDied("the checking process was ended by SIGSEGV", "SIGSEGV")

    accept(archive)
    check(Bench("w", archive, redis_client, Stable(died), SETTINGS), archive)
    found = by_name(spans)
    assert set(found) == {"queue", "check"}
    assert found["check"].status.status_code is StatusCode.ERROR
    assert found["check"].status.description == "the checking process was ended by SIGSEGV"


def test_stages_before_the_fault_are_told(
    archive: Archive, redis_client: Redis, spans: InMemorySpanExporter, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def broken(grounds: Grounds, settings: Settings) -> Verdict:
        raise ValueError("a defect")

    monkeypatch.setattr(pipeline, "resolve", broken)
    accept(archive)
    work = Checker(archive, RedisIndex(redis_client, common=400), SETTINGS)
    check(Bench("w", archive, redis_client, Stable(work), SETTINGS), archive)
    found = by_name(spans)
    assert set(found) == {"queue", "check", "load", "index", "candidates", "align", "resolve", "record"}
    assert found["check"].attributes["outcome"] == "again"
    [defect] = [record for record in caplog.records if record.getMessage() == "defect"]
    assert "in broken" in (defect.exc_text or logging.Formatter().formatException(defect.exc_info))


def test_without_a_request_id_there_is_no_trace(
    archive: Archive, redis_client: Redis, spans: InMemorySpanExporter
) -> None:
    accept(archive, request_id=None)
    check(Bench("w", archive, redis_client, Stable(real(archive, redis_client)), SETTINGS), archive)
    assert spans.get_finished_spans() == ()

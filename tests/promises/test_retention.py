"""Promise 16: what is too old leaves archive, index and the reports of others, bit by bit, and leaves a line each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from redis import ConnectionError, Redis

from copytaster.archive import Archive
from copytaster.index import Index, IndexLost, upkeep
from copytaster.index.memory import MemoryIndex
from copytaster.index.redis import RedisIndex
from copytaster.model import Fingerprint
from copytaster.settings import Settings
from tests.promises.support import NOW, Desk, ids_of, rebuilt, version
from workers.retention import PAUSE, Retention

SETTINGS = Settings(retention_days=30, retention_batch=3)
OLD = NOW - timedelta(days=31)
YOUNG = NOW - timedelta(days=29)


def fill(desk: Desk) -> tuple[list[str], list[str]]:
    """Old and young versions of the same stories, checked."""
    old = [desk.submit(version(n % 2, n), OLD + timedelta(minutes=n)) for n in range(8)]
    young = [desk.submit(version(n % 2, n), YOUNG) for n in range(8, 12)]
    desk.work()
    return old, young


def mentioned(report: Mapping[str, Any]) -> set[str]:
    return {s["article_id"] for s in report["sources"]} | {
        place["article_id"] for p in report["passages"] for place in (p["source"], *p["alternatives"])
    }


def test_old_articles_leave_archive_index_and_reports(either: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk = either
    old, young = fill(desk)
    assert any(mentioned(report) & set(old) for article_id, report in desk.reports().items() if article_id in young)
    retention = Retention(desk.archive, desk.index, SETTINGS)
    stop = Event()

    def serve() -> int:
        served = 0
        while not stop.is_set() or not served:
            for article_id in young:
                assert desk.archive.find(article_id)
                served += 1
        return served

    with ThreadPoolExecutor(1) as pool, caplog.at_level(logging.INFO, "copytaster.audit"):
        serving = pool.submit(serve)
        batches = [retention.step(NOW) for _ in range(4)]
        stop.set()
        assert serving.result()
    assert batches == [3, 3, 2, 0]
    assert sorted(ids_of(desk.archive)) == sorted(young)
    assert desk.index.dump() == rebuilt(desk.archive)
    assert len(desk.index.members()) == len(young)
    for report in desk.reports().values():
        assert not mentioned(report) & set(old)
        assert mentioned(report)
    assert [record.getMessage() for record in caplog.records] == ["deleted"] * 8
    lines = [e for e in desk.archive.events(0, 1_000) if e.kind == "deleted"]
    assert [e.article_id for e in lines] == old
    assert {(e.detail["why"], e.at) for e in lines} == {("retention", NOW)}


def test_reports_are_then_those_of_an_archive_that_never_had_the_old_ones(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    retention = Retention(desk.archive, desk.index, SETTINGS)
    while retention.step(NOW):
        pass
    fresh = Archive.open(f"sqlite:///{tmp_path / 'fresh.db'}")
    fresh.migrate()
    other = Desk(fresh, MemoryIndex())
    for n in range(8, 12):
        other.submit(version(n % 2, n), YOUNG)
    other.work()
    desk.refresh()  # copies of what is gone are copies of each other now
    other.refresh()
    assert desk.reports() == other.reports()
    fresh.close()


class Breaking:
    """An index whose server goes away after some removals."""

    def __init__(self, index: Index, removals: int) -> None:
        self._index, self._left = index, removals

    def remove(self, seq: int, fingerprint: Fingerprint) -> None:
        if not self._left:
            raise ConnectionError("gone")
        self._left -= 1
        self._index.remove(seq, fingerprint)


@pytest.mark.parametrize("removals", [0, 2, 4])
def test_broken_off_anywhere_it_goes_on_and_leaves_nothing_behind(desk: Desk, removals: int) -> None:
    """3 articles a batch, each removed before and after: the third case breaks between archive and index."""
    fill(desk)
    with pytest.raises(ConnectionError):
        Retention(desk.archive, Breaking(desk.index, removals), SETTINGS).step(NOW)  # type: ignore[arg-type]
    retention = Retention(desk.archive, desk.index, SETTINGS)
    while retention.step(NOW):
        pass
    assert desk.index.dump() == rebuilt(desk.archive)


def test_what_was_deleted_while_redis_was_away_is_swept_out(desk: Desk, index: RedisIndex) -> None:
    old, young = fill(desk)
    for article_id in old[:3]:
        desk.archive.delete(article_id)
    assert len(index.members()) == len(old) + len(young)
    retention = Retention(desk.archive, index, Settings())
    assert retention.sweep() == 3
    assert index.dump() == rebuilt(desk.archive)
    assert retention.sweep() == 0


def test_nothing_is_too_old_unless_an_age_is_set(desk: Desk) -> None:
    old, young = fill(desk)
    assert Retention(desk.archive, desk.index, Settings()).step(NOW + timedelta(days=9_999)) == 0
    assert len(ids_of(desk.archive)) == len(old) + len(young)


def test_events_leave_too_however_many_there_are(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article has several events: of each batch of articles as many events as articles would leave for years."""
    monkeypatch.setattr("workers.retention.EVENTS", 4)
    old = [desk.submit(version(n % 2, n), OLD + timedelta(minutes=n)) for n in range(3)]
    desk.work(OLD + timedelta(minutes=9))
    for n in range(10):
        desk.archive.judge(old[0], old[1], None, "an editor", None, OLD + timedelta(hours=n))
    retention = Retention(desk.archive, desk.index, SETTINGS)
    monkeypatch.setattr("copytaster.runtime.clock.now", lambda: NOW)
    pauses = []
    while not pauses or pauses[-1] == PAUSE:
        pauses.append(retention.round())
    assert [event.kind for event in desk.archive.events()] == ["deleted"] * 3
    assert len(pauses) > 2


def test_it_goes_on_after_whatever_went_wrong(
    desk: Desk, index: RedisIndex, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    old, _ = fill(desk)
    retention, stop = Retention(desk.archive, index, SETTINGS), Event()
    faults = [ValueError("a defect"), ConnectionError("gone"), IndexLost("built anew"), None, None, None]
    step, waited = retention.step, list[float]()

    def faulty(now: datetime) -> int:
        fault = faults[len(waited)]
        if fault is not None:
            raise fault
        return step(now)

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == len(faults):
            stop.set()

    monkeypatch.setattr(retention, "step", faulty)
    monkeypatch.setattr("copytaster.runtime.clock.now", lambda: NOW)
    monkeypatch.setattr(stop, "wait", wait)
    retention.run(stop)
    assert not set(ids_of(desk.archive)) & set(old)
    said = [record.getMessage() for record in caplog.records if record.getMessage().startswith("retention")]
    assert said == ["retention-broken", "retention-waits", "retention-broken"]


def test_an_index_that_was_built_anew_is_kept_clean_as_the_one_before(
    desk: Desk, index: RedisIndex, redis_client: Redis
) -> None:
    """`copytaster reindex`, or a worker that healed it: the relay, which never builds one, goes on with the new one."""
    _, young = fill(desk)
    retention = Retention(desk.archive, index, SETTINGS)
    assert retention.sweep() == 0
    upkeep.rebuild(RedisIndex(redis_client), desk.archive, "")
    while retention.step(NOW):
        pass
    desk.archive.delete(young[0])
    assert retention.sweep() == 1
    assert index.dump() == rebuilt(desk.archive)

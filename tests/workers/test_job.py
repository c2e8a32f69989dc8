from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from redis import Redis

from copytaster.archive import Archive, ArchiveUnavailable, Lease
from copytaster.model import Status
from copytaster.runtime import keys
from copytaster.runtime.embedded import EmbeddedRedis
from tests.workers.puppet import SETTINGS, Puppet, bench, died, statuses
from tests.workers.support import fill, nothing_found, now
from workers import job, presence, relay
from workers.answer import Cause
from workers.checking import CheckingDied


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "_PAUSE", 0.0)


def test_checks_a_batch_in_order(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["fine"] * 5)
    checking = Puppet(archive)
    bench(archive, redis_client, checking).check(archive.claim(9, "relay", 20))
    assert checking.asked == ids
    assert statuses(archive, ids) == [Status.CHECKED] * 5


def test_leaves_alone_what_somebody_else_holds_by_now(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["fine"] * 3)
    late = archive.claim(3, "relay", 0.0)
    archive.expire()
    taken = archive.claim(1, "other", 20)
    checking = Puppet(archive)
    bench(archive, redis_client, checking).check(late)
    assert checking.asked == []
    assert statuses(archive, ids) == [Status.CHECKING, Status.QUEUED, Status.QUEUED]
    assert archive.renew(taken, 20) == {taken[0].seq}


def test_what_was_claimed_a_moment_ago_is_not_asked_for(
    archive: Archive, redis_client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is it lost: it is prolonged in time, and whoever is late all the same is refused."""
    ids = fill(archive, ["fine"] * 3)
    renewed: list[int] = []
    renew = archive.renew
    monkeypatch.setattr(archive, "renew", lambda leases, *more: renewed.append(len(leases)) or renew(leases, *more))
    worker = bench(archive, redis_client, Puppet(archive))
    fresh, slept, late = ([lease] for lease in archive.claim(3, "relay", 20))
    worker.check(fresh, time.time())
    assert renewed == []
    worker.check(slept, time.time() - 5)
    assert renewed == [1]
    archive.renew(late, 0.0)
    archive.expire()
    archive.claim(1, "other", 20)
    worker.check(late, time.time())
    assert statuses(archive, ids) == [Status.CHECKED, Status.CHECKED, Status.CHECKING]


@pytest.mark.parametrize("broken", [died, lambda lease: {"outcome": "failed", "reason": "ValueError: no"}])
def test_poison_is_tried_three_times_and_set_aside_with_a_reason(
    archive: Archive, redis_client: Redis, broken: Callable[[Lease], Mapping[str, Any]]
) -> None:
    ids = fill(archive, ["fine", "poison", "fine"])
    checking = Puppet(archive, {"poison": broken})
    worker = bench(archive, redis_client, checking)
    for round in range(5):
        archive.expire()
        leases = archive.claim(9, "relay", 20)
        assert [lease.tries for lease in leases] == {0: [1, 1, 1], 1: [2], 2: [3]}.get(round, [])
        worker.check(leases)
    assert checking.asked == [*ids, ids[1], ids[1]]
    row = archive.find(ids[1])
    assert row
    assert row.status == Status.FAILED
    assert row.error
    assert row.error.startswith(("the checking process was ended by SIGSEGV", "ValueError"))
    assert "3 tries" in row.error
    assert statuses(archive, [ids[0], ids[2]]) == [Status.CHECKED, Status.CHECKED]


def test_an_article_that_an_editor_retries_has_all_its_tries_again(archive: Archive, redis_client: Redis) -> None:
    [poison] = fill(archive, ["poison"])
    checking = Puppet(archive, {"poison": died})
    worker = bench(archive, redis_client, checking)
    for _ in range(2):
        archive.retry(poison, now())
        for _ in range(3):
            archive.expire()
            worker.check(archive.claim(9, "relay", 20))
        assert statuses(archive, [poison]) == [Status.FAILED]
    assert len(checking.asked) == 6


def test_what_it_could_not_begin_is_not_renewed_for_ever(
    archive: Archive, redis_client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was away when the job came: its leases must run out, however long the worker lives on."""
    ids = fill(archive, ["fine", "fine"])
    leases = archive.claim(2, "relay", 20)
    seconds = [0.0]
    worker = bench(archive, redis_client, Puppet(archive), clock=lambda: seconds[0])
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(archive, "renew", away)
        worker.check(leases)
    for _ in range(10):
        seconds[0] += 5.0
        archive.clock = lambda: now() + timedelta(seconds=seconds[0])
        worker.idle()
    assert archive.expire() == 2
    assert statuses(archive, ids) == [Status.QUEUED] * 2


def away(*arguments: object) -> None:
    raise ArchiveUnavailable("no answer")


def stood_still(lease: Lease) -> Mapping[str, Any]:
    raise CheckingDied("did nothing for 4 s", Cause.STILL)


def test_one_that_waited_for_a_server_is_not_charged(
    archive: Archive, redis_client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(archive, ["still", "fine"])
    worker = bench(archive, redis_client, Puppet(archive, {"still": stood_still}))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(archive, "ping", away)
        for _ in range(4):
            worker.check(archive.claim(9, "relay", 20))
    assert statuses(archive, ids) == [Status.QUEUED, Status.QUEUED]
    for _ in range(3):
        worker.check(archive.claim(9, "relay", 20))
        archive.expire()
    assert statuses(archive, ids) == [Status.FAILED, Status.CHECKED]


def test_after_a_failed_allocation_the_checking_process_is_replaced(archive: Archive, redis_client: Redis) -> None:
    fill(archive, ["hungry", "fine"])
    checking = Puppet(archive, {"hungry": lambda _: {"outcome": "failed", "reason": "memory", "spent": True}})
    bench(archive, redis_client, checking).check(archive.claim(9, "relay", 20))
    assert checking.killed == 1


def test_what_cannot_be_checked_now_is_given_back_and_not_charged(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["fine", "down", "fine"])
    checking = Puppet(archive, {"down": lambda _: {"outcome": "unavailable", "reason": "Redis"}})
    worker = bench(archive, redis_client, checking)
    for _ in range(6):
        worker.check(archive.claim(9, "relay", 20))
    assert statuses(archive, ids) == [Status.CHECKED, Status.QUEUED, Status.QUEUED]
    assert [lease.tries for lease in archive.claim(9, "relay", 20)] == [1, 1]


def test_a_lost_index_is_healed_and_the_article_asked_again(archive: Archive, redis_client: Redis) -> None:
    [article] = fill(archive, ["lost"])
    checking = Puppet(archive)

    def lost(lease: Lease) -> Mapping[str, Any]:
        if "heal" in checking.asked:
            return {"outcome": "recorded" if archive.record(lease, [], nothing_found, now()) else "late"}
        return {"outcome": "index-lost", "reason": "the index is gone"}

    checking.script = {"lost": lost}
    bench(archive, redis_client, checking).check(archive.claim(1, "relay", 20))
    assert checking.asked == [article, "heal", article]
    assert statuses(archive, [article]) == [Status.CHECKED]


def test_an_index_that_is_lost_for_good_keeps_articles_waiting(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["lost", "fine"])
    checking = Puppet(archive, {"lost": lambda _: {"outcome": "index-lost", "reason": "gone again"}})
    bench(archive, redis_client, checking).check(archive.claim(2, "relay", 20))
    assert checking.asked.count("heal") == 3
    assert statuses(archive, ids) == [Status.QUEUED, Status.QUEUED]


def test_told_to_stop_it_gives_the_rest_back(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["fine"] * 4)
    checking = Puppet(archive)
    bench(archive, redis_client, checking, stopping=lambda: len(checking.asked) == 2).check(archive.claim(4, "r", 20))
    assert statuses(archive, ids) == [Status.CHECKED, Status.CHECKED, Status.QUEUED, Status.QUEUED]


def test_renews_what_it_holds_and_what_waits_for_it(archive: Archive, redis_client: Redis) -> None:
    fill(archive, ["fine"] * 4)
    leases = archive.claim(4, "relay", 0.0)  # all of them run out at once, unless somebody renews
    checking = Puppet(archive)
    worker = bench(archive, redis_client, checking)
    keeper = relay.Relay(archive, redis_client, SETTINGS)
    relay._enqueue(keeper._queue("tester"), job.CHECK, job.as_arguments(leases[2:]))
    worker._open = leases[:2]
    worker.tick()
    assert archive.expire() == 0


def test_without_redis_it_keeps_what_it_works_on(archive: Archive, tmp_path: Any) -> None:
    """The relay, which sees the leases run out in the archive, would have others begin the same."""
    fill(archive, ["fine"] * 2)
    leases = archive.claim(2, "relay", 0.0)
    with EmbeddedRedis(tmp_path / "redis") as server:
        client = Redis.from_url(server.url, retry=None)
    worker = bench(archive, client, Puppet(archive))
    worker._open = leases
    worker.tick()
    assert archive.expire() == 0


def test_gives_signs_of_life(archive: Archive, redis_client: Redis) -> None:
    bench(archive, redis_client, Puppet(archive)).tick()
    assert presence.look(redis_client) == (["tester"], [])
    redis_client.delete(keys.worker("tester"))
    assert presence.look(redis_client) == ([], ["tester"])
    assert presence.look(redis_client) == ([], [])


def test_idle_it_looks_after_the_index(archive: Archive, redis_client: Redis) -> None:
    checking = Puppet(archive)
    worker = bench(archive, redis_client, checking)
    worker.idle()
    worker.idle()
    assert checking.asked == ["look"]


def test_without_redis_it_goes_on_with_what_it_has(archive: Archive, tmp_path: Any) -> None:
    ids = fill(archive, ["fine", "poison"])
    with EmbeddedRedis(tmp_path / "redis") as server:
        client = Redis.from_url(server.url, retry=None)
    bench(archive, client, Puppet(archive, {"poison": died})).check(archive.claim(2, "relay", 20))
    assert statuses(archive, ids)[0] == Status.CHECKED


def test_a_job_of_an_earlier_relay_runs(archive: Archive, redis_client: Redis) -> None:
    """It named no request. A job of today's does, and either way the checking process is told."""
    ids = fill(archive, ["fine"] * 2)
    leases = archive.claim(2, "relay", 20)
    job.bench = bench(archive, redis_client, Puppet(archive))
    try:
        job.check([[leases[0].seq, leases[0].article_id, leases[0].fence, leases[0].tries]])
        job.check(job.as_arguments(leases[1:]))
    finally:
        job.bench = None
    assert statuses(archive, ids) == [Status.CHECKED] * 2
    assert [Lease(*arguments) for arguments in job.as_arguments(leases)] == leases


def test_refreshes_verdicts_one_by_one(archive: Archive, redis_client: Redis) -> None:
    checking = Puppet(archive)
    bench(archive, redis_client, checking).refresh(["x", "y"])
    assert checking.asked == ["refresh", "refresh"]


def test_a_verdict_that_cannot_be_resolved_again_rests_longer_each_time(
    archive: Archive, redis_client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays stale, so the relay hands it out again within seconds, for as long as there is nothing else to do."""
    checking, rests = Puppet(archive), list[int]()

    def broken(request: Mapping[str, Any], *_: Any) -> dict[str, Any]:
        checking.asked.append(request["refresh"])
        return {"outcome": "failed" if request["refresh"] == "x" else "recorded"}

    monkeypatch.setattr(checking, "ask", broken)
    worker = bench(archive, redis_client, checking)
    for _ in range(9):
        worker.refresh(["x", "y"])
        worker.refresh(["x"])
        rests.append(round(redis_client.pttl(keys.unresolved_rests("x")) / 1000))  # type: ignore[operator]
        redis_client.delete(keys.unresolved_rests("x"))
    assert checking.asked == ["x", "y"] * 9
    assert rests == [10, 20, 40, 80, 160, 320, 600, 600, 600]


def test_a_job_runs_in_a_worker_only() -> None:
    job.bench = None
    with pytest.raises(RuntimeError, match="copytaster worker"):
        job.check([])

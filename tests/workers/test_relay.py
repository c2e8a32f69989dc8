from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis, RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from copytaster.archive import Archive, Lease
from copytaster.model import Ruling, Status
from copytaster.runtime import keys
from copytaster.runtime.embedded import EmbeddedRedis
from copytaster.settings import Settings
from tests.workers.support import fill, nothing_found, now
from workers import job, presence
from workers.relay import Relay, _deal
from workers.stale import SETTLE

SETTINGS = Settings(job_articles=4)


def queue(client: Redis, worker: str) -> Queue:
    return Queue(keys.queue(worker), connection=client, serializer=JSONSerializer)


def waiting(client: Redis, worker: str) -> list[list[str]]:
    """The articles of each job that waits for a worker."""
    return [[lease[1] for lease in job.args[0]] for job in queue(client, worker).get_jobs()]


def test_hands_out_nothing_while_nobody_works(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["x"])
    assert Relay(archive, redis_client, SETTINGS).step() is False
    row = archive.find(ids[0])
    assert row
    assert (row.status, row.tries) == (Status.QUEUED, 0)


def test_shares_out_evenly_and_only_to_who_has_nothing_waiting(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["x"] * 20)
    relay = Relay(archive, redis_client, SETTINGS)
    for worker in ("one", "two"):
        presence.announce(redis_client, worker)
    assert relay.step() is True
    assert waiting(redis_client, "one") == [ids[0:4]]
    assert waiting(redis_client, "two") == [ids[4:8]]
    assert relay.step() is False
    queue(redis_client, "two").empty()
    assert relay.step() is True
    assert waiting(redis_client, "one") == [ids[0:4]]
    assert waiting(redis_client, "two") == [ids[8:12]]


def test_a_few_articles_are_spread_over_all_workers(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["x"] * 2)
    for worker in ("one", "two"):
        presence.announce(redis_client, worker)
    Relay(archive, redis_client, SETTINGS).step()
    assert waiting(redis_client, "one") == [[ids[0]]]
    assert waiting(redis_client, "two") == [[ids[1]]]


@given(tries=st.lists(st.integers(1, 3), min_size=1, max_size=40), workers=st.integers(1, 9), most=st.integers(1, 16))
def test_every_lease_is_dealt_once_and_a_second_try_rides_alone(tries: list[int], workers: int, most: int) -> None:
    leases = [Lease(number, str(number), 1, count) for number, count in enumerate(tries)]
    queues = [Queue(str(number), connection=Redis()) for number in range(workers)]
    dealt = _deal(leases, queues, most)
    assert sorted(lease.seq for _, batch in dealt for lease in batch) == list(range(len(leases)))
    for _, batch in dealt:
        assert 1 <= len(batch) <= most
        assert len(batch) == 1 or all(lease.tries == 1 for lease in batch)


def test_what_goes_through_redis_is_json(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["x"])
    presence.announce(redis_client, "one")
    Relay(archive, redis_client, SETTINGS).step()
    [waits] = queue(redis_client, "one").get_jobs()
    function, instance, args, kwargs = json.loads(waits.data)
    assert (function, instance, kwargs) == (job.CHECK, None, {})
    assert [lease[1] for lease in args[0]] == ids


def test_leases_that_ran_out_go_out_again(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["x"])
    archive.claim(1, "gone", 0.0)
    presence.announce(redis_client, "one")
    assert Relay(archive, redis_client, SETTINGS).step() is True
    assert waiting(redis_client, "one") == [ids]


def test_two_relays_share_without_giving_anything_out_twice(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["x"] * 30)
    relays = [Relay(archive, redis_client, SETTINGS) for _ in range(2)]
    given_out: list[str] = []
    presence.announce(redis_client, "one")
    while any([relay.step() for relay in relays]):  # noqa: C419
        for batch in waiting(redis_client, "one"):
            given_out += batch
        queue(redis_client, "one").empty()
    assert sorted(given_out) == ids


def test_a_worker_that_vanished_takes_its_queue_with_it(archive: Archive, redis_client: Redis) -> None:
    fill(archive, ["x"])
    presence.announce(redis_client, "one")
    relay = Relay(archive, redis_client, SETTINGS)
    relay.step()
    redis_client.delete(keys.worker("one"))
    relay.step()
    assert not [key for key in redis_client.keys("rq:*") if b"one" in key or b"job" in key]


def test_a_claim_that_could_not_be_handed_out_is_given_back(
    archive: Archive, redis_client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(archive, ["x"] * 8)
    for worker in ("one", "two"):
        presence.announce(redis_client, worker)
    enqueue, calls = Queue.enqueue_call, []

    def once(self: Queue, *args: object, **options: object) -> object:
        calls.append(self)
        if len(calls) == 2:
            raise RedisError("gone")
        return enqueue(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Queue, "enqueue_call", once)
    with pytest.raises(RedisError):
        Relay(archive, redis_client, SETTINGS).step()
    rows = [archive.find(article_id) for article_id in ids]
    assert [row.status for row in rows if row] == [Status.CHECKING] * 4 + [Status.QUEUED] * 4


def test_stale_verdicts_are_resolved_when_nothing_waits(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["x", "y"])
    for lease in archive.claim(2, "r", 20):
        archive.record(lease, [], nothing_found, now())
    archive.judge(ids[0], ids[1], Ruling.REJECTED, "editor", None, now())
    assert sorted(archive.stale(9)) == ids
    presence.announce(redis_client, "one")
    clock = [0.0]
    relay = Relay(archive, redis_client, SETTINGS, lambda: clock[0])
    assert relay.step() is False, "what comes next may touch them again"
    clock[0] += SETTLE
    assert relay.step() is True
    [waits] = queue(redis_client, "one").get_jobs()
    assert (waits.func_name, sorted(waits.args[0])) == (job.REFRESH, ids)
    queue(redis_client, "one").empty()
    clock[0] += SETTLE
    assert relay.step() is False, "the same verdicts are not handed out again at once"
    clock[0] += 5
    assert [relay.step(), relay.step()] == [False, False], "they are seen stale anew"
    clock[0] += SETTLE
    assert relay.step() is True


def test_runs_through_a_redis_that_goes_and_comes_back(
    archive: Archive, tmp_path: Path, eventually: Callable[..., None]
) -> None:
    server = EmbeddedRedis(tmp_path / "redis")
    client = Redis.from_url(server.start(), retry=None)
    stop = threading.Event()
    thread = threading.Thread(target=Relay(archive, client, SETTINGS).run, args=(stop,))
    thread.start()
    try:
        server.kill()
        ids = fill(archive, ["x"] * 2)
        server.start()
        presence.announce(client, "one")
        client.lpush(keys.DOORBELL, 1)
        eventually(lambda: waiting(client, "one") == [ids])
    finally:
        stop.set()
        thread.join()
        server.stop()


@pytest.mark.parametrize(("articles", "deeds"), [(3, keys.DOORBELL), (4, f"step {keys.TAKEN}"), (0, keys.DOORBELL)])
def test_having_taken_all_there_was_it_waits_for_the_bell_and_else_for_a_worker(
    archive: Archive, redis_client: Redis, monkeypatch: pytest.MonkeyPatch, articles: int, deeds: str
) -> None:
    fill(archive, ["x"] * articles)
    presence.announce(redis_client, "one")
    relay, stop, done = Relay(archive, redis_client, SETTINGS), threading.Event(), list[str]()
    step = relay.step
    monkeypatch.setattr(relay, "step", lambda: done.append("step") or step())
    monkeypatch.setattr(relay, "_listen", lambda bell, longest, stop: done.append(bell) or stop.set())
    relay.run(stop)
    assert done == ["step", *deeds.split()]


def test_workers_that_come_and_go_between_two_looks_are_seen(archive: Archive, redis_client: Redis) -> None:
    ids = fill(archive, ["x"] * 12)
    relay = Relay(archive, redis_client, SETTINGS)
    presence.announce(redis_client, "one")
    relay.step()
    presence.announce(redis_client, "two")
    assert relay.step() is True
    assert [waiting(redis_client, name) for name in ("one", "two")] == [[ids[0:4]], [ids[4:8]]]
    presence.withdraw(redis_client, "one")
    queue(redis_client, "one").empty()
    queue(redis_client, "two").empty()
    assert relay.step() is True
    assert [waiting(redis_client, name) for name in ("one", "two")] == [[], [ids[8:12]]]


def test_one_look_at_workers_that_stay_is_one_call(archive: Archive, redis_client: Redis) -> None:
    presence.announce(redis_client, "one")
    relay = Relay(archive, redis_client, SETTINGS)
    relay.step()
    before = redis_client.info("commandstats")
    relay.step()
    after = redis_client.info("commandstats")
    for name in ("cmdstat_smembers", "cmdstat_mget", "cmdstat_llen"):
        assert after[name]["calls"] - before[name]["calls"] == 1

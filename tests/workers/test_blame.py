"""An article is set aside on evidence alone: that it failed before a worker's eyes, or died with many of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from redis import Redis

from copytaster.archive import Archive, Lease
from copytaster.model import Status
from copytaster.runtime import keys
from tests.workers.puppet import SETTINGS, Puppet, bench, died, statuses
from tests.workers.support import fill, now
from workers import job
from workers.blame import DEATHS, Blame
from workers.checking import CheckingDied
from workers.relay import Relay

MOST = SETTINGS.max_tries * DEATHS


class WorkerKilled(BaseException):
    """The worker process ends here, as by SIGKILL."""


def kills_its_worker(lease: Lease) -> Mapping[str, Any]:
    raise WorkerKilled


def killed_from_outside(lease: Lease) -> Mapping[str, Any]:
    raise CheckingDied("the checking process was ended by SIGKILL", "SIGKILL")


def rounds(archive: Archive, client: Redis, checking: Puppet, number: int) -> list[int]:
    """A worker is given the article so many times; its lease runs out in between. Returns the rests that it was told
    to take, in seconds."""
    rested = []
    for _ in range(number):
        for lease in archive.claim(1, "relay", 20):
            if (rest := client.pttl(keys.rests(lease.seq))) > 0:  # type: ignore[operator]
                rested.append(round(rest / 1000))  # type: ignore[operator]
                client.delete(keys.rests(lease.seq))
            try:
                bench(archive, client, checking).check([lease])
            except WorkerKilled:
                archive.renew([lease], 0.0)
        archive.expire()
    return rested


def test_leases_that_are_lost_on_the_way_count_against_nobody(archive: Archive, redis_client: Redis) -> None:
    """Workers were given it and died before they began, a hundred times; then it fails once."""
    [innocent] = fill(archive, ["unlucky"])
    relay = Relay(archive, redis_client, SETTINGS)
    for _ in range(100):
        archive.claim(1, "relay", 0.0)
        relay._sweep_after = 0.0
        relay._sweep()
    assert statuses(archive, [innocent]) == [Status.QUEUED]
    assert rounds(archive, redis_client, Puppet(archive, {"unlucky": died}), 1) == []
    assert statuses(archive, [innocent]) == [Status.QUEUED]
    rounds(archive, redis_client, Puppet(archive), 1)
    assert statuses(archive, [innocent]) == [Status.CHECKED]


@pytest.mark.parametrize("poison", [kills_its_worker, killed_from_outside])
def test_what_dies_with_each_who_checks_it_is_set_aside_in_the_end(
    archive: Archive, redis_client: Redis, poison: Callable[[Lease], Mapping[str, Any]]
) -> None:
    """With rests in between that grow, and a reason that an editor can read."""
    [article] = fill(archive, ["poison"])
    checking = Puppet(archive, {"poison": poison})
    rested = rounds(archive, redis_client, checking, 30)
    row = archive.find(article)
    assert row
    assert row.status == Status.FAILED
    assert row.error == f"those who checked it were killed or stood still {MOST} times while they did"
    assert MOST <= checking.asked.count(article) <= MOST + 1
    assert rested[:6] == [20, 40, 80, 160, 320, 600]
    assert set(rested[6:]) == {600}
    archive.retry(article, now())  # it has all its tries again
    assert rounds(archive, redis_client, checking, 2) == []
    assert statuses(archive, [article]) == [Status.QUEUED]


def test_it_rests_under_its_lease(archive: Archive, redis_client: Redis) -> None:
    [article] = fill(archive, ["poison"])
    checking = Puppet(archive, {"poison": killed_from_outside})
    for _ in range(4):
        bench(archive, redis_client, checking).check(archive.claim(1, "relay", 20))
        archive.expire()
    assert checking.asked.count(article) == SETTINGS.max_tries
    assert statuses(archive, [article]) == [Status.CHECKING]
    assert archive.claim(1, "relay", 20) == []


@pytest.mark.parametrize("storm", [kills_its_worker, killed_from_outside])
def test_a_healthy_article_outlives_a_storm(
    archive: Archive, redis_client: Redis, storm: Callable[[Lease], Mapping[str, Any]]
) -> None:
    """And nothing of it is remembered: when an editor has it checked again, it begins anew."""
    [article] = fill(archive, ["fine"])
    rounds(archive, redis_client, Puppet(archive, {"fine": storm}), MOST - 1)
    rounds(archive, redis_client, Puppet(archive), 1)
    assert statuses(archive, [article]) == [Status.CHECKED]
    assert redis_client.keys("ct:deaths:*") + redis_client.keys("ct:rests:*") == []  # type: ignore[operator]


def test_what_ends_before_a_worker_s_eyes_is_no_death(
    archive: Archive, redis_client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for a server, over and over; how long does not matter here."""
    monkeypatch.setattr(job, "_PAUSE", 0.0)
    [article] = fill(archive, ["down"])
    checking = Puppet(archive, {"down": lambda _: {"outcome": "unavailable", "reason": "Redis"}})
    archive.claim(1, "relay", 0.0)
    archive.expire()
    rounds(archive, redis_client, checking, 3 * MOST)
    assert statuses(archive, [article]) == [Status.QUEUED]
    assert checking.asked.count(article) == 3 * MOST


def test_charges_before_it_was_checked_are_forgotten(archive: Archive, redis_client: Redis) -> None:
    [article] = fill(archive, ["poison"])
    for _ in range(3):  # an editor has it checked again, and again
        rounds(archive, redis_client, Puppet(archive, {"poison": died}), 2)
        rounds(archive, redis_client, Puppet(archive), 1)
        assert statuses(archive, [article]) == [Status.CHECKED]
        archive.retry(article, now())


def test_without_redis_nobody_is_to_blame() -> None:
    blame = Blame(Redis.from_url("unix:///nowhere/redis.sock", retry=None), 3, 20.0)
    lease = Lease(1, "a", 9, 9)
    assert blame.begins(lease) == (0, 0.0)
    assert blame.charge(lease) == 0
    for said in (blame.killed, blame.survived, blame.forget):
        said(lease)

"""Relay and workers as they run: processes, a real Redis, and kills."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from redis import Redis

from copytaster.archive import Archive
from copytaster.model import Status
from copytaster.runtime import keys
from copytaster.runtime.embedded import EmbeddedRedis
from copytaster.settings import Settings
from tests.workers.support import fill
from workers.relay import Relay

pytestmark = pytest.mark.slow

LEASE = 2.0

Eventually = Callable[..., None]


class Plant:
    """An archive, a Redis, a relay in a thread and as many worker processes as a test starts."""

    def __init__(self, archive: Archive, archive_url: str, home: Path) -> None:
        self.archive, self.archive_url, self.trace = archive, archive_url, home / "trace"
        self.redis = EmbeddedRedis(home / "redis")
        self.redis.start()
        self.client = Redis.from_url(self.redis.url, retry=None)
        self.stop = threading.Event()
        relay = Relay(archive, self.client, Settings(lease_seconds=LEASE, job_articles=4))
        self.thread = threading.Thread(target=relay.run, args=(self.stop,))
        self.thread.start()
        self.workers: list[subprocess.Popen[bytes]] = []

    def worker(self) -> subprocess.Popen[bytes]:
        name = f"w{len(self.workers)}"
        command = [sys.executable, "-m", "tests.workers.support", self.archive_url, self.redis.url, str(self.trace)]
        started = subprocess.Popen([*command, str(LEASE), name, str(os.getpid())], stderr=subprocess.DEVNULL)
        self.workers.append(started)
        return started

    def ready(self) -> list[subprocess.Popen[bytes]]:
        """The workers that run and have given a sign of life."""
        signs = [self.client.exists(keys.worker(f"w{number}")) for number in range(len(self.workers))]
        return [worker for worker, sign in zip(self.workers, signs, strict=True) if sign and worker.poll() is None]

    def status(self, ids: list[str]) -> Counter[Status]:
        rows = [self.archive.find(article_id) for article_id in ids]
        return Counter(row.status for row in rows if row)

    def checks(self, ids: list[str]) -> list[int]:
        return [row.checks for row in map(self.archive.find, ids) if row]

    def traced(self) -> list[list[str]]:
        return [line.split() for line in self.trace.read_text().splitlines()] if self.trace.exists() else []

    def story(self, ids: list[str]) -> str:
        """What became of each article that is not checked, and how often the others were claimed and begun."""
        begun = Counter(article_id for _, article_id, _ in self.traced())
        rows = [row for row in map(self.archive.find, ids) if row]
        left = [
            f"{row.article.id}: {row.status}, claimed {row.tries} times, begun {begun[row.article.id]}: {row.error}"
            for row in rows
            if row.status != Status.CHECKED
        ]
        claims = Counter(row.tries for row in rows if row.status == Status.CHECKED)
        return "\n".join([*left, f"claims of the checked: {sorted(claims.items())}, begun: {begun.most_common(3)}"])

    def close(self) -> None:
        self.stop.set()
        self.thread.join()
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.client.close()
        self.redis.stop()


@pytest.fixture
def plant(archive: Archive, archive_url: str, tmp_path: Path) -> Iterator[Plant]:
    made = Plant(archive, archive_url, tmp_path)
    yield made
    made.close()


def test_everything_accepted_is_checked_once(plant: Plant, eventually: Eventually) -> None:
    ids = fill(plant.archive, ["fine"] * 60)
    for _ in range(2):
        plant.worker()
    eventually(lambda: plant.status(ids) == {Status.CHECKED: 60})
    assert plant.checks(ids) == [1] * 60
    assert len(plant.traced()) == 60


def test_poison_is_set_aside_and_its_neighbours_are_not(plant: Plant, eventually: Eventually) -> None:
    texts = ["fine", "crash", "fine", "endless", "fine", "hungry", "fine", "exit", "fine", "broken", "fine"]
    ids = fill(plant.archive, texts)
    plant.worker()
    good = [article_id for article_id, text in zip(ids, texts, strict=True) if text == "fine"]
    bad = sorted(set(ids) - set(good))
    eventually(lambda: plant.status(good) == {Status.CHECKED: 6} and plant.status(bad) == {Status.FAILED: 5}, 60)
    tries = Counter(article_id for _, article_id, _ in plant.traced())
    assert [tries[article_id] for article_id in bad] == [3] * 5
    assert plant.checks(good) == [1] * 6
    reasons = [row.error or "" for row in map(plant.archive.find, bad) if row]
    for reason, words in zip(reasons, ["SIGABRT", "check_seconds", "memory", "status 3", "broken"], strict=True):
        assert words in reason
    plant.archive.retry(bad[0], plant.archive.find(bad[0]).accepted_at)  # type: ignore[union-attr]
    eventually(lambda: Counter(article_id for _, article_id, _ in plant.traced())[bad[0]] == 6)


REASONS = {
    "endless": "check_seconds", "asleep": "did nothing", "hungry": "ran out of memory", "segfault": "SIGSEGV",
}  # fmt: skip


@pytest.mark.parametrize(
    "poison", [p if p == "asleep" else pytest.param(p, marks=pytest.mark.long) for p in REASONS]
)
def test_whatever_the_poison_its_neighbours_go_on_at_once(plant: Plant, eventually: Eventually, poison: str) -> None:
    texts = ["fine", poison, "fine", "fine", *["fine"] * 8]
    ids = fill(plant.archive, texts)
    bad, good = ids[1], [ids[0], *ids[2:]]
    plant.worker()
    eventually(lambda: plant.status([bad]) == {Status.FAILED: 1} and plant.status(good) == {Status.CHECKED: 11}, 60)
    order = [article_id for _, article_id, _ in plant.traced()]
    assert Counter(order) == {bad: 3} | dict.fromkeys(good, 1)
    assert order[:4] == ids[:4]  # its batch: those behind it come next, before it is tried again
    row = plant.archive.find(bad)
    assert row
    assert REASONS[poison] in (row.error or "")
    assert "3 tries" in (row.error or "")
    before, after = (plant.archive.find(article_id) for article_id in (ids[0], ids[2]))
    assert before
    assert after
    assert before.checked_at
    assert after.checked_at
    # its limit (1 s here), and a new checking process; the rest is for a busy machine
    assert (after.checked_at - before.checked_at).total_seconds() < 5
    plant.archive.retry(bad, row.accepted_at)
    eventually(lambda: [article_id for _, article_id, _ in plant.traced()].count(bad) == 6)


@pytest.mark.parametrize("whole_tree", [True, False], ids=["tree", "parent"])
def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    plant: Plant, eventually: Eventually, whole_tree: bool
) -> None:
    ids = fill(plant.archive, ["slow"] * 12)
    first = plant.worker()
    eventually(lambda: plant.traced())
    tree = [psutil.Process(first.pid), *psutil.Process(first.pid).children(recursive=True)]
    assert len(tree) == 2
    for process in tree if whole_tree else tree[:1]:
        process.kill()
    first.wait()
    eventually(lambda: not tree[1].is_running())
    plant.worker()
    eventually(lambda: plant.status(ids) == {Status.CHECKED: 12})
    assert plant.checks(ids) == [1] * 12


def test_a_worker_that_stood_still_cannot_write_any_more(plant: Plant, eventually: Eventually) -> None:
    ids = fill(plant.archive, ["slow"] * 2)
    first = plant.worker()
    eventually(lambda: plant.traced())
    frozen = [psutil.Process(first.pid), *psutil.Process(first.pid).children(recursive=True)]
    for process in frozen:
        process.suspend()
    plant.worker()
    eventually(lambda: plant.status(ids) == {Status.CHECKED: 2})
    for process in frozen:
        process.resume()
    more = fill(plant.archive, ["fine"] * 4, "b")
    eventually(lambda: plant.status(more) == {Status.CHECKED: 4})
    assert plant.checks(ids) == [1, 1]


def test_a_redis_that_is_killed_or_emptied_loses_nothing(plant: Plant, eventually: Eventually) -> None:
    ids = fill(plant.archive, ["slow"] * 16)
    plant.worker()
    eventually(lambda: plant.traced())
    plant.client.flushall()
    eventually(lambda: plant.status(ids)[Status.CHECKED] >= 4)
    plant.redis.kill()
    time.sleep(0.5)
    plant.redis.start()
    eventually(lambda: plant.status(ids) == {Status.CHECKED: 16}, 60)
    assert plant.checks(ids) == [1] * 16


def test_a_stop_finishes_the_article_at_hand_and_gives_the_rest_back(plant: Plant, eventually: Eventually) -> None:
    ids = fill(plant.archive, ["slow"] * 40)
    worker = plant.worker()
    eventually(lambda: plant.status(ids)[Status.CHECKED] >= 2)
    plant.stop.set()
    plant.thread.join()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    begun = {article_id for _, article_id, _ in plant.traced()}
    assert plant.status(sorted(begun)) == {Status.CHECKED: len(begun)}
    rows = [row for row in map(plant.archive.find, ids) if row and row.status == Status.QUEUED]
    assert all(row.tries == 0 for row in rows)


def test_an_idle_worker_stops_at_once(plant: Plant, eventually: Eventually) -> None:
    worker = plant.worker()
    eventually(lambda: plant.client.exists(keys.worker("w0")))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    assert not plant.client.exists(keys.worker("w0"))


@pytest.mark.long
def test_two_hundred_random_kills_under_load(plant: Plant, eventually: Eventually) -> None:
    luck = random.Random(5)
    ids = fill(plant.archive, ["slow"] * 600)
    for _ in range(3):
        plant.worker()
    for _ in range(200):
        time.sleep(luck.uniform(0.0, 0.2))
        while not (ready := plant.ready()):  # one that is not yet has been given nothing that could be lost
            time.sleep(0.02)
        victim = psutil.Process(luck.choice(ready).pid)
        tree = [victim, *victim.children(recursive=True)]
        for process in luck.choice([tree, tree[:1]]):
            process.kill()
        plant.worker()

    def settled() -> bool:
        states = plant.status(ids)
        return not states[Status.QUEUED] + states[Status.CHECKING]

    try:
        eventually(settled, 240)  # one that died with several workers rests for some leases
    finally:
        print(plant.story(ids))  # pytest shows it when the test fails
    assert plant.status(ids) == {Status.CHECKED: 600}
    assert plant.checks(ids) == [1] * 600

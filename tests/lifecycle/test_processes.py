"""The same life with real processes on PostgreSQL: killed, stopped for longer than a lease, their servers restarted.

The database writes down what happens (`history`), the workers what they believe they did; the checker that the state
machine is held to reads both. The seed of what went wrong when is printed, and may be given again in `LIFE_SEED`.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from redis import Redis, RedisError

from copytaster.archive import Archive, ArchiveUnavailable
from copytaster.model import Article
from copytaster.runtime.embedded import EmbeddedRedis
from tests.lifecycle import history
from tests.lifecycle.history import Deed
from tests.lifecycle.process import LEASE
from tests.postgres import Cluster, binaries, cluster
from tests.workers.support import now

pytestmark = pytest.mark.slow

WORKERS, RELAYS = 3, 2
HARM = (
    "kill worker", "kill worker", "kill relay", "stop worker", "stop worker", "stop relay", "empty redis",
    "restart redis", "restart postgresql",
)  # fmt: skip


class World:
    """Two servers, relays and workers, and somebody who does them harm."""

    def __init__(self, home: Path, server: Cluster, seed: int) -> None:
        self.server, self.luck = server, random.Random(seed)
        self.url = server.database()
        self.archive = Archive.open(self.url)
        self.archive.migrate()
        history.install(self.archive)
        self.redis = EmbeddedRedis(home / "redis")
        self.redis.start()
        self.deeds = home / "deeds"
        self.deeds.touch()
        self.done: Counter[str] = Counter()
        self._names = 0
        self._deck: list[str] = []
        self._frozen: list[tuple[float, list[psutil.Process]]] = []
        self.processes: dict[str, list[subprocess.Popen[bytes]]] = {"relay": [], "worker": []}
        self.see_to_it()

    def see_to_it(self) -> None:
        """As many processes as there should be, and those that stood still for long enough go on."""
        for role, wanted in (("relay", RELAYS), ("worker", WORKERS)):
            self.processes[role] = [one for one in self.processes[role] if one.poll() is None]
            while len(self.processes[role]) < wanted:
                self._names += 1
                arguments = [role, self.url, self.redis.url, str(self.deeds), f"{role}{self._names}", str(os.getpid())]
                command = [sys.executable, "-m", "tests.lifecycle.process", *arguments]
                self.processes[role].append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
        for when, tree in self._frozen:
            if time.monotonic() > when:
                _each(tree, "resume")
        self._frozen = [(when, tree) for when, tree in self._frozen if time.monotonic() <= when]

    def harm(self) -> None:
        if not self._deck:
            self._deck = self.luck.sample(HARM, len(HARM))
        deed = self._deck.pop()
        self.done[deed] += 1
        what, _, whom = deed.partition(" ")
        if whom in self.processes:
            victim = psutil.Process(self.luck.choice(self.processes[whom]).pid)
            tree = [victim, *victim.children(recursive=True)]
            if what == "kill":
                _each(self.luck.choice([tree, tree[:1], tree[1:]]), "kill")
            else:
                _each(tree, "suspend")
                self._frozen.append((time.monotonic() + self.luck.uniform(0.5, 2.5) * LEASE, tree))
        elif deed == "empty redis":
            with contextlib.suppress(RedisError):
                Redis.from_url(self.redis.url, retry=None).flushall()
        elif deed == "restart redis":
            self.redis.kill()
            time.sleep(self.luck.uniform(0, 0.5))
            self.redis.start()
        else:
            self.server.stop("immediate")
            time.sleep(self.luck.uniform(0, 0.5))
            self.server.start()

    def accept(self, numbers: range) -> None:
        for number in numbers:
            article = Article(id=f"a{number:06}", text="fine", received_at=now())
            while True:
                with contextlib.suppress(ArchiveUnavailable):
                    self.archive.accept(article, b"fingerprint", 1, None, now())
                    break
                time.sleep(0.05)

    def states(self) -> dict[str, int]:
        while True:
            with contextlib.suppress(ArchiveUnavailable):
                return {str(status): count for status, count in self.archive.counts().items()}
            time.sleep(0.1)

    def close(self) -> None:
        _each([process for _, tree in self._frozen for process in tree], "resume")
        for process in [*self.processes["relay"], *self.processes["worker"]]:
            process.kill()
            process.wait()
        self.archive.close()
        self.redis.stop()


def _each(processes: list[psutil.Process], what: str) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            getattr(process, what)()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Callable[[int], World]]:
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    made: list[World] = []
    with cluster() as server:

        def make(seed: int) -> World:
            made.append(World(tmp_path, server, seed))
            return made[0]

        yield make
        for one in made:
            one.close()


def live(world: World, articles: int, seconds: float, pause: float) -> None:
    """`articles` come in while harm is done for `seconds`, on average every `pause`; then all must come to an end."""
    stop = threading.Event()
    with ThreadPoolExecutor(3) as desks:
        share = articles // 3 + 1
        coming = [desks.submit(world.accept, range(s, min(articles, s + share))) for s in range(0, articles, share)]
        ends = time.monotonic() + seconds
        while time.monotonic() < ends or not all(desk.done() for desk in coming):
            time.sleep(world.luck.uniform(0, 2 * pause))
            world.harm()
            world.see_to_it()
        for desk in coming:
            desk.result()
    stop.set()
    left, last = -1, time.monotonic()
    while (states := world.states())["queued"] + states["checking"]:
        world.see_to_it()
        if left != (left := states["queued"] + states["checking"]):
            last = time.monotonic()
        assert time.monotonic() - last < 15 * LEASE, f"nothing moves any more: {states}"
        time.sleep(0.1)
    deeds = [line.split() for line in world.deeds.read_text().splitlines()]
    said = [Deed(int(seq), int(fence), what) for seq, fence, what in deeds]
    assert history.faults(history.read(world.archive), said) == []
    assert sum(states.values()) == articles
    assert states["checked"] == articles
    print(f"\n{articles} articles, each checked once; {dict(world.done)}; {Counter(d.what for d in said)}")


def _seed() -> int:
    seed = int(os.environ.get("LIFE_SEED", "0")) or random.SystemRandom().randrange(1, 1_000_000)
    print(f"\nLIFE_SEED={seed}")
    return seed


def test_a_short_life_with_everything_that_can_happen(world: Callable[[int], World]) -> None:
    live(world(_seed()), 600, 8.0, 0.5)


@pytest.mark.long
def test_a_hundred_thousand_articles(world: Callable[[int], World]) -> None:
    live(world(_seed()), 100_000, 60.0, 2.0)

"""Promise 1: a kill at each named point of a job, of the tree and of the parent alone, loses and doubles nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from redis import Redis

from copytaster.archive import Archive
from copytaster.index.memory import MemoryIndex
from copytaster.index.redis import RedisIndex
from copytaster.model import Status
from copytaster.runtime.embedded import EmbeddedRedis
from tests.promises.support import Desk, rebuilt, version
from tests.workers.standing import POINTS

pytestmark = pytest.mark.slow

Eventually = Callable[..., None]
RERUN = 30.0
"""Seconds after a kill within which everything is checked."""
QUICK = {("committed", "tree")}
CASES = [
    pytest.param(point, killed, marks=[] if (point, killed) in QUICK else pytest.mark.long, id=f"{point}, {killed}")
    for point, where in POINTS.items()
    for killed in (("tree", "parent") if where.role == "worker" else ("tree",))
]


class Floor:
    """An archive, a Redis, and processes started by hand."""

    def __init__(self, home: Path) -> None:
        self.marker = home / "marker"
        self.url = f"sqlite:///{home / 'archive.db'}"
        self.archive = Archive.open(self.url)
        self.archive.migrate()
        self.redis = EmbeddedRedis(home / "redis")
        self.redis.start()
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, role: str, point: str = "") -> subprocess.Popen[bytes]:
        name = f"{role}{len(self.started)}"
        command = [sys.executable, "-m", "tests.workers.standing", role, point, str(self.marker), self.url]
        process = subprocess.Popen([*command, self.redis.url, name, str(os.getpid())], stderr=subprocess.DEVNULL)
        self.started.append(process)
        return process

    def close(self) -> None:
        for process in self.started:
            process.kill()
            process.wait()
        self.archive.close()
        self.redis.stop()


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    made = Floor(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(("point", "killed"), CASES)
def test_a_kill_at_each_point(floor: Floor, eventually: Eventually, point: str, killed: str) -> None:
    desk = Desk(floor.archive, MemoryIndex())
    ids = [desk.submit(version(1, number)) for number in range(6)]
    role = POINTS[point].role
    other = "worker" if role == "relay" else "relay"
    doomed = floor.start(role, point)
    floor.start(other)
    eventually(floor.marker.exists)
    family = [psutil.Process(doomed.pid), *psutil.Process(doomed.pid).children(recursive=True)]
    assert len(family) == (2 if role == "worker" else 1)
    for process in family if killed == "tree" else family[:1]:
        process.kill()
    doomed.wait()
    floor.start(role)

    def all_checked() -> bool:
        rows = [floor.archive.find(article_id) for article_id in ids]
        return all(row is not None and row.status == Status.CHECKED for row in rows)

    eventually(all_checked, RERUN)
    assert [row.checks for row in map(floor.archive.find, ids) if row] == [1] * 6
    eventually(lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in family))
    assert RedisIndex(Redis.from_url(floor.redis.url)).dump() == rebuilt(floor.archive)
    for article_id in ids:  # every two of them are versions of one story: each pair was found, whoever was killed
        grounds = floor.archive.grounds(article_id)
        assert grounds
        assert len(grounds.pairs) == 5

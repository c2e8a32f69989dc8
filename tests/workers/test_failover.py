"""Another Redis takes the place of the one that was used, which lives on as a replica and refuses every write."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from redis import Redis, RedisError

from copytaster.archive import Archive
from copytaster.index import IndexLost
from copytaster.index.client import connect
from copytaster.index.redis import RedisIndex
from copytaster.model import Status
from copytaster.runtime import keys
from copytaster.runtime.embedded import EmbeddedRedis
from tests.index.made import ANY
from tests.workers.puppet import SETTINGS, statuses
from tests.workers.support import fill
from workers.relay import Relay

pytestmark = pytest.mark.slow


class Pair(NamedTuple):
    former: EmbeddedRedis
    next: EmbeddedRedis
    place: Path
    """Leads to one of them, as a name does."""

    @property
    def url(self) -> str:
        return f"unix://{self.place}?db=0"

    def lead_to(self, server: EmbeddedRedis) -> None:
        link = self.place.with_suffix(".new")
        link.symlink_to(server.directory / "redis.sock")
        os.replace(link, self.place)

    def fail_over(self) -> None:
        with Redis.from_url(self.former.url) as client:
            client.replicaof("127.0.0.1", 1)
        self.lead_to(self.next)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with EmbeddedRedis(tmp_path / "a", fsync="no") as former, EmbeddedRedis(tmp_path / "b", fsync="no") as following:
        found = Pair(former, following, tmp_path / "place")
        found.lead_to(former)
        yield found


def test_the_index_is_asked_for_where_it_is_now(pair: Pair) -> None:
    index = RedisIndex(lambda: connect(pair.url))
    index.rebuild([(1, ANY)])
    pair.fail_over()
    with pytest.raises(RedisError, match="read only"):
        index.add(2, ANY)
    with pytest.raises(IndexLost):
        index.add(2, ANY)
    assert index.rebuild([(1, ANY), (2, ANY)])
    assert index.probe(ANY).size == 2


def test_a_relay_that_never_waits_for_an_answer_goes_on_with_the_new_one(
    pair: Pair, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Relay, "_listen", lambda self, bell, longest, stop: stop.wait(0.01))
    stop = threading.Event()
    with Redis.from_url(pair.url) as client, Redis.from_url(pair.next.url) as following:
        relay = threading.Thread(target=Relay(archive, client, SETTINGS).run, args=(stop,))
        relay.start()
        try:
            for server in (client, following):
                until = time.monotonic() + 20
                while not server.exists(keys.RELAY):
                    assert time.monotonic() < until
                    time.sleep(0.05)
                if server is client:
                    pair.fail_over()
        finally:
            stop.set()
            relay.join(20)


def test_relay_and_worker_go_on_with_the_new_one(pair: Pair, archive: Archive, tmp_path: Path) -> None:
    database, stop = archive.engine.url.render_as_string(hide_password=False), threading.Event()
    arguments = [database, pair.url, str(tmp_path / "trace"), "5", "tester", str(os.getpid())]
    worker = subprocess.Popen([sys.executable, "-m", "tests.workers.support", *arguments])
    client = Redis.from_url(pair.url, socket_timeout=5.0)
    relay = threading.Thread(target=Relay(archive, client, SETTINGS).run, args=(stop,))
    relay.start()
    try:
        first = fill(archive, ["fine"] + ["slow"] * 8)
        wait_checked(archive, first[:1])
        pair.fail_over()  # the worker is at a job, and waits for no answer of Redis; who does is disconnected by it
        wait_checked(archive, [*first, *fill(archive, ["fine"] * 2, "b")])
    finally:
        stop.set()
        relay.join(20)
        worker.terminate()
        worker.wait(20)


def wait_checked(archive: Archive, ids: list[str]) -> None:
    until = time.monotonic() + 60
    while set(statuses(archive, ids)) != {Status.CHECKED}:
        assert time.monotonic() < until, statuses(archive, ids)
        time.sleep(0.1)

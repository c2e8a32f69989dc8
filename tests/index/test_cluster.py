"""The index on a real cluster of two nodes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from copytaster.index import IndexDoubted, IndexLost
from copytaster.index.memory import MemoryIndex
from copytaster.index.redis import RedisIndex
from copytaster.runtime.embedded import EmbeddedRedis, free_port
from tests.index.made import archive, keyed, plain, same

pytestmark = pytest.mark.slow

ITEMS = archive(60)
HALVES = ((0, 8191), (8192, 16383))


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[EmbeddedRedis]]:
    with contextlib.ExitStack() as stack:
        buses = [free_port() for _ in HALVES]
        nodes = [
            stack.enter_context(
                EmbeddedRedis(
                    tmp_path_factory.mktemp(f"node{half}"), port=0, password="cluster",
                    options=("--cluster-enabled", "yes", "--cluster-node-timeout", "5000", "--cluster-port", str(bus)),
                )
            )
            for half, bus in enumerate(buses)
        ]  # fmt: skip
        clients = [stack.enter_context(redis.Redis.from_url(node.url)) for node in nodes]
        for client, half in zip(clients, HALVES, strict=True):
            client.execute_command("CLUSTER ADDSLOTSRANGE", *half)
        clients[0].execute_command("CLUSTER MEET", "127.0.0.1", nodes[1].port, buses[1])
        until = time.monotonic() + 30
        while any(b"cluster_state:ok" not in _state(client) for client in clients):
            assert time.monotonic() < until
            time.sleep(0.05)
        yield nodes


def _state(client: redis.Redis) -> bytes:
    state = client.execute_command("CLUSTER INFO")
    return state if isinstance(state, bytes) else "\n".join(f"{k}:{v}" for k, v in state.items()).encode()


@pytest.fixture
def client(nodes: list[EmbeddedRedis]) -> Iterator[redis.RedisCluster]:
    with redis.RedisCluster.from_url(nodes[0].url) as client:
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


def test_both_nodes_hold_a_share(client: redis.RedisCluster, nodes: list[EmbeddedRedis]) -> None:
    RedisIndex(client).rebuild(ITEMS)
    for node in nodes:
        with redis.Redis.from_url(node.url) as one:
            assert one.dbsize() > 200


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

"""A real Redis Cluster for tests: so many nodes of our own server, each with its share of the slots."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import redis

from copytaster.runtime.embedded import EmbeddedRedis, free_port

SLOTS = 16_384
PASSWORD = "cluster"


@contextlib.contextmanager
def cluster_of(count: int, folder: Path) -> Iterator[list[EmbeddedRedis]]:
    """The nodes of a cluster that answers for all slots."""
    with contextlib.ExitStack() as stack:
        buses = [free_port() for _ in range(count)]
        nodes = [
            stack.enter_context(
                EmbeddedRedis(
                    folder / f"node{number}", port=0, password=PASSWORD,
                    options=("--cluster-enabled", "yes", "--cluster-node-timeout", "5000", "--cluster-port", str(bus)),
                )
            )
            for number, bus in enumerate(buses)
        ]  # fmt: skip
        clients = [stack.enter_context(redis.Redis.from_url(node.url)) for node in nodes]
        for number, client in enumerate(clients):
            first, after = number * SLOTS // count, (number + 1) * SLOTS // count
            client.execute_command("CLUSTER ADDSLOTSRANGE", first, after - 1)
            if number:
                clients[0].execute_command("CLUSTER MEET", "127.0.0.1", nodes[number].port, buses[number])
        until = time.monotonic() + 60
        while any(b"cluster_state:ok" not in _state(client) for client in clients):
            assert time.monotonic() < until
            time.sleep(0.05)
        yield nodes


def _state(client: redis.Redis) -> bytes:
    state = client.execute_command("CLUSTER INFO")
    return state if isinstance(state, bytes) else "\n".join(f"{k}:{v}" for k, v in state.items()).encode()

"""A client for the server of the index, and what its errors mean: of a single server a plain client, of a cluster one
that knows its nodes.

Which of the two it is, the server says: a node of a cluster that is asked like a single server answers with MOVED to
most of what it is asked.

Promise: whatever is wrong with the server, or with a cluster, is a `RedisError`: it is no matter of the article that is
being checked. The library's own client of a cluster raises errors that are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from redis import Redis, RedisCluster
from redis.exceptions import ClusterError, RedisClusterException, RedisError, ResponseError

from copytaster.index import IndexDoubted, IndexLost

Client = Redis | RedisCluster

WAIT = 30.0
"""Seconds for an answer; a large script keeps the server busy for a tenth of a second."""


def connect(url: str, wait: float = WAIT) -> Client:
    """A client of the server at `url`, or of the cluster that it is a node of. Raises `RedisError` when it is away."""
    times: dict[str, Any] = {"socket_connect_timeout": 2.0, "socket_timeout": wait}
    client = Redis.from_url(url, **times)
    try:
        clustered = client.info("cluster").get("cluster_enabled")
    except BaseException:
        client.close()
        raise
    if not clustered:
        return client
    client.close()
    with of_cluster():
        return _Cluster.from_url(url, **times)


class UnsafeServer(RedisError):
    """The server may throw parts of the index away without anybody noticing; its configuration must change."""


def refuse_eviction(client: Client) -> None:
    """Raises `UnsafeServer`."""
    try:
        info = client.info("memory")
    except ResponseError:
        return  # a server that hides its figures
    nodes = info.values() if isinstance(client, RedisCluster) else [info]
    for node in nodes:
        policy = str(node.get("maxmemory_policy", "")) if isinstance(node, Mapping) else ""
        if policy.startswith("allkeys") and node.get("maxmemory"):
            raise UnsafeServer(f"maxmemory-policy {policy} lets the server drop parts of the index; set noeviction")


@contextmanager
def of_cluster() -> Iterator[None]:
    """Has what is wrong with a cluster (no node of it answers, a slot is nobody's) raised as a `RedisError`."""
    try:
        yield
    except RedisClusterException as error:
        raise ClusterError(str(error)) from error


class _Cluster(RedisCluster):
    def execute_command(self, *arguments: Any, **options: Any) -> Any:
        with of_cluster():
            return super().execute_command(*arguments, **options)  # type: ignore[no-untyped-call]


_REASONS = {
    "missing": "the index is gone",
    "building": "the index is being built",
    "another": "the index was built anew",
}


def lost(error: Exception) -> Exception:
    """The error as the index tells it: `IndexLost` where a script says so, else what it was."""
    message = str(error)
    if "INDEXLOST" not in message:
        return error
    if "restarted" in message:
        return IndexDoubted("the server of the index restarted or failed over; its last writes may be missing")
    return IndexLost(next((text for word, text in _REASONS.items() if word in message), message))

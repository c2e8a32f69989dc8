"""A client for the server of the index, and what its errors mean: of a single server a plain client, of a cluster one
that knows its nodes.

Which of the two it is, the server says: a node of a cluster that is asked like a single server answers with MOVED to
most of what it is asked.
"""

from __future__ import annotations

from typing import Any

from redis import Redis, RedisCluster

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
    return RedisCluster.from_url(url, **times)


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

"""Every key that Copytaster has in Redis, beside RQ's own and those of the fingerprint index (`copytaster.index`).

RQ names its keys ``rq:…`` by itself. Those of an index begin with the name that it is given, and a shard in braces.
"""

from __future__ import annotations

DOORBELL = "ct:doorbell"
"""A list that the web process pushes to when it has accepted something; the relay takes it off."""
TAKEN = "ct:taken"
"""A list that a worker pushes to when it has begun a job and can be given the next; a relay takes it off."""
PROBE = "ct:probe"
"""Written to see whether a server takes writes."""
RELAY = "ct:relay"
"""A relay's sign of life: its name, for some seconds."""
WORKERS = "ct:workers"
"""The set of the names of workers that have not said goodbye."""
TALLY = "ct:tally:1"
"""The hash of the sums of what was counted. The number grows when a metric gets other labels or buckets."""


def worker(name: str) -> str:
    """A worker's sign of life."""
    return f"ct:worker:{name}"


def rate(key_id: str) -> str:
    """What an API key may still ask for."""
    return f"ct:rate:{key_id}"


def charges(seq: int) -> str:
    """How often an article took its check down, before a worker's eyes (`workers.blame`)."""
    return f"ct:charges:{seq}"


def deaths(seq: int) -> str:
    """How often a check of it began, and nobody lived to see the end."""
    return f"ct:deaths:{seq}"


def rests(seq: int) -> str:
    """There for as long as an article rests before it is tried again."""
    return f"ct:rests:{seq}"


def unresolved(article_id: str) -> str:
    """How often its verdict could not be resolved again."""
    return f"ct:unresolved:{article_id}"


def unresolved_rests(article_id: str) -> str:
    """There for as long as its verdict is left stale after that."""
    return f"ct:unresolved-rests:{article_id}"


def queue(worker: str) -> str:
    """The name of a worker's queue, as RQ is told it."""
    return f"copytaster:{worker}"


def worker_of(queue: str) -> str:
    """The worker whose queue this is."""
    return queue.removeprefix("copytaster:")

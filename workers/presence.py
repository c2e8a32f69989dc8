"""Which workers are alive, as they say themselves: a key that runs out unless its worker renews it.

RQ's own registry keeps a dead worker for more than a minute; an article must not wait that long.
"""

from __future__ import annotations

from typing import Any

from redis import Redis

SECONDS = 8
"""How long a worker counts as alive after its last sign of life."""
_NAMES = "ct:workers"


def queue_name(worker: str) -> str:
    return f"copytaster:{worker}"


def worker_of(queue: str) -> str:
    """The worker whose queue this is."""
    return queue.removeprefix(queue_name(""))


def announce(client: Redis, worker: str) -> None:
    with client.pipeline(transaction=False) as pipe:
        pipe.set(f"ct:worker:{worker}", "1", ex=SECONDS)
        pipe.sadd(_NAMES, worker)
        pipe.execute()


def withdraw(client: Redis, worker: str) -> None:
    with client.pipeline(transaction=False) as pipe:
        pipe.delete(f"ct:worker:{worker}")
        pipe.srem(_NAMES, worker)
        pipe.execute()


def look(client: Redis) -> tuple[list[str], list[str]]:
    """(alive, gone): the workers whose sign of life stands, and those that left without a word. `gone` is said once."""
    members: Any = client.smembers(_NAMES)
    names = sorted(name.decode() for name in members)
    if not names:
        return [], []
    signs: Any = client.mget([f"ct:worker:{name}" for name in names])
    alive = [name for name, sign in zip(names, signs, strict=True) if sign is not None]
    gone = [name for name, sign in zip(names, signs, strict=True) if sign is None]
    if gone:
        client.srem(_NAMES, *gone)
    return alive, gone

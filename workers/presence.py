"""Which workers are alive, as they say themselves: a key that runs out unless its worker renews it.

RQ's own registry keeps a dead worker for more than a minute; an article must not wait that long.
"""

from __future__ import annotations

from collections.abc import Sequence

from redis import Redis

from copytaster.runtime import keys, signs


def announce(client: Redis, worker: str) -> None:
    with client.pipeline(transaction=False) as pipe:
        pipe.set(keys.worker(worker), "1", ex=signs.SECONDS)
        pipe.sadd(keys.WORKERS, worker)
        pipe.execute()


def withdraw(client: Redis, worker: str) -> None:
    with client.pipeline(transaction=False) as pipe:
        pipe.delete(keys.worker(worker))
        pipe.srem(keys.WORKERS, worker)
        pipe.execute()


def look(client: Redis) -> tuple[list[str], list[str]]:
    """(alive, gone): the workers whose sign of life stands, and those that left without a word. `gone` is said once."""
    _, workers = signs.read(client)
    alive = [name for name, lives in workers.items() if lives]
    gone = [name for name, lives in workers.items() if not lives]
    if gone:
        client.srem(keys.WORKERS, *gone)
    return alive, gone


def still(client: Redis, workers: Sequence[str], lists: Sequence[str]) -> list[int] | None:
    """How long each of these lists is, when these workers live, one or more, and no other; None: `look` anew.

    One call, where looking and asking for the lengths takes three. Word that a job was begun before is forgotten: the
    lengths tell it."""
    if not workers:
        return None
    with client.pipeline(transaction=False) as pipe:
        pipe.delete(keys.TAKEN)
        pipe.smembers(keys.WORKERS)
        pipe.mget([keys.worker(name) for name in workers])
        for name in lists:
            pipe.llen(name)
        _, members, signs_of_life, *lengths = pipe.execute()
    same = {name.decode("utf-8", "replace") for name in members} == set(workers)
    return lengths if same and None not in signs_of_life else None

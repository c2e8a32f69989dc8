"""Which workers are alive, as they say themselves: a key that runs out unless its worker renews it.

RQ's own registry keeps a dead worker for more than a minute; an article must not wait that long.
"""

from __future__ import annotations

from redis import Redis

from copytaster.runtime import signs


def queue_name(worker: str) -> str:
    return f"copytaster:{worker}"


def worker_of(queue: str) -> str:
    """The worker whose queue this is."""
    return queue.removeprefix(queue_name(""))


def announce(client: Redis, worker: str) -> None:
    with client.pipeline(transaction=False) as pipe:
        pipe.set(signs.worker(worker), "1", ex=signs.SECONDS)
        pipe.sadd(signs.WORKERS, worker)
        pipe.execute()


def withdraw(client: Redis, worker: str) -> None:
    with client.pipeline(transaction=False) as pipe:
        pipe.delete(signs.worker(worker))
        pipe.srem(signs.WORKERS, worker)
        pipe.execute()


def look(client: Redis) -> tuple[list[str], list[str]]:
    """(alive, gone): the workers whose sign of life stands, and those that left without a word. `gone` is said once."""
    _, workers = signs.read(client)
    alive = [name for name, lives in workers.items() if lives]
    gone = [name for name, lives in workers.items() if not lives]
    if gone:
        client.srem(signs.WORKERS, *gone)
    return alive, gone

"""Signs of life in Redis: keys that run out unless the relay or worker that left them renews them.

Relay and workers leave them (`workers.presence`); the relay, `/readyz`, `/metrics` and the queue page read them here.
"""

from __future__ import annotations

from typing import Any

from redis import Redis

from copytaster.runtime import keys

SECONDS = 8
"""How long somebody counts as alive after the last sign of life."""

def read(client: Redis) -> tuple[bool, dict[str, bool]]:
    """Whether a relay lives, and for each worker that has not said goodbye, by name, whether it does."""
    members: Any = client.smembers(keys.WORKERS)
    names = sorted(name.decode("utf-8", "replace") for name in members)
    signs: Any = client.mget([keys.RELAY, *map(keys.worker, names)])
    return signs[0] is not None, {name: sign is not None for name, sign in zip(names, signs[1:], strict=True)}

"""The bell: rung at once for what comes alone, once for what comes together, and never missed for good."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from redis import Redis

from copytaster.runtime import keys
from copytaster.runtime.embedded import EmbeddedRedis
from service import doorbell
from service.doorbell import Doorbell


def pushes(client: Redis) -> int:
    return int(client.info("commandstats").get("cmdstat_lpush", {"calls": 0})["calls"])


def test_what_comes_together_shares_a_ring(
    redis_server: EmbeddedRedis, redis_client: Redis, monkeypatch: pytest.MonkeyPatch, eventually: Callable[..., None]
) -> None:
    monkeypatch.setattr(doorbell, "APART", 0.5)
    bell, before = Doorbell(redis_server.url), pushes(redis_client)
    began = time.monotonic()
    bell.ring()
    eventually(lambda: redis_client.llen(keys.DOORBELL), every=0.01)
    assert time.monotonic() - began < 0.4  # the first one waits for nobody
    assert redis_client.rpop(keys.DOORBELL)
    for _ in range(50):
        bell.ring()
    eventually(lambda: redis_client.llen(keys.DOORBELL), every=0.01)  # whoever came since is told of
    time.sleep(0.1)
    assert pushes(redis_client) - before == 2

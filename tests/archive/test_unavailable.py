"""A database that is down, locked or gone: one clear error, nothing half done, and back to work when it is back."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from copytaster.archive import Archive, ArchiveUnavailable, store
from tests.postgres import Cluster, cluster

from .make import NOW, accept, article, resolve


def _everything_fails(archive: Archive) -> None:
    with pytest.raises(ArchiveUnavailable):
        archive.ping()
    with pytest.raises(ArchiveUnavailable):
        archive.accept(article(), b"", 1, "key", NOW)
    with pytest.raises(ArchiveUnavailable):
        archive.claim(1, "w", 60)
    with pytest.raises(ArchiveUnavailable):
        archive.list()
    with pytest.raises(ArchiveUnavailable):
        archive.migrate()


@pytest.fixture
def own(postgres: Cluster) -> object:
    """A server of its own, to be stopped at will; `postgres` is asked for so that the same reasons skip or fail."""
    with cluster() as server:
        yield server


def test_a_server_that_goes_and_comes(own: Cluster) -> None:
    archive = Archive.open(own.database())
    archive.migrate()
    given = article()
    accept(archive, given)
    (lease,) = archive.claim(1, "w", 60)
    own.stop()
    _everything_fails(archive)
    with pytest.raises(ArchiveUnavailable):
        archive.record(lease, [], resolve, NOW)
    own.start()
    archive.ping()
    assert archive.record(lease, [], resolve, NOW)
    archive.close()


def test_a_connection_cut_in_the_middle(own: Cluster) -> None:
    archive = Archive.open(own.database())
    archive.migrate()
    given = article()

    def cut() -> None:
        with archive.writing() as connection:
            assert archive._insert(connection, given, b"", 1, None, NOW, None) is not None
            own.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'copytaster'")
            connection.exec_driver_sql("SELECT 1")

    with pytest.raises(ArchiveUnavailable):
        cut()
    assert archive.find(given.id) is None
    assert archive.accept(given, b"", 1, None, NOW).created
    archive.close()


def test_a_server_that_was_never_there() -> None:
    archive = Archive.open("postgresql://nobody:secret-word@127.0.0.1:9/nothing")
    with pytest.raises(ArchiveUnavailable) as caught:
        archive.ping()
    assert "secret-word" not in str(caught.value)


def test_a_locked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.2)
    archive = Archive.open(f"sqlite:///{tmp_path}/archive.db")
    archive.migrate()
    given = article()
    accept(archive, given)
    other = sqlite3.connect(tmp_path / "archive.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ArchiveUnavailable, match="locked"):
        accept(archive, article())
    assert archive.find(given.id) is not None  # readers go on
    other.execute("ROLLBACK")
    accept(archive, article())
    other.close()
    archive.close()


def test_a_thread_that_keeps_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.2)
    archive = Archive.open(f"sqlite:///{tmp_path}/archive.db")
    archive.migrate()
    with archive.writing(), pytest.raises(ArchiveUnavailable, match="busy"):
        accept(archive, article())
    archive.close()


def test_no_tables_yet(either_database: str) -> None:
    archive = Archive.open(either_database)
    archive.ping()
    with pytest.raises(ArchiveUnavailable, match="migrate"):
        archive.list()
    archive.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"This is a shopping list. " * 200)
    archive = Archive.open(f"sqlite:///{tmp_path}/archive.db")
    with pytest.raises(ArchiveUnavailable, match="not a database"):
        archive.ping()
    archive.close()


def _in_child(archive: Archive, url: str) -> None:
    accept(archive, article("child"))
    os._exit(0 if archive.find("parent") is not None else 1)


def test_a_fork_gets_connections_of_its_own(archive: Archive, url: str) -> None:
    """Forked while another connection is in the middle of a transaction; both go on undisturbed."""
    accept(archive, article("parent"))
    with archive.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
        process = multiprocessing.get_context("fork").Process(target=_in_child, args=(archive, url))
        process.start()
        process.join(20)
        assert process.exitcode == 0
        connection.exec_driver_sql("SELECT 1")
    assert archive.find("child") is not None


def test_a_server_without_a_free_connection_says_so(postgres: Cluster) -> None:
    url = postgres.database()
    name = f"few_{uuid4().hex}"
    postgres.execute(f"CREATE ROLE {name} LOGIN CONNECTION LIMIT 1")
    first, second = (Archive.open(url.replace("tester@", f"{name}@")) for _ in range(2))
    with first.reading() as connection:
        connection.execute(sa.text("SELECT 1"))
        with pytest.raises(ArchiveUnavailable, match=r"takes no more connections .*max_connections.*operations\.md"):
            second.ping()
        # Not by closing the first: a server ends what served a connection in its own time, after the client has left.
        postgres.execute(f"ALTER ROLE {name} CONNECTION LIMIT -1")
        second.ping()
    first.close()
    second.close()
    postgres.execute(f"DROP ROLE {name}")


def test_tables_of_an_earlier_version(url: str) -> None:
    """A worker that is newer than the schema waits, and no article is charged with what is missing."""
    archive = Archive.open(url)
    given = article()
    accept(archive, given)
    (lease,) = archive.claim(1, "w", 60)
    with archive.engine.begin() as connection:
        for table, column in (("standing", "left_out"), ("articles", "slug")):
            connection.execute(sa.text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    asks = (archive.list, lambda: archive.given(lease.seq), lambda: archive.record(lease, [], resolve, NOW))
    try:
        for ask in asks:
            with pytest.raises(ArchiveUnavailable, match="migrate it first"):
                ask()
    finally:
        with archive.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE standing ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0"))
            connection.execute(sa.text("ALTER TABLE articles ADD COLUMN slug TEXT"))
        archive.close()

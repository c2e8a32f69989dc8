"""Transactions of a SQLite file on connections that stay open: whole or not at all, one at a time, few left open."""

from __future__ import annotations

import gc
import os
import sqlite3
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from copytaster.archive import Archive, ArchiveUnavailable, kept
from copytaster.archive.migrate import configuration
from copytaster.archive.schema import outbox

from .make import accept, article


@pytest.fixture
def archive(sqlite_archive: Archive) -> Archive:
    return sqlite_archive


def _open_files(archive: Archive) -> int:
    """How often this process has the file open."""
    name = os.path.realpath(str(archive.engine.url.database))
    links = (f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd"))
    return sum(os.path.realpath(link) == name for link in links)


def _change(archive: Archive, by_sqlalchemy: bool, error: Exception | None = None) -> sqlite3.Connection:
    """Counts tries in one transaction, which ends with the error. The driver's connection."""
    with archive.writing() as connection:
        driver = _driver(connection)
        driver.execute("UPDATE outbox SET tries = 7")
        if by_sqlalchemy:
            connection.execute(sa.update(outbox).values(tries=outbox.c.tries + 1))
        if error is not None:
            raise error
    return driver


def _orphan(archive: Archive) -> None:
    """A transaction that SQLite refuses at its end: nobody has the number of the article that would be queued."""
    with archive.writing() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql("UPDATE outbox SET tries = 7, seq = 1000")


def _driver(connection: sa.Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _tries(archive: Archive) -> int:
    with archive.reading() as connection:
        return int(connection.execute(sa.select(outbox.c.tries)).scalar_one())


@pytest.mark.parametrize("by_sqlalchemy", [False, True])
def test_what_was_said_either_way_is_one_transaction(archive: Archive, by_sqlalchemy: bool) -> None:
    accept(archive, article())
    with pytest.raises(KeyError):
        _change(archive, by_sqlalchemy, KeyError())
    assert _tries(archive) == 0
    driver = _change(archive, by_sqlalchemy)
    assert not driver.in_transaction
    assert _tries(archive) == (8 if by_sqlalchemy else 7)


def test_a_transaction_that_cannot_be_committed_leaves_nothing(archive: Archive) -> None:
    accept(archive, article())
    with pytest.raises(sa.exc.IntegrityError):
        _orphan(archive)
    assert _tries(archive) == 0
    accept(archive, article())  # and whoever writes next has his turn


def test_migrations_that_break_off_leave_nothing(tmp_path: Path) -> None:
    """Nor does Alembic end the transaction that it is given."""
    archive = Archive.open(f"sqlite:///{tmp_path / 'new.db'}")
    config = configuration()

    def upgrade() -> None:
        with archive.writing() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            assert _driver(connection).in_transaction
            raise KeyError

    with pytest.raises(KeyError):
        upgrade()
    assert archive.schema() is None
    archive.close()


def test_a_reader_sees_one_moment_and_cannot_keep_it(archive: Archive) -> None:
    accept(archive, article())
    with archive.reading() as connection:
        before = connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one()
        accept(archive, article())
        assert connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one() == before == 1
    with archive.reading() as again:
        assert again is connection, "the last one used is used first"
        assert again.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one() == 2


def test_few_connections_wait_however_many_were_in_use(archive: Archive) -> None:
    together = threading.Barrier(3 * kept.MOST_IDLE)

    def read() -> None:
        with archive.reading() as connection:
            connection.exec_driver_sql("SELECT 1")
            together.wait(20)

    threads = [threading.Thread(target=read) for _ in range(together.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    pool = archive.engine.pool
    assert isinstance(pool, sa.QueuePool)
    assert (pool.checkedout(), pool.checkedin()) == (kept.MOST_IDLE, 1)


def test_closed_in_the_middle_of_a_transaction(archive: Archive) -> None:
    accept(archive, article())
    with archive.reading() as connection:
        archive.close()
        connection.exec_driver_sql("SELECT 1")
    del connection
    gc.collect()
    assert _open_files(archive) == 0
    assert _tries(archive) == 0


def test_a_connection_that_somebody_closed_is_given_up(archive: Archive) -> None:
    accept(archive, article())
    with archive.reading() as connection:
        driver = _driver(connection)
    driver.close()
    with pytest.raises((ArchiveUnavailable, sqlite3.ProgrammingError)):
        archive.ping()
    assert _tries(archive) == 0

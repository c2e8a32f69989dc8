"""Transactions of a SQLite file on connections that stay open, and what trouble with a database is called.

SQLAlchemy's own way of a transaction (a connection of its pool, BEGIN, COMMIT, a ROLLBACK for whoever comes next) took
four times as long as SQLite needs for it, and an article has eleven. Here a connection is taken from SQLAlchemy once
and waits for the next transaction, the last one used first: its pages are in its memory. BEGIN and COMMIT are said to
the driver itself. What goes wrong in a transaction gives its connection back to the pool, which rolls it back again.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from types import TracebackType

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from copytaster.archive.records import ArchiveUnavailable
from copytaster.archive.statement import told

MOST_IDLE = 8
"""Connections that wait for the next transaction."""
FULL = "PostgreSQL's max_connections is used up; docs/operations.md says how many each process may need"
_NOT_OURS = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.DatabaseError)
"""Trouble of the database, not of what we asked; the last by itself is SQLite's for a file that is damaged."""
_OLDER = ("UndefinedTable", "UndefinedColumn")
"""What PostgreSQL says of a schema that is older than the program; of SQLite the same is trouble of the database."""
_inherited: list[list[Connection]] = []
"""What a fork got of its parent. Nothing of it is used here, nor ever closed: the parent works with it."""


def unavailable(error: BaseException) -> ArchiveUnavailable | None:
    """What is raised in the place of an error of SQLAlchemy's; None: the error itself is, for we asked wrongly."""
    if isinstance(error, sa.exc.TimeoutError):
        return ArchiveUnavailable("the archive is busy: no free connection")
    if not isinstance(error, sa.exc.DBAPIError):
        return None
    said = str(error.orig).strip()
    if "too many clients" in said or "remaining connection slots" in said or "too many connections" in said:
        return ArchiveUnavailable(f"the archive takes no more connections ({FULL})")
    if said.startswith(("no such table", "no such column")) or type(error.orig).__name__ in _OLDER:
        return ArchiveUnavailable("the archive has no tables yet, or old ones: migrate it first")
    if error.connection_invalidated or type(error) in _NOT_OURS:
        return ArchiveUnavailable(f"the archive cannot be used: {said}")
    return None


class Kept:
    """The connections of one process to a SQLite file. Any thread may use it; each transaction has one to itself."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: list[Connection] = []

    def transaction(
        self, begin: str, turn: threading.Lock | None = None, seconds: float = 0.0
    ) -> Transaction:
        """One that `begin` begins, once `turn` is had, for which it waits so long. Raises `ArchiveUnavailable`."""
        return Transaction(self, begin, turn, seconds)

    def take(self) -> tuple[list[Connection], Connection]:
        """A connection, and where it is to wait afterwards."""
        idle = self._idle
        with suppress(IndexError):
            return idle, idle.pop()
        return idle, self._engine.connect()

    def give(self, idle: list[Connection], connection: Connection) -> None:
        """Have the connection wait there, unless all were closed meanwhile, or enough are waiting."""
        if idle is self._idle and len(idle) < MOST_IDLE:
            idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Give back all that wait; those that are in use are given back at the end of their transactions."""
        idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def forked(self) -> None:
        """In the child of a fork: begin without any."""
        _inherited.append(self._idle)
        self._idle = []


class Transaction:
    """Everything in it, or nothing, is there afterwards. To be entered once."""

    def __init__(self, kept: Kept, begin: str, turn: threading.Lock | None, seconds: float) -> None:
        self._kept = kept
        self._begin = begin
        self._turn = turn
        self._seconds = seconds

    def __enter__(self) -> Connection:
        if self._turn is not None and not self._turn.acquire(timeout=self._seconds):
            raise ArchiveUnavailable("the archive is busy: no turn to write within the time allowed")
        try:
            try:
                self._idle, self._connection = self._kept.take()
            except sa.exc.SQLAlchemyError as error:
                raise unavailable(error) or error from error
            driver = self._connection.connection.driver_connection
            assert driver is not None
            self._driver = driver
            self._say(self._begin)
        except BaseException:
            self._end_turn()
            raise
        return self._connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._say("COMMIT")
                if self._connection.in_transaction():  # SQLAlchemy has begun one too, by executing something
                    self._connection.commit()
                self._kept.give(self._idle, self._connection)
            else:
                self._give_up()
                if (other := unavailable(error)) is not None:
                    raise other from error
        finally:
            self._end_turn()

    def _say(self, statement: str) -> None:
        try:
            self._driver.execute(statement)
        except BaseException as error:
            failed = told(self._connection, statement, error) if isinstance(error, sqlite3.Error) else error
            self._give_up()
            raise unavailable(failed) or failed from error

    def _give_up(self) -> None:
        with suppress(sqlite3.Error):  # of a connection that is closed, or of a transaction that SQLite ended itself
            self._driver.rollback()
        self._connection.close()

    def _end_turn(self) -> None:
        if self._turn is not None:
            self._turn.release()

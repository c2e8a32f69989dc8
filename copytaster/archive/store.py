"""Connections, transactions and what can go wrong with them, the same for SQLite and PostgreSQL.

Promises
    * `writing` is one transaction: everything in it, or nothing, is there afterwards, also after a crash
      (SQLite in WAL mode with synchronous=FULL; PostgreSQL as configured by its owner).
    * `reading` sees one moment.
    * A database that cannot be reached, is locked for too long or cannot write raises `ArchiveUnavailable`.
    * Leases begin and end by the clock of the database, the same for every machine that works with it.
    * An `Archive` may be shared by threads, and by the children of a fork: each child opens its own connections.
"""

from __future__ import annotations

import os
import shutil
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from copytaster.archive.columns import Moment
from copytaster.archive.kept import Kept, unavailable
from copytaster.archive.records import ArchiveUnavailable
from copytaster.archive.schema import metadata
from copytaster.runtime import clock

BUSY_SECONDS = 30.0
"""How long a writer waits for another one before it gives up."""
LEAST_ROOM = 20_000_000
"""Bytes that a SQLite archive needs beside it, for its log and what it is asked for in an hour."""
CHUNK = 500
"""Values in one IN list."""

_open: weakref.WeakSet[Store] = weakref.WeakSet()
T = TypeVar("T")


def engine_of(url: str) -> Engine:
    """An engine for ``sqlite:///path`` or ``postgresql://…``. Raises ValueError for anything else."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ValueError("the archive must outlive the process: name a file, sqlite:///path/archive.db")
        _own(Path(parsed.database))
        engine = sa.create_engine(
            parsed, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, pool_size=1, max_overflow=63
        )
        sa.event.listen(engine, "connect", _sqlite_connect)
        sa.event.listen(engine, "begin", _sqlite_begin)
        return engine
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return sa.create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            connect_args={
                "connect_timeout": 5,
                "application_name": "copytaster",
                "options": f"-c timezone=UTC -c lock_timeout={int(BUSY_SECONDS * 1000)} -c statement_timeout=120s"
                " -c idle_in_transaction_session_timeout=120s",
            },
            pool_size=8,
            max_overflow=24,
            pool_pre_ping=True,
        )
    raise ValueError(f"the archive is SQLite or PostgreSQL, not {parsed.drivername}")


def _own(path: Path) -> None:
    """Make the file, and the folder where it is to be, for this user alone. What is there already stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(OSError):  # read-only, or no folder: the first use says so
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _sqlite_connect(connection: Any, record: object) -> None:
    connection.isolation_level = None  # transactions are opened by _sqlite_begin, not by the driver's guess
    cursor = connection.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # accepted means committed, also when the power fails
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -16384")  # KiB
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.execute("PRAGMA journal_size_limit = 67108864")  # bytes; a burst must not leave a huge log for ever
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    # A transaction of SQLAlchemy's own; in one of `Kept` the driver has been told before.
    driver = connection.connection.driver_connection
    assert driver is not None
    if not driver.in_transaction:
        connection.exec_driver_sql("BEGIN")


class Store:
    """An open database. The rooms' other classes build on `reading` and `writing`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.clock: Callable[[], datetime] | None = None
        """Where leases take their time from instead of the database: for tests that do not want to wait."""
        self.postgres = engine.dialect.name == "postgresql"
        self._turn = threading.Lock()
        self._held = threading.local()
        self._readers = engine.execution_options(
            **({"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if self.postgres else {})
        )
        self._kept = None if self.postgres else Kept(engine)
        _open.add(self)

    @classmethod
    def open(cls, url: str) -> Self:
        """Opens nothing yet: the first use does. Raises ValueError for a URL that is neither SQLite nor PostgreSQL."""
        return cls(engine_of(url))

    def close(self) -> None:
        """Close every connection."""
        if self._kept is not None:
            self._kept.close()
        self.engine.dispose()

    def ping(self) -> None:
        """Raises `ArchiveUnavailable` unless the database answers."""
        with self.reading() as connection:
            connection.execute(sa.text("SELECT 1"))

    def take_a_write(self, schema: str) -> bool:
        """Make the smallest change there is, and commit it, as accepting must. False: the schema is not this one.

        Raises `ArchiveUnavailable` when it cannot be written: disk full, read-only, somebody holds a lock, no answer.
        """
        if (room := self._room()) is not None and room < LEAST_ROOM:
            raise ArchiveUnavailable(f"its disk has only {room // 1_000_000} MB left")
        with self.writing() as connection:
            if self.postgres:
                connection.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
                tables = ", ".join(metadata.tables)
                connection.execute(sa.text(f"LOCK TABLE {tables} IN ROW EXCLUSIVE MODE"))  # as whoever writes does
            same = sa.text("UPDATE alembic_version SET version_num = version_num WHERE version_num = :schema")
            return connection.execute(same, {"schema": schema}).rowcount == 1

    def damage(self, seconds: float) -> str:
        """What a look at the file of the archive finds wrong, which takes no longer than `seconds`; empty: nothing.

        PostgreSQL looks after its own files.
        """
        if self.postgres:
            return ""
        watch = threading.Timer(seconds, lambda: None)
        try:
            with self.reading() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None
                watch = threading.Timer(seconds, driver.interrupt)
                watch.start()
                found = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
        except ArchiveUnavailable as error:
            return "" if "interrupted" in str(error) else str(error)
        finally:
            watch.cancel()
        return "" if found == "ok" else f"its file is damaged: {' '.join(found.split())[:200]}"

    def _room(self) -> int | None:
        """Bytes left where the file is; None: there is no file."""
        if self.postgres or not self.engine.url.database:
            return None
        with suppress(OSError):
            return shutil.disk_usage(Path(self.engine.url.database).parent).free
        return None

    def moment(self, seconds: float = 0.0) -> sa.ColumnElement[datetime]:
        """The moment `seconds` from now by the clock of the database, as SQL.

        Workers on several machines, whose clocks differ, so agree who holds what. A SQLite file is on one machine,
        whose clock is everybody's.
        """
        ahead = timedelta(seconds=seconds)
        if self.clock is not None:
            return sa.literal(self.clock() + ahead, Moment())
        if self.postgres:  # clock_timestamp, not now(): a transaction may have waited for a lock
            return sa.type_coerce(sa.func.clock_timestamp() + sa.literal(ahead, sa.Interval()), Moment())
        return sa.literal(clock.now() + ahead, Moment())

    def moment_at(self, connection: Connection, seconds: float = 0.0) -> datetime:
        """The same moment as a value, for statements that are made once. PostgreSQL is asked for it."""
        at = self.moment(seconds)
        if isinstance(at, sa.BindParameter) and isinstance(at.value, datetime):
            return at.value
        return connection.execute(sa.select(at)).scalar_one()

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads: one moment of the archive. Raises `ArchiveUnavailable`."""
        if (held := getattr(self._held, "connection", None)) is not None:
            return nullcontext(held)
        return self._of_server(self._readers) if self._kept is None else self._kept.transaction("BEGIN")

    @contextmanager
    def one_reading(self) -> Iterator[None]:
        """Whatever this thread reads inside, it reads in one transaction: of one moment, and begun once."""
        before = getattr(self._held, "connection", None)
        with self.reading() as connection:
            self._held.connection = connection
            try:
                yield
            finally:
                self._held.connection = before

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that may write, when its turn comes. Raises `ArchiveUnavailable`.

        Of the threads of a process one after the other writes to a SQLite file: SQLite lets all writers but one poll.
        """
        if self._kept is None:
            return self._of_server(self.engine)
        # A reader that turned writer half-way could fail at once, whatever the timeout: writers say so from the start.
        return self._kept.transaction("BEGIN IMMEDIATE", self._turn, BUSY_SECONDS)

    @contextmanager
    def _of_server(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except sa.exc.SQLAlchemyError as error:
            raise unavailable(error) or error from error

    def _forked(self) -> None:
        self._turn = threading.Lock()
        self._held = threading.local()
        if self._kept is not None:
            self._kept.forked()
        self.engine.dispose(close=False)


def _after_fork() -> None:
    for store in list(_open):
        store._forked()


os.register_at_fork(after_in_child=_after_fork)


def insert_new(connection: Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """`values` in pieces that fit into one statement."""
    everything = list(values)
    for start in range(0, len(everything), size):
        yield everything[start : start + size]

"""Bringing the schema up to date, from any number of processes at once: one does it, the others find it done."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from copytaster.archive.records import ArchiveUnavailable
from copytaster.archive.store import Store

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0014"
"""The revision of the schema that this program works with; that it is the last one in migrations/ is tested."""
_LOCK = 0x6D696772
_one_at_a_time = threading.Lock()  # Alembic keeps its context in a module


class Migrating(Store):
    """The schema: which one is there, and how it becomes the one that is needed."""

    def migrate(self) -> None:
        """Makes or updates the tables. Raises `ArchiveUnavailable` when the schema is newer than this program."""
        with _one_at_a_time, _alone(self.engine):
            with self.reading() as connection:
                if _revision(connection) == HEAD:
                    return
            self._upgrade()

    def schema(self) -> str | None:
        """The revision that the database is at; None: there are no tables. To be compared with `HEAD`."""
        with self.reading() as connection:
            return _revision(connection)

    def _upgrade(self) -> None:
        # Imported late: half a second of CPU, which a process that finds everything up to date is spared.
        from alembic import command
        from alembic.runtime.migration import MigrationContext
        from alembic.script import ScriptDirectory

        with self.writing() as connection:
            if self.postgres:
                connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
                connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            config = configuration()
            current = MigrationContext.configure(connection).get_current_revision()
            known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
            if current is not None and current not in known:
                raise ArchiveUnavailable(f"the archive is of a newer version of copytaster (schema {current})")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def configuration() -> Config:
    """Alembic's configuration for the migrations in this package; whoever uses it adds a connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Lets one process at a time make an SQLite file.

    Its first connection switches it to WAL, and does not wait for another that does the same.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    with Path(f"{engine.url.database}.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

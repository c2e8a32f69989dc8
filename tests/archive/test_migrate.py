from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from copytaster.archive import Archive, ArchiveUnavailable, schema
from copytaster.archive.migrate import HEAD, configuration

from .make import NOW, accept, article, check

pytestmark = pytest.mark.usefixtures("real_migrations")

_MIGRATE = """
import sys
from copytaster.archive import Archive
archive = Archive.open(sys.argv[1])
archive.migrate()
print(archive.counts()["queued"])
archive.close()
"""


@pytest.mark.slow
def test_many_at_once(either_database: str) -> None:
    """Web, workers and relay all start together, and each brings the schema up to date."""
    environment = os.environ | {"PYTHONPATH": os.getcwd()}
    command = [sys.executable, "-W", "error", "-c", _MIGRATE, either_database]
    processes = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    archives = [Archive.open(either_database) for _ in range(3)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda archive: archive.migrate(), archives))
    for process in processes:
        out, error = process.communicate(timeout=60)
        assert (process.returncode, out, error) == (0, "0\n", "")
    for archive in archives:
        archive.close()


def test_again_changes_nothing(archive: Archive) -> None:
    given = article()
    check(archive, given)
    row = archive.find(given.id)
    archive.migrate()
    assert archive.find(given.id) == row


def test_a_process_that_finds_all_up_to_date_loads_no_alembic(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "alembic", None)
    archive.migrate()
    with archive.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(ImportError):
        archive.migrate()


def test_models_and_migrations_agree(archive: Archive) -> None:
    with archive.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": lambda name, kind, _: _ours(name, kind)}
        )
        assert compare_metadata(context, schema.metadata) == []


def _ours(name: str | None, kind: str) -> bool:
    return kind != "table" or not str(name).startswith((schema.FULL_TEXT, "alembic_version"))


def test_the_comparison_would_tell(archive: Archive) -> None:
    with archive.engine.connect() as connection:  # and never commits
        connection.exec_driver_sql("DROP INDEX ix_pairs_high_low")
        context = MigrationContext.configure(connection, opts={"include_name": lambda name, kind, _: _ours(name, kind)})
        assert [difference[0] for difference in compare_metadata(context, schema.metadata)] == ["add_index"]


def test_one_line_of_revisions() -> None:
    script = ScriptDirectory.from_config(configuration())
    assert script.get_heads() == [HEAD]


def test_a_newer_schema_is_left_alone(either_database: str) -> None:
    archive = Archive.open(either_database)
    archive.migrate()
    with archive.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ArchiveUnavailable, match="newer version"):
        archive.migrate()
    archive.close()


def test_a_migration_that_fails_leaves_nothing(either_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive.open(either_database)
    upgrade = command.upgrade

    def half(*arguments: object) -> None:
        upgrade(*arguments)  # type: ignore[arg-type]
        raise ZeroDivisionError

    monkeypatch.setattr(command, "upgrade", half)
    with pytest.raises(ZeroDivisionError):
        archive.migrate()
    with archive.engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    monkeypatch.undo()
    archive.migrate()
    assert accept(archive, article()) == [1]
    archive.close()


def test_sqlite_is_set_up_to_keep_what_it_accepts(tmp_path: object) -> None:
    archive = Archive.open(f"sqlite:///{tmp_path}/new/folder/archive.db")
    archive.migrate()
    with archive.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
    archive.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "postgresql+asyncpg://x/y"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"archive"):
        Archive.open(url)


def test_the_package_carries_its_migrations() -> None:
    """They are found beside the module, wherever it is installed."""
    location = configuration().get_main_option("script_location")
    assert location is not None
    assert os.path.isabs(location)
    assert os.path.exists(os.path.join(location, "versions", "0001_archive.py"))
    assert os.path.exists(os.path.join(location, "versions", "__init__.py"))  # or the wheel would leave it out
    assert NOW.tzinfo is not None

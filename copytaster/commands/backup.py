"""`copytaster backup`: a consistent copy of the archive, made while the service runs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copytaster.commands.options import Failure, settings_here

if TYPE_CHECKING:
    import sqlalchemy as sa

    from copytaster.settings import Settings


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Write a consistent copy of the archive to TARGET while the service runs.

    SQLite: a database file. PostgreSQL: what pg_dump makes (custom format). The index is not in it: `copytaster
    reindex` makes it anew.
    """
    copy_archive(settings_here(), target)
    click.echo(f"{target}: {target.stat().st_size} bytes")


def copy_archive(settings: Settings, target: Path) -> None:
    """A consistent copy of the archive. `target` appears when it is whole, not before.

    Raises `Failure` when there is something at `target`, when there is no archive, and when pg_dump cannot do it.
    """
    import sqlalchemy as sa

    url = sa.make_url(settings.archive_url)
    if target.exists():
        raise Failure(f"{target} is there already; name a new file")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(str(url.database), partial)
        else:
            _dump_postgres(url, partial)
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def _copy_sqlite(database: str, target: Path) -> None:
    if not Path(database).exists():
        raise Failure(f"there is no archive at {database}")
    # As a URI has it: a folder may have a number sign or a per cent in its name.
    source = sqlite3.connect(f"{Path(database).absolute().as_uri()}?mode=ro", uri=True)
    try:
        # One transaction over all pages: writers go on meanwhile, the copy is of one moment.
        source.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:  # a damaged page, a full disk: what there is of the copy is taken away
        raise Failure(f"the archive at {database} cannot be copied: {error}") from error
    finally:
        source.close()


def _dump_postgres(url: sa.URL, target: Path) -> None:
    program = shutil.which("pg_dump")
    if not program:
        raise Failure("pg_dump is not installed; it comes with the PostgreSQL client")
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    command = [program, "--format=custom", "--no-owner", f"--file={target}", f"--dbname={plain}"]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"pg_dump failed: {done.stderr.strip()[-500:]}")

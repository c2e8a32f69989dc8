"""`copytaster sources`: where articles come from by themselves, and whether each source can be read."""

from __future__ import annotations

import sys

import click

from copytaster.commands.options import Failure, archive_here, settings_here


@click.group()
def sources() -> None:
    """Feeds, folders and mailboxes of sources.toml in COPYTASTER_HOME."""


@sources.command("list")
def sources_list() -> None:
    """How each source stands: what was taken, what was refused, what went wrong."""
    from workers.ingest import desk
    from workers.ingest.config import FILE

    with archive_here() as archive:
        settings = settings_here()
        for line in list(desk.lines(archive, settings)) or [f"There is no source in {settings.home / FILE}."]:
            click.echo(line)


@sources.command("check")
def sources_check() -> None:
    """Look at each source once. Nothing is taken, moved or remembered; exit status 1 when one cannot be read."""
    from workers.ingest import desk
    from workers.ingest.config import FILE

    failed = count = 0
    for answer in desk.check(settings_here()):
        count += 1
        failed += not answer.ok
        click.echo(f"{answer.source.id}  {answer.source.kind:<7}  {answer.source.label}  {answer.said}")
    if not count:
        raise Failure(f"there is no source in {settings_here().home / FILE}")
    sys.exit(1 if failed else 0)


@sources.command("forget")
@click.argument("source")
def sources_forget(source: str) -> None:
    """Forget how far SOURCE (an id of the list) was read; one that is still set begins anew."""
    with archive_here() as archive:
        if not archive.drop_source(source):
            raise Failure(f"there is no source {source}")

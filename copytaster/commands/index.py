"""`copytaster reindex`: the index anew from the archive, or a look whether it equals the archive."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from copytaster.commands.options import redis_here, settings_here

if TYPE_CHECKING:
    from copytaster.settings import Settings


@click.command()
@click.option("--verify", is_flag=True, help="Change nothing: say whether the index equals a rebuilt one.")
def reindex(verify: bool) -> None:
    """Rebuild the fingerprint index from the archive. Articles may come in meanwhile; checks wait."""
    settings = settings_here()
    url = settings.index_redis or redis_here(settings)
    if verify:
        found = differences(settings, url)
        click.echo("the index equals a rebuilt one" if not found else f"{found} keys differ")
        sys.exit(1 if found else 0)
    count, seconds = rebuild(settings, url)
    click.echo(f"{count} articles indexed in {seconds:.1f} s")


def rebuild(settings: Settings, redis_url: str) -> tuple[int, float]:
    """Build the index anew from the archive. Returns the number of articles and the seconds it took."""
    from copytaster.archive import Archive
    from copytaster.index import upkeep
    from copytaster.index.client import connect
    from copytaster.index.redis import RedisIndex

    began = time.monotonic()
    archive = Archive.open(settings.archive_url)
    with connect(redis_url) as client:
        index = RedisIndex(client, common=settings.common)
        upkeep.rebuild(index, archive, settings.vectors)
        count = len(index.members())
    archive.close()
    return count, time.monotonic() - began


def differences(settings: Settings, redis_url: str) -> int:
    """How many keys of the live index differ from one built from the archive. Nothing should be coming in."""
    from copytaster.archive import Archive
    from copytaster.index import upkeep
    from copytaster.index.client import connect
    from copytaster.index.memory import MemoryIndex
    from copytaster.index.redis import RedisIndex

    archive = Archive.open(settings.archive_url)
    with connect(redis_url) as client:
        live = RedisIndex(client, common=settings.common)
        members = {int(seq) for seq in live.members()}
        built = MemoryIndex(common=settings.common)
        built.add_many(upkeep.Everything(archive, settings.vectors))
        is_there, should_be = live.dump(), built.dump()
        expected = {int(seq) for seq in built.members()}
    archive.close()
    found = len(members ^ expected)
    for channel, keys in should_be.items():
        there = is_there[channel]
        found += sum(there.get(key) != seqs for key, seqs in keys.items())
        found += len(there.keys() - keys.keys())
    return found

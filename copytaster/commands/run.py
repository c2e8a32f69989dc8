"""`copytaster up`, `web`, `relay`, `worker`, `migrate`: the processes of the service."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import click

from copytaster.commands.options import Failure, begin, level_option, parent_option, redis_here, settings_here


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the web server; overrides COPYTASTER_PORT.")
@click.option("--home", type=click.Path(path_type=Path), help="Where the data lives; overrides COPYTASTER_HOME.")
@click.option("--no-seeds", is_flag=True, help="Start with an empty archive.")
@click.option(
    "--seeds", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the stories that a first start loads, in place of seeds/.",
)
@click.option("-v", "--verbose", is_flag=True, help="A line for every article and request.")
@parent_option
def up(
    port: int | None, home: Path | None, no_seeds: bool, seeds: Path | None, verbose: bool, parent: int | None
) -> None:
    """Start everything on this machine: Redis, web server, relay, workers. Ctrl-C stops it.

    A first start loads the two stories in seeds/ through the HTTP endpoint.
    """
    from copytaster.commands.supervise import Supervisor
    from copytaster.runtime import lifeline, logs

    if parent:
        lifeline.die_with(parent, signal.SIGTERM)
    settings = settings_here(port=port, home=home)
    logs.setup("up", "INFO" if verbose else "WARNING", settings.log_format)
    if settings.webhook_urls:  # what cannot be used is better said here than by a relay that starts again and again
        from workers.webhooks.targets import targets

        targets(settings)
    from workers.alerts.ringer import rules_of
    from workers.ingest import config as ingest_config

    rules_of(settings.home)

    if ingest_config.sources(settings) and settings.api_keys and not settings.ingest_key:
        raise Failure("sources.toml is there, and the service asks for keys: set COPYTASTER_INGEST_KEY")
    seeds = seeds or Path(__file__).resolve().parents[2] / "seeds"
    supervisor = Supervisor(
        settings, os.environ, _say, seeds=None if no_seeds or not seeds.is_dir() else seeds,
        log_level="info" if verbose else "warning",
    )  # fmt: skip
    sys.exit(supervisor.run())


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


@click.command()
def migrate() -> None:
    """Bring the archive's schema up to date. Safe while the service runs and from many machines at once."""
    from copytaster.archive import Archive

    archive = Archive.open(settings_here().archive_url)
    archive.migrate()
    archive.close()


@click.command()
@level_option
@parent_option
def web(log_level: str, parent: int | None) -> None:
    """Serve the API and the pages."""
    from copytaster.commands import serve
    from copytaster.runtime.door import refuse_open_door

    settings = begin("web", log_level, parent)
    refuse_open_door(settings)
    serve.run(settings)


@click.command()
@level_option
@parent_option
def relay(log_level: str, parent: int | None) -> None:
    """Hand accepted articles to the workers, and events to the webhooks. One is enough; several do no harm."""
    from redis import Redis

    from copytaster.archive import Archive
    from copytaster.index.client import connect
    from copytaster.index.redis import RedisIndex
    from workers.alerts.ringer import Ringer
    from workers.embargoes import Embargoes
    from workers.relay import Relay
    from workers.retention import Retention
    from workers.webhooks.sender import Webhooks

    settings = begin("relay", log_level, parent)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    client = Redis.from_url(redis_here(settings), socket_connect_timeout=2.0, socket_timeout=5.0)
    archive = Archive.open(settings.archive_url)
    index_url = settings.index_redis or redis_here(settings)
    index = RedisIndex(lambda: connect(index_url), common=settings.common)
    retention = Retention(archive, index, settings)
    keeper = threading.Thread(target=retention.run, args=(stop,), name="retention", daemon=True)
    keeper.start()
    freeing = threading.Thread(target=Embargoes(archive).run, args=(stop,), name="embargoes", daemon=True)
    freeing.start()
    ringer = threading.Thread(target=Ringer(archive, settings).run, args=(stop,), name="alerts", daemon=True)
    ringer.start()
    hooks = Webhooks(archive, settings) if settings.webhook_urls else None
    if hooks:
        hooks.start(stop)
    Relay(archive, client, settings).run(stop)
    keeper.join(5)
    freeing.join(2)
    ringer.join(2)
    if hooks:
        hooks.join(2)


@click.command()
@click.option("--name", help="What the worker is called in logs; unique.")
@level_option
@parent_option
def worker(name: str | None, log_level: str, parent: int | None) -> None:
    """Check articles. Start as many as there are cores, on as many machines as you like."""
    from workers import entry

    settings = begin("worker", log_level, parent)
    entry.main(settings, redis_here(settings), name)


@click.command()
@level_option
@parent_option
def ingest(log_level: str, parent: int | None) -> None:
    """Read the sources of sources.toml: feeds, folders, mailboxes. One is enough; several do no harm."""
    from redis import Redis

    from copytaster.archive import Archive
    from workers.ingest import run

    settings = begin("ingest", log_level, parent)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    client = Redis.from_url(redis_here(settings), socket_connect_timeout=2.0, socket_timeout=5.0)
    run.serve(Archive.open(settings.archive_url), settings, client, stop)

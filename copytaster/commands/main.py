"""`copytaster …`: every way to start, feed and look after the service. The environment is read here."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from copytaster.runtime import lifeline, logs, traces
from copytaster.settings import PREFIX, SettingError, Settings, written

SERVICE = "http://127.0.0.1:8000"

SETTINGS_PAGE = """# Settings

Every setting is an environment variable, read once when a process starts. `copytaster settings` lists them with the
values they have where it is run; one that is misspelt or cannot be read stops the process with a line that names it. A
problem document of the API names the setting in `limit`, in small letters and without `COPYTASTER_`.

This page is made by `copytaster settings --markdown`, and a test holds it to the table in `copytaster/settings.py`.
Beside them there are `COPYTASTER_URL` and `COPYTASTER_KEY`, which commands that talk to a running service take in place
of `--url` and `--key`, and `PORT`, which `make run` hands on as `COPYTASTER_PORT`.
"""

url_option = click.option(
    "--url", default=SERVICE, envvar="COPYTASTER_URL", show_default=True, help="The running service."
)
key_option = click.option("--key", envvar="COPYTASTER_KEY", help="API key, when the service asks for one.")
level_option = click.option(
    "--log-level", type=click.Choice(["debug", "info", "warning", "error"]), default="info", show_default=True,
    help="What is worth a line on standard error.",
)  # fmt: skip
parent_option = click.option("--parent", type=int, hidden=True, help="Process that this one must not outlive.")


class Failure(click.ClickException):
    """One line for the user, exit status 1."""


class Commands(click.Group):
    """Turns the errors that a user can do something about into one line."""

    def invoke(self, context: click.Context) -> Any:
        from redis import RedisError

        from copytaster.archive import ArchiveUnavailable
        from copytaster.index import IndexLost
        from copytaster.runtime.embedded import ServerFailed

        try:
            return super().invoke(context)
        except (SettingError, ServerFailed, ArchiveUnavailable, IndexLost, RedisError, ConnectionError) as error:
            raise Failure(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="copytaster")
def main() -> None:
    """Says which articles are copies, excerpts or rewrites of which, and what came from which wire agency.

    Settings are COPYTASTER_… variables; `copytaster settings` lists them.
    """


def _settings(**overrides: Any) -> Settings:
    # These two are options of commands, not settings of the service.
    values = {k: v for k, v in os.environ.items() if k not in (f"{PREFIX}URL", f"{PREFIX}KEY")}
    return Settings.from_mapping(values, **{k: v for k, v in overrides.items() if v is not None})


def _begin(role: str, level: str, parent: int | None) -> Settings:
    if parent:
        lifeline.die_with(parent)
    settings = _settings()
    logs.setup(role, level.upper(), settings.log_format)
    traces.setup(role, os.environ)
    return settings


def _redis_url(settings: Settings) -> str:
    """The Redis to use: the one that is set, or the embedded one of a running `copytaster up`."""
    if settings.redis_url:
        return settings.queue_redis
    plain = settings.home.resolve() / "redis" / "redis.sock"
    if plain.exists():
        return f"unix://{plain}?db=0"
    raise SettingError("there is no Redis: set COPYTASTER_REDIS_URL, or start `copytaster up`")


@main.command()
@click.option("--port", type=int, help="Port of the web server; overrides COPYTASTER_PORT.")
@click.option("--home", type=click.Path(path_type=Path), help="Where the data lives; overrides COPYTASTER_HOME.")
@click.option("--no-seeds", is_flag=True, help="Start with an empty archive.")
@click.option("-v", "--verbose", is_flag=True, help="A line for every article and request.")
@parent_option
def up(port: int | None, home: Path | None, no_seeds: bool, verbose: bool, parent: int | None) -> None:
    """Start everything on this machine: Redis, web server, relay, workers. Ctrl-C stops it.

    A first start loads the two stories in seeds/ through the HTTP endpoint.
    """
    from copytaster.commands.supervise import Supervisor

    if parent:
        lifeline.die_with(parent, signal.SIGTERM)
    settings = _settings(port=port, home=home)
    logs.setup("up", "INFO" if verbose else "WARNING", settings.log_format)
    if settings.webhook_urls:  # what cannot be used is better said here than by a relay that starts again and again
        from workers.webhooks.targets import targets

        targets(settings)
    seeds = Path(__file__).resolve().parents[2] / "seeds"
    supervisor = Supervisor(
        settings, os.environ, _say, seeds=None if no_seeds or not seeds.is_dir() else seeds,
        log_level="info" if verbose else "warning",
    )  # fmt: skip
    sys.exit(supervisor.run())


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


@main.command()
def migrate() -> None:
    """Bring the archive's schema up to date. Safe while the service runs and from many machines at once."""
    from copytaster.archive import Archive

    archive = Archive.open(_settings().archive_url)
    archive.migrate()
    archive.close()


@main.command()
@level_option
@parent_option
def web(log_level: str, parent: int | None) -> None:
    """Serve the API and the pages."""
    from copytaster.commands import serve
    from copytaster.runtime import door

    settings = _begin("web", log_level, parent)
    door.refuse_open_door(settings)
    serve.run(settings)


@main.command()
@level_option
@parent_option
def relay(log_level: str, parent: int | None) -> None:
    """Hand accepted articles to the workers, and events to the webhooks. One is enough; several do no harm."""
    from redis import Redis

    from copytaster.archive import Archive
    from copytaster.index.redis import RedisIndex
    from workers.relay import Relay
    from workers.retention import Retention
    from workers.webhooks.sender import Webhooks

    settings = _begin("relay", log_level, parent)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    client = Redis.from_url(_redis_url(settings), socket_connect_timeout=2.0, socket_timeout=5.0)
    archive = Archive.open(settings.archive_url)
    index_client = Redis.from_url(
        settings.index_redis or _redis_url(settings), socket_connect_timeout=2.0, socket_timeout=30.0
    )
    index = RedisIndex(index_client, common=settings.common)
    retention = Retention(archive, index, settings)
    keeper = threading.Thread(target=retention.run, args=(stop,), name="retention", daemon=True)
    keeper.start()
    hooks = Webhooks(archive, settings) if settings.webhook_urls else None
    if hooks:
        hooks.start(stop)
    Relay(archive, client, settings).run(stop)
    keeper.join(5)
    if hooks:
        hooks.join(2)


@main.command()
@click.option("--name", help="What the worker is called in logs; unique.")
@level_option
@parent_option
def worker(name: str | None, log_level: str, parent: int | None) -> None:
    """Check articles. Start as many as there are cores, on as many machines as you like."""
    from workers import entry

    settings = _begin("worker", log_level, parent)
    entry.main(settings, _redis_url(settings), name)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The full reports, as the API gives them.")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Compare FILES with each other. Nothing is stored, no service is needed.

    HTML, plain text, ninjs, NewsML-G2 and NITF are told apart by their suffix: .html, .txt, .json, .xml.
    """
    from copytaster.commands import offline

    reports = offline.check(files, _settings())
    if as_json:
        click.echo(json.dumps(reports, ensure_ascii=False, indent=2, default=str))
        return
    for name, report in reports.items():
        click.echo(offline.summary(name, report))


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@url_option
@key_option
def import_(file: Path, url: str, key: str | None) -> None:
    """Submit the articles of FILE, one JSON object a line (NDJSON; - reads standard input), to a running service."""
    from copytaster.commands import client as feed

    with click.open_file(str(file), "rb") as lines:
        result = feed.submit(lines, url, key, lambda text: click.echo(text, err=True))
    click.echo(f"{result.accepted} accepted, {result.known} known already, {result.refused} refused")
    sys.exit(1 if result.refused else 0)


@main.command()
@click.option("--verify", is_flag=True, help="Change nothing: say whether the index equals a rebuilt one.")
def reindex(verify: bool) -> None:
    """Rebuild the fingerprint index from the archive. Articles may come in meanwhile; checks wait."""
    from copytaster.commands import offline

    settings = _settings()
    client_url = settings.index_redis or _redis_url(settings)
    if verify:
        differences = offline.verify_index(settings, client_url)
        click.echo("the index equals a rebuilt one" if not differences else f"{differences} keys differ")
        sys.exit(1 if differences else 0)
    count, seconds = offline.reindex(settings, client_url)
    click.echo(f"{count} articles indexed in {seconds:.1f} s")


@main.command()
@click.argument("desk", type=click.Path(exists=True, path_type=Path))
@url_option
@key_option
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def evaluate(desk: Path, url: str, key: str | None, as_json: bool) -> None:
    """Score a running service on the labelled events in DESK, a folder of JSON files or one of them."""
    from copytaster.commands import client as feed

    figures = feed.evaluate(desk, url, key)
    click.echo(json.dumps(figures, indent=2) if as_json else feed.table(figures))


@main.command("settings")
@click.option("--markdown", is_flag=True, help="The page docs/settings.md: every setting with its default.")
def settings_(markdown: bool) -> None:
    """List every setting: its variable, its value here, and what it means."""
    if markdown:
        return click.echo(_settings_page())
    current = _settings()
    for name, (variable, default, help_text) in zip(Settings.model_fields, current.table(), strict=True):
        shown = written(getattr(current, name))
        click.echo(f"{variable}={shown}" + ("" if shown == default else f"   (default: {default})"))
        click.echo(f"    {help_text}")


def _settings_page() -> str:
    rows = [
        f"| `{variable}` | {f'`{default}`' if default else ''} | {help_text} |"
        for variable, default, help_text in Settings().table()
    ]
    return "\n".join([SETTINGS_PAGE, "| variable | default | what it means |", "|---|---|---|", *rows])


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Write a consistent copy of the archive to TARGET while the service runs.

    SQLite: a database file. PostgreSQL: what pg_dump makes (custom format). The index is not in it: `copytaster
    reindex` makes it anew.
    """
    from copytaster.commands import offline

    offline.backup(_settings(), target)
    click.echo(f"{target}: {target.stat().st_size} bytes")


@main.group(invoke_without_command=True)
@click.pass_context
def webhooks(context: click.Context) -> None:
    """How far each target of COPYTASTER_WEBHOOK_URLS was told what happens, and what went wrong."""
    from workers.webhooks import desk

    if context.invoked_subcommand is None:
        with _archive() as archive:
            for line in desk.lines(archive, _settings()):
                click.echo(line)


@webhooks.command("test")
@click.argument("target", required=False)
def webhooks_test(target: str | None) -> None:
    """Send one signed `webhook.ping` to TARGET (an id of the list), or to all."""
    from workers.webhooks import desk
    from workers.webhooks.targets import targets

    settings, failed = _settings(), False
    found = [t for t in targets(settings) if target in (None, t.id)]
    if not found:
        raise Failure("there is no such target in COPYTASTER_WEBHOOK_URLS")
    for one in found:
        wrong = desk.send_ping(settings, one)
        failed |= bool(wrong)
        click.echo(f"{one.id}  {one.label}  {wrong or 'arrived'}")
    sys.exit(1 if failed else 0)


@webhooks.command("skip")
@click.argument("target")
@click.option("--all", "everything", is_flag=True, help="Everything that happened until now.")
def webhooks_skip(target: str, everything: bool) -> None:
    """Never tell TARGET the event that comes next; the relay goes on behind it within half a minute."""
    from workers.webhooks import desk

    try:
        with _archive() as archive:
            click.echo(f"{desk.skip(archive, _settings(), target, everything)} skipped")
    except KeyError:
        raise Failure(f"there is no target {target}") from None
    except ValueError as error:
        raise Failure(str(error)) from error


@webhooks.command("forget")
@click.argument("target")
def webhooks_forget(target: str) -> None:
    """Forget how far TARGET was told. One that is still set begins anew with what happens from then on."""
    from workers.webhooks import desk

    try:
        with _archive() as archive:
            desk.forget(archive, target)
    except KeyError:
        raise Failure(f"there is no target {target}") from None


@contextlib.contextmanager
def _archive() -> Iterator[Any]:
    from copytaster.archive import Archive

    with contextlib.closing(Archive.open(_settings().archive_url)) as archive:
        yield archive


@main.group()
def keys() -> None:
    """API keys: who may submit, read, judge, administer."""


@keys.command("add")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, help="submit, read, judge or admin; may be repeated.")
def keys_add(name: str, scopes: tuple[str, ...]) -> None:
    """Make a key called NAME and print it; it cannot be shown again."""
    from service.access import auth

    try:
        click.echo(auth.new_key(_key_file(), name, scopes))
    except ValueError as error:
        raise Failure(str(error)) from error


@keys.command("revoke")
@click.argument("key_id")
def keys_revoke(key_id: str) -> None:
    """Take the key with this id out of the file. A running service notices."""
    from service.access import auth

    if not auth.revoke_key(_key_file(), key_id):
        raise Failure(f"there is no key {key_id}")


def _key_file() -> Path:
    settings = _settings()
    return settings.api_keys or settings.home / "keys"

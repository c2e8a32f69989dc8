"""What the commands share: options, the settings of the environment, and what is opened by them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from copytaster.archive import Archive
    from copytaster.runtime.audit import Keep
    from copytaster.settings import Settings

SERVICE = "http://127.0.0.1:8000"
PATIENCE = 600.0
"""Seconds for which commands that bring much wait for a service that is full, or down."""
_OF_COMMANDS = ("COPYTASTER_URL", "COPYTASTER_KEY")
"""Variables that are options of commands, not settings of the service."""

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


def settings_here(**overrides: Any) -> Settings:
    """The settings of the environment, with the options that were given over them. Raises `SettingError`."""
    from copytaster.settings import PREFIX, SettingError, Settings

    values = {name: value for name, value in os.environ.items() if name not in _OF_COMMANDS}
    settings = Settings.from_mapping(values, **{name: value for name, value in overrides.items() if value is not None})
    if settings.home.exists() and not settings.home.is_dir():
        raise SettingError(f"{PREFIX}HOME={str(settings.home)!r} is not a folder")
    return settings


def begin(role: str, level: str, parent: int | None) -> Settings:
    """What every process of the service does first: end with its parent, read the settings, log, trace."""
    from copytaster.runtime import lifeline, logs, traces

    if parent:
        lifeline.die_with(parent)
    settings = settings_here()
    logs.setup(role, level.upper(), settings.log_format)
    traces.setup(role, os.environ)
    if not parent:
        note(settings, "started", role=role, settings=settings.chosen())
    return settings


def note(here: Settings, what: str, /, **fields: object) -> None:
    """Notes what whoever runs this command did: in the log, beside the data, and in the archive where there is one."""
    from copytaster.runtime import audit

    audit.note(here.home, what, audit.system_user(), _in_archive(here), **fields)


def _in_archive(settings: Settings) -> Keep | None:
    """What keeps a deed in the archive; None before the first start, when it is not made yet."""
    from copytaster.archive import Archive
    from copytaster.archive.migrate import HEAD

    scheme, _, path = settings.archive_url.partition(":///")
    if scheme == "sqlite" and not Path(path).exists():
        return None

    def keep(at: datetime, what: str, who: str, said: Mapping[str, Any]) -> None:
        archive = Archive.open(settings.archive_url)
        try:
            if archive.schema() == HEAD:
                archive.keep_deed(at, what, who, said)
        finally:
            archive.close()

    return keep


def redis_here(settings: Settings) -> str:
    """URL of the Redis to use: the one that is set, or the embedded one of a running `copytaster up`.

    Raises `SettingError` when there is neither.
    """
    from copytaster.settings import SettingError

    if settings.redis_url:
        return settings.queue_redis
    plain = settings.home.resolve() / "redis" / "redis.sock"
    if plain.exists():
        return f"unix://{plain}?db=0"
    raise SettingError("there is no Redis: set COPYTASTER_REDIS_URL, or start `copytaster up`")


def key_file(settings: Settings) -> Path:
    """The file of hashed API keys: the one that is set, or ``keys`` in the data folder."""
    return settings.api_keys or settings.home / "keys"


@contextlib.contextmanager
def archive_here() -> Iterator[Archive]:
    """The archive that the settings name, closed afterwards."""
    from copytaster.archive import Archive

    with contextlib.closing(Archive.open(settings_here().archive_url)) as archive:
        yield archive

"""`copytaster …`: the group of all commands, and how what goes wrong becomes one line."""

from __future__ import annotations

import os
from typing import Any

import click
from typing_extensions import override

from copytaster.commands import (
    alerts,
    backup,
    check,
    evaluate,
    index,
    keys,
    remote,
    run,
    settings,
    sources,
    submit,
    webhooks,
)
from copytaster.commands.options import Failure


class Commands(click.Group):
    """Turns the errors that a user can do something about into one line."""

    @override
    def invoke(self, context: click.Context) -> Any:
        before = os.umask(0o077)  # what is kept of articles, keys and sessions is nobody else's to read
        try:
            return super().invoke(context)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            if (line := _line(error)) is None:
                raise
            raise Failure(line) from error
        finally:
            os.umask(before)


def _line(error: Exception) -> str | None:
    """What the user is told of this error; None when it is no matter of theirs. Imported here, when it went wrong."""
    from redis import RedisError

    from copytaster.archive import ArchiveUnavailable
    from copytaster.client import ServiceError
    from copytaster.index import IndexLost
    from copytaster.runtime.embedded import ServerFailed
    from copytaster.settings import SettingError

    if isinstance(error, BrokenPipeError):
        return None  # whoever reads the output has read enough; click ends quietly
    if isinstance(error, SettingError | ServerFailed | ArchiveUnavailable | IndexLost | RedisError | ServiceError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error)
    return None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="copytaster")
def main() -> None:
    """Says which articles are copies, excerpts or rewrites of which, and what came from which wire agency.

    Settings are COPYTASTER_… variables; `copytaster settings` lists them.
    """


for command in (
    run.up, run.migrate, run.web, run.relay, run.worker, run.ingest, sources.sources, check.check, submit.import_,
    remote.submit, remote.report, remote.watch,
    evaluate.evaluate, index.reindex, backup.backup, settings.settings, keys.keys, webhooks.webhooks, alerts.alerts,
):  # fmt: skip
    main.add_command(command)

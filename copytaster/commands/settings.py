"""`copytaster settings`: every setting, with the value it has here; also the page docs/settings.md."""

from __future__ import annotations

import click

from copytaster.commands.options import settings_here

_PAGE = """# Settings

Every setting is an environment variable, read once when a process starts. `copytaster settings` lists them with the
values they have where it is run; one that is misspelt or cannot be read stops the process with a line that names it. A
problem document of the API names the setting in `limit`, in small letters and without `COPYTASTER_`.

This page is made by `copytaster settings --markdown`, and a test holds it to the table in `copytaster/settings.py`.
Beside them there are `COPYTASTER_URL` and `COPYTASTER_KEY`, which commands that talk to a running service take in place
of `--url` and `--key`, and `PORT`, which `make run` hands on as `COPYTASTER_PORT`.
"""


@click.command()
@click.option("--markdown", is_flag=True, help="The page docs/settings.md: every setting with its default.")
def settings(markdown: bool) -> None:
    """List every setting: its variable, its value here, and what it means."""
    from copytaster.settings import Settings, written

    if markdown:
        return click.echo(_page())
    current = settings_here()
    for name, (variable, default, help_text) in zip(Settings.model_fields, Settings.table(), strict=True):
        value = written(getattr(current, name))
        click.echo(f"{variable}={value}" + ("" if value == default else f"   (default: {default})"))
        click.echo(f"    {help_text}")


def _page() -> str:
    from copytaster.settings import Settings

    rows = [
        f"| `{variable}` | {f'`{default}`' if default else ''} | {help_text} |"
        for variable, default, help_text in Settings.table()
    ]
    return "\n".join([_PAGE, "| variable | default | what it means |", "|---|---|---|", *rows])

"""`copytaster evaluate`: a running service, scored through its front door on labelled events."""

from __future__ import annotations

import json
from pathlib import Path

import click

from copytaster.commands.options import key_option, url_option


@click.command()
@click.argument("desk", type=click.Path(exists=True, path_type=Path))
@url_option
@key_option
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def evaluate(desk: Path, url: str, key: str | None, as_json: bool) -> None:
    """Score a running service on the labelled events in DESK, a folder of JSON files or one of them."""
    from copytaster.commands import scoring

    figures = scoring.score(desk, url, key)
    click.echo(json.dumps(figures, indent=2) if as_json else scoring.table(figures))

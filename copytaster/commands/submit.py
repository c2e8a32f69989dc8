"""`copytaster import`: a file of articles for a running service."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import click

from copytaster.commands.options import key_option, url_option
from copytaster.commands.remote import Client

Say = Callable[[str], None]

BATCH = 200
"""Lines in one request; a service takes 1,000 unless it is set otherwise."""


@dataclass(slots=True)
class Submitted:
    """How many lines were accepted, known already, or refused."""

    accepted: int = 0
    known: int = 0
    refused: int = 0


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@url_option
@key_option
def import_(file: Path, url: str, key: str | None) -> None:
    """Submit the articles of FILE, one JSON object a line (NDJSON; - reads standard input), to a running service."""
    with click.open_file(str(file), "rb") as lines:
        result = submit(lines, url, key, lambda text: click.echo(text, err=True))
    click.echo(f"{result.accepted} accepted, {result.known} known already, {result.refused} refused")
    sys.exit(1 if result.refused else 0)


def submit(lines: Iterable[bytes], url: str, key: str | None, say: Say) -> Submitted:
    """Submit NDJSON in batches. Lines that are refused are said with their number and the reason."""
    client, result = Client(url, key), Submitted()
    rows = ((number, line.strip()) for number, line in enumerate(lines, 1))
    waiting = ((number, line) for number, line in rows if line)
    while batch := list(islice(waiting, BATCH)):
        while batch:
            body = b"\n".join(line for _, line in batch)
            answers = client.call("POST", "/api/v1/articles/batch", body, "application/x-ndjson")
            again = []
            for (number, line), answer in zip(batch, answers, strict=True):
                match answer["status_code"]:
                    case 202:
                        result.accepted += 1
                    case 200:
                        result.known += 1
                    case 429 | 503:
                        again.append((number, line))
                    case _:
                        result.refused += 1
                        say(f"line {number}: {answer['problem'].get('detail') or answer['problem']['title']}")
            if again:
                time.sleep(1.0)
            batch = again
    return result

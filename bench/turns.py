"""CPU an article of two checkouts, which take blocks of articles in turn: what a change spares, on a machine that does
other things too.

    python -m bench.turns ../before . --rows meter.jsonl --articles 400
    python -m bench.turns . . --workers 1 --workers 2 --rows meter.jsonl   # what a second worker costs

Both services run at once, each with one worker unless `--workers` says otherwise; while one works the other idles. The
blocks go first to the one, then to the other, then the other way round, so that a slow minute meets both. A checkout
beside itself differed by 2.5 %.
"""

from __future__ import annotations

import http.client
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import psutil

from bench import whole

BLOCK = 40
"""Articles at a time."""
LOOK = 0.5
"""Seconds between two looks whether a service is done."""


@click.command(help=(__doc__ or "").replace("    python", "\b\n    python", 1))
@click.argument("before", type=click.Path(exists=True, path_type=Path))
@click.argument("now", type=click.Path(exists=True, path_type=Path))
@click.option("--rows", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="News, JSON a line.")
@click.option("--articles", default=400, show_default=True, help="Most articles.")
@click.option("--alone", is_flag=True, help="News without relatives alone.")
@click.option("--workers", multiple=True, type=int, default=(1,), show_default=True, help="Of both, or of each.")
def main(
    before: Path, now: Path, rows: Path | None, articles: int, alone: bool, workers: Sequence[int]
) -> None:  # fmt: skip
    if len(workers) > 2:
        raise click.BadParameter("there are two services", param_hint="--workers")
    bodies = [whole.body_of(row) for row in whole.stories(rows, articles, alone)] if rows else whole.made_up(articles)
    if alone:
        bodies = whole.without_relatives(before, bodies)
    with whole.running(before, workers[0]) as one, whole.running(now, workers[-1]) as other:
        services = Service(*one), Service(*other)
        for number, start in enumerate(range(0, len(bodies), BLOCK)):
            for service in services if number % 2 == 0 else services[::-1]:
                service.take(bodies[start : start + BLOCK])
    spent = [{name: 1_000 * cpu / len(bodies) for name, cpu in service.spent.items()} for service in services]
    click.echo(f"CPU milliseconds an article, {len(bodies)} articles, blocks of {BLOCK} in turn\n")
    click.echo("| process | before | now |\n|---|---|---|")
    for name in sorted(spent[1], key=lambda name: -spent[1][name]):
        click.echo(f"| {name} | {spent[0].get(name, 0.0):.2f} | {spent[1][name]:.2f} |")
    sums = [sum(of.values()) for of in spent]
    click.echo(f"| **all** | **{sums[0]:.2f}** | **{sums[1]:.2f}** |")
    click.echo(f"| now, of before | | {sums[1] / sums[0]:.3f} |")


class Service:
    """One of the two, and what it has spent on articles: CPU seconds by process."""

    def __init__(self, process: psutil.Process, port: int) -> None:
        self._process, self._port = process, port
        self.spent: dict[str, float] = defaultdict(float)
        whole.until_quiet(process)
        self._idle = whole.idle(process)

    def take(self, bodies: Sequence[dict[str, Any]]) -> None:
        """Take these articles in, and come to rest."""
        before, began = whole.cpu(self._process), time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self._port)
        for body in bodies:
            whole.post(connection, body)
        connection.close()
        whole.until_quiet(self._process, sum(self._idle.values()), LOOK)
        took = time.monotonic() - began
        for name, cpu in whole.since(before, whole.cpu(self._process)).items():
            self.spent[name] += cpu - self._idle.get(name, 0.0) * took


if __name__ == "__main__":
    main()

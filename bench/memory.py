"""Memory of each process of a service, as articles come in.

    python -m bench.memory                   # 5,000 made-up articles, a line for every 1,000
    python -m bench.memory --articles 20000  # twenty minutes

MB that a process has for itself: what a child shares with the process that it was forked from counts for neither until
one of them writes there. What a process keeps of articles, pairs and words is bounded; here is how much it comes to.
"""

from __future__ import annotations

import http.client
from pathlib import Path

import click
import psutil

from bench import whole

NAMES = ("up", "web", "relay", "worker", "worker: checking", "valkey")
"""Cleaners are replaced after so many articles, and have no size of their own."""


@click.command(help=(__doc__ or "").replace("    python", "\b\n    python", 1))
@click.option("--articles", default=5_000, show_default=True)
@click.option("--every", default=1_000, show_default=True, help="Articles between two lines.")
def main(articles: int, every: int) -> None:
    bodies = whole.made_up(articles)
    with whole.running(Path(), 1) as (process, port):
        click.echo("| articles | " + " | ".join(NAMES) + " |\n|---|" + "---|" * len(NAMES))
        line(0, process)
        for first in range(0, articles, every):
            connection = http.client.HTTPConnection("127.0.0.1", port)
            for body in bodies[first : first + every]:
                whole.post(connection, body)
            whole.until_quiet(process, resting=0.1)
            connection.close()  # the server has closed its end while nothing came
            line(min(articles, first + every), process)


def line(articles: int, root: psutil.Process) -> None:
    """One line of the table: the memory of each process below `root`."""
    held = dict.fromkeys(NAMES, 0.0)
    for process in (root, *root.children(recursive=True)):
        if (name := whole.name_of(process)) in held:
            held[name] += process.memory_full_info().uss / 1e6
    click.echo(f"| {articles:,} | " + " | ".join(f"{held[name]:.0f}" for name in NAMES) + " |")


if __name__ == "__main__":
    main()

"""How fast and how large the pages are: report and desk in an archive of 20,000 articles, as the service answers them.

    python -m bench.pages
    python -m bench.pages --archive 1000 --rounds 3

The archive is filled as for `bench.stages`; the labelled stories, and as many made-up articles, are then checked in
earnest, and every one of their reports is asked for through the application, without the network. Figures are medians
and the 95th percentile over requests: wall time, CPU time of the process, and bytes before compression.
The bar: the median report, and the desk, in under 50 ms and under 100 KB.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import click
from flask.testing import FlaskClient

from bench import desk
from bench.filled import KEPT, Filled, filled
from bench.stages import Way, arrivals
from copytaster.archive import Archive
from service import create_app

BAR_MS, BAR_BYTES = 50.0, 100_000


@dataclass
class Answer:
    wall: float
    cpu: float
    size: int


def asked(client: FlaskClient, address: str) -> Answer:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = client.get(address, headers={"Accept": "text/html, application/json"})
    size = len(answer.data)
    taken = Answer((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000, size)
    if answer.status_code != 200:
        raise click.ClickException(f"{address} answered {answer.status_code}: {answer.text[:300]}")
    return taken


def check_arrivals(parts: Filled, folder: Path, count: int) -> tuple[list[str], list[str]]:
    """Take the labelled and the made-up through the archive; (ids of the labelled, ids of the made-up)."""
    way = Way(parts)
    labelled: list[str] = []
    others: list[str] = []
    for mark, submission, received in arrivals(parts, folder, count):
        way.take(submission, received)
        (labelled if mark else others).append(submission.article_id())
    return labelled, others


def addresses(archive: Archive, labelled: Sequence[str], others: Sequence[str]) -> dict[str, list[str]]:
    """What is asked for, by line of the table."""
    word = "government"
    stories = list(dict.fromkeys(row.story_id for i in labelled if (row := archive.find(i)) and row.story_id))
    outlets = sorted({row.article.outlet for i in labelled if (row := archive.find(i)) and row.article.outlet})[:5]
    pairs = [(i, row.source_id) for i in labelled if (row := archive.find(i)) and row.source_id]
    return {
        "report, labelled story": [f"/articles/{i}" for i in labelled],
        "report, made-up news": [f"/articles/{i}" for i in others],
        "report as JSON": [f"/api/v1/articles/{i}/report" for i in labelled],
        "compare": [f"/compare/{a}/{b}" for a, b in pairs],
        "story": [f"/stories/{i}" for i in stories],
        "desk": ["/"],
        "desk, filtered": ["/?credit=uncredited", "/?relation=rewrite", "/?outlet=Reuters", "/?agency=AFP"],
        "desk, searched": [f"/?q={word}", "/?q=interest+rate", "/?q=%22the+central+bank%22"],
        "desk, by publication": ["/?sort=published", "/?sort=published&since=2021-01-01"],
        "desk, nearly all": ["/?status=checked", "/?derivation=not_derived", "/?language=en"],
        "agency": [f"/agencies/{agency}" for agency in ("Reuters", "AFP", "AP")],
        "outlet": [f"/outlets/{quote(outlet)}" for outlet in outlets],
        "queue": ["/queue"],
    }


def table(client: FlaskClient, asked_for: dict[str, list[str]], rounds: int, echo: Callable[[str], None]) -> None:
    echo(f"{'page':<26}{'requests':>9}{'ms':>8}{'95 %':>8}{'CPU ms':>8}{'KB':>8}{'most KB':>9}{'within':>8}")
    for name, wanted in asked_for.items():
        if not wanted:
            continue
        asked(client, wanted[0])  # templates are compiled once a process
        # A report that went stale is resolved again when it is first asked for; that costs once, and counts.
        found = [asked(client, one) for _ in range(rounds if len(wanted) > 20 else rounds * 5) for one in wanted]
        wall = sorted(one.wall for one in found)
        size = statistics.median(one.size for one in found)
        middle = statistics.median(wall)
        within = "yes" if middle < BAR_MS and size < BAR_BYTES else "NO"
        echo(
            f"{name:<26}{len(found):>9}{middle:>8.1f}{wall[int(len(wall) * 0.95)]:>8.1f}"
            f"{statistics.median(one.cpu for one in found):>8.1f}{size / 1000:>8.1f}"
            f"{max(one.size for one in found) / 1000:>9.1f}{within:>8}"
        )


@click.command(help=(__doc__ or "").replace("    python", "\b\n    python", 1))
@click.option("--archive", "size", type=int, default=20_000, show_default=True, help="Articles in the archive.")
@click.option("--desk", "folder", type=Path, default=desk.DESK, help="Labelled stories; default: tests/quality/desk.")
@click.option("--measured", default=200, show_default=True, help="Made-up articles among the labelled ones.")
@click.option("--rounds", default=2, show_default=True, help="How often each page is asked for.")
@click.option("--kept", type=Path, default=KEPT, show_default=True, help="Where filled archives are kept.")
def main(size: int, folder: Path, measured: int, rounds: int, kept: Path) -> None:
    with filled(size, kept) as parts:
        labelled, others = check_arrivals(parts, folder, measured)
        app = create_app(parts.settings, archive=parts.archive, index=parts.index)
        click.echo(f"\nPages at an archive of {size + len(labelled) + len(others):,} articles\n")
        table(app.test_client(), addresses(parts.archive, labelled, others), rounds, click.echo)
        load = os.getloadavg()[0]
        click.echo(
            "\nms: wall time, median; within: under 50 ms and under 100 KB at the median."
            f" Load of the machine: {load:.1f} on {os.cpu_count()} cores."
        )


if __name__ == "__main__":
    main()

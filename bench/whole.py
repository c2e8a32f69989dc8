"""CPU an article from POST to verdict, over all processes of a service, and what an index of datasketch's costs beside.

    python -m bench.whole                            # made-up news
    python -m bench.whole --rows meter.jsonl         # news of your own, one JSON object a line
    python -m bench.whole --rows meter.jsonl --alone # news without relatives
    python -m bench.whole --rows meter.jsonl --alone --after 48  # in a service that has met some before
    python -m bench.whole --rows meter.jsonl --workers 1 --workers 2 --service ../another/checkout
    python -m bench.whole --rows meter.jsonl --workers 1 --workers 4 --postgres  # and how many connections are open

A service of its own (`copytaster up`, SQLite, embedded Valkey) takes the articles in through its front door, one after
the other over one connection. Counted is the CPU time of each of its processes, from the first POST until nothing is
left to do, refreshed verdicts included; what the idle service spends in that time is taken off. A new service meets
every word for the first time: with `--after` it takes so many of the articles before, which are not counted. Wall times
depend on what else the machine does, and CPU times too: beside them stands what the same pure computation costs one
process and each of two at once (`bench.apart`). What two workers cost more than one by less than that, the machine
costs.

A row has `text`, and may have `id`, `title`, `outlet`, `agency`, `date`, `story`; a row of METER with `kind` "pa" is a
wire. Where there are more rows than are wanted, whole stories are taken, from all over the file: its first rows may be
of one sort. They come in the order of the file.

datasketch: its MinHashLSH (threshold 0.5, 128 permutations) on a Valkey of its own, of the same texts in the same
order: for each a query and an insert, client and server, signatures not counted. Nothing is verified there.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import psutil

from bench import apart, database, made

QUIET = 0.06
"""CPU seconds a second, above those of the idle service, below which nothing is left to do."""
LONGEST = 1_800.0
REST = 5.0
"""Seconds in which it is seen what an idle service spends."""
COUNTED = {
    "pairs found": "copytaster_pairs_total",
    "verdicts resolved anew": "copytaster_refreshes_total",
    "tries at checking": 'copytaster_tries_total',
}
"""What a run says of the work itself, which no load changes: lines of the table, and counters of ``/metrics``."""


@dataclass
class Run:
    articles: int
    cpu: dict[str, float] = field(default_factory=dict)
    """Milliseconds an article, by process."""
    posts: list[float] = field(default_factory=list)
    seconds: float = 0.0
    idle: float = 0.0
    counts: dict[str, float] = field(default_factory=dict)
    """What was done, an article: see `COUNTED`."""
    connections: int = 0
    """To PostgreSQL, the most that were open at once."""

    @property
    def total(self) -> float:
        return sum(self.cpu.values())


@click.command(help=(__doc__ or "").replace("    python", "\b\n    python", 1))
@click.option("--rows", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="News, JSON a line.")
@click.option("--articles", default=400, show_default=True, help="Most articles.")
@click.option("--alone", is_flag=True, help="News without relatives alone.")
@click.option("--after", default=0, show_default=True, help="Articles that the service takes first, not counted.")
@click.option("--workers", multiple=True, type=int, default=(1, 2), show_default=True)
@click.option("--service", type=click.Path(exists=True, path_type=Path), default=".", help="Another checkout, set up.")
@click.option("--postgres", is_flag=True, help="The archive in a PostgreSQL of its own, not in SQLite.")
@click.option("--lsh/--no-lsh", default=True, help="Run datasketch's index beside it.")
def main(
    rows: Path | None, articles: int, alone: bool, after: int, workers: Sequence[int], service: Path, postgres: bool,
    lsh: bool,
) -> None:  # fmt: skip
    if rows:
        taken = stories(rows, articles, alone)
        bodies = [body_of(row) for row in taken]
        wires = sum("agency" in body for body in bodies)
        click.echo(f"{len(bodies)} rows of {len({row['story'] for row in taken})} stories: "
                   f"{wires} wires, {len(bodies) - wires} by others")  # fmt: skip
    else:
        bodies = made_up(articles)
    if alone:
        bodies = without_relatives(service, bodies)
        click.echo(f"{len(bodies)} of them have no relation to any other")
    if not after < len(bodies):
        raise click.BadParameter(f"of {len(bodies)} articles none is left to be counted", param_hint="--after")
    runs = {count: whole(service, bodies, count, after, postgres) for count in workers}
    beside = datasketch([body["text"] for body in bodies])[after:] if lsh else None
    table(runs, beside)
    one, two = apart.measured()
    click.echo(f"The same computation: {one:.2f} s of CPU alone, {two:.2f} s each of two at once: {two / one:.2f}")


def stories(path: Path, most: int, alone: bool = False) -> list[dict[str, Any]]:
    """At most so many rows, in the order of the file: those of whole stories, as many as fit, evenly spread over all;
    those of the first story at least. A row without `story` is one by itself. `alone`: the first of each story."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    of: dict[str, list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        of[row.setdefault("story", f"row {n}")].append(n)
    groups = [numbers[:1] if alone else numbers for numbers in of.values()]
    for count in range(len(groups), 0, -1):
        taken = sorted(n for k in range(count) for n in groups[k * len(groups) // count])
        if len(taken) <= most or count == 1:
            return [rows[n] for n in taken]
    return []


def body_of(row: dict[str, Any]) -> dict[str, Any]:
    """What is posted of a row."""
    agency = row.get("agency") or ("PA Media" if row.get("kind") == "pa" else None)
    body = {
        "text": row["text"], "external_id": row.get("id"), "outlet": row.get("outlet"), "agency": agency,
        "title": row.get("title") or row["text"].strip().split("\n")[0][:120], "published_at": row.get("date"),
    }  # fmt: skip
    return {name: value for name, value in body.items() if value is not None}


def made_up(count: int) -> list[dict[str, Any]]:
    return [
        {
            "text": one.text, "title": one.title, "outlet": one.outlet, "agency": one.agency,
            "external_id": one.external_id, "published_at": one.published_at.isoformat(),  # type: ignore[union-attr]
        }
        for one in made.submissions(count)
    ]  # fmt: skip


def whole(
    checkout: Path, bodies: Sequence[dict[str, Any]], workers: int, after: int = 0, postgres: bool = False
) -> Run:
    """What the service in that checkout spends on these articles, all but the first `after`; its database too."""
    run = Run(len(bodies) - after)
    with ExitStack() as stack:
        base = stack.enter_context(database.postgres()) if postgres else None
        process, port = stack.enter_context(running(checkout, workers, base.url if base else ""))
        roots = [process, base.server] if base else [process]
        until_quiet(process)
        run.idle = sum(idle(process).values())
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for body in bodies[:after]:
            post(connection, body)
        if after:
            until_quiet(process, run.idle)
            connection.close()  # the server has closed its end while nothing came
        done, before, began = counters(port), cpu(*roots), time.monotonic()
        for body in bodies[after:]:
            at = time.monotonic()
            post(connection, body)
            run.posts.append(1_000 * (time.monotonic() - at))
        until_quiet(process, run.idle)
        run.seconds = time.monotonic() - began
        spent = since(before, cpu(*roots))
        run.connections = base.most if base else 0
        run.counts = {name: (counter - done[name]) / run.articles for name, counter in counters(port).items()}
        off = run.idle * run.seconds / max(1e-9, sum(spent.values()))
        run.cpu = {name: 1_000 * seconds * (1 - off) / run.articles for name, seconds in spent.items()}
    return run


def post(connection: http.client.HTTPConnection, body: dict[str, Any]) -> str | None:
    """The id of the article; None where it is refused."""
    headers = {"Content-Type": "application/json"}
    connection.request("POST", "/api/v1/articles", json.dumps(body).encode(), headers)
    answer = connection.getresponse()
    said = json.loads(answer.read())
    if answer.status not in (200, 202, 422, 429):
        raise click.ClickException(f"POST was answered with {answer.status}")
    return said.get("id")  # type: ignore[no-any-return]


def without_relatives(checkout: Path, bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of which the service in that checkout finds no relation to any other of them."""
    related: set[str | None] = {None}
    with running(checkout, 1) as (process, port):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        ids = [post(connection, body) for body in bodies]
        until_quiet(process)
        connection.close()  # the server has closed its end while nothing came
        for article_id in filter(None, ids):
            connection.request("GET", f"/api/v1/articles/{article_id}/report")
            report = json.loads(connection.getresponse().read())
            if report["sources"]:
                related |= {article_id, *(source["article_id"] for source in report["sources"])}
    return [body for article_id, body in zip(ids, bodies, strict=True) if article_id not in related]


def counters(port: int) -> dict[str, float]:
    """What the service has counted so far, by the names of `COUNTED`."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    told = [line.rpartition(" ") for line in lines if not line.startswith("#")]
    return {
        label: sum(float(value) for name, _, value in told if name.partition("{")[0] == counter)
        for label, counter in COUNTED.items()
    }


def idle(process: psutil.Process) -> dict[str, float]:
    """CPU seconds a second of each process of a service that has nothing to do."""
    before, began = cpu(process), time.monotonic()
    time.sleep(REST)
    took = time.monotonic() - began
    return {name: spent / took for name, spent in since(before, cpu(process)).items()}


def until_quiet(process: psutil.Process, resting: float = 0.0, look: float = 1.0) -> None:
    """Wait until the service does nothing in three looks, of so many seconds, one after the other. `resting`: what it
    spends when it is idle, CPU seconds a second."""
    until, quiet = time.monotonic() + LONGEST, 0
    while quiet < 3:
        last, at = sum(cpu(process).values()), time.monotonic()
        time.sleep(look)
        spent = (sum(cpu(process).values()) - last) / (time.monotonic() - at)
        quiet = quiet + 1 if spent < resting + QUIET else 0
        if time.monotonic() > until:
            raise click.ClickException("the service does not come to rest")


@contextmanager
def running(checkout: Path, workers: int, url: str = "") -> Iterator[tuple[psutil.Process, int]]:
    """`copytaster up` in a home of its own, ready. `url`: of its archive, if that is not SQLite."""
    with tempfile.TemporaryDirectory() as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        own = {
            "COPYTASTER_HOME": home, "COPYTASTER_PORT": str(port), "COPYTASTER_WORKERS": str(workers),
            "COPYTASTER_DATABASE_URL": url,
        }  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COPYTASTER_")}
        program = checkout.resolve() / ".venv" / "bin" / "copytaster"
        up = subprocess.Popen([program, "up", "--no-seeds"], env=kept | own, cwd=checkout, stdout=subprocess.DEVNULL)
        try:
            _ready(up, port)
            yield psutil.Process(up.pid), port
        finally:
            up.terminate()
            up.wait(30)


def _ready(up: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        if up.poll() is not None:
            raise click.ClickException("the service ended at its start")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                time.sleep(3)
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise click.ClickException("the service is not ready after three minutes")


def cpu(*roots: psutil.Process) -> dict[tuple[int, str], float]:
    """CPU seconds of each of these processes and of all below it, with those of its children that have ended."""
    found: dict[tuple[int, str], float] = {}
    for one in (one for root in roots for one in (root, *root.children(recursive=True))):
        try:
            times = one.cpu_times()
            spent = times.user + times.system + times.children_user + times.children_system
            found[one.pid, name_of(one)] = spent
        except psutil.NoSuchProcess:
            continue
    return found


def since(before: dict[tuple[int, str], float], after: dict[tuple[int, str], float]) -> dict[str, float]:
    spent: dict[str, float] = defaultdict(float)
    for key, seconds in after.items():
        spent[key[1]] += seconds - before.get(key, 0.0)
    return dict(spent)


def name_of(process: psutil.Process) -> str:
    """What a process of a service does."""
    line = process.cmdline()
    if any("valkey" in part or "redis-server" in part for part in line[:2]):
        return "valkey"
    if process.name() == "postgres":
        return "postgresql"
    places = [n for n, part in enumerate(line) if part.rpartition("/")[2] == "copytaster"]
    if not places:
        return "cleaners"  # children of a fork server
    kind = line[places[0] + 1]
    parent = process.parent()
    if kind == "worker" and parent is not None and "worker" in parent.cmdline():
        return "worker: checking"
    return kind


def datasketch(texts: Sequence[str]) -> list[float]:
    """Milliseconds of CPU for each text: its query and its insert, of client and server together."""
    script = Path(__file__).with_name("lsh.py")
    done = subprocess.run(
        [sys.executable, script], input=json.dumps(list(texts)), capture_output=True, text=True, check=True
    )
    found: list[float] = json.loads(done.stdout)
    return found


def table(runs: dict[int, Run], beside: list[float] | None) -> None:
    names = {name: max(r.cpu.get(name, 0.0) for r in runs.values()) for run in runs.values() for name in run.cpu}

    def row(label: str, value: Callable[[Run], object]) -> None:
        click.echo(f"| {label} | " + " | ".join(str(value(run)) for run in runs.values()) + " |")

    click.echo(f"CPU milliseconds an article, {next(iter(runs.values())).articles} articles\n")
    click.echo("| process | " + " | ".join(f"{count} worker{'s' * (count > 1)}" for count in runs) + " |")
    click.echo("|---|" + "---|" * len(runs))
    for name in sorted(names, key=lambda name: -names[name]):
        row(name, lambda run, name=name: f"{run.cpu.get(name, 0.0):.1f}")  # type: ignore[misc]
    row("**all**", lambda run: f"**{run.total:.1f}**")
    for label in COUNTED:
        row(label, lambda run, label=label: f"{run.counts.get(label, 0.0):.2f}")  # type: ignore[misc]
    if beside:
        mean = statistics.fmean(beside)
        row("÷ datasketch", lambda run: f"{run.total / mean:.1f}")
    if any(run.connections for run in runs.values()):
        row("most connections", lambda run: run.connections)
    row("articles/s (wall)", lambda run: f"{run.articles / run.seconds:.1f}")
    row("POST, mean, ms (wall)", lambda run: f"{statistics.fmean(run.posts):.1f}")
    row("POST, p99, ms (wall)", lambda run: f"{_p99(run.posts):.1f}")
    if beside:
        click.echo(f"\ndatasketch's LSH on Valkey, query and insert: mean {mean:.2f} ms, p99 {_p99(beside):.2f} ms")


def _p99(values: Sequence[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(0.99 * len(values)))]


if __name__ == "__main__":
    main()

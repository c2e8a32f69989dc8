"""How fast and how large the fingerprint index is, beside datasketch's own Redis storage on the same server.

    python bench/index.py
    python bench/index.py --articles 1000 --articles 100000 --runs 1

Articles are random: 24 band keys (some shared), 130 passage keys (one in 20 shared), 80 term keys of which few are
common and most are rare, as words are (Zipf). datasketch's MinHashLSH indexes the bands alone; a line for our
index with bands alone stands beside it. The server is Valkey, embedded, on a Unix socket, its append-only file on.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
import redis
from datasketch import MinHash, MinHashLSH

from copytaster.fingerprint.ranks import NOT_A_WIRE
from copytaster.index.redis import RedisIndex
from copytaster.model import Fingerprint
from copytaster.runtime.embedded import EmbeddedRedis

PROBES = 1000
NOTHING = np.empty(0, np.uint64)


@dataclass
class Figures:
    """Of one run: per second, bytes, and milliseconds of this process' CPU time a probe."""

    insert: float
    one_by_one: float
    probe: float
    cpu: float
    size: float


def articles(count: int, seed: int, bands: int, passages: int, terms: int) -> list[Fingerprint]:
    rng = np.random.default_rng(seed)
    words = np.unique(rng.integers(0, 2**63, 400_000, np.uint64))
    made = []
    for _ in range(count):
        ranks = np.unique(np.minimum(rng.zipf(1.25, terms * 4), 300_000))
        chosen = words[rng.permutation(ranks)[:terms]]
        passage = rng.integers(0, 2**64, passages, np.uint64)
        shared = rng.random(passages) < 0.05
        passage[shared] = words[rng.integers(0, 2000, int(shared.sum()))]
        band = rng.integers(0, 2**64, bands, np.uint64)
        band[: bands // 4] = words[rng.integers(0, count * 4, bands // 4) % len(words)]
        signature = rng.integers(0, 2**32, 128, np.uint32)
        exact = rng.integers(0, 2**64, 1, np.uint64)
        made.append(Fingerprint(signature, band, passage, chosen, 400, 1, exact, NOT_A_WIRE))
    return made


def rate(work: Callable[[], object], count: int) -> float:
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def ours(client: redis.Redis, made: list[Fingerprint]) -> Figures:
    """In batches, as an import comes, then some one by one, as the wires bring them."""
    index = RedisIndex(client, "bench")
    single = made[-min(500, len(made) // 4) :]
    bulk = made[: -len(single)]
    before = used(client)
    index.clear()
    insert = rate(lambda: index.add_many(enumerate(bulk)), len(bulk))
    alone = rate(lambda: [index.add(len(bulk) + n, one) for n, one in enumerate(single)], len(single))
    size = (used(client) - before) / len(made)
    asked = [made[n % len(made)] for n in range(0, PROBES * 7, 7)]
    cpu = time.process_time()
    probe = rate(lambda: [index.probe(one) for one in asked], PROBES)
    return Figures(insert, alone, probe, (time.process_time() - cpu) / PROBES * 1000, size)


def theirs(client: redis.Redis, made: list[Fingerprint], socket: str) -> Figures:
    """datasketch: in its insertion session, which pipelines, then key by key."""
    storage = {"type": "redis", "basename": b"ds", "redis": {"unix_socket_path": socket}}
    before = used(client)
    lsh = MinHashLSH(threshold=0.5, num_perm=128, storage_config=storage)
    signed = [MinHash(hashvalues=one.signature, scheme="affine32") for one in made]
    single = signed[-min(500, len(made) // 4) :]
    bulk = signed[: -len(single)]

    def fill() -> None:
        with lsh.insertion_session() as session:
            for number, one in enumerate(bulk):
                session.insert(str(number), one, check_duplication=False)

    insert = rate(fill, len(bulk))
    alone = rate(lambda: [lsh.insert(str(len(bulk) + n), one) for n, one in enumerate(single)], len(single))
    size = (used(client) - before) / len(made)
    asked = [signed[n % len(made)] for n in range(0, PROBES * 7, 7)]
    cpu = time.process_time()
    probe = rate(lambda: [lsh.query(one) for one in asked], PROBES)
    return Figures(insert, alone, probe, (time.process_time() - cpu) / PROBES * 1000, size)


def used(client: redis.Redis) -> int:
    return int(client.info("memory")["used_memory"])


@contextmanager
def server() -> Iterator[tuple[redis.Redis, str]]:
    with (
        tempfile.TemporaryDirectory() as home,
        EmbeddedRedis(Path(home)) as embedded,
        redis.Redis.from_url(embedded.url) as client,
    ):
        yield client, embedded.url.removeprefix("unix://").split("?")[0]


@click.command(help=__doc__.replace("    python", "\b\n    python", 1))
@click.option("--articles", "sizes", type=int, multiple=True, default=(1_000, 20_000), help="Size of the archive.")
@click.option("--runs", default=3, show_default=True, help="Runs of each; the table shows their medians.")
@click.option("--bands", default=24, show_default=True, help="Band keys an article.")
@click.option("--passages", default=130, show_default=True, help="Passage keys an article.")
@click.option("--terms", default=80, show_default=True, help="Term keys an article.")
@click.option("--without-datasketch", is_flag=True, help="Leave datasketch out; it is slow.")
def main(sizes: Iterable[int], runs: int, bands: int, passages: int, terms: int, without_datasketch: bool) -> None:
    heads = ("keys", "insert/s", "singly/s", "probe/s", "ms/probe", "bytes")
    click.echo(f"{'articles':>8}  {'index':<24}" + "".join(f"{head:>10}" for head in heads))
    for count in sizes:
        rows: dict[str, list[Figures]] = {}
        keys: dict[str, float] = {}
        for run in range(runs):
            made = articles(count, run, bands, passages, terms)
            plain = [replace(one, passages=NOTHING, terms=NOTHING) for one in made]
            kinds: dict[str, Callable[[redis.Redis, str], Figures]] = {
                "copytaster": lambda client, _, made=made: ours(client, made),
                "copytaster, bands alone": lambda client, _, plain=plain: ours(client, plain),
            }
            mean = statistics.fmean(len(one.bands) + len(one.passages) + len(one.terms) for one in made)
            keys |= {"copytaster": mean, "copytaster, bands alone": bands}
            if not without_datasketch:
                kinds["datasketch (bands alone)"] = lambda client, socket, made=made: theirs(client, made, socket)
                keys["datasketch (bands alone)"] = MinHashLSH(threshold=0.5, num_perm=128).b
            for name, measure in kinds.items():
                with server() as (client, socket):
                    rows.setdefault(name, []).append(measure(client, socket))
        for name, figures in rows.items():
            median = [statistics.median(getattr(one, field) for one in figures) for field in Figures.__annotations__]
            insert, alone, probe, cpu, size = median
            click.echo(
                f"{count:>8}  {name:<24}{keys[name]:>10.0f}{insert:>10,.0f}{alone:>10,.0f}{probe:>10,.0f}"
                f"{cpu:>10.2f}{size:>10,.0f}"
            )
    click.echo("keys and bytes an article; insert: in batches; ms/probe: CPU time of the client")


if __name__ == "__main__":
    main()

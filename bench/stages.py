"""Where the time of an article goes, stage by stage, and what the same costs with datasketch's own index.

    python -m bench.stages
    python -m bench.stages --archive 1000 --measured 100
    python -m bench.stages --desk DIR

An archive (SQLite) and an index (embedded Valkey, append-only file on) are filled with made-up news. Then news of the
following day comes in: the labelled stories of a desk folder among as many made-up articles. Each of them goes the
whole way, one after the other, as a worker takes them: cleaned, fingerprinted, accepted, indexed, aligned with its
candidates, resolved and recorded. The figures are medians over articles, in milliseconds of this process' CPU time;
other work on the machine hardly moves them. What the server spends is in lines of its own.

"checking" is what the bar speaks of: index, candidates, alignment, verdict and record. datasketch: its MinHashLSH
(threshold 0.5, 128 permutations) on Redis storage, on the same server, with its own signatures of the same shingles.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import statistics  # noqa: E402
import time  # noqa: E402
from collections import defaultdict  # noqa: E402
from collections.abc import Callable, Iterator, Sequence  # noqa: E402
from contextlib import ExitStack, contextmanager  # noqa: E402
from dataclasses import dataclass, field  # noqa: E402
from datetime import datetime, timedelta  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402
from unittest.mock import patch  # noqa: E402

import click  # noqa: E402
from redis import Redis  # noqa: E402

from bench import desk, made  # noqa: E402
from bench.filled import KEPT, Filled, filled  # noqa: E402
from copytaster import fingerprint as fp  # noqa: E402
from copytaster import pipeline  # noqa: E402
from copytaster.clean import Submission, clean  # noqa: E402
from copytaster.model import Article  # noqa: E402
from copytaster.text.words import words  # noqa: E402

STAGES = {
    "clean": ("clean",),
    "fingerprint": ("fingerprint",),
    "accept": ("accept",),
    "load and index": ("load", "fetch in load", "index"),
    "candidates": ("candidates", "fetch in candidates"),
    "  rank": ("candidates",),
    "  fetch articles": ("fetch in candidates",),
    "align": ("analyse", "align"),
    "  analyse": ("analyse",),
    "  compare": ("align",),
    "resolve": ("resolve",),
    "record": ("record",),
}
"""Lines of the table: name → the clocks that it adds up. Indented lines are part of the one above them."""
CHECKING = ("index", "candidates", "fetch in candidates", "analyse", "align", "resolve", "record")
DATASKETCH = {"sign": ("sign",), "insert": ("insert",), "query": ("query",)}


@dataclass
class _Part:
    name: str
    inside: float = 0.0
    """Milliseconds of the parts in it."""


@dataclass
class Clock:
    """CPU milliseconds by name. What runs inside another part is taken off that one."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _open: list[_Part] = field(default_factory=list)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        began = time.process_time()
        self._open.append(_Part(name))
        try:
            yield
        finally:
            whole = (time.process_time() - began) * 1000
            self.spent[name] += whole - self._open.pop().inside
            if self._open:
                self._open[-1].inside += whole

    def around(self, owner: object, attribute: str, name: str) -> Any:
        """`owner.attribute`, timed under `name` until the patch is undone; ``{}`` in it is the part it is called in."""
        inner: Callable[..., Any] = getattr(owner, attribute)

        def timed(*arguments: Any, **named: Any) -> Any:
            with self.of(name.format(self._open[-1].name if self._open else "")):
                return inner(*arguments, **named)

        return patch.object(owner, attribute, timed)


@dataclass
class Measured:
    """Of one article: the clocks, and what was done."""

    labelled: bool
    spent: dict[str, float]
    figures: dict[str, float]


class Way:
    """Takes articles the whole way through an archive and an index."""

    def __init__(self, parts: Filled) -> None:
        self.parts = parts
        self._clock = Clock()

    def take(self, submission: Submission, received: datetime) -> dict[str, float]:
        """What there was to do for it; the clock says how long that took."""
        p, clock = self.parts, self._clock
        with clock.of("clean"):  # what is left of it when fingerprinting has been taken off
            prepared = pipeline.prepare(submission, p.settings, received)
        with clock.of("accept"):
            accepted = pipeline.accept(prepared.packed, p.archive, received)
        [lease] = p.archive.claim(1, "bench", 60.0)
        assert lease.seq == accepted.seq
        checked = pipeline.check(lease, p.archive, p.index, p.settings, lambda: received, clock.of)
        assert checked.outcome is pipeline.Outcome.RECORDED
        found = prepared.fingerprint
        return {
            "words": found.words,
            "keys": len(found.bands) + len(found.passages) + len(found.terms),
            "pairs": checked.pairs,
        }

    def measure(self, arrivals: Sequence[tuple[bool, Submission, datetime]]) -> list[Measured]:
        found = []
        with ExitStack() as timed:
            for owner, attribute, name in (
                (fp, "fingerprint", "fingerprint"),
                (self.parts.archive, "outlines", "fetch in {}"),
                (self.parts.archive, "articles", "fetch in {}"),
                (pipeline, "_analysis", "analyse"),
            ):
                timed.enter_context(self._clock.around(owner, attribute, name))
            counted = _Counted(timed)
            for labelled, submission, received in arrivals:
                self._clock.spent.clear()
                counted.reset()
                figures = self.take(submission, received)
                found.append(Measured(labelled, dict(self._clock.spent), figures | counted.figures))
        return found


class _Counted:
    """How many articles were fetched as suspects and how many were compared."""

    def __init__(self, stack: ExitStack) -> None:
        self.figures: dict[str, float] = {}
        inner_compare, inner_chosen = pipeline.compare, pipeline.chosen

        def compare(*arguments: Any) -> Any:
            self.figures["compared"] += 1
            return inner_compare(*arguments)

        def chosen(suspects: Any, *arguments: Any) -> Any:
            self.figures["suspects"] = len(suspects)
            return inner_chosen(suspects, *arguments)

        stack.enter_context(patch.object(pipeline, "compare", compare))
        stack.enter_context(patch.object(pipeline, "chosen", chosen))
        self.reset()

    def reset(self) -> None:
        self.figures = {"suspects": 0.0, "compared": 0.0}


def arrivals(parts: Filled, folder: Path, count: int) -> list[tuple[bool, Submission, datetime]]:
    """The labelled stories among `count` made-up ones, in the order in which they come."""
    labelled = [(at, True, s) for at, s in desk.submissions(folder, parts.end, 1.0)]
    others = [(_published(s), False, s) for s in made.submissions(count, 2, parts.end, 2.0)]
    both = sorted([*labelled, *others], key=lambda one: one[0])
    return [(mark, s, at + timedelta(minutes=1)) for at, mark, s in both]


def _published(submission: Submission) -> datetime:
    assert isinstance(submission.published_at, datetime)
    return submission.published_at


def datasketch(parts: Filled, measured: Sequence[tuple[bool, Submission, datetime]]) -> list[Measured]:
    """Sign, insert and query with datasketch on the same server; the archive is put in before, in its session."""
    from datasketch import MinHash, MinHashLSH

    storage = {"type": "redis", "basename": b"bench-ds", "redis": {"unix_socket_path": parts.socket}}
    lsh = MinHashLSH(threshold=0.5, num_perm=128, storage_config=storage)
    last = 0
    with lsh.insertion_session() as session:
        while stored := parts.archive.iter_fingerprints(last, 1_000):
            for item in stored:
                signature = fp.decode(item.body).signature
                session.insert(str(item.seq), MinHash(hashvalues=signature, scheme="affine32"), check_duplication=False)
            last = stored[-1].seq
    found = []
    for number, (labelled, submission, received) in enumerate(measured):
        article = clean(submission, parts.settings.limits, received)
        clock = Clock()
        with clock.of("sign"):
            sketch = MinHash(num_perm=128, seed=1)
            sketch.update_batch(_shingles(article))
        with clock.of("query"):
            lsh.query(sketch)
        with clock.of("insert"):
            lsh.insert(f"new-{number}", sketch)
        found.append(Measured(labelled, clock.spent, {}))
    return found


def _shingles(article: Article) -> set[bytes]:
    norms = words(article.text).norms
    return {" ".join(norms[i : i + 5]).encode() for i in range(max(1, len(norms) - 4))}


def median(found: Sequence[Measured], names: Sequence[str]) -> float:
    return statistics.median(sum(one.spent.get(name, 0.0) for name in names) for one in found)


def server_cpu(client: Redis) -> float:
    """Milliseconds of CPU that the server has used in its main thread and all others."""
    info: Any = client.info("cpu")
    return float(info["used_cpu_user"] + info["used_cpu_sys"]) * 1000


def run(size: int, folder: Path, count: int, kept: Path, with_datasketch: bool) -> None:
    """One archive: measure, and print its tables."""
    with filled(size, kept) as parts:
        coming = arrivals(parts, folder, count)
        before = server_cpu(parts.client)
        found = Way(parts).measure(coming)
        server = (server_cpu(parts.client) - before) / len(found)
        groups = {
            "labelled stories": [one for one in found if one.labelled],
            "made-up news": [one for one in found if not one.labelled],
        }
        click.echo(
            f"\nArchive of {size:,} articles, SQLite and Valkey. Median CPU ms an article, and share of the whole.\n"
        )
        click.echo(f"{'stage':<20}" + "".join(f"{name:>26}" for name in groups))
        every = [name for names in STAGES.values() for name in names]
        whole = {name: median(group, sorted(set(every))) for name, group in groups.items()}
        for stage, names in STAGES.items():
            cells = [(median(group, names), median(group, names) / whole[g]) for g, group in groups.items()]
            click.echo(f"{stage:<20}" + "".join(f"{ms:>18.2f}{share:>8.0%}" for ms, share in cells))
        click.echo(f"{'whole way':<20}" + "".join(f"{whole[g]:>18.2f}{'':>8}" for g in groups))
        click.echo(
            f"{'checking':<20}" + "".join(f"{median(group, CHECKING):>18.2f}{'':>8}" for group in groups.values())
        )
        for figure in ("words", "keys", "suspects", "compared", "pairs"):
            numbers = [statistics.median(one.figures[figure] for one in group) for group in groups.values()]
            click.echo(f"{figure:<20}" + "".join(f"{number:>18.0f}{'':>8}" for number in numbers))
        click.echo(f"server, mean: {server:.2f} ms an article for adding and probing")
        if with_datasketch:
            _beside(parts, coming, groups)


def _beside(
    parts: Filled, coming: Sequence[tuple[bool, Submission, datetime]], groups: dict[str, list[Measured]]
) -> None:
    # After the fill, so that only what the measured articles cost is counted.
    theirs_all = datasketch(parts, coming)
    theirs = {
        "labelled stories": [one for one in theirs_all if one.labelled],
        "made-up news": [one for one in theirs_all if not one.labelled],
    }
    click.echo(f"\n{'datasketch 2, Redis':<20}" + "".join(f"{name:>26}" for name in groups))
    for stage, names in DATASKETCH.items():
        click.echo(f"{stage:<20}" + "".join(f"{median(group, names):>18.2f}{'':>8}" for group in theirs.values()))
    ours = {g: median(group, ("index",)) for g, group in groups.items()}
    both = {g: median(group, ("insert", "query")) for g, group in theirs.items()}
    click.echo(f"{'insert and query':<20}" + "".join(f"{both[g]:>18.2f}{'':>8}" for g in groups))
    click.echo(f"{'ours, both at once':<20}" + "".join(f"{ours[g]:>18.2f}{'':>8}" for g in groups))
    click.echo(f"{'ratio':<20}" + "".join(f"{both[g] / ours[g]:>17.1f}×{'':>8}" for g in groups))


@click.command(help=(__doc__ or "").replace("    python", "\b\n    python", 1))
@click.option("--archive", "sizes", type=int, multiple=True, default=(1_000, 20_000), help="Articles in the archive.")
@click.option("--desk", "folder", type=Path, default=desk.DESK, help="Labelled stories; default: tests/quality/desk.")
@click.option("--measured", default=200, show_default=True, help="Made-up articles among the labelled ones.")
@click.option("--kept", type=Path, default=KEPT, show_default=True, help="Where filled archives are kept.")
@click.option("--without-datasketch", is_flag=True, help="Leave datasketch out; filling its index is slow.")
def main(sizes: Sequence[int], folder: Path, measured: int, kept: Path, without_datasketch: bool) -> None:
    for size in sizes:
        pipeline._analysis.cache_clear()
        run(size, folder, measured, kept, not without_datasketch)


if __name__ == "__main__":
    main()

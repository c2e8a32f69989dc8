"""An archive of any size, filled in bulk, and what finding costs in it.

    python -m bench.archive --articles 100000                 # fills, or goes on filling, and measures on the way
    python -m bench.archive --articles 1000000 --folder DIR
    python -m bench.archive --articles 30000 --common 40      # how a tenth of it fares with a tenth of the shipped 400

Made-up news in blocks, each a commit, so that a run that broke off goes on where it stopped; progress is printed. The
articles are accepted as everything is, but many in a transaction, and compared with nothing. At each size named by
`--at`, and at the end, copies are planted: of articles all over the archive a half, one with every fifth word changed,
and a few sentences inside an article of its own; and the rewrites and translations of the labelled stories, whose
sources stand in the archive among the first days. They are checked as everything is, up to the verdict, and not kept.

Printed: copies found (a pair with the source); of the labelled ones, those whose verdict says that the source gave
text; CPU of a whole check of a made-up one (fingerprint to verdict; mean, median and p99), and of its parts; bytes an
article of archive and index; articles a second of filling; what bringing the index back from the archive and
forgetting the oldest articles take.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import statistics  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections import Counter  # noqa: E402
from collections.abc import Iterator, Sequence  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from dataclasses import dataclass, field, replace  # noqa: E402
from datetime import timedelta  # noqa: E402
from pathlib import Path  # noqa: E402

import click  # noqa: E402
import numpy as np  # noqa: E402
import redis  # noqa: E402
import sqlalchemy as sa  # noqa: E402
from sqlalchemy.engine import Connection  # noqa: E402

from bench import corpus, made  # noqa: E402
from bench.filled import in_no_hurry_to_disk, plain_article  # noqa: E402
from copytaster import fingerprint as fp  # noqa: E402
from copytaster import pipeline  # noqa: E402
from copytaster.archive import Archive  # noqa: E402
from copytaster.index import upkeep  # noqa: E402
from copytaster.index.client import connect  # noqa: E402
from copytaster.index.redis import RedisIndex  # noqa: E402
from copytaster.model import Article, Grounds, Status  # noqa: E402
from copytaster.runtime.embedded import EmbeddedRedis  # noqa: E402
from copytaster.settings import Settings  # noqa: E402
from workers.retention import Retention  # noqa: E402

BLOCK = 2_000
PLANTED = 25
"""Copies of each made-up way that are planted at each size."""
WAYS = ("half", "edited", "embedded")
LABELLED = {
    "rewrite": "rewrite", "spun": "rewrite", "ai_rewrite": "rewrite",
    "translation": "translation", "translation_cut": "translation", "translation_rewrite": "translation",
    "translation_excerpt": "translation",
}  # fmt: skip
"""Roles of labelled stories, and what they are planted as."""
STORIES = Path(__file__).parents[1] / "tests" / "quality"
FIRST_DAYS = 10
"""The labelled stories are dealt out over so many days, the first of the archive."""
FORGOTTEN = 200
PATIENCE = 600.0
"""Seconds for an answer of the server: the whole run may have the lowest priority on a busy machine."""


@dataclass
class Bench:
    """What is filled and measured."""

    archive: Archive
    index: RedisIndex
    client: redis.Redis
    settings: Settings
    folder: Path

    @property
    def blocks(self) -> int:
        """How many blocks are in the archive."""
        kept = self.folder / "blocks"
        return int(kept.read_text()) if kept.exists() else 0

    @blocks.setter
    def blocks(self, count: int) -> None:
        (self.folder / "blocks").write_text(str(count))

    def count(self) -> int:
        with self.archive.reading() as connection:
            return int(connection.execute(sa.text("SELECT count(*) FROM fingerprints")).scalar_one())

    def server(self) -> float:
        """Seconds of CPU that the server has spent."""
        info = self.client.info("cpu")
        return float(info["used_cpu_user"]) + float(info["used_cpu_sys"])


@dataclass(frozen=True)
class Plant:
    """A text made from an article of the archive. `sources`: the ids of any of which it is found by."""

    way: str
    sources: frozenset[str]
    article: Article


@dataclass
class Told:
    """What came of the plants."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    spent: dict[str, list[float]] = field(default_factory=dict)
    """Milliseconds of CPU, by stage and for the whole check, of the made-up ones."""
    missed: list[str] = field(default_factory=list)


@click.command(help=(__doc__ or "").replace("    python", "\b\n    python", 1))
@click.option("--articles", default=100_000, show_default=True)
@click.option("--at", "sizes", type=int, multiple=True, default=(10_000, 40_000), show_default=True)
@click.option("--folder", type=Path, default=Path(tempfile.gettempdir()) / "copytaster-bench" / "archive")
@click.option("--common", default=Settings().common, show_default=True, help="COPYTASTER_COMMON.")
def main(articles: int, sizes: Sequence[int], folder: Path, common: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(home=folder, retention_days=1, common=common)
    archive = Archive.open(settings.archive_url)
    archive.migrate()
    in_no_hurry_to_disk(archive.engine)
    with EmbeddedRedis(folder / "redis", timeout=PATIENCE) as server, connect(server.url, PATIENCE) as client:
        assert isinstance(client, redis.Redis)
        bench = Bench(archive, RedisIndex(client, common=settings.common), client, settings, folder)
        added, removed = upkeep.heal(bench.index, archive, settings.vectors)
        click.echo(f"{bench.count():,} articles are there; of the index {added:,} were missing, {removed:,} too many")
        plants = list(_labelled(bench))
        for size in sorted({*(s for s in sizes if bench.blocks * BLOCK <= s < articles), articles}):
            _fill(bench, size)
            _measure(bench, plants)
        _anew(bench)
        _forget(bench)
    archive.close()


def _fill(bench: Bench, size: int) -> None:
    began, before = time.process_time(), bench.blocks
    while (block := bench.blocks) * BLOCK < size:
        start = made.START + timedelta(days=block * BLOCK / made.A_DAY)
        _add(bench, [plain_article(s) for s in made.submissions(BLOCK, 1_000 + block, start)])
        bench.blocks = block + 1
        rate = (bench.blocks - before) * BLOCK / (time.process_time() - began)
        click.echo(f"{bench.blocks * BLOCK:>9,} of {size:,}, {rate:.0f} articles a second of CPU", err=True)


def _add(bench: Bench, articles: Sequence[Article]) -> None:
    """Into archive and index, as if they were checked. Those that are there already stay as they are."""
    prepared = [pipeline.Prepared(a, fp.fingerprint(a, bench.settings.vectors)) for a in articles]
    with bench.archive.writing() as connection:
        seqs = [_put(bench.archive, connection, one) for one in prepared]
        connection.execute(
            sa.text("UPDATE outbox SET status = :done WHERE status = :due"),
            {"done": Status.CHECKED.value, "due": Status.QUEUED.value},
        )
    bench.index.add_many((seq, one.fingerprint) for seq, one in zip(seqs, prepared, strict=True) if seq is not None)


def _put(archive: Archive, connection: Connection, one: pipeline.Prepared) -> int | None:
    """What `Archive.accept` does in a transaction of its own. The number of the article; None: it was there."""
    when = one.article.received_at or made.START
    accepted = archive._insert(connection, one.article, fp.encode(one.fingerprint), fp.VERSION, None, when, None)
    return accepted.seq if accepted and accepted.created else None


def _labelled(bench: Bench) -> Iterator[Plant]:
    """The rewrites and translations of the labelled stories; what they were made from goes into the archive."""
    folders = [STORIES / name for name in ("desk", "hard", "tongues", "more")]
    documents = {document.id: document for folder in folders for document in corpus.events(folder)}
    starts: dict[str, int] = {}
    sources: dict[str, Article] = {}
    for document in documents.values():
        number = starts.setdefault(document.event, len(starts))
        wires = [documents[name] for name in document.made_from if name in documents]
        if document.role not in LABELLED or not wires:
            continue
        first = min((w.article.published_at for w in wires if w.article.published_at), default=made.START)
        later = made.START + timedelta(days=FIRST_DAYS * (number % 50) / 50) - first
        for wire in wires:
            when = (wire.article.published_at or first) + later
            sources.setdefault(wire.id, replace(wire.article, published_at=when, received_at=when))
        when = max(sources[w.id].published_at or made.START for w in wires) + timedelta(hours=2)
        article = replace(document.article, published_at=when, received_at=when)
        yield Plant(LABELLED[document.role], frozenset(w.id for w in wires), article)
    _add(bench, list(sources.values()))


def _planted(bench: Bench) -> Iterator[Plant]:
    """Copies of articles over the whole archive."""
    rng = np.random.default_rng(5)
    last = bench.count()
    seqs = np.linspace(1, last, PLANTED * len(WAYS)).astype(int).tolist()
    sources = bench.archive.articles(seqs)
    frames = made.submissions(PLANTED * len(WAYS), 77)
    for number, seq in enumerate(seqs):
        if seq not in sources:  # forgotten by an earlier run
            continue
        source, way = sources[seq], WAYS[number % len(WAYS)]
        if way == "half":
            text = source.text[: len(source.text) // 2].rpartition(" ")[0]
        elif way == "edited":
            words = source.text.split(" ")
            for place in rng.choice(len(words), len(words) // 5, replace=False).tolist():
                words[place] = f"{words[place][::-1]}x"
            text = " ".join(words)
        else:
            sentences = source.text.replace("\n\n", " ").split(". ")
            first = int(rng.integers(0, max(1, len(sentences) - 4)))
            own = (frames[number].text or "").split("\n\n")
            text = "\n\n".join([*own[:3], ". ".join(sentences[first : first + 4]) + ".", *own[3:6]])
        later = (source.published_at or made.START) + timedelta(hours=3)
        article = Article(id=f"planted-{number}", text=text, outlet="The Planted Post", published_at=later,
                          received_at=later, language="en")  # fmt: skip
        yield Plant(way, frozenset([source.id]), article)


def _measure(bench: Bench, labelled: Sequence[Plant]) -> None:
    told, server, probes = Told(), bench.server(), 0
    for plant in (*labelled, *_planted(bench)):  # whose cost is told come last: a process takes its time to get warm
        _check(bench, plant, told)
        probes += 1
    server = 1_000 * (bench.server() - server) / probes
    have = bench.count()
    memory = int(bench.client.info("memory")["used_memory"])
    disk = sum(path.stat().st_size for path in bench.folder.glob("archive.db*"))
    click.echo(f"{have:,} articles:")
    for way, many in told.planted.items():
        named = "" if way in WAYS else f", named in the verdict {told.named[way] / many:.2f}"
        click.echo(f"  {way}: {many} planted, found {told.found[way] / many:.2f}{named}")
    for name in told.missed:
        click.echo(f"  not found: {name}")
    for stage, spent in told.spent.items():
        p99 = sorted(spent)[int(0.99 * (len(spent) - 1))]
        mean, median = statistics.fmean(spent), statistics.median(spent)
        click.echo(f"  {stage}: {mean:.1f} ms (median {median:.1f}, p99 {p99:.1f})")
    click.echo(f"  server of the index: {server:.2f} ms a check")
    click.echo(f"  archive {disk / have / 1000:.1f} KB, index {memory / have / 1000:.2f} KB an article", nl=True)


def _check(bench: Bench, plant: Plant, told: Told) -> None:
    """One check up to its verdict; nothing is kept."""
    spent: Counter[str] = Counter()

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        began = time.process_time()
        yield
        spent[name] += time.process_time() - began  # type: ignore[assignment]

    archive, article = bench.archive, plant.article
    with stage("a check"):
        prepared = pipeline.Prepared(article, fp.fingerprint(article, bench.settings.vectors))
        with stage("candidates"):
            answer = bench.index.probe(prepared.fingerprint)
        pairs = pipeline.find_pairs(None, prepared, answer, archive, bench.settings, stage).pairs
        others = archive.neighbours([p.a if p.b == article.id else p.b for p in pairs])
        grounds = Grounds(article, 0, tuple(pairs), others, {}, agencies=archive.agencies())
        verdict = pipeline.resolve(grounds, bench.settings)
    told.planted[plant.way] += 1
    found = any(plant.sources & {pair.a, pair.b} for pair in pairs)
    told.found[plant.way] += found
    told.named[plant.way] += any(
        source.relation.derived and source.article_id in plant.sources for source in verdict.sources
    )
    if not found:
        told.missed.append(f"{plant.way} {article.id} of {', '.join(sorted(plant.sources))}")
    if plant.way in WAYS:
        for name, seconds in spent.items():
            told.spent.setdefault(name, []).append(1_000 * seconds)


def _anew(bench: Bench) -> None:
    """The index, brought back from the archive."""
    client, wall, server = time.process_time(), time.monotonic(), bench.server()
    upkeep.rebuild(bench.index, bench.archive, bench.settings.vectors)
    wall, client, server = time.monotonic() - wall, time.process_time() - client, bench.server() - server
    click.echo(f"index anew: {wall:.0f} s, {client:.0f} s of CPU and {server:.0f} s of the server's")


def _forget(bench: Bench) -> None:
    """What retention does with the oldest articles."""
    retention, gone = Retention(bench.archive, bench.index, bench.settings), 0
    client, wall, server = time.process_time(), time.monotonic(), bench.server()
    while gone < FORGOTTEN and (some := retention.step(made.START + timedelta(days=36_500))):
        gone += some
    wall, client, server = time.monotonic() - wall, time.process_time() - client, bench.server() - server
    click.echo(
        f"{gone} articles forgotten: {1_000 * wall / gone:.1f} ms each, {1_000 * client / gone:.1f} of CPU and"
        f" {1_000 * server / gone:.1f} of the server's"
    )


if __name__ == "__main__":
    main()

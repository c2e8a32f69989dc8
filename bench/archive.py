"""An archive of any size, filled in bulk, and what finding costs in it.

    python -m bench.archive --articles 100000                 # fills, or goes on filling, and measures on the way
    python -m bench.archive --articles 1000000 --folder DIR

Made-up news in blocks, each a commit, so that a run that broke off goes on where it stopped; progress is printed. The
articles are accepted as everything is, but many in a transaction, and compared with nothing. At each size named by
`--at`, and at the end, copies are planted: of articles all over the archive a half, one with every fifth word changed,
and a few sentences inside an article of its own. They are probed, ranked and compared as a check does it, and not kept.

Printed: copies found, CPU of a whole check (fingerprint to pairs; mean and p99), bytes an article of archive and index,
articles a second of filling, and what bringing the index back from the archive takes.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import statistics  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator, Sequence  # noqa: E402
from datetime import timedelta  # noqa: E402
from pathlib import Path  # noqa: E402

import click  # noqa: E402
import numpy as np  # noqa: E402
import redis  # noqa: E402
import sqlalchemy as sa  # noqa: E402
from sqlalchemy.engine import Connection  # noqa: E402

from bench import made  # noqa: E402
from bench.filled import in_no_hurry_to_disk, plain_article  # noqa: E402
from copytaster import fingerprint as fp  # noqa: E402
from copytaster import pipeline  # noqa: E402
from copytaster.archive import Archive  # noqa: E402
from copytaster.index import upkeep  # noqa: E402
from copytaster.index.redis import RedisIndex  # noqa: E402
from copytaster.model import Article, Status  # noqa: E402
from copytaster.runtime.embedded import EmbeddedRedis  # noqa: E402
from copytaster.settings import Settings  # noqa: E402

BLOCK = 2_000
PLANTED = 25
"""Copies of each way that are planted at each size."""
WAYS = ("half", "edited", "embedded")


@click.command(help=(__doc__ or "").replace("    python", "\b\n    python", 1))
@click.option("--articles", default=100_000, show_default=True)
@click.option("--at", "sizes", type=int, multiple=True, default=(10_000, 50_000), show_default=True)
@click.option("--folder", type=Path, default=Path(tempfile.gettempdir()) / "copytaster-bench" / "archive")
def main(articles: int, sizes: Sequence[int], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(home=folder)
    archive = Archive.open(settings.archive_url)
    archive.migrate()
    in_no_hurry_to_disk(archive.engine)
    with EmbeddedRedis(folder / "redis") as server, redis.Redis.from_url(server.url) as client:
        index = RedisIndex(client, common=settings.common)
        upkeep.heal(index, archive, settings.vectors)
        have = _count(archive)
        click.echo(f"{have:,} articles are there")
        for size in sorted({*(s for s in sizes if have < s < articles), articles}):
            have = _fill(archive, index, settings, have, size)
            _measure(archive, index, client, settings, folder, have)
        began = time.process_time(), time.monotonic()
        upkeep.rebuild(index, archive, settings.vectors)
        click.echo(f"index anew: {time.monotonic() - began[1]:.0f} s, {time.process_time() - began[0]:.0f} s of CPU")
    archive.close()


def _fill(archive: Archive, index: RedisIndex, settings: Settings, have: int, size: int) -> int:
    began, before = time.process_time(), have
    while have < size:
        block = have // BLOCK
        start = made.START + timedelta(days=block * BLOCK / made.A_DAY)
        articles = [plain_article(s) for s in made.submissions(BLOCK, 1_000 + block, start)]
        prepared = [pipeline.Prepared(a, fp.fingerprint(a, settings.vectors)) for a in articles]
        with archive.writing() as connection:
            seqs = [_put(archive, connection, one) for one in prepared]
            connection.execute(
                sa.text("UPDATE outbox SET status = :done WHERE status = :due"),
                {"done": Status.CHECKED.value, "due": Status.QUEUED.value},
            )
        index.add_many((seq, one.fingerprint) for seq, one in zip(seqs, prepared, strict=True) if seq is not None)
        have = _count(archive)
        rate = (have - before) / (time.process_time() - began)
        click.echo(f"{have:>9,} of {size:,}, {rate:.0f} articles a second of CPU", err=True)
    return have


def _put(archive: Archive, connection: Connection, one: pipeline.Prepared) -> int | None:
    """What `Archive.accept` does in a transaction of its own. The number of the article; None: it was there."""
    when = one.article.received_at or made.START
    accepted = archive._insert(connection, one.article, fp.encode(one.fingerprint), fp.VERSION, None, when, None)
    return accepted.seq if accepted and accepted.created else None


def _count(archive: Archive) -> int:
    with archive.reading() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM fingerprints")).scalar_one())


def _planted(archive: Archive, have: int) -> Iterator[tuple[str, int, Article]]:
    """Way, number of the source and the copy, over the whole archive."""
    rng = np.random.default_rng(5)
    seqs = np.linspace(1, have, PLANTED * len(WAYS)).astype(int).tolist()
    sources = archive.articles(seqs)
    frames = made.submissions(PLANTED * len(WAYS), 77)
    for number, seq in enumerate(seqs):
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
        yield way, seq, Article(id=f"planted-{number}", text=text, outlet="The Planted Post", published_at=later,
                                received_at=later, language="en")  # fmt: skip


def _measure(
    archive: Archive, index: RedisIndex, client: redis.Redis, settings: Settings, folder: Path, have: int
) -> None:
    found = dict.fromkeys(WAYS, 0)
    spent: list[float] = []
    for way, seq, article in _planted(archive, have):
        source = archive.articles([seq])[seq]
        began = time.process_time()
        prepared = pipeline.Prepared(article, fp.fingerprint(article, settings.vectors))
        pairs = pipeline.find_pairs(None, prepared, archive, index, settings).pairs
        spent.append(1_000 * (time.process_time() - began))
        found[way] += any(source.id in (pair.a, pair.b) for pair in pairs)
    memory = int(client.info("memory")["used_memory"])
    disk = sum(path.stat().st_size for path in folder.glob("archive.db*"))
    p99 = sorted(spent)[int(0.99 * (len(spent) - 1))]
    told = ", ".join(f"{way} {count / PLANTED:.2f}" for way, count in found.items())
    click.echo(
        f"{have:,} articles: found {told}; a check {statistics.fmean(spent):.1f} ms (median"
        f" {statistics.median(spent):.1f}, p99 {p99:.1f}); archive {disk / have / 1000:.1f} KB, index"
        f" {memory / have / 1000:.2f} KB an article"
    )


if __name__ == "__main__":
    main()

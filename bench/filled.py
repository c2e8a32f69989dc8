"""An archive and an index of any size on disk, filled with made-up news; made once a size and kept for the next run.

What fills it is accepted and indexed as everything is, but aligned with nothing: its verdicts say that nothing
was found. What is measured comes afterwards and is checked in earnest.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import redis
import sqlalchemy as sa

from bench import made
from copytaster import fingerprint as fp
from copytaster import pipeline
from copytaster.archive import Archive
from copytaster.clean import Submission
from copytaster.index import upkeep
from copytaster.index.redis import RedisIndex
from copytaster.model import Article, Credit, CreditStatus, Derivation, Grounds, Verdict
from copytaster.runtime.embedded import EmbeddedRedis
from copytaster.settings import Settings

KEPT = Path(tempfile.gettempdir()) / "copytaster-bench"
BATCH = 200
_NOTHING = Verdict(Derivation.NOT, 0.9, {"original": 1.0}, {}, (), (), Credit(CreditStatus.NOT_APPLICABLE))


@dataclass(frozen=True)
class Filled:
    """Open parts over a copy that may be written to. `end`: the time of the last article in it."""

    settings: Settings
    archive: Archive
    index: RedisIndex
    client: redis.Redis
    socket: str
    end: datetime


@contextmanager
def filled(count: int, kept: Path = KEPT) -> Iterator[Filled]:
    """`count` articles in SQLite, and an index of them in an embedded Valkey on a Unix socket."""
    source = _made(count, kept)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(source, home, dirs_exist_ok=True)
        with EmbeddedRedis(home / "redis") as server, redis.Redis.from_url(server.url) as client:
            settings = Settings(home=home, redis_url=server.url)
            archive = Archive.open(settings.archive_url)
            archive.migrate()
            index = RedisIndex(client, common=settings.common)
            index.clear()
            index.add_many(upkeep.Everything(archive, settings.vectors))
            socket = server.url.removeprefix("unix://").split("?")[0]
            try:
                end = made.START + timedelta(days=count / made.A_DAY)
                yield Filled(settings, archive, index, client, socket, end)
            finally:
                archive.close()


def _made(count: int, kept: Path) -> Path:
    # Another version of cleaning, fingerprints or tables may see other articles, so the name holds what can tell.
    from copytaster.archive.migrate import HEAD

    folder = kept / f"{count}-articles-v{fp.VERSION}-{HEAD}"
    if (folder / "whole").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"filling an archive with {count} articles, kept in {folder} …", file=sys.stderr, flush=True)
    settings = Settings(home=folder)
    archive = Archive.open(settings.archive_url)
    archive.migrate()
    in_no_hurry_to_disk(archive.engine)
    submissions = made.submissions(count)
    for at in range(0, count, BATCH):
        for submission in submissions[at : at + BATCH]:
            article = plain_article(submission)
            when = article.received_at or made.START
            pipeline.accept(pipeline.Prepared(article, fp.fingerprint(article)).packed, archive, when)
        for lease in archive.claim(BATCH, "bench", 3_600):
            archive.record(lease, [], _nothing, when + timedelta(minutes=2))
    with archive.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    archive.close()
    (folder / "whole").touch()
    return folder


def plain_article(submission: Submission) -> Article:
    """As cleaning would have it: made-up news has nothing to be cleaned of."""
    when = submission.published_at
    assert isinstance(when, datetime)
    return Article(
        id=submission.article_id(),
        text=submission.text or "",
        title=submission.title,
        outlet=submission.outlet,
        agency=submission.agency,
        external_id=submission.external_id,
        published_at=when,
        received_at=when + timedelta(minutes=1),
        language="en",
    )


def _nothing(grounds: Grounds) -> Verdict:
    return _NOTHING


def in_no_hurry_to_disk(engine: sa.Engine) -> None:
    """What is being filled can be made again: the disk need not be waited for."""

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, record: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")

"""Commands that need no running service: comparing files, looking after the index, backing up."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from redis import Redis

from copytaster import fingerprint as fp
from copytaster import pipeline
from copytaster.archive import Archive, Evidence
from copytaster.clean import Rejected, Submission
from copytaster.index.memory import MemoryIndex
from copytaster.index.redis import RedisIndex
from copytaster.model import Fingerprint, Verdict
from copytaster.settings import SettingError, Settings

Report = dict[str, Any]

_MEDIA_TYPES = {
    ".html": "text/html", ".htm": "text/html", ".json": "application/ninjs+json", ".xml": "application/xml",
}  # fmt: skip
_BATCH = 1_000


def check(files: Sequence[Path], settings: Settings) -> dict[str, Report]:
    """File name → report, each file compared with all the others. A file that cannot be read has ``{"error": …}``."""
    reports: dict[str, Report] = {}
    with tempfile.TemporaryDirectory(prefix="copytaster-") as folder:
        archive = Archive.open(f"sqlite:///{folder}/archive.db")
        archive.migrate()
        index = MemoryIndex()
        ids: dict[str, str] = {}
        for file in files:
            try:
                ids[str(file)] = _take_in(file, archive, index, settings)
            except Rejected as rejected:
                reports[str(file)] = {"error": rejected.detail}
        for name, article_id in ids.items():
            report = pipeline.report(archive, article_id, settings)
            assert report is not None  # it was recorded a moment ago
            reports[name] = report
        archive.close()
    return {str(file): reports[str(file)] for file in files}


def _take_in(file: Path, archive: Archive, index: MemoryIndex, settings: Settings) -> str:
    now = datetime.now(UTC)
    media_type = _MEDIA_TYPES.get(file.suffix.lower(), "text/plain")
    submission = Submission(body=file.read_bytes(), media_type=media_type, external_id=file.name)
    article, fingerprint = pipeline.prepare(submission, settings, now)
    accepted = archive.accept(article, fp.encode(fingerprint), fp.VERSION, None, now)
    for lease in archive.claim(1, "check", 3_600):
        index.add(lease.seq, fingerprint)
        pairs = pipeline.check(lease.seq, article, fingerprint, archive, index, settings)
        archive.record(lease, pairs, lambda found: _resolve(found, settings), now)
    return accepted.article_id


def _resolve(found: Evidence, settings: Settings) -> Verdict:
    return pipeline.resolve(found.article, found.pairs, found.neighbours, found.rulings, settings)


def summary(name: str, report: Report) -> str:
    """A report in a few lines."""
    if "error" in report:
        return f"{name}: {report['error']}"
    lines = [f"{name}: {report['derivation']} ({report['confidence']:.2f}), {_credit(report['credit'])}"]
    for source in report["sources"]:
        share = source["containment"]["of_article"]
        label = source.get("external_id") or source.get("title") or source["article_id"]
        what = f"{source['relation']} {source['score']:.2f} {source['direction']}"
        lines.append(f"    {what}: {label}, {share:.0%} of this article")
    return "\n".join(lines)


def _credit(credit: Mapping[str, Any]) -> str:
    stated = sorted({evidence["agency"] for evidence in credit["stated"]})
    return str(credit["status"]) + (f", names {', '.join(stated)}" if stated else "")


def reindex(settings: Settings, redis_url: str) -> tuple[int, float]:
    """Build the index anew from the archive. Returns the number of articles and the seconds it took."""
    began = time.monotonic()
    archive = Archive.open(settings.archive_url)
    with Redis.from_url(redis_url) as client:
        index = RedisIndex(client, common=settings.common)
        index.rebuild(_everything(archive, settings.vectors), force=True)
        # What came in while it was built.
        index.reconcile(
            (seq for seq, _ in _everything(archive, settings.vectors)),
            lambda seqs: _some(archive, seqs, settings.vectors),
        )
        count = len(index.members())
    archive.close()
    return count, time.monotonic() - began


def verify_index(settings: Settings, redis_url: str) -> int:
    """How many keys of the live index differ from one built from the archive. Nothing should be coming in."""
    archive = Archive.open(settings.archive_url)
    with Redis.from_url(redis_url) as client:
        live = RedisIndex(client, common=settings.common)
        members = {int(seq) for seq in live.members()}
        built = MemoryIndex(common=settings.common)
        everything = list(_everything(archive, settings.vectors))
        built.add_many(everything)
        is_there, should_be = live.dump(), built.dump()
    archive.close()
    differences = len(members ^ {seq for seq, _ in everything})
    for channel, keys in should_be.items():
        found = is_there[channel]
        differences += sum(found.get(key) != seqs for key, seqs in keys.items())
        differences += len(found.keys() - keys.keys())
    return differences


def _everything(archive: Archive, vectors: str) -> Iterator[tuple[int, Fingerprint]]:
    last = 0
    while batch := archive.iter_fingerprints(last, _BATCH):
        for item in batch:
            if item.version == fp.VERSION:
                yield item.seq, fp.decode(item.body)
            else:
                yield from _some(archive, [item.seq], vectors).items()
        last = batch[-1].seq


def _some(archive: Archive, seqs: Sequence[int], vectors: str) -> dict[int, Fingerprint]:
    return {seq: fp.fingerprint(article, vectors) for seq, article in archive.articles(seqs).items()}


def backup(settings: Settings, target: Path) -> None:
    """A consistent copy of the archive; see `copytaster backup`. `target` appears when it is whole, not before."""
    url = sa.make_url(settings.archive_url)
    if target.exists():
        raise SettingError(f"{target} is there already; name a new file")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(str(url.database), partial)
        else:
            _dump_postgres(url, partial)
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def _copy_sqlite(database: str, target: Path) -> None:
    if not Path(database).exists():
        raise SettingError(f"there is no archive at {database}")
    source = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        # One transaction over all pages: writers go on meanwhile, the copy is of one moment.
        source.execute("VACUUM INTO ?", (str(target),))
    finally:
        source.close()


def _dump_postgres(url: sa.URL, target: Path) -> None:
    program = shutil.which("pg_dump")
    if not program:
        raise SettingError("pg_dump is not installed; it comes with the PostgreSQL client")
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    command = [program, "--format=custom", "--no-owner", f"--file={target}", f"--dbname={plain}"]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise SettingError(f"pg_dump failed: {done.stderr.strip()[-500:]}")

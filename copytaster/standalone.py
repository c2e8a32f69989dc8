"""Articles checked with each other, without a service: what `import copytaster` gives a program.

The archive is an SQLite file in a folder of its own that is gone afterwards, the index is in memory, and the way of an
article is that of `copytaster.pipeline`: reports are those that the service would give of the same articles.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from copytaster import pipeline
from copytaster.archive import Archive
from copytaster.clean import Rejected, Submission, media_type_of
from copytaster.index.memory import MemoryIndex
from copytaster.runtime import clock
from copytaster.settings import Settings

Report = dict[str, Any]
"""A report as the HTTP API gives it (docs/api.md), with names beside ids."""


def check(articles: Mapping[str, str | Submission], settings: Settings | None = None) -> dict[str, Report]:
    """Compare articles with each other.

    `articles`: name → its text, or a `Submission` with whatever is known of it (`published_at`, `agency`, `outlet`, …).

    Returns name → report, in the same order. Every source and every passage's source has, beside its ``article_id``,
    the ``name`` under which it was handed in. An article that is refused has ``{"error": …}`` for a report.
    """
    settings = settings or Settings()
    reports: dict[str, Report] = {}
    with tempfile.TemporaryDirectory(prefix="copytaster-") as folder:
        archive = Archive.open(f"sqlite:///{folder}/archive.db")
        archive.migrate()
        index = MemoryIndex(common=settings.common)
        ids: dict[str, str] = {}
        for name, article in articles.items():
            try:
                ids[name] = _take_in(name, article, archive, index, settings)
            except Rejected as rejected:
                reports[name] = {"error": rejected.detail}
        names = {article_id: name for name, article_id in reversed(ids.items())}
        for name, article_id in ids.items():
            report = pipeline.report(archive, article_id, settings)
            assert report is not None  # it was recorded a moment ago
            reports[name] = _named(cast("Report", report), names)
        archive.close()
    return {name: reports[name] for name in articles}


def compare(article: str | Submission, source: str | Submission, settings: Settings | None = None) -> Report:
    """The report of `article` when `source` is all there is to have come from.

    Raises `ValueError` when one of the two cannot become an article.
    """
    reports = check({"article": article, "source": source}, settings)
    for name in ("article", "source"):
        if "error" in reports[name]:
            raise ValueError(f"{name}: {reports[name]['error']}")
    return reports["article"]


def read(file: Path) -> Submission:
    """A file as a submission; its suffix says what it is. Raises `OSError`."""
    return Submission(body=file.read_bytes(), media_type=media_type_of(file.name), external_id=file.name)


def _take_in(name: str, given: str | Submission, archive: Archive, index: MemoryIndex, settings: Settings) -> str:
    now = clock.now()
    submission = Submission(text=given, external_id=name) if isinstance(given, str) else given
    accepted = pipeline.accept(pipeline.prepare(submission, settings, now).packed, archive, now)
    for lease in archive.claim(1, "check", 3_600):
        pipeline.check(lease, archive, index, settings, lambda: now)
    return accepted.article_id


def _named(report: Report, names: Mapping[str, str]) -> Report:
    for source in [*report["sources"], *(passage["source"] for passage in report["passages"])]:
        source["name"] = names[source["article_id"]]
    return report

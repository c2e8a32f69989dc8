"""A newsroom in one process: a real archive, a real index, the real check; and stories with versions of them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from copytaster import pipeline
from copytaster.archive import Archive
from copytaster.clean import Submission
from copytaster.index import Index
from copytaster.index.memory import MemoryIndex
from copytaster.index.upkeep import Everything
from copytaster.settings import Settings

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


class Desk:
    """Takes articles in and checks them, as web process and worker do."""

    def __init__(self, archive: Archive, index: Index, settings: Settings | None = None) -> None:
        self.archive, self.index = archive, index
        self.settings = settings or Settings()

    def submit(self, text: str, now: datetime = NOW, **said: Any) -> str:
        prepared = pipeline.prepare(Submission(text=text, **said), self.settings, now)
        return pipeline.accept(prepared.packed, self.archive, now).article_id

    def work(self, now: datetime = NOW) -> None:
        while leases := self.archive.claim(50, "desk", 3_600):
            for lease in leases:
                checked = pipeline.check(lease, self.archive, self.index, self.settings, lambda: now)
                assert checked.outcome is pipeline.Outcome.RECORDED

    def refresh(self, now: datetime = NOW) -> None:
        """Resolve and store what is stale, as a worker with nothing else to do does."""
        while stale := self.archive.stale():
            for article_id in stale:
                pipeline.refresh(article_id, self.archive, self.settings, now)

    def reports(self) -> dict[str, Any]:
        """id → report, of everything that is here."""
        return reports(self.archive, self.settings)


def ids_of(archive: Archive) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        rows, cursor = archive.list(cursor=cursor, limit=200)
        found += [row.article.id for row in rows]
        if cursor is None:
            return found


def reports(archive: Archive, settings: Settings) -> dict[str, Any]:
    return {article_id: pipeline.report(archive, article_id, settings) for article_id in ids_of(archive)}


def rebuilt(archive: Archive) -> Mapping[str, Mapping[int, tuple[int, ...]]]:
    """What an index built from the archive holds."""
    index = MemoryIndex()
    index.add_many(Everything(archive, ""))
    return index.dump()


SYLLABLES = (
    "bar", "cel", "dor", "fen", "gul", "har", "jov", "kes", "lim", "mon", "nar", "pol", "quin", "rus", "sol", "tav",
    "und", "vel", "wyn", "zor", "ith", "ash", "ember", "oak",
)  # fmt: skip


def sentences(topic: int, count: int = 9) -> list[str]:
    """Sentences of invented words, each topic with words of its own: no topic resembles another."""
    luck = random.Random(topic)
    words = ["".join(luck.choices(SYLLABLES, k=luck.choice((2, 3)))) for _ in range(200)]
    return [" ".join(luck.choices(words, k=luck.randrange(14, 22))).capitalize() + "." for _ in range(count)]


def story(topic: int) -> str:
    return "\n\n".join(sentences(topic))


def version(topic: int, number: int) -> str:
    """The story cut, put in another order or given a paragraph of its own, as versions of wire copy are."""
    luck = random.Random(topic * 1_000 + number)
    kept = sentences(topic)
    for _ in range(number % 4):
        kept.pop(luck.randrange(len(kept)))
    own = sentences(1_000_000 + topic * 1_000 + number, 1)
    return "\n\n".join(own + kept if number % 2 else kept + own)

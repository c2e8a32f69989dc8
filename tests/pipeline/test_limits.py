"""A check that may not go on comparing says so in the report, on both sides, until somebody does compare."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from copytaster import pipeline
from copytaster.archive import Archive
from copytaster.fingerprint import Analysis, analyse
from copytaster.fingerprint.kept import LEAST, Kept
from copytaster.index.memory import MemoryIndex
from copytaster.match import budget
from copytaster.model import Article
from tests.promises.support import Desk, sentences

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
TEXTS = ["\n\n".join(sentences(1, 9)[n:] + sentences(100 + n, 1)) for n in range(5)]


@pytest.fixture
def desk(sqlite_archive: Archive) -> Desk:
    return Desk(sqlite_archive, MemoryIndex())


def limits(desk: Desk, article_id: str) -> list[str]:
    report = pipeline.report(desk.archive, article_id, desk.settings)
    assert report
    return [name for limit in report.get("limits", []) for name in limit["article_ids"]]


def test_what_was_not_compared_is_named_on_both_sides(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = [desk.submit(text) for text in TEXTS[:4]]
    desk.work()
    assert [limits(desk, i) for i in earlier] == [[]] * 4
    _just_enough_for_one(monkeypatch)
    last = desk.submit(TEXTS[4])
    desk.work()
    left_out = limits(desk, last)
    report = pipeline.report(desk.archive, last, desk.settings)
    assert report
    assert 1 <= len(left_out) < 4
    assert {s["article_id"] for s in report["sources"]} == set(earlier) - set(left_out)
    assert [limits(desk, i) for i in earlier] == [[last] if i in left_out else [] for i in earlier]

    monkeypatch.undo()  # once more, by one that may go on
    assert desk.archive.retry(last, NOW)
    desk.work()
    assert [limits(desk, i) for i in (*earlier, last)] == [[]] * 5
    report = pipeline.report(desk.archive, last, desk.settings)
    assert report
    assert len(report["sources"]) == 4


def test_nobody_is_sure_of_what_was_not_compared(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.submit(TEXTS[0])
    desk.work()
    monkeypatch.setattr(pipeline, "MOST_WORK", 0)
    last = desk.submit(TEXTS[4])
    desk.work()
    report = pipeline.report(desk.archive, last, desk.settings)
    assert report
    assert limits(desk, last)
    assert report["derivation"] == "not_derived"
    assert report["confidence"] <= 0.5


def test_what_was_compared_once_stays_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [desk.submit(text) for text in TEXTS]
    desk.work()
    before = desk.reports()
    monkeypatch.setattr(pipeline, "MOST_WORK", 0)
    desk.archive.retry(ids[4], NOW)
    desk.work()
    assert desk.reports() == before


def test_the_strongest_are_compared_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _just_enough_for_one(monkeypatch)
    source = "\n\n".join(sentences(1, 9))
    strong = desk.submit(source)
    for n in range(3):
        desk.submit("\n\n".join(sentences(1, 9)[n : n + 2] + sentences(300 + n, 7)))
    desk.work()
    copy = desk.submit(source + "\n\nMore of this later.")
    desk.work()
    report = pipeline.report(desk.archive, copy, desk.settings)
    assert report
    assert strong in {s["article_id"] for s in report["sources"]}
    assert limits(desk, copy)


def test_what_would_cost_too_much_to_encode_is_named_and_copies_need_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = sentences(1, 9)
    whole = desk.submit("\n\n".join(source))
    part = desk.submit("\n\n".join(source[:4] + sentences(300, 7)))
    desk.work()
    monkeypatch.setattr(budget, "_ENCODED", budget.MOST_WORK)
    copy = desk.submit("\n\n".join([*source, "More of this later."]))
    desk.work()
    report = pipeline.report(desk.archive, copy, desk.settings)
    assert report
    assert [s["article_id"] for s in report["sources"]] == [whole]
    assert limits(desk, copy) == [part]

    monkeypatch.undo()
    assert desk.archive.retry(copy, NOW)
    desk.work()
    assert limits(desk, copy) == limits(desk, part) == []


def test_analyses_are_kept_by_their_words() -> None:
    made: list[str] = []

    def make(article: Article, vectors: str) -> Analysis:
        made.append(article.id)
        return analyse(article, vectors)

    kept = Kept(make, 5 * LEAST)
    short = [Article(id=str(n), text="\n\n".join(sentences(n, 1))) for n in range(6)]
    for article in (*short[:5], *short[:5]):
        kept(article)
    assert len(made) == len(kept) == 5
    kept(short[5])
    kept(short[1])
    assert made[5:] == ["5"]  # the one that was not asked for longest is gone, and no other
    kept(Article(id="long", text="\n\n".join(sentences(9, 100))))
    assert len(kept) == 1  # what was asked for last is kept, however long
    kept(short[0])
    assert made[6:] == ["long", "0"]
    assert kept.words <= 5 * LEAST


def _just_enough_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, theirs = (analyse(Article(id=str(n), text=text)) for n, text in enumerate(TEXTS[3:]))
    enough = pipeline.reading(mine) + int(1.9 * (pipeline.reading(theirs) + pipeline.comparing(mine, theirs)))
    monkeypatch.setattr(pipeline, "MOST_WORK", enough)
    monkeypatch.setattr(budget, "_ENCODED", 0)

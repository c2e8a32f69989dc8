"""What a check does not do: read what nothing asks for."""

from __future__ import annotations

from collections import Counter

import pytest

from copytaster import fingerprint as fp
from copytaster import pipeline
from copytaster.archive import Archive
from copytaster.fingerprint.kept import Kept
from copytaster.index.memory import MemoryIndex
from copytaster.model import Article
from tests.promises.support import Desk, sentences


@pytest.fixture
def desk(sqlite_archive: Archive) -> Desk:
    return Desk(sqlite_archive, MemoryIndex())


def test_an_article_that_nothing_is_compared_with_is_not_analysed_until_one_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Counter[str]()

    def analyse(article: Article, vectors: str) -> fp.Analysis:
        read[article.title or ""] += 1
        return fp.analyse(article, vectors)

    monkeypatch.setattr(pipeline, "_analysis", Kept(analyse))
    text = "\n\n".join(sentences(1, 9))
    desk.submit(text, title="first")
    desk.submit("\n\n".join(sentences(500, 9)), title="of another matter")
    desk.work()
    assert read == {}
    copy = desk.submit(text + "\n\n" + "\n\n".join(sentences(900, 1)), title="second")
    desk.work()
    assert read == {"first": 1, "second": 1}
    report = pipeline.report(desk.archive, copy, desk.settings)
    assert report
    assert len(report["sources"]) == 1

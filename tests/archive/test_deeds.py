"""Who did what: read a page at a time, of one or of all, and forgotten when it is old."""

from __future__ import annotations

from datetime import timedelta

import pytest

from copytaster.archive import Archive
from copytaster.index.memory import MemoryIndex
from copytaster.settings import Settings
from workers.retention import Retention

from .make import NOW


def keep(archive: Archive, days: float, what: str = "noted", who: str = "p1", **said: object) -> None:
    archive.keep_deed(NOW - timedelta(days=days), what, who, said)


def test_a_page_at_a_time_and_nothing_twice(archive: Archive) -> None:
    for n in range(7):
        keep(archive, 7 - n, what="judged" if n % 2 else "noted", who=f"p{n % 3}", editor="Ida" if n == 6 else None)
    pages, before = [], None
    while page := archive.deeds(3, before=before):
        pages.append([int(deed["id"]) for deed in page])
        before = pages[-1][-1]
    assert [len(page) for page in pages] == [3, 3, 1]
    ids = [i for page in pages for i in page]
    assert ids == sorted(set(ids), reverse=True)
    assert len(archive.deeds(10, {"p1"})) == 2
    assert [deed["editor"] for deed in archive.deeds(10, {"Ida"})] == ["Ida"]
    assert len(archive.deeds(10, what="judged", before=ids[2])) == 2


@pytest.mark.parametrize(("days", "left"), [(730.0, [1.0, 729.0]), (365.0, [1.0]), (0.0, [1.0, 729.0, 731.0, 4000.0])])
def test_what_is_old_is_forgotten(archive: Archive, days: float, left: list[float]) -> None:
    assert Settings().deed_days >= 365, "who did what is known for a year at least, unless somebody says otherwise"
    for age in (4000.0, 731.0, 729.0, 1.0):
        keep(archive, age, age=age)
    Retention(archive, MemoryIndex(), Settings(deed_days=days)).step(NOW)
    assert [deed["age"] for deed in archive.deeds(10)] == left


def test_it_is_bounded(archive: Archive) -> None:
    for n in range(5):
        keep(archive, 900 - n, n=n)
    assert [archive.forget_deeds(NOW, 2) for _ in range(4)] == [2, 2, 1, 0]

"""The state after any order of arrival is the same: reports, origins, stories, from shuffles of one invented story.

A pair of articles depends on their two texts alone (`tests/match/test_compare.py` holds that), so it is compared once
here and remembered; everything else, who finds whom above all, runs anew in every order.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copytaster import pipeline
from copytaster.archive import Archive
from copytaster.fingerprint import Analysis
from copytaster.index.memory import MemoryIndex
from copytaster.match.compare import Meaning, compare
from copytaster.model import Pair
from tests.quality import score
from tests.quality.library import SETTINGS, Library, Report, prepare
from tests.quality.quarry import DOCUMENTS, id_of, library_of, prepared

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NAMES = sorted(DOCUMENTS)


@pytest.fixture(scope="module", autouse=True)
def _compared_once() -> Iterator[None]:
    known: dict[tuple[str, str], Pair | None] = {}

    def remembered(x: Analysis, y: Analysis, meaning: Meaning) -> Pair | None:
        key = (min(x.article_id, y.article_id), max(x.article_id, y.article_id))
        if key not in known:
            known[key] = compare(x, y, meaning)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "compare", remembered)
        yield


def state(library: Library) -> dict[str, Report]:
    return {article_id: library.report(article_id) for article_id in sorted(library.by_id)}


@pytest.fixture(scope="module")
def expected() -> dict[str, Report]:
    return state(library_of(NAMES))


def test_every_order_ends_in_the_same_reports(expected: dict[str, Report]) -> None:
    different = {}
    for seed in range(24):
        order = list(NAMES)
        random.Random(seed).shuffle(order)
        found = state(library_of(order))
        if names := [n for n in NAMES if found[id_of(n)] != expected[id_of(n)]]:
            different[seed] = names
    assert different == {}


@pytest.mark.parametrize("last", ["wire", "rival", "update", "copy", "rewrite"])
def test_whatever_comes_last_reaches_those_that_came_before(last: str, expected: dict[str, Report]) -> None:
    assert state(library_of([*(n for n in NAMES if n != last), last])) == expected


@given(st.lists(st.sampled_from(NAMES), unique=True, min_size=2, max_size=7), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_any_few_of_them_in_any_order(some: list[str], shuffle: random.Random) -> None:
    """Small archives, in which every word is rare and every posting short."""
    other = list(some)
    shuffle.shuffle(other)
    assert state(library_of(some)) == state(library_of(other))


@pytest.fixture(scope="module")
def strangers() -> list[tuple[Any, Any]]:
    docs = [d for d in score.documents().values() if d["role"] in ("independent", "sametopic", "followup")]
    return [prepare(**score.submission(doc)) for doc in docs]


@pytest.mark.parametrize("seed", range(4))
def test_strangers_in_between_change_nothing(
    seed: int, strangers: list[tuple[Any, Any]], expected: dict[str, Report]
) -> None:
    """What an article shares with others weighs by how rare it is in the archive; the archive grows as they come."""
    shuffle = random.Random(seed)
    order = [*strangers, *(prepared(n) for n in NAMES)]
    shuffle.shuffle(order)
    library = Library()
    for article, fingerprint in order:
        library.check(article, fingerprint)
    assert [n for n in NAMES if library.report(id_of(n)) != expected[id_of(n)]] == []


@pytest.mark.parametrize("pair", [("wire", "rewrite"), ("wire", "second_rewrite"), ("rewrite", "second_rewrite")])
@pytest.mark.parametrize("before", [0, 1, 5, 50])
def test_a_rewrite_is_found_however_large_the_archive_is(
    before: int, pair: tuple[str, str], strangers: list[tuple[Any, Any]]
) -> None:
    """Two that share no run of words, the only ones of their story, in archives of every size."""
    for one, other in (pair, pair[::-1]):
        library = Library()
        for stranger in strangers[:before]:
            library.store(*stranger)
        library.check(*prepared(one))
        library.check(*prepared(other))
        for here, there in ((one, other), (other, one)):
            assert [s["article_id"] for s in library.report(id_of(here))["sources"]][:1] == [id_of(there)]


def comparable(report: Report) -> Report:
    """Without the story, which only the archive knows; the order of agencies has a test of its own, and so have those
    that are only of the same event."""
    agencies = sorted(report["by_agency"], key=lambda a: str(a["agency"]))
    sources = [s for s in report["sources"] if s["relation"] != "same-event"]
    return {**report, "by_agency": agencies, "sources": sources, "story_id": None}


class Desk:
    """The real archive on SQLite with the index of this process, worked as a worker does."""

    def __init__(self, path: Path) -> None:
        self.archive = Archive.open(f"sqlite:///{path}")
        self.archive.migrate()
        self.index = MemoryIndex(SETTINGS.common)

    def accept(self, name: str) -> None:
        pipeline.accept(pipeline.Prepared(*prepared(name)).packed, self.archive, NOW)

    def check_all(self) -> None:
        for lease in self.archive.claim(100, "tester", 60):
            checked = pipeline.check(lease, self.archive, self.index, SETTINGS, lambda: NOW)
            assert checked.outcome is pipeline.Outcome.RECORDED

    def refresh(self) -> None:
        while stale := self.archive.stale():
            for article_id in stale:
                assert pipeline.refresh(article_id, self.archive, SETTINGS, NOW) is pipeline.Outcome.RECORDED

    def report(self, name: str) -> Report:
        return cast(Report, pipeline.report(self.archive, id_of(name), SETTINGS))


@pytest.mark.parametrize(("seed", "at_once"), [(1, True), (2, False), (4, True)])
def test_the_real_archive_in_any_order(seed: int, at_once: bool, tmp_path: Path, expected: dict[str, Report]) -> None:
    order = list(NAMES)
    random.Random(seed).shuffle(order)
    desk = Desk(tmp_path / "archive.db")
    for name in order:
        desk.accept(name)
        if not at_once:
            desk.check_all()
    desk.check_all()
    if seed == 1:  # else whoever reads a report resolves what is stale
        desk.refresh()
    reports = {name: desk.report(name) for name in NAMES}
    desk.archive.close()
    assert [n for n in NAMES if comparable(reports[n]) != comparable(expected[id_of(n)])] == []
    stories = {name: report["story_id"] for name, report in reports.items()}
    wired = {n for n in NAMES if any(s["relation"] in score.DERIVED for s in reports[n]["sources"])}
    assert {n for n in NAMES if stories[n] is not None} >= wired
    # the blend ties both wires' families into one story, anchored on the earliest wire
    assert {stories[n] for n in wired} == {id_of("wire")}


def test_a_stored_verdict_reads_like_a_fresh_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "archive.db")
    for name in ("wire", "rival", "blend"):
        desk.accept(name)
        desk.check_all()
    stored = desk.report("blend")["by_agency"]
    desk.archive.close()
    assert stored == library_of(["wire", "rival", "blend"]).report(id_of("blend"))["by_agency"]


def test_a_deleted_wire_gives_the_passages_back(tmp_path: Path) -> None:
    """The state after a removal is that of an archive to which the article never came."""
    desk = Desk(tmp_path / "archive.db")
    for name in NAMES:
        desk.accept(name)
    desk.check_all()
    row = desk.archive.delete(id_of("wire"))
    assert row is not None
    without = state(library_of([n for n in NAMES if n != "wire"]))
    assert [n for n in NAMES if n != "wire" and comparable(desk.report(n)) != comparable(without[id_of(n)])] == []
    desk.archive.close()

"""The story that everybody carries: however many copies there are, each verdict is that of a small archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from copytaster import pipeline
from copytaster.archive import Archive, near
from copytaster.clean import Submission
from copytaster.fingerprint.ranks import FIRST
from copytaster.index import Index
from copytaster.index.memory import MemoryIndex
from copytaster.model import RelationKind
from copytaster.settings import Settings
from tests.promises.support import NOW, Desk, sentences

COMMON = 20
FEW, MANY = 6, 60
WIRE = "\n\n".join(sentences(1, 12))
EXCERPT = "\n\n".join([*sentences(2, 5), *sentences(1, 12)[6:8], *sentences(3, 4)])
ORDERS = ["first", "middle", "last"]


def exact(n: int) -> str:
    return WIRE


def edited(n: int) -> str:
    """Every outlet cuts somewhere and adds a line of its own."""
    kept = sentences(1, 12)
    kept.pop(2 + n % 10)
    return "\n\n".join([*kept, *sentences(1_000 + n, 1)])


def desk_of(path: Path, settings: Settings, index: Index | None = None) -> Desk:
    archive = Archive.open(f"sqlite:///{path / 'archive.db'}")
    archive.migrate()
    return Desk(archive, index or MemoryIndex(settings.common), settings)


def fill(desk: Desk, copies: int, text: Any, wire_comes: str, step: timedelta = timedelta(minutes=3)) -> list[str]:
    """The wire's id and those of its copies, in the order of their times, however they came."""
    at = {n: NOW + (n + 1) * step for n in range(copies)}
    order: list[int | None] = list(range(copies))
    order.insert({"first": 0, "middle": copies // 2, "last": copies}[wire_comes], None)
    ids: dict[int | None, str] = {}
    for n in order:
        if n is None:
            ids[n] = desk.submit(WIRE, agency="Reuters", published_at=NOW.isoformat(), title="The wire")
        else:
            said = {"outlet": f"Outlet {n}", "published_at": at[n].isoformat(), "title": f"As printed in {n}"}
            ids[n] = desk.submit(text(n), **said)
        desk.work()
    return [ids[None], *(ids[n] for n in range(copies))]


def said(desk: Desk, article_id: str, story: list[str]) -> dict[str, Any]:
    """What a report says, without what only tells how many there are."""
    report = pipeline.report(desk.archive, article_id, desk.settings)
    assert report
    names = {article_id: n for n, article_id in enumerate(story)}
    return {
        "derivation": report["derivation"],
        "coverage": report["coverage"],
        "by_agency": report["by_agency"],
        "credit": report["credit"],
        "passages": [(p["start"], p["end"], p["kind"], names[p["source"]["article_id"]]) for p in report["passages"]],
        "wire": [(s["relation"], s["direction"]) for s in report["sources"] if s["article_id"] == story[0]],
        "story": names.get(report["story_id"]),
    }


@pytest.fixture(params=["memory", "redis"])
def index(request: pytest.FixtureRequest) -> Iterator[Index]:
    if request.param == "memory":
        yield MemoryIndex(COMMON)
        return
    from copytaster.index.redis import RedisIndex

    index = RedisIndex(request.getfixturevalue("redis_client"), common=COMMON)
    index.clear()
    yield index


def told_alike(small: Desk, few: list[str], large: Desk, many: list[str]) -> None:
    for n in range(FEW + 1):
        assert said(large, many[n], many) == said(small, few[n], few), n
    usual = said(small, few[-1], few)
    for n in (FEW + 1, len(many) // 2, len(many) - 1):
        of_it = said(large, many[n], many)
        assert of_it["derivation"] == usual["derivation"]
        assert of_it["wire"] == usual["wire"]
        assert of_it["by_agency"][0]["agency"] == "Reuters"
        whose = [name for *_, name in of_it["passages"]]
        assert whose.count(0) > 0.7 * len(whose) > 0
    assert {said(large, article_id, many)["story"] for article_id in many} == {0}


@pytest.mark.slow
@pytest.mark.parametrize("wire_comes", ORDERS)
@pytest.mark.parametrize("text", [exact, edited])
def test_every_copy_is_told_as_in_a_small_archive(tmp_path: Path, text: Any, wire_comes: str) -> None:
    small = desk_of(tmp_path / "small", Settings(common=COMMON))
    large = desk_of(tmp_path / "large", Settings(common=COMMON))
    told_alike(small, fill(small, FEW, text, "first"), large, fill(large, MANY, text, wire_comes))


@pytest.mark.slow
@pytest.mark.parametrize("text", [exact, edited])
def test_whoever_comes_later_finds_the_wire(tmp_path: Path, index: Index, text: Any) -> None:
    """One more copy, a paragraph that was lifted, a draft, a late original: of a story whose every key is common."""
    desk = desk_of(tmp_path, Settings(common=COMMON), index)
    story = fill(desk, 2 * COMMON, text, "first")
    lifted = desk.submit(EXCERPT, outlet="Courier", published_at=(NOW + timedelta(hours=9)).isoformat())
    desk.work()
    report = pipeline.report(desk.archive, lifted, desk.settings)
    assert report
    assert [a["agency"] for a in report["by_agency"]] == ["Reuters"]
    assert {s["article_id"] for s in report["sources"] if RelationKind(s["relation"]).derived} == {story[0]}
    (limit,) = report["limits"]
    assert limit["limit"] == "copies"
    assert limit["articles"] >= 2 * COMMON - 2 * FIRST

    draft, _ = pipeline.prepare(Submission(text=WIRE), desk.settings, NOW)
    report = pipeline.check_draft(draft, desk.archive, desk.index, desk.settings)
    assert report["derivation"] == "wholly_derived"
    assert {p["source"]["article_id"] for p in report["passages"]} == {story[0]}
    assert report["limits"][0]["limit"] == "copies"

    before = (NOW - timedelta(hours=1)).isoformat()
    earlier = desk.submit(WIRE + "\n\nMore to follow.", agency="AFP", published_at=before)
    desk.work()
    for article_id in story:
        report = pipeline.report(desk.archive, article_id, desk.settings)
        assert report
        assert earlier in {s["article_id"] for s in report["sources"]}


def test_one_more_copy_makes_few_verdicts_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(tmp_path, Settings(common=COMMON))
    monkeypatch.setattr(near, "MOST", 8)
    story = fill(desk, 2 * FIRST, exact, "first")
    for article_id in story:
        pipeline.refresh(article_id, desk.archive, desk.settings, NOW)
    before = {article_id: desk.archive.find(article_id) for article_id in story}
    assert all(row is not None and not row.stale for row in before.values())
    last = desk.submit(WIRE, outlet="Late Post", published_at=(NOW + timedelta(days=1)).isoformat())
    desk.work()
    after = {article_id: desk.archive.find(article_id) for article_id in story}
    assert after == before
    report = pipeline.report(desk.archive, last, desk.settings)
    assert report
    assert {p["source"]["article_id"] for p in report["passages"]} == {story[0]}
    report = pipeline.report(desk.archive, story[0], desk.settings)
    assert report
    assert report["limits"][0]["limit"] == "copies"
    assert len(report["sources"]) == 8


def test_an_earlier_one_that_comes_late_is_heard_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "MOST", 8)
    desk = desk_of(tmp_path, Settings(common=COMMON))
    story = fill(desk, FIRST + 4, exact, "first")
    for article_id in story:
        pipeline.refresh(article_id, desk.archive, desk.settings, NOW)
    early = desk.submit(WIRE, agency="AP", published_at=(NOW - timedelta(days=1)).isoformat())
    desk.work()
    for article_id in story:
        row = desk.archive.find(article_id)
        assert row
        assert row.stale
        report = pipeline.report(desk.archive, article_id, desk.settings)
        assert report
        assert {p["source"]["article_id"] for p in report["passages"]} == {early}


@pytest.mark.long
@pytest.mark.parametrize("wire_comes", ORDERS)
@pytest.mark.parametrize("copies", [401, 1_000])
@pytest.mark.parametrize("text", [exact, edited])
def test_with_the_settings_that_are_shipped(tmp_path: Path, text: Any, copies: int, wire_comes: str) -> None:
    small, large = (desk_of(tmp_path / name, Settings()) for name in ("small", "large"))
    step = timedelta(seconds=40)
    told_alike(small, fill(small, FEW, text, "first", step), large, fill(large, copies, text, wire_comes, step))


@pytest.mark.long
@pytest.mark.parametrize("wire_comes", ORDERS)
def test_ten_thousand_copies(tmp_path: Path, wire_comes: str) -> None:
    small, large = (desk_of(tmp_path / name, Settings()) for name in ("small", "large"))
    step = timedelta(seconds=8)
    few, many = fill(small, FEW, exact, "first", step), fill(large, 10_000, exact, wire_comes, step)
    told_alike(small, few, large, many)

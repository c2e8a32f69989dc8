"""What a first start loads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from copytaster.commands.seeding import APART, stories

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def test_the_seeds_are_named_and_dated() -> None:
    found = stories(ROOT / "seeds", NOW)
    assert [one["external_id"] for one in found] == sorted(path.name for path in (ROOT / "seeds").glob("*.txt"))
    assert all(one["title"] and one["outlet"] and one["published_at"] and len(one["text"]) > 1000 for one in found)


def test_the_labelled_stories_are_moved_to_today_event_by_event() -> None:
    found = stories(ROOT / "tests/quality/desk", NOW)
    assert len(found) > 150
    dated = {one["external_id"]: datetime.fromisoformat(one["published_at"]) for one in found if "published_at" in one}
    assert max(dated.values()) == NOW
    assert min(dated.values()) > NOW - timedelta(days=5)
    assert list(dated.values()) == sorted(dated.values())
    ends = sorted({max(when for name, when in dated.items() if name[:2] == event) for event in {n[:2] for n in dated}})
    assert {later - earlier for earlier, later in pairwise(ends)} == {APART}
    assert {one.get("agency") for one in found} > {None, "Reuters"}

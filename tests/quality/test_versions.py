"""One outlet's articles that have much in common: versions of one story, digests, background, the weather of two days.

What is true of each two was written down before anybody ran them: `update`, that the first is a later version of the
second; `no`, that it is none, whatever it has from it; `nothing`, that it has nothing from it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.quality.library import Library, relation
from tests.quality.score import DERIVED

STORIES: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "own" / "versions.json").read_text())
ONE_PLACE = {("digest of two complete stories", "a"), ("digest of two of which one is known", "a")}
"""Of which a digest is taken for an update: its other story names the same place, and does so in the middle."""


@cache
def told(story: str) -> tuple[Library, dict[str, str]]:
    """The story in a library, and the id of each of its articles."""
    library, known = Library(), STORIES[story]
    said = {"language": known["language"], "outlet": known["outlet"]}
    return library, {name: library.add(**said, **article) for name, article in known["articles"].items()}


def cases() -> list[Any]:
    known = pytest.mark.xfail(strict=True, reason="both stories of the digest are about one place")
    rows = [(story, *row) for story, said in STORIES.items() for row in said["truth"]]
    return [pytest.param(*row, marks=[known] if (row[0], row[2]) in ONE_PLACE else []) for row in rows]


@pytest.mark.parametrize(("story", "one", "other", "truth"), cases())
def test_only_later_news_of_one_event_is_an_update(story: str, one: str, other: str, truth: str) -> None:
    library, ids = told(story)
    here, there = library.report(ids[one]), library.report(ids[other])
    found = {relation(here, ids[other]), relation(there, ids[one])}
    if truth == "update":
        assert found == {"update"}
    elif truth == "no":
        assert "update" not in found
    else:
        assert found.isdisjoint(DERIVED)
        assert here["derivation"] == "not_derived"

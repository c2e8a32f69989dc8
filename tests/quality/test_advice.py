"""Two papers' lists of advice on one matter say the same things, and neither is made from the other; one that was
retold, point for point, is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.quality.library import Library, Report, relation
from tests.quality.score import DERIVED

LISTS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "own" / "advice.json").read_text())
"""`b` was written by somebody who had not read `a`, `c` was retold from it."""


def told(name: str, *whom: str) -> tuple[list[str], list[Report]]:
    library, said = Library(), LISTS[name]
    ids = [library.add(language=said["language"], **said["articles"][one]) for one in whom]
    return ids, [library.report(i) for i in ids]


@pytest.mark.parametrize("name", LISTS)
def test_two_lists_on_one_matter_accuse_nobody(name: str) -> None:
    ids, (one, other) = told(name, "a", "b")
    assert {relation(one, ids[1]), relation(other, ids[0])}.isdisjoint(DERIVED)
    assert one["derivation"] == other["derivation"] == "not_derived"


@pytest.mark.parametrize("name", LISTS)
def test_one_that_was_retold_is_a_rewrite(name: str) -> None:
    ids, (_, other) = told(name, "a", "c")
    assert relation(other, ids[0]) == "rewrite"

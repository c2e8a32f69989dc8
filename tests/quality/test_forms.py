"""News that is filled into a pattern: two fillings accuse nobody, and what was made from one of them is found.

Each story has two articles of one form, as two papers or two days have them, and beside them what was made from one: a
copy, a rewrite, an update, a correction. What is true of each two was written down before anybody ran them.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.quality.library import Library, Report, consistent, relation
from tests.quality.score import DERIVED

STORIES: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "own" / "forms.json").read_text())
"""`truth`: that the first article has from the second `nothing`, that it was `made` from it, or is its `update`."""


@cache
def told(story: str) -> tuple[Library, dict[str, str]]:
    """The story in a library, and the id of each of its articles."""
    library, language = Library(), STORIES[story]["language"]
    articles = STORIES[story]["articles"].items()
    return library, {name: library.add(language=language, **article) for name, article in articles}


def reports(story: str, *names: str) -> list[tuple[str, Report]]:
    library, ids = told(story)
    return [(ids[name], library.report(ids[name])) for name in names]


def pairs(*truths: str) -> list[tuple[str, str, str, str]]:
    return [(story, *row) for story, known in STORIES.items() for row in known["truth"] if row[2] in truths]


@pytest.mark.parametrize(("story", "one", "other", "truth"), pairs("nothing"))
def test_two_fillings_of_one_pattern_accuse_nobody(story: str, one: str, other: str, truth: str) -> None:
    (mine, here), (theirs, there) = reports(story, one, other)
    assert {relation(here, theirs), relation(there, mine)}.isdisjoint(DERIVED)


@pytest.mark.parametrize(("story", "one", "other", "truth"), pairs("made", "update"))
def test_what_was_made_from_a_filled_pattern_is_found(story: str, one: str, other: str, truth: str) -> None:
    (_, here), (theirs, _) = reports(story, one, other)
    assert relation(here, theirs) in ({"update"} if truth == "update" else DERIVED)
    assert here["derivation"] != "not_derived"
    consistent(here, told(story)[0])


def alone(story: str) -> bool:
    """Whether nobody says that the second filling was made from anything."""
    known = STORIES[story]
    return "b" in known["articles"] and all(truth == "nothing" for one, _, truth in known["truth"] if one == "b")


@pytest.mark.parametrize("story", list(filter(alone, STORIES)))
def test_a_form_alone_makes_nothing_derived(story: str) -> None:
    """The second filling, beside the first and all that was made from it, is its author's own."""
    [(_, report)] = reports(story, "b")
    assert report["derivation"] == "not_derived"

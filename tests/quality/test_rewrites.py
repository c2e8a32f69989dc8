"""Rewrites that say nothing new: names in other cases, numbers in other cases, a capital behind a colon."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.quality.library import Library, relation

STORIES: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "own" / "rewrites.json").read_text())
"""`new`: what the rewrite reckons for itself, as that one brother is five years younger than the other."""


@pytest.mark.parametrize("name", STORIES)
def test_what_a_rewrite_has_in_another_form_is_not_new(name: str) -> None:
    library, said = Library(), STORIES[name]
    wire = library.add(
        text=said["wire"], agency=said["agency"], published_at="2026-11-16T08:00:00Z", language=said["language"]
    )
    report = library.report(
        library.add(
            text=said["rewrite"], outlet="Paper", published_at="2026-11-16T11:00:00Z", language=said["language"]
        )
    )
    assert relation(report, wire) == "rewrite"
    assert [new["text"] for new in report["new"]] == said["new"]

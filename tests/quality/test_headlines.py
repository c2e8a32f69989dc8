"""A line over a story that says of what form it is, or who wrote it, is no news: nothing of it is called new."""

# ruff: noqa: E501 — texts are not broken
from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.quality.library import Library

WIRES: dict[str, dict[str, object]] = json.loads((Path(__file__).parent / "own" / "headlines.json").read_text())
"""Language → the text of a wire, and lines that papers print over it: none of them tells of anything that it has not."""


@pytest.mark.parametrize(("language", "line"), [(code, line) for code, w in WIRES.items() for line in w["lines"]])
def test_nothing_over_a_story_is_new(language: str, line: str) -> None:
    text = WIRES[language]["text"]
    library = Library()
    library.add(text=text, agency="Reuters", published_at="2026-11-17T08:00:00Z", language=language)
    copy = f"{line}\n\n{text}"
    report = library.report(
        library.add(text=copy, outlet="Nordbladet", published_at="2026-11-17T10:00:00Z", language=language)
    )
    assert report["derivation"] == "wholly_derived"
    assert report["new"] == []


def test_a_name_behind_a_label_is_new() -> None:
    wire = WIRES["en"]["text"]
    library = Library()
    library.add(text=wire, agency="Reuters", published_at="2026-11-17T08:00:00Z", language="en")
    copy = f"Exclusive: Board follows Olaf Rasmus and closes lock\n\n{wire}"
    report = library.report(
        library.add(text=copy, outlet="Nordbladet", published_at="2026-11-17T10:00:00Z", language="en")
    )
    assert [new["text"] for new in report["new"]] == ["Olaf Rasmus"]

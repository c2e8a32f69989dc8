"""Copies, cut copies and excerpts are found in any language, with the right places on both sides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.quality.library import Library, consistent, relation

OWN: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "own" / "languages.json").read_text())
DAY = "2026-11-20T{:02}:00:00Z"


def prose(language: str, sentences: list[str]) -> str:
    """Sentences as paragraphs of two."""
    space = "" if language == "zh" else " "
    return "\n\n".join(space.join(sentences[i : i + 2]) for i in range(0, len(sentences), 2))


def covered(report: dict[str, Any], sentence: str) -> float:
    """The share of a sentence's characters in passages."""
    start = report["article"]["text"].index(sentence)
    end = start + len(sentence)
    return sum(max(0, min(end, p["end"]) - max(start, p["start"])) for p in report["passages"]) / len(sentence)


@pytest.fixture(params=sorted(OWN))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def story(language: str) -> dict[str, Any]:
    return OWN[language]


@pytest.fixture
def library(language: str, story: dict[str, Any]) -> Library:
    """The wire, and an article of the paper's own that has nothing to do with it."""
    library = Library()
    library.add(
        text=prose(language, story["wire"]), title=story["title"], agency=story["agency"], published_at=DAY.format(6)
    )
    library.add(text=prose(language, story["own"]), outlet="Somewhere Else", published_at=DAY.format(7))
    return library


def wire_of(library: Library) -> str:
    return next(a.id for a in library.by_id.values() if a.agency)


def lifted(library: Library, report: dict[str, Any], sentences: list[str]) -> None:
    """Each of the wire's sentences is found whole, and what its passages show on either side is the same text."""
    consistent(report, library)
    wire = library.by_id[wire_of(library)].text
    for sentence in sentences:
        assert covered(report, sentence) == 1.0, sentence
        here, there = report["article"]["text"].index(sentence), wire.index(sentence)
        inside = [p for p in report["passages"] if p["start"] < here + len(sentence) and here < p["end"]]
        for passage in inside:
            assert passage["kind"] == "verbatim"
            assert passage["source"]["article_id"] == wire_of(library)
            assert passage["source"]["start"] - there == passage["start"] - here
            assert passage["text"].split() == passage["source"]["text"].split()


def test_a_verbatim_copy(library: Library, language: str, story: dict[str, Any]) -> None:
    copy = library.add(text=prose(language, story["wire"]) + "\n", outlet="The Copy", published_at=DAY.format(8))
    report = library.report(copy)
    assert relation(report, wire_of(library)) in ("identical", "copy")
    assert report["derivation"] == "wholly_derived"
    assert report["by_agency"] == [{"agency": story["agency"], "share": 1.0}]
    lifted(library, report, story["wire"])


def test_a_cut_copy(library: Library, language: str, story: dict[str, Any]) -> None:
    cut = library.add(text=prose(language, story["wire"][:4]), outlet="The Cut", published_at=DAY.format(8))
    report = library.report(cut)
    assert relation(report, wire_of(library)) in ("copy", "excerpt")
    assert report["derivation"] == "wholly_derived"
    lifted(library, report, story["wire"][:4])


@pytest.mark.parametrize("places", [(1, 4), (2, 4, 6)], ids=["two", "three"])
def test_an_excerpt(library: Library, language: str, story: dict[str, Any], places: tuple[int, ...]) -> None:
    """Sentences of the wire one by one between sentences of one's own."""
    taken = [story["wire"][i] for i in places]
    report = library.report(library.add(text=mixture(language, *places), outlet="The Mixture"))
    assert relation(report, wire_of(library)) in ("copy", "excerpt", "rewrite")
    lifted(library, report, taken)


def mixture(language: str, *places: int) -> str:
    own = OWN[language]["own"]
    return prose(language, [*own[:3], *(OWN[language]["wire"][i] for i in places), *own[3:]])


def test_an_excerpt_is_no_more_than_that() -> None:
    """In no language is what is one's own taken for the wire's in other words."""
    wrong: dict[str, Any] = {}
    for language, story in OWN.items():
        for places in ((1, 4), (2, 4, 6), (2, 3)):
            library = Library()
            wire = library.add(text=prose(language, story["wire"]), agency=story["agency"], published_at=DAY.format(6))
            report = library.report(library.add(text=mixture(language, *places), outlet="The Mixture"))
            own = [sentence for sentence in story["own"] if covered(report, sentence)]
            said = (relation(report, wire), report["derivation"])
            if own or said != ("excerpt", "partially_derived"):
                wrong[f"{language} {places}"] = (*said, own)
    assert wrong == {}


def test_the_paper_s_own_article_is_not_flagged(library: Library) -> None:
    other = next(a.id for a in library.by_id.values() if a.outlet == "Somewhere Else")
    report = library.report(other)
    assert report["derivation"] == "not_derived"
    assert report["passages"] == []

"""Forms whose slots have labels: a label is the form's own, what stands behind it is filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from copytaster.fingerprint import Analysis, analyse
from copytaster.match.form import Form, form
from copytaster.match.labels import in_common, labels
from copytaster.match.said import likeness
from copytaster.model import Article
from tests.match.meanings import meaning

RECALL = (
    "Record {record} in the Larkspur Register of withdrawn goods.\n\nMaker: {maker}. Goods: {goods}. Fault: {fault}. "
    "Class: {number}. Injuries reported: {injuries}. Sold: {sold}. Reported by: {by}.\n\n"
    "The Larkspur Register is kept by the Consumer Institute in Antwerp and is not checked with the maker. "
    "Comments go to the Larkspur Register in Antwerp. Records may be revised."
)
KETTLES: dict[str, Any] = {
    "record": "BE-2026-114", "maker": "Hollewijn", "goods": "electric kettles", "fault": "lid comes off", "number": 2,
    "injuries": "none", "sold": "shops", "by": "importer",
}  # fmt: skip
PRAMS: dict[str, Any] = {
    "record": "BE-2026-090", "maker": "Tavistok Brothers", "goods": "folding prams", "fault": "hinge pinches fingers",
    "number": 1, "injuries": "two", "sold": "online", "by": "customer",
}  # fmt: skip


def read(text: str, language: str = "en") -> Analysis:
    return analyse(Article(text, text, language=language, published_at=datetime(2026, 3, 9, tzinfo=UTC)))


def formed(one: str, other: str) -> Form:
    a, b = read(one), read(other)
    cosine = meaning(a) @ meaning(b).T
    here, there = form(a, b, likeness(a, b, cosine)), form(b, a, likeness(b, a, cosine.T))
    assert (here.same, here.facts.agree, here.facts.differ) == (there.same, there.facts.agree, there.facts.differ)
    return here


def test_a_register_tells_of_two_things_in_one_form() -> None:
    """Its own names stand in both, and its values are words that are no names and share no run with the others."""
    assert formed(RECALL.format(**KETTLES), RECALL.format(**PRAMS)).same


@pytest.mark.parametrize(
    "changed", [{}, {"injuries": "one"}, {"number": 1, "injuries": "three", "sold": "shops and online"}]
)
def test_a_copy_of_an_entry_and_a_new_version_of_it_stay_what_they_are(changed: dict[str, object]) -> None:
    assert not formed(RECALL.format(**KETTLES), RECALL.format(**{**KETTLES, **changed})).same


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Depth of working: 580 m.", ("depth", "of", "working")),
        ("Goods: kettles.", ("goods",)),
        ("7 p.m., Channel One: The Harbour.", ("7", "p", "m", "channel", "one")),
        ("The judge told her: “You knew.”", None),
        ("He had three: one for each day.", ("he", "had", "three")),
        ("It ended at 10:15 on the day.", None),
        ("It was over. Then: nothing.", None),
        ("Nobody came.", None),
        ("Fault:", None),
        ("Ten of them, all from the north of the country where it had snowed for weeks and more, said: no.", None),
    ],
)
def test_a_label_opens_a_sentence_and_no_speech(sentence: str, expected: tuple[str, ...] | None) -> None:
    x = read(sentence)
    assert (labels(x)[0].words if 0 in labels(x) else None) == expected


def test_a_label_is_told_in_other_scripts() -> None:
    assert labels(read("震源の深さ：10キロ。", "ja"))
    assert labels(read("Глубина: 10 км.", "ru"))[0].words == ("глубина",)


def test_a_story_with_a_colon_or_two_is_no_form() -> None:
    story = "Weather: rain. Sport: none. The council sat until midnight and went home."
    assert in_common(read(story), read(story)) is None

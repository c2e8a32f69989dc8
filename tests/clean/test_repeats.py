# ruff: noqa: E501  (a text stands on one line)
"""Paragraphs that stand twice are no more of the story than once: standfirsts, pull quotes, texts that a page holds twice."""

from __future__ import annotations

import time

import pytest

from copytaster.clean import boilerplate
from copytaster.model import BoilerplateKind

LEAD = "The state theatre will not open its season on Saturday because the safety curtain failed a test."
SECOND = "Some 640 tickets had been sold for the first night, its director said, “and all will be refunded to the last one”."
THIRD = "The house had been rebuilt for 19 million euros."
STORY = f"{LEAD}\n\n{SECOND}\n\n{THIRD}"


def repeated(body: str, language: str = "en") -> list[str]:
    found = boilerplate.mark(body, language)
    return [body[span.start : span.end] for span in found if span.kind is BoilerplateKind.REPEATED]


@pytest.mark.parametrize(
    ("body", "twice"),
    [
        (f"{LEAD}\n\n{STORY}", [LEAD]),
        (f"{LEAD}\n\nMARLO, Oct 8 (AFP) - {STORY}", [LEAD]),
        (f"{LEAD[:-1]} …\n\n{STORY}", [LEAD]),
        (f"{LEAD[:60]}...\n\n{STORY}", [f"{LEAD[:60]}..."]),
        (f"{LEAD[:48]}…\n\n{STORY}", [f"{LEAD[:48]}…"]),
        (f"{LEAD}\n\n{LEAD} The theatre said so.\n\n{SECOND}", [LEAD]),
        (f"{LEAD}\n\n“And all will be refunded to the last one”\n\n{SECOND}", []),  # another word
        (f"{LEAD}\n\n„and all will be refunded to the last one“\n\n{SECOND}", ["„and all will be refunded to the last one“"]),
        (f"{STORY}\n\n{STORY}", [LEAD, SECOND, THIRD]),
    ],
)
def test_what_stands_twice(body: str, twice: list[str]) -> None:
    assert repeated(body) == twice


@pytest.mark.parametrize(
    ("lead", "rest", "language"),
    [
        ("Государственный театр не откроет сезон в субботу из-за занавеса.", "Продано 640 билетов.", "ru"),
        ("Das Staatstheater eröffnet seine Spielzeit am Samstag doch nicht.", "Alle 640 Karten werden erstattet.", "de"),
        ("国立劇場は土曜日に予定していた初日を取りやめると発表した。", "切符は払い戻される。", "ja"),
        ("لن يفتح المسرح موسمه يوم السبت بسبب عطل في ستارة الأمان.", "بيعت 640 تذكرة.", "ar"),
    ],
)
def test_in_any_language(lead: str, rest: str, language: str) -> None:
    assert repeated(f"{lead}\n\n{lead}\n\n{rest}", language) == [lead]
    assert repeated(f"{lead}\n\n{lead}{rest}", language) == [lead]


@pytest.mark.parametrize(
    "body",
    [
        STORY,
        "No, no.\n\nYes.\n\nNo, no.\n\nYes.",  # a refrain
        f"{LEAD}\n\n{LEAD.replace('Saturday', 'Sunday')}",
        f"{LEAD[:-8]}\n\n{LEAD[:-8]}s a test of its own which it did not pass.",  # inside a word
        LEAD,
        f"{'. ' * 40}\n\n{LEAD}\n\n{'. ' * 40}",
    ],
)
def test_what_does_not(body: str) -> None:
    assert repeated(body) == []


@pytest.mark.parametrize("body", ["\n\n".join([LEAD] * 5_000), "\n\n".join(["a" * 290] * 200), f"{'x ' * 40}\n\n" * 700])
def test_it_takes_time_in_proportion_to_the_text(body: str) -> None:
    start = time.process_time()
    boilerplate.mark(body.strip(), "en")
    assert time.process_time() - start < 1.5

"""The credit of one item of a digest, whatever divides the items and wherever the lines break."""

from __future__ import annotations

import time

import pytest

from copytaster.credit import detect
from copytaster.credit.items import apart, in_item
from copytaster.model import Article

FIRST = "An explosion tore through a grain elevator, killing three workers and hurling concrete onto a ship"
REST = ("Ferries to the outer islands stop for two days next week.", "The council votes on parking on Monday.")
ENDS = (
    " ({}).", ". ({})", " ({})", ". ({}).", " [{}]", ". [{}]", ". /{}/", " — {}", ". — {}", " – {}", " - {}", "; {}",
    ". {}.", ". {}", " (Source: {})",
)  # fmt: skip
NAMES = {"AP": "AP", "AFP": "AFP", "Reuters": "Reuters", "dpa": "dpa", "TASS": "TASS"}
UNCLEAR = frozenset((" – {}", " — {}", ". — {}", " - {}", "; {}", ". {}"))
"""Ends that cannot be told from the dash that opens the next item of the same line."""


def stated(text: str) -> list[tuple[str, str]]:
    found = detect(Article(id="a", text=text))
    assert all(e.span and text[e.span.start : e.span.end] == e.evidence for e in found)
    return [(e.agency, e.evidence) for e in found]


CASES = [
    (mark, end, between)
    for mark in "•▪●◦‣■►*·–-" for end in ENDS for between in ("\n", " ", "\n\n")
    if not (between == " " and mark in "–-" and end in UNCLEAR)
]  # fmt: skip


@pytest.mark.parametrize(("mark", "end", "between"), CASES)
def test_the_credit_that_ends_an_item_is_read(mark: str, end: str, between: str) -> None:
    for name, agency in NAMES.items():
        items = [REST[0], FIRST + end.format(name), REST[1]]
        text = "Good morning. This happened overnight.\n\n" + between.join(f"{mark} {item}" for item in items)
        (found,) = stated(text)
        assert found[0] == agency, text
        assert name in found[1]
        assert len(found[1]) <= len(name) + len("(Source: )")


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("▪ Drei Menschen starben bei der Explosion im Hafen (dpa). ▪ Die Fähre fährt heute nicht.", "dpa"),
        ("• Trois personnes sont mortes dans l’explosion du silo (AFP). • Le bac ne circule pas.", "AFP"),
        ("● Tres personas murieron en la explosión del silo (EFE) ● El transbordador no sale.", "EFE"),
        ("▪ Три человека погибли при взрыве в порту (ТАСС). ▪ Паром сегодня не ходит.", "TASS"),
        ("■ قتل ثلاثة أشخاص في انفجار الصومعة (رويترز). ■ العبارة لا تعمل اليوم.", "Reuters"),
        ("▲ 항구 폭발로 세 명이 숨졌다 (연합뉴스) ▲ 오늘 배가 뜨지 않는다.", "Yonhap"),
        ("◆ 港で爆発があり３人が死亡した。（共同） ◆ きょう船は出ない。", "Kyodo"),
        ("· Tre persone sono morte nell’esplosione del silo (ANSA). · Il traghetto oggi non parte.", "ANSA"),
        ("* Três pessoas morreram na explosão do silo (Lusa) * A balsa não sai hoje.", "Lusa"),
    ],
)
def test_in_other_languages(text: str, agency: str) -> None:
    assert [name for name, _ in stated(text)] == [agency]


def test_each_item_has_its_own() -> None:
    text = f"▪ {FIRST} (AP). ▪ {REST[0]} ▪ The bank kept its rate at 4 percent — Reuters ▪ {REST[1]} (AFP)"
    assert [agency for agency, _ in stated(text)] == ["AP", "Reuters", "AFP"]


@pytest.mark.parametrize(
    "text",
    [
        "▪ The Australian Federal Police (AFP). ▪ The Data Protection Authority (DPA).",
        "▪ She joined Reuters in 1999. ▪ Her brother works for the AFP — and likes it.",
        "▪ Students of Advanced Placement — AP ▪ All others: see the list.",
        "* The firm moved to Harrisburg, PA * The works stayed.",
        "He rode – some say – for AP – and lost.",
    ],
)
def test_a_bullet_makes_no_credit_of_what_is_none(text: str) -> None:
    assert stated(text) == []


def test_offsets_stay_and_dashes_in_sentences_too() -> None:
    told = "– One – or two – came. – Three left (AP). – Four · five * six.\n2 * 3 · 4 – 5\n* a * b"
    there = "– One – or two – came.\n– Three left (AP).\n– Four · five * six.\n2 * 3 · 4 – 5\n* a\n* b"
    assert apart(told) == there
    assert len(apart("a ▪ b")) == 5
    assert in_item("x\n▪ b — AP", 8)
    assert not in_item("x ▪ b — AP", 8)
    assert not in_item("▪ " + "word " * 200, 900)


@pytest.mark.parametrize(
    "text", ["▪ " * 200_000, "* a " * 200_000, "– a. " * 150_000, " ▪ (AP). " * 60_000, "-\n" * 200_000]
)
def test_time_is_linear(text: str) -> None:
    began = time.process_time()
    apart(text)
    detect(Article(id="a", text=text[:100_000]))
    assert time.process_time() - began < 3

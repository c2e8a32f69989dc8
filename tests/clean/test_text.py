# ruff: noqa: E501  (documents stand here as they come, not wrapped)
"""White space only: wraps are joined, what was meant as a line stays, no character is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copytaster.clean.formats import text
from copytaster.text.words import count

WRAPPED = """\
   The harbour board voted late on Tuesday to close the eastern
basin for eleven weeks while divers replace the lock gates that
failed in the January storms.
   Fishing crews, who were told by letter, said they had been given
no time to move their boats.
   The board meets again on Friday."""


def test_a_teleprinter_paragraph_begins_with_an_indent() -> None:
    assert [line.split()[1] for line in text.normalise(WRAPPED).split("\n\n")] == ["harbour", "crews,", "board"]


def test_a_ragged_first_line_is_joined() -> None:
    ragged = (
        "Unlike many\nCoastal towns, Harlow Bay has kept its harbour office open since the\nstorm took the pier.\n\n"
        "On Friday,\nMayor Ines Calder had said the town would not rule out selling the\nold ferry.\n"
    )
    assert text.normalise(ragged).split("\n\n") == [
        "Unlike many Coastal towns, Harlow Bay has kept its harbour office open since the storm took the pier.",
        "On Friday, Mayor Ines Calder had said the town would not rule out selling the old ferry.",
    ]


def test_long_lines_are_paragraphs() -> None:
    lines = ["The tunnel will open in May. " * 9, "What happens next", "Officials would not say who pays. " * 8]
    assert text.normalise("\n".join(lines)).split("\n\n") == [line.strip() for line in lines]


@pytest.mark.parametrize(
    "stays", ["- two new buses", "1. Vote on the budget", "By Mara Lindqvist", "Also Read: Ferry sold"]
)
def test_lines_that_open_something_stay(stays: str) -> None:
    before = "The council published the following list of its decisions on Monday"
    assert stays in text.normalise(f"{before}\n{stays}\nThe next meeting is on Friday").split("\n\n")[1:2]


def test_headings_between_empty_lines_stay() -> None:
    body = "The bridge is closed.\n\nWhat the engineers found\n\nRust, mostly, and a nest."
    assert text.normalise(body) == body


def test_a_broken_word_keeps_its_hyphen_and_gets_no_space() -> None:
    body = "The minister spoke of a once-in-a-generation chance for the north-\neast and its many shuttered shipyards and mills."
    assert "north-east and" in text.normalise(body)


def test_chinese_lines_are_joined_without_a_space() -> None:
    body = "港口管理委员会星期二晚间投票决定关闭东部港池十一个星期以便潜水员更换在一月\n风暴中损坏的闸门渔民们表示他们没有时间转移船只委员会将于星期五再次开会讨论。"
    assert text.normalise(body) == body.replace("\n", "")


def test_controls_go_and_the_readers_characters_stay() -> None:
    assert (
        text.normalise("\ufeffA\x07 ﬁne\u00a0“day”\x9f in\u00ad deed\tnow \r\n") == "A ﬁne\u00a0“day” in\u00ad deed now"
    )


@given(st.text(st.characters(codec="utf-8"), max_size=400))
def test_only_white_space_and_controls_change(body: str) -> None:
    kept = "".join(c for c in text.normalise(body) if c.isprintable() and not c.isspace())
    # A line that has nothing to see on it is dropped whole.
    assert kept == "".join(c for c in body if c.isprintable() and not c.isspace())


@given(st.text(st.characters(codec="utf-8"), max_size=400) | st.lists(st.text("ab .\n-By", max_size=50)).map("\n".join))
def test_cleaning_again_changes_nothing(body: str) -> None:
    once = text.normalise(body)
    assert text.normalise(once) == once
    assert all(line == line.strip() for line in once.split("\n"))
    assert "\n\n\n" not in once


@pytest.mark.parametrize(
    ("body", "low", "high"),
    [
        ("The council's vice-chair resigned.", 4, 5),
        ("港口管理委员会星期二晚间投票决定关闭东部港池", 9, 18),
        ("คณะกรรมการท่าเรือลงมติปิดท่าเรือฝั่งตะวันออก", 6, 14),
        ("항만 위원회는 화요일 밤에 투표했다", 5, 5),
    ],
)
def test_words_are_counted_without_spaces_where_scripts_have_none(body: str, low: int, high: int) -> None:
    assert low <= count(body) <= high

"""The names of months and days that are shipped are those of CLDR."""

from __future__ import annotations

from copytaster.text import calendars
from tests.text.calendars import lines


def test_the_shipped_names_are_those_of_cldr() -> None:
    assert calendars.FILE.read_text("utf-8") == lines(), "run python -m tests.text.calendars"


def test_a_month_is_known_by_both_its_names() -> None:
    german = calendars.calendars()["de"]
    assert german.months["Januar"] == german.months["Jan."] == 1
    assert {"Montag", "Mo."} <= {*german.days}

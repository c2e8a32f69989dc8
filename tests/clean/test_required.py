"""What a regular expression requires: whatever it fits has one of its anchors, and begins with one of its openings."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copytaster.clean import phrases, required
from tests.clean.letters import lines


@pytest.mark.parametrize(
    ("expression", "openings"),
    [
        ("sign up", {"sign up"}),
        ("(this|the) (story|report) is", {"this story is", "the story is", "this report is", "the report is"}),
        (r"\(?with(out)? reports?", {"with report", "with reports", "without report", "without reports"}),
        ("(read )*more", set()),  # how often it is said is open
        ("(ab)+c", {"ab"}),
        (r"the \w+ line", {"the "}),
        (r"\d+ comments", set()),
        ("a|the", set()),  # one letter stands everywhere
        ("©", set()),
    ],
)
def test_openings(expression: str, openings: set[str]) -> None:
    assert required.openings(f"(?:{expression})") == openings


def test_many_openings_are_cut_short() -> None:
    found = required.openings("(?:aa|bb|cc|dd|ee|ff|gg|hh|ii)(?:jj|kk|ll|mm|nn|oo|pp|qq|rr)")
    assert found == {"aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "ii"}


@pytest.mark.parametrize("language", ["any", "en", "de", "fr", "ru"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_a_phrase_fits_is_found_by_its_opening_or_its_anchors(language: str, data: st.DataObject) -> None:
    every = [p for p in phrases.every() if p.language == language]
    phrase = data.draw(st.sampled_from(every))
    source = phrases._expression(phrase.source, bounded=False)
    text = data.draw(st.from_regex(re.compile(source, re.IGNORECASE), fullmatch=True))
    folded = phrases.fold(text)
    if len(folded) != len(text) or any(c.lower() != c.casefold() or c == "ı" for c in text):
        return  # letters that only folding of case calls alike
    table = phrases.table("en" if language == "any" else language)
    found = list(table.opens(folded, 0, len(folded))) + [p for _, hit in table.hits(folded) for p in hit]
    assert phrase in found or phrase in table.everywhere


def test_the_letters_that_are_shipped_are_those_of_the_phrases() -> None:
    assert phrases.LETTERS.read_text("utf-8") == lines(), "run python -m tests.clean.letters"

"""Scripts of letters, and whether they have capitals: ASCII, which is told at once, as any other text."""

from __future__ import annotations

from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from copytaster.text import sentences
from copytaster.text.scripts import has_capitals, script_of, scripts
from tests.fingerprint.unicode import texts

ASCII = st.text(st.characters(max_codepoint=127), max_size=80)
KANJI = "人"


@given(ASCII)
def test_letters_of_ascii_are_counted_as_in_any_text(text: str) -> None:
    found = scripts(f"{text}{KANJI}")
    del found["han"]
    assert scripts(text) == found
    assert all(scripts(text).values())


@given(ASCII)
def test_capitals_of_ascii_are_told_as_in_any_text(text: str) -> None:
    assert has_capitals(text) == has_capitals(f"{text}…")


def test_most_letters_decide() -> None:
    assert has_capitals("Ein Wort: 人民")
    assert not has_capitals("A 人民 人民")
    assert not has_capitals("12 – 13")
    assert scripts("Oslo и 人民") == {"latin": 4, "cyrillic": 1, "han": 2}


@given(texts)
def test_letters_beyond_ascii_are_counted_one_by_one(text: str) -> None:
    told = Counter(script for char in text if char.isalpha() and (script := script_of(char)))
    assert scripts(text) == told
    letters = [char for char in text if char.isalpha()]
    cased = sum(char.lower() != char.upper() for char in letters)
    assert has_capitals(text) == (2 * cased > len(letters))


@given(texts, st.sampled_from(["", " ", "\n", "\x1c", "\u2028"]))
@example("He met Prof.", " ")
@example("He met xProf.", "")
@example("Gen.", "")
@example("J.", "\n")
def test_a_name_is_broken_where_the_expression_says_so(text: str, behind: str) -> None:
    for before in (text + behind, text + "." + behind):
        assert sentences._breaks_name(before) == (sentences._NAME_BREAK.search(before) is not None)

"""Scripts of letters, and whether they have capitals: ASCII, which is told at once, as any other text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copytaster.text.scripts import has_capitals, scripts

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

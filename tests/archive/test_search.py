"""The words that full-text search keeps and asks for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copytaster.archive.search import _PARTING, LONGEST_WORD, _gaps, _plain, words

SIGNS = "".join(map(chr, range(128)))


def the_long_way(text: str) -> str:
    return " ".join(word[:LONGEST_WORD] for word in _gaps().sub(" ", _plain(text)).split())


def test_every_sign_of_ascii_is_read_as_in_any_other_text() -> None:
    assert words(SIGNS) == the_long_way(SIGNS) == f"0123456789 {SIGNS[65:91].lower()} {SIGNS[97:123]}"


@given(st.text(st.characters(max_codepoint=127), max_size=300))
def test_ascii_is_read_as_any_other_text(text: str) -> None:
    assert words(text) == the_long_way(text)


@given(st.text(st.sampled_from(_PARTING + "aB3'<\u0301\u0338\u05b0\u20ddéΣ漢") | st.characters(), max_size=50))
def test_a_sign_that_parts_words_is_a_gap_whatever_stands_beside_it(text: str) -> None:
    assert words(text) == the_long_way(text)


def test_a_long_word_is_cut_in_any_text() -> None:
    assert words("x" * 300) == "x" * LONGEST_WORD
    assert words("é" * 300) == "e" * LONGEST_WORD

"""Word-level differences: complete, true on both sides, and as small as they can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.pages.report import diff

WORDS = st.lists(
    st.sampled_from(["port", "Port", "strike", "41", "4,100", "“", '"', "。", "港", "don't", "don’t", "é"]), max_size=12
)


def shown(text: str, pieces: tuple[diff.Piece, ...], changed: bool) -> str:
    return " ".join(text[p.start : p.end] for p in pieces if p.changed is changed)


def lcs(a: list[str], b: list[str]) -> int:
    """The textbook table."""
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            table[i][j] = table[i - 1][j - 1] + 1 if x == y else max(table[i - 1][j], table[i][j - 1])
    return table[-1][-1]


@given(WORDS, WORDS)
def test_pieces_cover_both_texts_and_what_is_unchanged_is_a_longest_common_sequence(a: list[str], b: list[str]) -> None:
    here, there = " ".join(a), " ".join(b)
    left, right = diff.words(here, there)
    for text, pieces in ((here, left), (there, right)):
        assert "".join(text[p.start : p.end] for p in pieces) == text
        assert all(p.end > p.start for p in pieces)
    same_left = [t.key for t in diff._tokens(shown(here, left, False))]
    same_right = [t.key for t in diff._tokens(shown(there, right, False))]
    assert same_left == same_right
    assert len(same_left) == lcs([t.key for t in diff._tokens(here)], [t.key for t in diff._tokens(there)])


def test_changed_figures_and_words_are_found_and_typography_is_not() -> None:
    here, there = "The union’s 1,200 dockers left 44 vessels.", "The union's 1,200 dockers left 41 ships."
    left, right = diff.words(here, there)
    assert shown(here, left, True) == "44 vessels"
    assert shown(there, right, True) == "41 ships"


def test_scripts_without_spaces_differ_by_character() -> None:
    left, right = diff.words("四十四艘船", "四十一艘船")
    assert (shown("四十四艘船", left, True), shown("四十一艘船", right, True)) == ("四", "一")


def test_hindi_words_stay_whole() -> None:
    left, _ = diff.words("शनिवार को हड़ताल", "रविवार को हड़ताल")
    assert shown("शनिवार को हड़ताल", left, True) == "शनिवार"


def test_very_long_passages_still_tell_beginning_and_end_from_the_middle() -> None:
    a = " ".join(f"w{i}" for i in range(3000))
    b = a.replace("w1500 ", "other ")
    left, right = diff.words(a, b)
    assert shown(a, left, True) == "w1500"
    assert shown(b, right, True) == "other"

"""How many of what, and which: said in one place."""

from __future__ import annotations

import pytest

from copytaster.counts import count, listed


@pytest.mark.parametrize(
    ("number", "one", "many", "said"),
    [
        (0, "article", None, "0 articles"),
        (1, "article", None, "1 article"),
        (12_000, "article", None, "12,000 articles"),
        (1, "stretch", "stretches", "1 stretch"),
        (2, "stretch", "stretches", "2 stretches"),
    ],
)
def test_a_number_with_its_noun(number: int, one: str, many: str | None, said: str) -> None:
    assert count(number, one, many) == said


@pytest.mark.parametrize(
    ("names", "most", "said"),
    [
        ("", 3, ""), ("A", 3, "A"), ("AB", 3, "A and B"), ("ABC", 3, "A, B and C"), ("ABCD", 3, "A, B, C and 1 other"),
        ("ABCDE", 3, "A, B, C and 2 others"), ("ABCDE", None, "A, B, C, D and E"), ("AB", 1, "A and 1 other"),
    ],
)  # fmt: skip
def test_names_in_a_row(names: str, most: int | None, said: str) -> None:
    assert listed(iter(names), most) == said

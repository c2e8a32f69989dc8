"""Cells of a table that a spreadsheet shows and never computes."""

from __future__ import annotations

import pytest

from service.tables import cell


@pytest.mark.parametrize("front", ["", " ", "\t", "\u00a0", "\ufeff", "\u200b", "\u2060 "])
@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠−"])
def test_nothing_that_begins_as_a_formula_does(front: str, sign: str) -> None:
    """Wide signs, and what hid behind a byte-order mark, went through as they were."""
    said = f'{front}{sign}HYPERLINK("https://a.example","x")'
    assert cell(said) == f"'{said}"


@pytest.mark.parametrize("value", ["The lock = closed", "–12", "“=”", "", 3, -3, 0.5, None])
def test_anything_else_stays(value: object) -> None:
    assert cell(value) is value

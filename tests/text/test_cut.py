"""Cutting words: the compiled way against the plain one, which is its oracle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copytaster.text import scripts, words
from tests.fingerprint.unicode import texts

compiled = pytest.mark.skipif(words._cut is None, reason="built without a compiler")
KINDS = st.lists(st.sampled_from(range(scripts.UNSEEN + 1)), max_size=60)
FIGURES = st.text("0123456789 ,.'a-\u00ad\u0301人", max_size=40)


@compiled
@given(KINDS)
def test_it_cuts_any_classes_as_the_plain_way_does(kinds: list[int]) -> None:
    given = np.array(kinds, np.uint8)
    assert words.cut(given).tolist() == words.plainly_cut(given).tolist()


@compiled
@given(FIGURES | texts)
@example("12'500 and 1\u2019850\u2019000 or 1'2345, '90'200 rock'n'roll 5'5'500er 12'500'")
@example("12 500 000 and 1 234 5678, 1984 500 people, the 1990s' \u2019em; wa\u00adter 3人の 5kg")
def test_it_cuts_any_text_as_the_plain_way_does(text: str) -> None:
    kinds = scripts.classes(text)
    assert words.cut(kinds).tolist() == words.plainly_cut(kinds).tolist()


@given(FIGURES | texts)
def test_words_stand_apart_and_in_order(text: str) -> None:
    flat = words.places(text).ravel().tolist()
    assert flat == sorted(flat)
    assert all(start < end <= start + words.LONGEST for start, end in words.places(text).tolist())


def test_without_a_compiler_words_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The 12 500 cars of wa\u00adter-land, 1.5 million by 1990s' end: 人民 и 3,000 more"
    found = words.words(text)
    monkeypatch.setattr(words, "_cut", None)
    assert words.words(text).norms == found.norms
    assert "12500" in found.norms


@compiled
def test_what_is_no_buffer_is_refused() -> None:
    with pytest.raises(TypeError):
        words._cut.cut("text")

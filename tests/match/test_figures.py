"""Which figures agree is said twice: of two figures by `Figure.agrees`, of all in two articles at once by alignment."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copytaster.fingerprint import analyse
from copytaster.match import similarity
from copytaster.model import Article
from copytaster.text.figures import agreeing, table

PIECES = st.sampled_from([
    "140 days", "almost five months", "some 1,200", "1.03m", "about 9.25", "9.251 per cent", "12%", "a dozen", "8:34",
    "8.34", "0834", "0:00", "March 6", "6 March", "in 2024", "2,024", "-3", "0", "five miles", "8 km", "seven", "7",
    "two tonnes", "2,000 kg", "half an hour", "40 acres", "16 hectares", "3日", "5月3日", "5日", "3月5日",
])  # fmt: skip


@pytest.mark.parametrize("at_once", [similarity.AT_ONCE, 16])
@given(st.lists(PIECES, max_size=12), st.lists(PIECES, max_size=12), st.sampled_from(["en", "ja"]))
@example(["3日"], ["5月3日"], "ja")
def test_both_say_the_same(at_once: int, one: list[str], other: list[str], language: str) -> None:
    a, b = (
        analyse(Article(id=str(n), text=" and then ".join(said), language=language))
        for n, said in enumerate((one, other))
    )
    mine, theirs = (list(chain.from_iterable(x.figures)) for x in (a, b))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similarity, "AT_ONCE", at_once)
        found = [similarity.agreeing_figures(a, b)]
        patch.setattr(similarity.joins, "_joins", None)
        found.append(similarity.agreeing_figures(a, b))
    agreeing_with = [[any(f.agrees(g) for g in theirs) for f in row] for row in a.figures]
    expected = [[sum(row) for row in agreeing_with], [len(row) - sum(row) for row in agreeing_with]]
    assert [counts.dtype for counts in found] == [np.float32, np.float32]
    assert [counts.tolist() for counts in found] == [expected, expected]
    in_pairs = np.array([[f.agrees(g) for g in theirs] for f in mine], bool).reshape(len(mine), len(theirs))
    assert np.array_equal(agreeing(table(mine), table(theirs)), in_pairs)

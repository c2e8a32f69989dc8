"""How alike sentences are: by runs of words and by content, each seen from both sides."""

from __future__ import annotations

import numpy as np
import pytest

from copytaster.fingerprint import Analysis, analyse
from copytaster.match import similarity
from copytaster.match.similarity import in_common, shared_content
from copytaster.model import Article

WIRE = "Harbour workers in Lindholm ended a strike on Tuesday. Ferries will sail at noon."
STORY = "Ferries will sail again. Nothing else is known. A strike by harbour workers in Lindholm was over."


def read(text: str) -> Analysis:
    return analyse(Article(id="x", text=text, language="en"))


def test_places_of_what_stands_in_both() -> None:
    x, y = np.array([1, 3, 5, 9], np.uint64), np.array([3, 4, 9], np.uint64)
    assert [found.tolist() for found in in_common(x, y)] == [[1, 3], [0, 2]]
    assert [found.tolist() for found in in_common(x, y[:0])] == [[], []]
    assert [found.tolist() for found in in_common(x[:0], y)] == [[], []]


def test_content_that_sentences_share() -> None:
    share = shared_content(read(STORY), read(WIRE)).share()
    assert share.shape == (3, 2)
    assert share.argmax(axis=1)[[0, 2]].tolist() == [1, 0]
    assert share[1].max() == 0
    assert ((share >= 0) & (share <= 1.0001)).all()
    whole = shared_content(read(WIRE), read(WIRE)).share()
    assert np.diag(whole) == pytest.approx(1.0)


def test_two_sentences_together_say_what_either_says() -> None:
    shared = shared_content(read(STORY), read(WIRE))
    one, other = np.zeros(3, np.int64), np.ones(3, np.int64)
    together = shared.union(one, other)
    assert (together >= shared.share().max(axis=1) - 1e-6).all()
    assert shared.union(one, one) == pytest.approx(shared.share()[:, 0])


def test_parts_of_a_large_comparison_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = shared_content(read(STORY), read(WIRE))
    one, other = np.zeros(3, np.int64), np.ones(3, np.int64)
    at_once = shared.union(one, other)
    monkeypatch.setattr(similarity, "AT_ONCE", 1)
    assert np.array_equal(shared.union(one, other), at_once)

"""Content words that sentences share, and which sentence is the likest: the compiled loops against the plain ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copytaster.fingerprint import Analysis, analyse
from copytaster.match import content, joins
from copytaster.match.content import Rows, Shared, likest, plain_likest, shared_content
from copytaster.model import Article

compiled = pytest.mark.skipif(joins._joins is None, reason="built without a compiler")
WIRE = "Harbour workers in Lindholm ended a strike on Tuesday. Ferries will sail at noon."
STORY = "Ferries will sail again. Nothing else is known. A strike by harbour workers in Lindholm was over."
WORDS = ["harbour", "ferry", "strike", "noon", "gull", "Lindholm", "the"]
SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), max_size=7)


def read(text: str) -> Analysis:
    return analyse(Article(id="x", text=text, language="en"))


def told(sentences: list[list[str]]) -> Analysis:
    return read(" ".join(" ".join(words).capitalize() + "." for words in sentences))


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
    one, other = np.zeros(3, np.int32), np.ones(3, np.int32)
    together = shared.union(one, other)
    assert (together >= shared.share().max(axis=1) - 1e-6).all()
    assert shared.union(one, one) == pytest.approx(shared.share()[:, 0])
    assert shared.rest(one)[1] == pytest.approx(together - shared.union(one, one), abs=1e-6)
    assert shared.rest(one)[0].tolist() == shared.rest(other)[1].tolist() == [0, 0, 0]


def test_parts_of_a_large_comparison_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = shared_content(read(STORY), read(WIRE))
    one, other = np.zeros(3, np.int64), np.ones(3, np.int64)
    at_once = shared.union(one, other)
    monkeypatch.setattr(content, "AT_ONCE", 1)
    assert np.array_equal(shared.union(one, other), at_once)


def compare(x: Analysis, y: Analysis, cosine: Any, runs: Any, little: float = 0.1) -> None:
    """Everything is the same both ways; sums but for the last digit, so that of equals either may be the likest."""
    for chosen, of in zip(joins.in_common(x.content.hashes, y.content.hashes), (x.content, y.content), strict=True):
        assert all(map(np.array_equal, content.rows_of(of, chosen), content.plain_rows_of(of, chosen)))
    shared = shared_content(x, y)
    if not len(x) or not len(y):
        return
    found, plain = likest(shared, cosine, runs, little), plain_likest(shared, cosine, runs, little)
    like = (0 if cosine is None else cosine) + runs + little * shared.share()
    each = np.arange(len(x))
    assert like[each, found.best] == pytest.approx(like[each, plain.best], abs=1e-5)
    assert like[each, found.second] == pytest.approx(like[each, plain.second], abs=1e-5)
    assert (found.best != found.second).all() == (len(y) > 1)
    alike = (found.best == plain.best) & (found.second == plain.second)
    for mine, theirs in zip(found[3:], plain[3:], strict=True):
        assert mine.dtype == theirs.dtype == np.float32
        assert mine[alike] == pytest.approx(theirs[alike], rel=1e-5, abs=1e-6)
    assert shared.rest(found.best) == pytest.approx(shared.plain_rest(found.best), rel=1e-5, abs=1e-6)
    assert shared.rest(found.best).dtype == shared.plain_rest(found.best).dtype == np.float32


@compiled
@settings(deadline=None)
@given(SENTENCES, SENTENCES, st.integers(0, 2**32 - 1), st.booleans(), st.booleans())
@example([], [["ferry"]], 0, False, False)
@example([["ferry"] * 8], [["ferry"]] * 7, 0, False, False)
def test_any_two_articles(one: list[list[str]], other: list[list[str]], seed: int, known: bool, turned: bool) -> None:
    x, y = told(one), told(other)
    draw = np.random.default_rng(seed)
    shape = (len(y), len(x)) if turned else (len(x), len(y))
    cosine, runs = (draw.random(shape, np.float32) for _ in range(2))
    if turned:
        cosine, runs = cosine.T, runs.T
    compare(x, y, cosine if known else None, runs)


@compiled
def test_the_longest_articles() -> None:
    draw = np.random.default_rng(7)
    x, y = (
        read(" ".join(" ".join(f"W{n}" for n in draw.integers(0, most, 12)) + "." for _ in range(500)))
        for most in (4000, 40)
    )
    assert (len(x), len(y)) == (500, 500)
    runs = draw.random((500, 500), np.float32)
    compare(x, y, None, runs)
    compare(y, x, runs.T, runs.T)
    assert likest(shared_content(y, y), None, np.zeros((500, 500), np.float32), 1.0).mutual.mean() > 0.9


def test_without_a_compiler_the_likest_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = read(STORY), read(WIRE)
    runs = np.zeros((3, 2), np.float32)
    found, rest = likest(shared_content(x, y), None, runs, 0.5), shared_content(x, y).rest(np.zeros(3, np.int32))
    monkeypatch.setattr(joins, "_joins", None)
    plain = likest(shared_content(x, y), None, runs, 0.5)
    assert [column.tolist() for column in found[:3]] == [column.tolist() for column in plain[:3]]
    assert shared_content(x, y).rest(np.zeros(3, np.int32)) == pytest.approx(rest)


@compiled
def test_what_does_not_fit_together_is_refused() -> None:
    shared = shared_content(read(STORY), read(WIRE))
    runs, best = np.zeros((3, 2), np.float32), np.zeros(3, np.int32)
    outside = Shared(Rows(shared.mine.columns + 99, shared.mine.bounds), shared.theirs, shared.weights, shared.mass)
    refused = [
        lambda: likest(outside, None, runs, 0.1),
        lambda: likest(shared, None, runs.T, 0.1),
        lambda: likest(shared, runs.astype(np.float64), runs, 0.1),
        lambda: outside.rest(best),
        lambda: shared.rest(best + 2),
        lambda: shared.rest(best[:1]),
        lambda: content.rows_of(read(WIRE).content, np.array([99])),
    ]  # fmt: skip
    for asked in refused:
        with pytest.raises(ValueError, match="fit together"):
            asked()

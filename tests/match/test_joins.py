"""What rows of hashes have in common: the compiled loops against the plain ones, which are their oracles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copytaster.match import joins
from copytaster.match.joins import Ordered

compiled = pytest.mark.skipif(joins._joins is None, reason="built without a compiler")
FEW = st.lists(st.integers(0, 12), max_size=40)
MANY = st.lists(st.integers(0, 2**64 - 1), max_size=40)
LENGTHS = st.lists(st.integers(0, 9), max_size=8)
BIG = [0, 2**63, 2**64 - 1, 2**64 - 1]


def hashes(numbers: Sequence[int]) -> np.ndarray[Any, Any]:
    return np.array(numbers, np.uint64)


def ordered(numbers: Sequence[int]) -> Ordered:
    order = np.argsort(hashes(numbers), kind="stable")
    return Ordered(hashes(numbers)[order], order)


def bounds(lengths: Sequence[int]) -> np.ndarray[Any, Any]:
    return np.cumsum([0, *lengths]).astype(np.int32)


def same(one: Any, other: Any) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and bool((one == other).all())


def test_places_of_what_stands_in_both() -> None:
    x, y = hashes([1, 3, 5, 9]), hashes([3, 4, 9])
    assert [found.tolist() for found in joins.in_common(x, y)] == [[1, 3], [0, 2]]
    assert [found.tolist() for found in joins.in_common(x, y[:0])] == [[], []]
    assert [found.tolist() for found in joins.in_common(x[:0], y)] == [[], []]


@compiled
@given(FEW | MANY, FEW | MANY)
@example(BIG, BIG[1:])
def test_what_two_rows_have_in_common(one: list[int], other: list[int]) -> None:
    x, y = ordered(one).hashes, ordered(other).hashes
    assert all(map(same, joins.in_common(x, y), joins.plainly_in_common(x, y)))
    assert same(joins.held_by(y, hashes(one)), joins.plainly_held_by(y, hashes(one)))


@compiled
@given(FEW | MANY, FEW | MANY, st.integers(0, 8))
@example([7] * 30, [7] * 8, 8)
@example([7] * 30, [7] * 9, 8)
def test_where_the_same_stands(one: list[int], other: list[int], most: int) -> None:
    x, y = ordered(one), ordered(other)
    found = joins.places(x, y, most)
    assert all(map(same, found, joins.plain_places(x, y, most)))
    expected = [(i, j) for i, h in enumerate(one) for j, k in enumerate(other) if h == k and other.count(k) <= most]
    assert list(zip(*(places.tolist() for places in found), strict=True)) == expected


@compiled
@given(LENGTHS, LENGTHS, st.data())
def test_shares_of_words_in_runs(one: list[int], other: list[int], data: st.DataObject) -> None:
    x, y = bounds(one), bounds(other)
    pairs: list[tuple[int, int]] = []
    if x[-1] and y[-1]:
        places = st.tuples(st.integers(0, int(x[-1]) - 1), st.integers(0, int(y[-1]) - 1))
        pairs = data.draw(st.lists(places, max_size=30))  # in no order
    here, there = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    assert same(joins.in_runs(here, there, x, y, 3), joins.plainly_in_runs(here, there, x, y, 3))


@compiled
@given(FEW, FEW, st.integers(1, 5))
def test_words_in_rows_that_the_other_has(one: list[int], other: list[int], size: int) -> None:
    words = len(one) + size - 1
    x, y = ordered(one), ordered(other).hashes
    assert same(joins.spread(x, y, words, size), joins.plainly_spread(x, y, words, size))


@compiled
@given(LENGTHS, FEW, st.integers(1, 5), st.data())
def test_shares_of_words_in_rows(lengths: list[int], other: list[int], size: int, data: st.DataObject) -> None:
    rows = max(0, sum(lengths) - size + 1)
    x = ordered(data.draw(st.lists(st.integers(0, 12), min_size=rows, max_size=rows)))
    y, ends = ordered(other).hashes, bounds(lengths)
    assert same(joins.shares_in_rows(x, y, ends, size), joins.plain_shares_in_rows(x, y, ends, size))


@compiled
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4)), max_size=40), FEW)
def test_how_many_are_missing(one: list[tuple[int, int]], other: list[int]) -> None:
    asked, sentence = hashes([h for h, _ in one]), np.array([i for _, i in one], np.int64)
    y = ordered(other).hashes
    assert same(joins.missing(y, asked, sentence, 5), joins.plainly_missing(y, asked, sentence, 5))


@compiled
@given(LENGTHS, st.data())
def test_shares_of_marked_words(lengths: list[int], data: st.DataObject) -> None:
    flags = np.array(data.draw(st.lists(st.booleans(), min_size=sum(lengths), max_size=sum(lengths))), np.bool_)
    assert same(joins.shares(flags, bounds(lengths)), joins.plain_shares(flags, bounds(lengths)))


def test_without_a_compiler_all_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = ordered([5, 1, 5, 2]), ordered([2, 5, 9])
    flags, ends = np.array([True, False, True]), bounds([2, 0, 1])
    here, there = joins.places(x, y, 8)

    def everything() -> list[Any]:
        return [
            *joins.in_common(x.hashes, y.hashes), joins.held_by(y.hashes, x.hashes), *joins.places(x, y, 8),
            joins.in_runs(here, there, bounds([2, 2]), bounds([3]), 3), joins.spread(x, y.hashes, 6, 3),
            joins.shares(flags, ends), joins.shares_in_rows(x, y.hashes, bounds([4, 2]), 3),
            joins.missing(y.hashes, x.hashes, x.order, 5),
        ]  # fmt: skip

    found = everything()
    monkeypatch.setattr(joins, "_joins", None)
    assert all(map(same, found, everything()))


@compiled
def test_what_does_not_fit_together_is_refused() -> None:
    x, one, none = ordered([3, 1]), np.zeros(1, np.int32), np.zeros(0, np.int32)
    outside = Ordered(x.hashes, np.array([0, 2]))
    refused = [
        lambda: joins.places(outside, x, 8),
        lambda: joins.places(x, outside, 8),
        lambda: joins.places(Ordered(x.hashes, x.order[:1]), x, 8),
        lambda: joins.in_runs(one, none, bounds([1]), bounds([1]), 3),
        lambda: joins.in_runs(one, one + 1, bounds([1]), bounds([1]), 3),
        lambda: joins.in_runs(one, one, none, bounds([1]), 3),
        lambda: joins.in_runs(one, one, np.array([0, 5, 1], np.int32), bounds([1]), 3),
        lambda: joins.spread(x, x.hashes, 2, 3),
        lambda: joins.shares(np.ones(3, np.bool_), bounds([2])),
        lambda: joins.shares_in_rows(x, x.hashes, bounds([2]), 2),
        lambda: joins.shares_in_rows(x, x.hashes, none, 2),
        lambda: joins.missing(x.hashes, x.hashes, x.order, 1),
        lambda: joins.missing(x.hashes, x.hashes, x.order[:1], 2),
    ]  # fmt: skip
    for asked in refused:
        with pytest.raises(ValueError, match="fit together"):
            asked()
    with pytest.raises(TypeError):
        joins._joins.held_by(x.hashes)
    with pytest.raises(ValueError, match="contiguous"):
        joins.held_by(x.hashes[::2], x.hashes[::-1])

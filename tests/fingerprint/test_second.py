"""The compiled second layer gives what the plain form gives, and takes nothing that does not fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copytaster.fingerprint import second
from copytaster.fingerprint.second import BRANCH, SEGMENTS, WINDOWS, Rows, Second, _kernel

ROWS = 40
LEVELS = [level for level in (1, 2) if _kernel is not None and level <= _kernel.level()]


def weights() -> dict[str, np.ndarray]:
    dice = np.random.default_rng(1)
    found = {"ln_g": dice.normal(1, 0.1, second.FEATURES), "ln_b": dice.normal(0, 0.1, second.FEATURES)}
    for size, _ in WINDOWS:
        found |= {f"b1_{size}": dice.normal(0, 0.1, BRANCH), f"b2_{size}": dice.normal(0, 0.1, BRANCH)}
        found[f"w2_{size}"] = dice.normal(0, 0.05, (size * BRANCH, BRANCH))
    return {name: value.astype(np.float32) for name, value in found.items()} | {"eps": np.float32(1e-6)}


WEIGHTS = weights()
PLAIN = Second(WEIGHTS, 0)


def rows_of(numbers: np.ndarray) -> Rows:
    """Kept: these rows, and the one of no token."""
    rows = Rows(len(numbers) + 1)
    rows.put(np.arange(len(numbers)), numbers)
    return rows


def given_texts(lengths: list[int], seed: int, most: float = 1.0) -> tuple[Rows, np.ndarray, np.ndarray]:
    """`most`: the size of the numbers, which in a real text is some units."""
    dice = np.random.default_rng(seed)
    kept = rows_of(dice.normal(0, most, (ROWS, SEGMENTS * BRANCH)).astype(np.float32))
    slots = dice.integers(0, ROWS, sum(lengths)).astype(np.int32)
    return kept, slots, np.array(lengths, np.int64)


@pytest.mark.parametrize("level", LEVELS)
@settings(deadline=None, max_examples=30)
@given(
    lengths=st.lists(st.integers(1, 40), min_size=1, max_size=5),
    seed=st.integers(0, 1_000),
    most=st.sampled_from([0.0, 1e-3, 1.0, 1e3]),
)
def test_the_kernel_gives_what_the_plain_form_gives(level, lengths, seed, most):
    texts = given_texts(lengths, seed, most)
    np.testing.assert_allclose(Second(WEIGHTS, level).pooled(*texts), PLAIN.pooled(*texts), rtol=2e-4, atol=2e-3)


@pytest.mark.parametrize("size", [size for size, _ in WINDOWS])
@given(seed=st.integers(0, 1_000))
def test_turned_weights_give_two_tokens_what_their_windows_give(size, seed):
    dice = np.random.default_rng(seed)
    whole = dice.integers(-second.WEIGHT, second.WEIGHT + 1, (size * BRANCH, BRANCH)).astype(np.int16)
    d = dice.integers(-second.NUMBER, second.NUMBER + 1, (size + 1, BRANCH))
    sums = [d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]] if size > 2 else []
    e = d[-3:]
    sums += [e[0] - e[1], e[1], e[1] - e[2]] if size != 3 else []
    assert np.abs(sums).max() < 2**15
    turned = second._turned(whole)
    assert turned.dtype == np.int16
    m = [row @ weights.astype(np.int64) for row, weights in zip(sums, turned, strict=True)]
    first, after = np.zeros((2, BRANCH), np.int64)
    if size > 2:
        first, after = m[0] + m[1] + m[2], m[1] - m[2] - m[3]
    if size != 3:
        first, after = first + m[-3] + m[-2], after + m[-2] - m[-1]
    assert (first == 2 * (d[:-1].ravel() @ whole.astype(np.int64))).all()
    assert (after == 2 * (d[1:].ravel() @ whole.astype(np.int64))).all()


@pytest.mark.parametrize("size", [size for size, _ in WINDOWS])
@given(seed=st.integers(0, 1_000), spread=st.sampled_from([0.0, 0.1, 3.0]))
def test_rows_that_are_as_long_as_they_may_be_fit(size, seed, spread):
    """Of all rows of that length those give most that are the weights of an output."""
    dice = np.random.default_rng(seed)
    weights = np.exp(dice.normal(0, spread, (size * BRANCH, BRANCH))).astype(np.float32)
    whole = second.rounded(weights, second.WEIGHT, axis=0)[0].astype(np.float64)
    longest = second._fits(whole.astype(np.int16)) * np.sqrt(size)
    assert 2 * (whole * whole / np.linalg.norm(whole, axis=0) * longest).sum(axis=0).max() < 0.995 * 2**31


@given(seed=st.integers(0, 1_000), most=st.sampled_from([0.0, 1e-20, 1e-3, 1.0, 1e3]))
def test_a_kept_row_is_what_was_put_up_to_half_a_step(seed, most):
    numbers = np.random.default_rng(seed).normal(0, most, (5, SEGMENTS, BRANCH)).astype(np.float32)
    numbers[2] = 0
    kept = rows_of(numbers.reshape(5, -1))
    found = kept.segments(np.array([3, 2, 5]), 0, SEGMENTS).reshape(3, SEGMENTS, BRANCH)
    largest = np.abs(numbers[3]).max(axis=1, keepdims=True)
    assert (np.abs(found[0] - numbers[3]) <= largest / 65_000 + 1e-12).all()
    assert (found[1:] == 0).all()
    for segment in (0, 4, SEGMENTS - 1):
        assert (kept.segments(np.array([3]), segment)[0] == found[0, segment]).all()


@pytest.mark.parametrize("level", LEVELS)
def test_the_largest_numbers_do_not_run_over(level):
    flat = {name: np.full_like(value, 1.0) if name.startswith("w2") else value for name, value in WEIGHTS.items()}
    _, slots, lengths = given_texts([12], 3)
    kept = rows_of(np.full((ROWS, SEGMENTS * BRANCH), 5.0, np.float32))
    np.testing.assert_allclose(
        Second(flat, level).pooled(kept, slots, lengths),
        Second(flat, 0).pooled(kept, slots, lengths), rtol=2e-4, atol=2e-3,
    )  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
def test_a_text_stands_alone(level):
    kept, slots, _ = given_texts([3, 9, 1, 17], 5)
    layer = Second(WEIGHTS, level)
    together = layer.pooled(kept, slots, np.array([3, 9, 1, 17]))
    for text, (start, end) in enumerate(((0, 3), (3, 12), (12, 13), (13, 30))):
        alone = layer.pooled(kept, slots[start:end], np.array([end - start]))
        assert (alone[0] == together[text]).all()


@pytest.mark.skipif(not LEVELS, reason="no kernel for this processor")
@pytest.mark.parametrize("harm", ["slot", "below", "lengths", "nothing", "kept", "steps"])
def test_what_does_not_fit_is_refused(harm):
    kept, slots, lengths = given_texts([4, 5], 7)
    if harm == "slot":
        slots[2] = ROWS + 1
    elif harm == "below":
        slots[2] = -1
    elif harm == "lengths":
        lengths = np.array([4, 6])
    elif harm == "nothing":
        lengths = np.array([9, 0])
    elif harm == "kept":
        kept.whole = np.ascontiguousarray(kept.whole[:, :-1])
    else:
        kept.steps = kept.steps[:-1]
    with pytest.raises(ValueError, match="do not fit"):
        Second(WEIGHTS).pooled(kept, slots, lengths)


def test_without_a_compiler_the_plain_form_does_it(monkeypatch):
    monkeypatch.setattr(second, "_kernel", None)
    texts = given_texts([5, 2], 9)
    assert Second(WEIGHTS).level == 0
    assert (Second(WEIGHTS).pooled(*texts) == PLAIN.pooled(*texts)).all()

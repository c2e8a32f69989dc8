"""The compiled dense layer gives what numpy gives, each row by itself, and takes nothing that does not fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copytaster.fingerprint import dense
from copytaster.fingerprint.dense import Dense

LEVELS = [level for level in (1, 2) if dense._dense is not None and level <= dense._dense.level()]


def numbers(rows: int, columns: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, (rows, columns)).astype(np.float32)


@pytest.mark.parametrize("level", LEVELS)
@settings(deadline=None, max_examples=40)
@given(rows=st.integers(0, 21), inputs=st.integers(1, 80), tiles=st.integers(1, 4), seed=st.integers(0, 1_000))
def test_it_gives_what_numpy_gives(level, rows, inputs, tiles, seed):
    x, weights = numbers(rows, inputs, seed), numbers(inputs, 32 * tiles, seed + 1)
    np.testing.assert_allclose(Dense(weights, level)(x), Dense(weights, 0)(x), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("level", LEVELS)
def test_what_a_row_gives_depends_on_that_row_alone(level):
    x, layer = numbers(19, 256, 1), Dense(numbers(256, 64, 2), level)
    together = layer(x)
    for row in range(len(x)):
        assert (layer(x[row : row + 1])[0] == together[row]).all()


@pytest.mark.skipif(len(LEVELS) < 2, reason="one compiled level at most on this processor")
def test_every_processor_gives_the_same_numbers():
    x, weights = numbers(9, 320, 3), numbers(320, 96, 4)
    assert (Dense(weights, 1)(x) == Dense(weights, 2)(x)).all()


def test_a_part_of_wider_rows_is_taken():
    x, weights = numbers(5, 96, 5), numbers(32, 32, 6)
    assert (Dense(weights)(x[:, 32:64]) == Dense(weights)(x[:, 32:64].copy())).all()
    np.testing.assert_allclose(Dense(weights)(x[:, 32:64]), x[:, 32:64] @ weights, rtol=1e-3, atol=1e-3)


def test_outputs_that_make_no_whole_tiles_are_multiplied_by_numpy():
    x, weights = numbers(3, 10, 7), numbers(10, 33, 8)
    assert Dense(weights).level == 0
    np.testing.assert_allclose(Dense(weights)(x), x @ weights, rtol=1e-3, atol=1e-3)


@pytest.mark.skipif(not LEVELS, reason="nothing compiled for this processor")
def test_what_does_not_fit_is_refused():
    layer = Dense(numbers(64, 32, 9))
    x, out = numbers(4, 64, 1), np.empty((4, 32), np.float32)
    with pytest.raises(ValueError, match="do not fit"):
        layer(numbers(4, 63, 10))
    with pytest.raises(ValueError, match="do not fit"):
        dense._dense.multiply(3, 64, 32, x, layer._weights, layer._scales, out)
    with pytest.raises(ValueError, match="do not fit"):
        dense._dense.multiply(1, 64, 32, x, layer._weights, layer._scales, out[:3])
    with pytest.raises(ValueError, match="do not fit"):
        dense._dense.multiply(1, 64, 32, x, layer._weights, layer._scales[1:], out)


def test_without_a_compiler_numpy_multiplies(monkeypatch):
    monkeypatch.setattr(dense, "_dense", None)
    x, weights = numbers(3, 64, 11), numbers(64, 32, 12)
    assert (Dense(weights)(x) == Dense(weights, 0)(x)).all()
    np.testing.assert_allclose(Dense(weights)(x), x @ weights, rtol=1e-3, atol=1e-3)


@given(rows=st.integers(1, 30), seed=st.integers(0, 1_000))
def test_weights_are_rounded_by_half_a_step_at_most(rows, seed):
    weights = numbers(rows, 32, seed)
    found = Dense(weights, 0)(np.eye(rows, dtype=np.float32))
    assert (np.abs(found - weights) <= np.abs(weights).max(axis=0) / 65_000).all()

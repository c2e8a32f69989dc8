"""Trees: as a reader would follow them, question by question."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.fitting import Rows, fit_trees
from copytaster.match import trees as module
from copytaster.match.model import models
from copytaster.match.passages import STANDS
from copytaster.match.trees import ANSWERS, QUESTIONS, Trees

NAMES = ("red", "green", "blue")
NUMBERS = st.floats(-4, 4, width=32)
QUESTION = st.none() | st.tuples(st.sampled_from(NAMES), NUMBERS).map(list)
TREE = st.tuples(
    st.lists(QUESTION, min_size=QUESTIONS, max_size=QUESTIONS), st.lists(NUMBERS, min_size=ANSWERS, max_size=ANSWERS)
).map(list)
FOREST = st.fixed_dictionaries({"base": NUMBERS, "features": st.just(list(NAMES)), "trees": st.lists(TREE, max_size=4)})
CASES = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=5)


def followed(forest: dict, case: tuple[float, ...]) -> float:  # type: ignore[type-arg]
    """As it is written, with a finger on the page."""
    odds = forest["base"]
    for questions, answers in forest["trees"]:
        at = 0
        while at < QUESTIONS:
            yes = questions[at] is not None and case[NAMES.index(questions[at][0])] > questions[at][1]
            at = 2 * at + 1 + yes
        odds += answers[at - QUESTIONS]
    return float(odds)


@given(FOREST, CASES)
def test_a_forest_adds_what_each_tree_answers(forest: dict, cases: list[tuple[float, ...]]) -> None:  # type: ignore[type-arg]
    features = np.array(cases, np.float32).reshape(-1, len(NAMES))
    found = Trees.from_json(forest).odds(features)
    np.testing.assert_allclose(found, [followed(forest, c) for c in cases], atol=1e-4)


@given(FOREST, CASES)
def test_compiled_and_plain_give_the_same(forest: dict, cases: list[tuple[float, ...]]) -> None:  # type: ignore[type-arg]
    trees, features = Trees.from_json(forest), np.array(cases, np.float32).reshape(-1, len(NAMES))
    found, plain = trees.answered(features), trees.plainly_answered(features)
    assert (found.shape, found.dtype, found.tobytes()) == (plain.shape, plain.dtype, plain.tobytes())


def test_a_case_without_all_features_is_refused() -> None:
    asked = {"base": 0.0, "features": list(NAMES), "trees": [[[["blue", 0.0]] * QUESTIONS, [0.0] * ANSWERS]]}
    if module._trees is not None:
        with pytest.raises(ValueError, match="do not fit"):
            Trees.from_json(asked).odds(np.zeros((1, 2), np.float32))


def test_no_tree_is_the_base() -> None:
    alone = Trees.from_json({"base": 0.5, "features": list(NAMES), "trees": []})
    assert alone.odds(np.zeros((2, 3), np.float32)).tolist() == [0.5, 0.5]


def test_what_was_grown_is_what_is_written() -> None:
    """One number turns what another means: no sum of coefficients can say that."""
    random = np.random.default_rng(7)
    rows = Rows()
    for n, (x, y, z) in enumerate(random.normal(size=(2_000, 3)).astype(np.float32)):
        rows.add(np.array([x, y, z]), float((x > 0) != (y > 0)), 1.0, f"event {n % 10}")
    grown = fit_trees(NAMES, rows, lambda event: event == "event 0")
    unseen = [n for n, event in enumerate(rows.events) if event == "event 0"]
    odds = grown.odds(np.stack(rows.features)[unseen])
    assert np.mean((odds > 0) == (np.array(rows.labels)[unseen] > 0)) > 0.97
    written = json.loads(json.dumps(grown.to_json()))
    again = Trees.from_json(written)
    assert again.to_json() == written
    np.testing.assert_array_equal(again.odds(np.stack(rows.features)), grown.odds(np.stack(rows.features)))


def test_the_shipped_trees_ask_for_what_is_measured() -> None:
    assert models().trees["stands"].names == STANDS

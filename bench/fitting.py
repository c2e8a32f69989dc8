"""Rows to learn from, and logistic regressions and boosted trees on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from copytaster.fingerprint.vectors import Floats
from copytaster.match.model import Logistic
from copytaster.match.trees import ANSWERS, DEPTH, QUESTIONS, Trees

Without = Callable[[str], bool]
"""Whether an event is left out of what is learnt from."""


@dataclass
class Rows:
    """What a model learns from: features, labels in [0, 1], weights, and the event of each row."""

    features: list[Floats] = field(default_factory=list)
    labels: list[float] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    def add(self, features: Floats, label: float, weight: float, event: str) -> None:
        self.features.append(features)
        self.labels.append(label)
        self.weights.append(weight)
        self.events.append(event)


TREES, SPEED = 100, 0.12
"""How many trees, and what share of what is left each of them may explain."""
FEWEST, SMALL = 80, 5.0
"""Rows that an answer rests on at least, and how much it is held near nothing."""

Counted = tuple[Floats, npt.NDArray[np.intp], npt.NDArray[np.float64]]
"""Features, labels of 0 or 1, and weights."""


def _counted(rows: Rows, without: Without) -> tuple[Floats, Counted]:
    """The features of the rows of all events but those `without`, and what is learnt from: a label between 0 and 1
    counts for both."""
    left_out = {event: without(event) for event in set(rows.events)}
    kept = np.array([not left_out[e] for e in rows.events])
    x, y = np.stack(rows.features)[kept], np.array(rows.labels)[kept]
    weights = np.array(rows.weights)[kept]
    labels, both = np.repeat([1, 0], len(x)), np.concatenate([weights * y, weights * (1 - y)])
    counted = both > 0
    return x, (np.concatenate([x, x])[counted], labels[counted], both[counted])


def fit(columns: Sequence[str], rows: Rows, without: Without, c: float = 1.0) -> Logistic:
    """A logistic regression on the rows of all events but those `without`."""
    x, (features, labels, weights) = _counted(rows, without)
    scaler = StandardScaler().fit(x)
    found = LogisticRegression(C=c, max_iter=3000)
    found.fit(scaler.transform(features), labels, sample_weight=weights)
    scale = np.where(scaler.scale_ > 0, scaler.scale_, 1.0)
    return Logistic(
        tuple(columns), found.coef_[0].astype(np.float32), float(found.intercept_[0]),
        scaler.mean_.astype(np.float32), scale.astype(np.float32),
    )  # fmt: skip


def fit_trees(columns: Sequence[str], rows: Rows, without: Without) -> Trees:
    """Boosted trees on the same rows. They are rounded as they will be written."""
    _, (features, labels, weights) = _counted(rows, without)
    found = HistGradientBoostingClassifier(
        max_iter=TREES, learning_rate=SPEED, max_depth=DEPTH, max_leaf_nodes=ANSWERS, min_samples_leaf=FEWEST,
        l2_regularization=SMALL, early_stopping=False, random_state=0,
    )  # fmt: skip
    found.fit(features, labels, sample_weight=weights)
    asked = np.zeros((TREES, QUESTIONS), np.intp)
    bounds = np.full((TREES, QUESTIONS), np.inf, np.float32)
    answers = np.zeros((TREES, ANSWERS), np.float32)
    for t, [tree] in enumerate(found._predictors):  # scikit-learn has no public way to the questions of these trees
        _unfold(tree.nodes, 0, 0, asked[t], bounds[t], answers[t])
    trees = Trees(tuple(columns), float(found._baseline_prediction.item()), asked, bounds, answers)
    return Trees.from_json(trees.to_json())


def _unfold(
    nodes: npt.NDArray[np.void], node: int, at: int, asked: npt.NDArray[np.intp], bounds: Floats, answers: Floats
) -> None:
    """Writes what hangs on a node of a grown tree to question `at`; where it ends early, its answer is every one."""
    here = nodes[node]
    if at >= QUESTIONS:
        answers[at - QUESTIONS] = here["value"]
        return
    left, right = (node, node) if here["is_leaf"] else (int(here["left"]), int(here["right"]))
    if not here["is_leaf"]:
        asked[at], bounds[at] = here["feature_idx"], here["num_threshold"]
    _unfold(nodes, left, 2 * at + 1, asked, bounds, answers)
    _unfold(nodes, right, 2 * at + 2, asked, bounds, answers)

"""Rows to learn from, and logistic regressions on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from copytaster.fingerprint.vectors import Floats
from copytaster.match.model import Logistic


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


def fit(columns: Sequence[str], rows: Rows, without: Callable[[str], bool], c: float = 1.0) -> Logistic:
    """A logistic regression on the rows of all events but those `without`; a label between 0 and 1 counts for both."""
    left_out = {event: without(event) for event in set(rows.events)}
    kept = np.array([not left_out[e] for e in rows.events])
    x, y = np.stack(rows.features)[kept], np.array(rows.labels)[kept]
    weights = np.array(rows.weights)[kept]
    doubled = np.concatenate([x, x]), np.repeat([1, 0], len(x)), np.concatenate([weights * y, weights * (1 - y)])
    counted = doubled[2] > 0
    scaler = StandardScaler().fit(x)
    found = LogisticRegression(C=c, max_iter=3000)
    found.fit(scaler.transform(doubled[0][counted]), doubled[1][counted], sample_weight=doubled[2][counted])
    scale = np.where(scaler.scale_ > 0, scaler.scale_, 1.0)
    return Logistic(
        tuple(columns), found.coef_[0].astype(np.float32), float(found.intercept_[0]),
        scaler.mean_.astype(np.float32), scale.astype(np.float32),
    )  # fmt: skip

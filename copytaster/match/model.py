"""The trained coefficients: read from ``coefficients.json``, applied, and explained.

Every model that decides of an article is a logistic regression over named features, so that a verdict can say which
evidence weighed how much: the contribution of a feature is its coefficient times how far it stands from the training
mean, in log-odds. Which of its sentences are shown is left to `trees`.
``MODEL_CARD.md`` beside the file says what they were trained on, how, and how far to trust them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from copytaster.match.trees import Trees

FURTHEST = 700.0
"""Log-odds beyond which a probability is 0 or 1, and no number holds more."""


def chance(odds: float) -> float:
    """Log-odds as a probability."""
    return 1 / (1 + math.exp(-odds if odds > -FURTHEST else FURTHEST))


@dataclass(frozen=True)
class Logistic:
    """One logistic regression: ``odds = intercept + Σ coefficient * (feature - mean) / scale``."""

    names: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    intercept: float
    mean: npt.NDArray[np.float32]
    scale: npt.NDArray[np.float32]

    def odds(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Log-odds over the last axis."""
        folded, base = self._folded
        odds: npt.NDArray[np.float32] = features.dot(folded) + base  # `@` takes twice as long over so few numbers
        return odds

    @cached_property
    def _folded(self) -> tuple[npt.NDArray[np.float32], np.float32]:
        """What each feature as it stands counts, and what is added."""
        folded = self.weights / self.scale
        return folded, np.float32(self.intercept - float(self.mean @ folded))

    def explain(self, features: npt.NDArray[np.float32]) -> dict[str, float]:
        """Each feature's contribution to the log-odds of one case, the intercept as ``base``."""
        parts = self.weights * (features - self.mean) / self.scale
        return {
            "base": round(self.intercept, 3),
            **{n: round(float(p), 3) for n, p in zip(self.names, parts, strict=True)},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Logistic:
        """The model that ``coefficients.json`` keeps: by feature its weight, mean and scale; the intercept."""
        table: Mapping[str, Sequence[float]] = data["features"]
        rows = np.array(list(table.values()), np.float32)
        return cls(tuple(table), rows[:, 0], float(data["intercept"]), rows[:, 1], rows[:, 2])


@dataclass(frozen=True)
class Models:
    """All of them, by name."""

    logistic: Mapping[str, Logistic]
    trees: Mapping[str, Trees] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Logistic:
        return self.logistic[name]


@lru_cache(maxsize=1)
def models() -> Models:
    """The models that are shipped."""
    data = json.loads((files("copytaster.match") / "coefficients.json").read_text())
    return Models(
        {k: Logistic.from_json(v) for k, v in data["models"].items()},
        {k: Trees.from_json(v) for k, v in data["trees"].items()},
    )

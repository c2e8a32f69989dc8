"""Boosted trees: what a number means may hang on another number, which no sum of coefficients can say.

A forest adds up what each of its trees answers. A tree asks three questions, "is this feature more than this bound?",
which of the last four is asked hangs on the answers before, and answers in log-odds. So it can be read, question by
question, in ``coefficients.json``, and is followed by one compiled loop (`_trees.c`); where that could not be compiled,
the plain form beside it, a handful of array operations, gives the same, and is its oracle.

Source: gradient boosting (Friedman 2001, "Greedy function approximation"), as scikit-learn trains it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

try:
    from copytaster.match import _trees
except ImportError:
    _trees = None  # type: ignore[assignment]

DEPTH = 3
"""Questions that a tree asks of one case."""
QUESTIONS, ANSWERS = 2**DEPTH - 1, 2**DEPTH
"""That it has: question `q` is followed by ``2q + 1``, or, where the answer is yes, by ``2q + 2``."""


@dataclass(frozen=True)
class Trees:
    """t trees over named features: ``odds = base + Σ answer of each tree``."""

    names: tuple[str, ...]
    base: float
    asked: npt.NDArray[np.int64]
    """(t, `QUESTIONS`) the number of the feature."""
    bounds: npt.NDArray[np.float32]
    """(t, `QUESTIONS`)"""
    answers: npt.NDArray[np.float32]
    """(t, `ANSWERS`) log-odds."""

    def odds(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """(n,) log-odds of (n, f) cases."""
        return np.asarray(self.answered(features).sum(axis=1) + self.base, np.float32)

    def answered(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """(n, t) what each tree answers of each case."""
        if _trees is None:
            return self.plainly_answered(features)
        cases, width = features.shape
        given = np.ascontiguousarray(features, np.float32)
        found = _trees.answered(given, self.asked, self.bounds, self.answers, width)
        return np.frombuffer(found, np.float32).reshape(cases, len(self.asked))

    def plainly_answered(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The same on arrays."""
        yes = features[:, self.asked] > self.bounds
        bits = np.packbits(yes, axis=2, bitorder="little")[:, :, 0]
        return np.asarray(self._by_bits[bits + np.arange(len(self.asked)) * 2**QUESTIONS])

    @cached_property
    def _by_bits(self) -> npt.NDArray[np.float32]:
        """(t * 2^`QUESTIONS`,) what each tree answers, by the bits of its questions: bit q is the answer to q."""
        bits = np.arange(2**QUESTIONS)
        at = np.zeros_like(bits)
        for _ in range(DEPTH):
            at = 2 * at + 1 + (bits >> at & 1)
        return self.answers[:, at - QUESTIONS].reshape(-1)

    def to_json(self) -> dict[str, Any]:
        """As ``coefficients.json`` keeps it. A question that nothing hangs on is null."""
        trees = []
        for asked, bounds, answers in zip(self.asked, self.bounds, self.answers, strict=True):
            questions = [
                None if math.isinf(bound) else [self.names[number], round(float(bound), 5)]
                for number, bound in zip(asked, bounds, strict=True)
            ]
            trees.append([questions, [round(float(v), 5) for v in answers]])
        return {"base": round(self.base, 5), "features": list(self.names), "trees": trees}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Trees:
        """The trees that ``coefficients.json`` keeps."""
        names: Sequence[str] = data["features"]
        questions = [[q or [names[0], math.inf] for q in tree[0]] for tree in data["trees"]]
        return cls(
            tuple(names),
            float(data["base"]),
            np.array([[names.index(q[0]) for q in row] for row in questions], np.int64).reshape(-1, QUESTIONS),
            np.array([[q[1] for q in row] for row in questions], np.float32).reshape(-1, QUESTIONS),
            np.array([tree[1] for tree in data["trees"]], np.float32).reshape(-1, ANSWERS),
        )

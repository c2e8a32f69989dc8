"""The statistical language identifier (py3langid), with the walk over the bytes of a text and its scores compiled.

The package walks its automaton byte by byte in Python, which was half of what telling a language cost. Its model, its
scores and their order are its own, and where nothing could be compiled the walk is too. The scores are summed by numpy
where the processor does not read float16.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from py3langid.langid import MODEL_FILE, LanguageIdentifier

try:
    from copytaster.clean import _walk
except ImportError:  # built without a compiler
    _walk = None  # type: ignore[assignment]
_LEVEL = _walk.level() if _walk else 0
"""0 where numpy adds up the scores."""


class Identifier(LanguageIdentifier):  # type: ignore[misc]
    """`rank(text)` gives every language with its probability, the likeliest first."""

    @classmethod
    def here(cls) -> Self:
        """With the model that the package brings."""
        made: Self = cls.from_model_file(MODEL_FILE, norm_probs=True)
        made._states = np.column_stack((made.tk_row, made.tk_output)).astype(np.int32)
        return made

    def probabilities(self, text: str) -> list[float]:
        """One for each of `nb_classes`, which names some languages twice: the first of them has it all."""
        found: list[float] = self._decide(text).tolist()
        return found

    def _raw_score(self, text: bytes) -> npt.NDArray[np.float32]:
        if _walk is None:
            return np.asarray(super()._raw_score(text))
        found = _walk.walk(self.tk_nextmove, self._states, text)
        if not found:
            return np.asarray(super()._raw_score(text))
        return np.asarray(self._sum(found) + self.nb_pc)

    def _sum(self, found: bytearray) -> npt.NDArray[np.float32]:
        """The rows of the features found, each times the logarithm of 1 + how often it comes."""
        if _LEVEL:
            scores = np.empty(len(self.nb_pc), np.float32)
            _walk.add(found, self.nb_ptc, scores)
            return scores
        pairs = np.frombuffer(found, np.int32).reshape(-1, 2)
        times: Any = np.log1p(pairs[:, 1].astype(np.float32))
        return np.asarray(times @ self.nb_ptc[pairs[:, 0].astype(np.intp)])

"""The statistical language identifier (py3langid), with the walk over the bytes of a text compiled.

The package walks its automaton byte by byte in Python, which was half of what telling a language cost. Its model, its
scores and their order are its own, and where nothing could be compiled the walk is too.
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


class Identifier(LanguageIdentifier):  # type: ignore[misc]
    """`rank(text)` gives every language with its probability, the likeliest first."""

    @classmethod
    def here(cls) -> Self:
        """With the model that the package brings."""
        made: Self = cls.from_model_file(MODEL_FILE, norm_probs=True)
        made._rows = np.array(made.tk_row, np.uint32)
        made._features = np.array(made.tk_output, np.int32)
        return made

    def probabilities(self, text: str) -> list[float]:
        """One for each of `nb_classes`, which names some languages twice: the first of them has it all."""
        found: list[float] = self._decide(text).tolist()
        return found

    def _raw_score(self, text: bytes) -> npt.NDArray[np.float32]:
        if _walk is None:
            return np.asarray(super()._raw_score(text))
        found = np.frombuffer(_walk.walk(self.tk_nextmove, self._rows, self._features, text), np.int32).reshape(-1, 2)
        if not len(found):
            return np.asarray(super()._raw_score(text))
        times: Any = np.log1p(found[:, 1].astype(np.float32))
        return np.asarray(times @ self.nb_ptc[found[:, 0].astype(np.intp)] + self.nb_pc)

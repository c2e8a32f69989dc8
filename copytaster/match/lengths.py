"""How many characters of an article are its own, up to each place: counted once, and then every span is a difference.

A verdict asks for the length of thousands of spans of one article.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np
import numpy.typing as npt

from copytaster.model import Article

MOST = 2_000_000
"""Characters of all articles that are remembered together, but for the one that was asked for last."""
_SPACE = np.array([chr(n).isspace() for n in range(0x3001)] + [False])
"""By code point, up to the last that is white space."""


class Lengths:
    """Remembers the articles that were asked for last. Any thread may ask."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[int, tuple[Article, npt.NDArray[np.int32]]] = OrderedDict()
        self._characters = 0

    def __call__(self, article: Article) -> npt.NDArray[np.int32]:
        """(n + 1,) code points before each place that are neither white space nor boilerplate."""
        held = self._held.get(id(article))
        if held is not None and held[0] is article:
            return held[1]
        made = counted(article)
        with self._lock:
            self._drop(id(article))
            self._held[id(article)] = article, made
            self._characters += len(made)
            while self._characters > self._most and len(self._held) > 1:
                self._drop(next(iter(self._held)))
        return made

    def _drop(self, key: int) -> None:
        gone = self._held.pop(key, None)
        if gone is not None:
            self._characters -= len(gone[1])


def counted(article: Article) -> npt.NDArray[np.int32]:
    """The same, counted now."""
    points = np.frombuffer(article.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    own = ~_SPACE[np.minimum(points, len(_SPACE) - 1)]
    for span in article.boilerplate:
        own[span.start : span.end] = False
    return np.concatenate([np.zeros(1, np.int32), np.cumsum(own, dtype=np.int32)])


lengths = Lengths()

"""How many characters of an article are its own, up to each place: counted once, and then every span is a difference.

A verdict asks for the length of thousands of spans, most of them of one article: who asks for the same article again is
answered without a look into what is remembered, and numbers come as Python's own.
"""

from __future__ import annotations

from array import array

import numpy as np
import numpy.typing as npt

from copytaster.match.remembered import LEAST, MOST
from copytaster.model import Article
from copytaster.recent import Recent

_SPACE = np.array([chr(n).isspace() for n in range(0x3001)] + [False])
"""By code point, up to the last that is white space."""


class Lengths:
    """Remembers the articles that were asked for last. Any thread may ask."""

    def __init__(self, most: int = MOST, least: int = LEAST) -> None:
        """Remember articles of `most` characters together, but for the one that was asked for last; each counts for
        `least` of them at least."""
        self._recent: Recent[int, tuple[Article, array[int]]] = Recent(most, lambda held: len(held[1]), least=least)
        self._last: tuple[Article, array[int]] | None = None

    def __call__(self, article: Article) -> array[int]:
        """(n + 1,) code points before each place that are neither white space nor boilerplate."""
        held = self._last
        if held is None or held[0] is not article:
            held = self._recent.get(id(article))
            if held is None or held[0] is not article:
                held = article, array("i", counted(article).tobytes())
                self._recent.put(id(article), held)
            self._last = held
        return held[1]


def counted(article: Article) -> npt.NDArray[np.int32]:
    """The same, counted now."""
    points = np.frombuffer(article.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    own = ~_SPACE[np.minimum(points, len(_SPACE) - 1)]
    for span in article.boilerplate:
        own[span.start : span.end] = False
    return np.concatenate([np.zeros(1, np.int32), np.cumsum(own, dtype=np.int32)])


lengths = Lengths()

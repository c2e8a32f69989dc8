"""What was made once for a key, and is asked for again and again: the norm of a word, how rare it is.

`functools.lru_cache` writes down at each call that its key was asked for, in four places of memory, which are in no
processor's cache where a hundred thousand words are kept. Here looking up is looking up in a dict, and where there are
too many, all are forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Lookup(dict[K, V]):
    """``lookup[key]`` is what `make` gives for `key`, and always would; at most `most` are kept."""

    def __init__(self, make: Callable[[K], V], most: int) -> None:
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, key: K) -> V:
        made = self._make(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = made
        return made

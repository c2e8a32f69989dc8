"""Passage fingerprints: winnowed word 8-grams (Schleimer, Wilkerson & Aiken 2003).

Of every window of `WINDOW` consecutive 8-gram hashes the smallest is kept, so any run of ``GRAM + WINDOW - 1`` = 12
words that two articles share leaves them at least one common key, wherever it stands. Expected density is
2 / (WINDOW + 1): a third of the words.
"""

from __future__ import annotations

import numpy as np

from copytaster.fingerprint.words import Words
from copytaster.model import Hashes

GRAM = 8
WINDOW = 5
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def gram_hashes(words: Words, size: int) -> Hashes:
    """(n - size + 1,) one 64-bit hash for every `size` words in a row."""
    h = words.hashes
    if len(h) < size:
        return np.zeros(0, np.uint64)
    total = np.zeros(len(h) - size + 1, np.uint64)
    for k in range(size):
        total = (total ^ h[k : len(h) - size + 1 + k]) * _MULTIPLIER
        total ^= total >> np.uint64(31)
    return total


def passage_keys(words: Words) -> Hashes:
    """The distinct winnowed keys of an article, ascending; a text of fewer than `WINDOW` grams keeps its smallest."""
    grams = gram_hashes(words, GRAM)
    if not len(grams):
        return grams
    if len(grams) <= WINDOW:
        return np.sort(grams)[:1]
    windows = np.lib.stride_tricks.sliding_window_view(grams, WINDOW)
    return np.unique(windows.min(axis=1))

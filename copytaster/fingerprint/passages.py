"""Passage fingerprints: winnowed word 8-grams (Schleimer, Wilkerson & Aiken 2003).

Of every window of `WINDOW` consecutive 8-gram hashes the smallest is kept, so any run of ``GRAM + WINDOW - 1`` = 12
words that two articles share leaves them at least one common key, wherever it stands. Expected density is
2 / (WINDOW + 1): a third of the words.
"""

from __future__ import annotations

import numpy as np

from copytaster.model import Hashes, ascending
from copytaster.text.words import Words, gram_hashes

GRAM = 8
WINDOW = 5


def passage_keys(words: Words) -> Hashes:
    """The distinct winnowed keys of an article, ascending; a text of fewer than `WINDOW` grams keeps its smallest."""
    grams = gram_hashes(words, GRAM)
    if not len(grams):
        return grams
    if len(grams) <= WINDOW:
        return np.sort(grams)[:1]
    last = len(grams) - WINDOW + 1
    smallest = grams[:last]
    for k in range(1, WINDOW):
        smallest = np.minimum(smallest, grams[k : last + k])
    return ascending(smallest)

"""How alike two articles are by runs of words and by figures; and where in an article sentences and words stand.

Word runs are exact and cheap, as are content words (`content`). What sentences mean is compared by the vectors of
`meaning`, which are given only where somebody encoded them. All are functions of the two texts alone, and swap when the
articles swap. Nothing here is quadratic in Python, and nothing large is held whole but what is returned.
"""

from __future__ import annotations

from array import array

import numpy as np

from copytaster.fingerprint.analysis import GRAM, Analysis, Ints
from copytaster.fingerprint.vectors import Floats
from copytaster.match import joins
from copytaster.match.content import AT_ONCE, MAX_PLACES
from copytaster.match.joins import Longs, Ordered, in_common
from copytaster.model import ascending
from copytaster.text import figures


def trigram_places(a: Analysis, b: Analysis) -> tuple[Ints, Ints]:
    """Places (word numbers) in a and b where the same three words begin."""
    return joins.places(ordered_grams(a), ordered_grams(b), MAX_PLACES)


def ordered_grams(x: Analysis) -> Ordered:
    """The hashes of every three words in a row, and where they begin."""
    return Ordered(x.ordered_grams, x.gram_order)


def in_runs(x: Analysis, y: Analysis, here: Ints, there: Ints) -> Floats:
    """(sx, sy) share of the words of each sentence of x in trigrams of each sentence of y."""
    return joins.in_runs(here, there, x.bounds, y.bounds, GRAM)


def agreeing_figures(x: Analysis, y: Analysis) -> Floats:
    """(2, s) how many figures of each sentence of x agree with some figure of y, and how many with none."""
    (mine, sentence), (theirs, _) = (z.once("figures", _figures) for z in (x, y))
    if joins._joins is None:
        return plainly_agreeing(mine, sentence, theirs, len(x))
    found = joins._joins.agreeing(mine, sentence, theirs, len(x), *figures.CLASSES, figures.CONVERTED, figures.MONTH)
    return np.frombuffer(found, np.float32).reshape(2, -1)


def plainly_agreeing(mine: figures.Table, sentence: Longs, theirs: figures.Table, sentences: int) -> Floats:
    """The same on arrays."""
    step = max(1, AT_ONCE // 8 // max(1, len(theirs)))
    parts = [figures.agreeing(mine[at : at + step], theirs).any(axis=1) for at in range(0, len(mine), step)]
    agree = np.concatenate([np.zeros(0, np.bool_), *parts])
    found = [np.bincount(sentence[which], minlength=sentences) for which in (agree, ~agree)]
    return np.array(found, np.float32)


def _figures(x: Analysis) -> tuple[figures.Table, Longs]:
    """The figures of x, and the sentence of each."""
    table = figures.table([figure for row in x.figures for figure in row])
    return table, np.array([i for i, row in enumerate(x.figures) for _ in row], np.int64)


def trigram_resemblance(a: Analysis, b: Analysis) -> float:
    """The resemblance of two articles (Broder 1997): Jaccard of their sets of word 3-grams, in [0, 1]."""
    grams_a, grams_b = (x.once("distinct_grams", lambda x: ascending(x.grams)) for x in (a, b))
    common = len(in_common(grams_a, grams_b)[0])
    return round(common / max(1, len(grams_a) + len(grams_b) - common), 4)


def sentence_bounds(x: Analysis, i: int) -> tuple[int, int]:
    """The words of sentence i, [first, last)."""
    bounds = x.once("bounds", _bounds)
    return bounds[i], bounds[i + 1]


def sizes(x: Analysis) -> list[int]:
    """(s,) how many words each sentence has, as Python's own numbers."""
    return x.once("sizes", _sizes)


def place_of(x: Analysis, part: tuple[int, int]) -> tuple[int, int]:
    """Where in the text words [first, last) begin and end."""
    starts, ends = x.once("places", _places)
    return starts[part[0]], ends[part[1] - 1]


def _bounds(x: Analysis) -> list[int]:
    found: list[int] = x.bounds.tolist()
    return found


def _sizes(x: Analysis) -> list[int]:
    found: list[int] = x.lengths.tolist()
    return found


def _places(x: Analysis) -> tuple[array[int], array[int]]:
    # Two lists of an article's places are sixty bytes a word: a fifth of all that is kept of it.
    return array("i", x.words.starts.tobytes()), array("i", x.words.ends.tobytes())

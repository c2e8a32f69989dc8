"""How alike two articles are by runs of words and by figures; and where in an article sentences and words stand.

Word runs are exact and cheap, as are content words (`content`). What sentences mean is compared by the vectors of
`meaning`, which are given only where somebody encoded them. All are functions of the two texts alone, and swap when the
articles swap. Nothing here is quadratic in Python, and nothing large is held whole but what is returned.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint.analysis import GRAM, Analysis, Flags, Ints
from copytaster.fingerprint.vectors import Floats
from copytaster.match import joins
from copytaster.match.content import AT_ONCE, MAX_PLACES
from copytaster.match.joins import Ordered, in_common
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


def agreeing_figures(x: Analysis, y: Analysis) -> tuple[Floats, Floats]:
    """(s,) how many figures of each sentence of x agree with some figure of y, and how many with none."""
    (mine, rows, counts), (theirs, *_) = (z.once("figures", _figures) for z in (x, y))
    if not len(mine) or not len(theirs):
        return np.zeros(len(x), np.float32), counts
    agree = np.bincount(rows[_agree(mine, theirs)], minlength=len(x)).astype(np.float32)
    return agree, counts - agree


def _figures(x: Analysis) -> tuple[figures.Table, npt.NDArray[np.intp], Floats]:
    """The figures of x, the sentence of each, and how many each sentence has."""
    lengths = [len(row) for row in x.figures]
    table = figures.table([figure for row in x.figures for figure in row])
    return table, np.repeat(np.arange(len(lengths)), lengths), np.array(lengths, np.float32)


def _agree(mine: figures.Table, theirs: figures.Table) -> Flags:
    """(n,) which of mine agree with one of theirs (`Figure.agrees`)."""
    if joins._joins is None:
        return plainly_agree(mine, theirs)
    return np.frombuffer(joins._joins.agreeing(mine, theirs, *figures.CLASSES, figures.CONVERTED), np.bool_)


def plainly_agree(mine: figures.Table, theirs: figures.Table) -> Flags:
    """The same on arrays."""
    step = max(1, AT_ONCE // 8 // max(1, len(theirs)))
    parts = [figures.agreeing(mine[at : at + step], theirs).any(axis=1) for at in range(0, len(mine), step)]
    return np.concatenate([np.zeros(0, np.bool_), *parts])


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


def _places(x: Analysis) -> tuple[list[int], list[int]]:
    return x.words.starts.tolist(), x.words.ends.tolist()

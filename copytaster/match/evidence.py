"""The names of what comparison measures of each side of a pair, and what is taken where a pair does not say.

Pairs outlive the program that stored them: an older version measured less. What it left out is taken from the article
alone, here and nowhere else, so that whoever reads a pair need not know which version made it. What is measured of both
sides together (`identical`, `same_form`, facts) is nothing where it was not measured.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from copytaster.model import Article

SENTENCE_WORDS = 20
"""Words of a sentence of news, about."""
SOME_MATTER, SOME_ELSEWHERE = 0.5, 0.25
"""The share of an article that is taken to be about what the other is about, and the share of it that is about that
outside the place which the two have in common. Half of the former is taken to be told by nobody else."""


def _words(article: Article) -> float:
    return float(len(article.text.split()))


def _none(article: Article) -> float:
    return 0.0


UNMEASURED: Mapping[str, Callable[[Article], float]] = {
    "words": _words,
    "characters": lambda article: math.inf,  # no more than it has, then
    "sentences": lambda article: _words(article) / SENTENCE_WORDS,
    "new_names": _none,
    "new_figures": _none,
    "new_quotes": _none,
    "fives": _none,
    "matter": lambda article: SOME_MATTER,
    "asked": _none,
    "elsewhere": lambda article: SOME_ELSEWHERE,
    "untold": lambda article: SOME_MATTER / 2 * _words(article),
    "item_names": _none,
    "apart": _none,
    "opened": lambda article: 1.0,
}
"""Each name, without its side → what is taken of an article where a pair has no number."""
_OF_SIDE = {(name, side): f"{name}_{side}" for name in UNMEASURED for side in "ab"}
_TURNED = {f"{name}_{here}": f"{name}_{there}" for name in UNMEASURED for here, there in ("ab", "ba")}


def of_side(evidence: Mapping[str, float], name: str, side: str, article: Article) -> float:
    """What was measured of `article`, which is side "a" or "b" of a pair with this evidence."""
    found = evidence.get(_OF_SIDE[name, side])
    return UNMEASURED[name](article) if found is None else found


def turned_evidence(evidence: Mapping[str, float]) -> dict[str, float]:
    """The same evidence with the two articles exchanged."""
    return {_TURNED.get(name, name): value for name, value in evidence.items()}

"""How much work one check may cost, counted in advance and from the texts alone: no clock decides what is compared.

The unit is the comparison of one sentence with another, some 0.3 µs. What is too much is not done and is *said*: two
articles that should have been compared and were not make a `Pair` that says so (`Pair.aligned`), so that both reports
name the other, and a later check that does compare them replaces it.
"""

from __future__ import annotations

from copytaster.fingerprint.analysis import Analysis
from copytaster.model import NOT_ALIGNED, Pair

MOST_WORK = 13_000_000
"""Some three seconds. Forty candidates of 600 words cost a fortieth of it; ten of 20,000 words fit."""
_CHARACTER = 3
_NEW_WORD = 40
_WORDS = 1 / 12


def reading(x: Analysis) -> int:
    """The work of analysing an article."""
    return _CHARACTER * len(x.text) + _NEW_WORD * len(x.content.hashes)


def comparing(a: Analysis, b: Analysis) -> int:
    """The work of aligning two articles: sentences with sentences, content words with content words."""
    return int(len(a) * len(b) + _WORDS * len(a.content.hashes) * len(b.content.hashes)) + len(a.words) + len(b.words)


def not_aligned(one: str, other: str) -> Pair:
    """What is known of two articles that should have been compared."""
    return Pair(min(one, other), max(one, other), (), 0.0, {NOT_ALIGNED: 1.0})

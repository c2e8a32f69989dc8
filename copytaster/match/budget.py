"""How much work one check may cost, counted in advance: from the texts, and from how many of their sentences
were never encoded. No clock decides what is compared.

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
_ENCODED = 6_000
"""Some 2 ms for a sentence."""
_NEW_WORD = 40
_WORDS = 1 / 12


def reading(x: Analysis) -> int:
    """The work of analysing an article."""
    return _CHARACTER * len(x.text) + _NEW_WORD * len(x.content.hashes)


def comparing(a: Analysis, b: Analysis) -> int:
    """The work of aligning two articles: sentences with sentences, content words with content words."""
    return int(len(a) * len(b) + _WORDS * len(a.content.hashes) * len(b.content.hashes)) + len(a.words) + len(b.words)


def encoding(sentences: int) -> int:
    """The work of encoding so many sentences. Most are kept from an earlier check; after a change of the encoder, or
    where long articles are compared for the first time, none are."""
    return _ENCODED * sentences


class TooMuchWork(Exception):
    """More would have to be encoded than the check may still do."""


def not_aligned(one: str, other: str) -> Pair:
    """What is known of two articles that should have been compared."""
    return Pair(min(one, other), max(one, other), (), 0.0, {NOT_ALIGNED: 1.0})

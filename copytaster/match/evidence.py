"""What the alignment of two articles amounts to: a few named numbers, the same whichever article came first.

Two ways of being derived leave two traces. A text *reworded throughout* has, for most of its sentences, one sentence of the source
that is its best partner and whose best partner it is, in the same order; two reporters at the same event
have some such sentences, but few and in no common order. A *lifted* passage has words in a row, outside quotation
marks, that two reporters would not both have chosen.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from copytaster.fingerprint.vectors import Floats

if TYPE_CHECKING:
    from copytaster.match.align import Alignment

REWRITE = ("mutual_more", "mutual_less", "in_order", "mutual_odds", "sentences")
LIFT = ("own_words", "longest_run", "rare_words", "share_in_common", "correspondence")


def mutual(odds: Floats) -> list[tuple[int, int]]:
    """Pairs of sentences that are each other's best partner."""
    if not odds.size:
        return []
    in_row, in_column = odds.argmax(axis=1), odds.argmax(axis=0)
    return [(i, int(j)) for i, j in enumerate(in_row) if in_column[j] == i]


def chain(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The longest series of pairs in which both articles go forward (patience sorting)."""
    tails: list[int] = []
    ends: list[tuple[int, int]] = []
    back: dict[tuple[int, int], tuple[int, int] | None] = {}
    for pair in sorted(pairs, key=lambda p: (p[0], -p[1])):
        k = bisect.bisect_left(tails, pair[1])
        back[pair] = ends[k - 1] if k else None
        tails[k : k + 1] = [pair[1]]
        ends[k : k + 1] = [pair]
    found: set[tuple[int, int]] = set()
    at: tuple[int, int] | None = ends[-1] if ends else None
    while at is not None:
        found.add(at)
        at = back[at]
    return found


def rewrite_evidence(alignment: Alignment) -> Floats:
    """The numbers of `REWRITE`.

    `mutual_more` and `mutual_less` are the shares of words of the two articles in sentences that are each other's best
    partner, `in_order` the longest series of those that keeps the order over the shorter article's sentences,
    `mutual_odds` the mean log-odds of the six strongest, `sentences` the logarithm of the shorter one's length.
    """
    odds = alignment.odds
    if not odds.size:
        return np.array([0, 0, 0, -6, 0], np.float32)
    words_a, words_b = np.diff(alignment.a.bounds), np.diff(alignment.b.bounds)
    pairs = mutual(odds)
    share_a = sum(int(words_a[i]) for i, _ in pairs) / max(1, int(words_a.sum()))
    share_b = sum(int(words_b[j]) for _, j in pairs) / max(1, int(words_b.sum()))
    fewer = max(3, min(odds.shape))
    best = sorted((float(odds[p]) for p in pairs), reverse=True)[:6]
    strength = float(np.clip(np.mean(best), -6, 3)) if best else -6.0
    return np.array(
        [max(share_a, share_b), min(share_a, share_b), len(chain(pairs)) / fewer, strength, np.log1p(fewer)], np.float32
    )


def lift_evidence(alignment: Alignment) -> Floats:
    """The numbers of `LIFT` for the strongest lifted passage, counts as log(1 + n); zeros when there is none.

    `own_words` are words in common that are neither names nor quoted, `longest_run` the most of them in a row,
    `rare_words` their summed rareness, `share_in_common` the part they are of the shorter side, `correspondence`
    the probability that the two sentences correspond.
    """
    best = np.zeros(len(LIFT), np.float32)
    for k in alignment.links:
        if k.lexical and not k.quoted:
            rare = float(alignment.a.weights[k.a[0] : k.a[1]].sum())
            length = max(1, min(k.a[1] - k.a[0], k.b[1] - k.b[0]))
            one = np.array([np.log1p(k.own_words), np.log1p(k.own_run), np.log1p(rare), k.common / length, k.chance], np.float32)
            if one[0] + one[1] > best[0] + best[1]:
                best = one
    return best

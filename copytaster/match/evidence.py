"""What the alignment of two articles amounts to: a few named numbers, the same whichever article came first.

Two ways of being derived leave two traces. A text *reworded throughout* has, for most of its sentences, one sentence
of the source that is its best partner and whose best partner it is, in the same order; two reporters at the same
event have some such sentences, but few and in no common order. A *lifted* passage has words in a row, outside
quotation marks, that two reporters would not both have chosen.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from copytaster.fingerprint.analysis import Analysis
from copytaster.fingerprint.vectors import Floats
from copytaster.match.similarity import in_common

if TYPE_CHECKING:
    from copytaster.match.align import Alignment, Link
    from copytaster.match.model import Logistic

REWRITE = ("mutual_more", "mutual_less", "in_order", "mutual_odds", "sentences", "content_more", "content_less")
OWN_WORDS = 7
"""Words in common, neither names nor quoted, under which nothing counts as lifted."""
SAME_MATTER = 0.15
"""Share of a text's content that a wire has from which both are about the same matter."""
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
    `mutual_odds` the mean log-odds of the six strongest, `sentences` the logarithm of the shorter one's length,
    `content_more` and `content_less` the shares of each one's content words that the other has.
    """
    odds = alignment.odds
    content_a, content_b = content(alignment.a, [alignment.b]), content(alignment.b, [alignment.a])
    contents = (max(content_a, content_b), min(content_a, content_b))
    if not odds.size:
        return np.array([0, 0, 0, -6, 0, *contents], np.float32)
    words_a, words_b = np.diff(alignment.a.bounds), np.diff(alignment.b.bounds)
    pairs = mutual(odds)
    share_a = sum(int(words_a[i]) for i, _ in pairs) / max(1, int(words_a.sum()))
    share_b = sum(int(words_b[j]) for _, j in pairs) / max(1, int(words_b.sum()))
    fewer = max(3, min(odds.shape))
    best = sorted((float(odds[p]) for p in pairs), reverse=True)[:6]
    strength = float(np.clip(np.mean(best), -6, 3)) if best else -6.0
    return np.array(
        [max(share_a, share_b), min(share_a, share_b), len(chain(pairs)) / fewer, strength, np.log1p(fewer), *contents],
        np.float32,
    )


def content(x: Analysis, others: Sequence[Analysis]) -> float:
    """The share of the content words of `x`, by rareness, that stand in any of the others, in [0, 1]."""
    mass = float(x.content.mass.sum())
    if not others or not mass:
        return 0.0
    there = np.zeros(len(x.content.hashes), np.bool_)
    for y in others:
        there[in_common(x.content.hashes, y.content.hashes)[0]] = True
    return float(x.content.mass[there].sum()) / mass


def lift_evidence(alignment: Alignment, link: Link) -> Floats:
    """The numbers of `LIFT` for one link, counts as log(1 + n).

    `own_words` are words in common that are neither names nor quoted, `longest_run` the most of them in a row,
    `rare_words` their summed rareness, `share_in_common` the part they are of the shorter side, `correspondence`
    the probability that the two sentences correspond.
    """
    rare = float(alignment.a.weights[link.a[0] : link.a[1]].sum())
    length = max(1, min(link.a[1] - link.a[0], link.b[1] - link.b[0]))
    return np.array(
        [np.log1p(link.own_words), np.log1p(link.own_run), np.log1p(rare), min(1.0, link.common / length), link.chance],
        np.float32,
    )


def lifted(alignment: Alignment, model: Logistic) -> tuple[Floats, list[float]]:
    """The numbers of the strongest lifted passage (zeros when there is none), and every link's log-odds of being
    one."""
    none = np.zeros(len(LIFT), np.float32)
    each = [lift_evidence(alignment, k) if k.lexical and not k.quoted else none for k in alignment.links]
    odds = [
        float(model.odds(row)) if k.own_words >= OWN_WORDS else -9.0
        for k, row in zip(alignment.links, each, strict=True)
    ]
    best = max(range(len(odds)), key=lambda n: odds[n], default=None)
    return (none if best is None or odds[best] <= -9.0 else each[best]), odds


SCATTERED = 0.33
"""Mean cosine of an article's sentences under which it has no one matter."""
RARE = 0.55
"""Rareness of a word that tells what a sentence is about."""
ITEM_QUOTE = 8
"""Words in a row of a shared quotation that make a digest's item suspicious."""
ITEM_CHANCE = 0.1


def digest_item(alignment: Alignment) -> set[tuple[int, int]]:
    """The links by which one article is an item in a digest made from the other; empty when it is not.

    A reporter who was there has more to say about the event than the source says. A digest of several matters has two
    or three sentences on it, one after the other, every one of which the source has, a quotation among them, and the
    rest is about something else. Sentences are *about* the other article's matter when they share rare words with it.
    """
    for x, y, side in ((alignment.a, alignment.b, 0), (alignment.b, alignment.a, 1)):
        shared = np.isin(x.words.hashes, y.words.hashes) & (x.weights >= RARE)
        held = np.add.reduceat(shared, x.bounds[:-1]) if len(x) else np.zeros(0)
        named = np.add.reduceat(shared & x.capital, x.bounds[:-1]) if len(x) else np.zeros(0)
        about = set(np.flatnonzero((named >= 1) | (held >= 2)).tolist())
        links = [k for k in alignment.links if k.chance >= ITEM_CHANCE]
        spoken = {(k.i, k.j)[side] for k in links if k.quoted and k.run >= ITEM_QUOTE}
        said = {(k.i, k.j)[side] for k in links}
        item = about | spoken
        if (
            spoken
            and 1 < len(item) <= min(3, 0.4 * len(x))
            and max(item) - min(item) < len(item) <= len(item & said)
            and _scattered(x)
        ):
            return {(k.i, k.j) for k in links if (k.i, k.j)[side] in about | spoken}
    return set()


def _scattered(x: Analysis) -> bool:
    total = float(np.square(x.sentence_vectors.sum(axis=0)).sum())
    return (total - len(x)) / max(1, len(x) * (len(x) - 1)) < SCATTERED

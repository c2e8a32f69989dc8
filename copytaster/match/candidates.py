"""Candidates: which articles in the archive are worth aligning, from what the index answers.

Three channels, united: resemblance (MinHash bands), containment (passage keys: any shared run of 12 words), and
rewriting (rare terms, weighed by how few articles have them). A candidate is only a suspicion; nothing is recorded
before it is aligned.

Two steps. `candidates` ranks what the index answers, `chosen` decides which of them are read, from their outlines. No
wire is crowded out by articles that are not wires. In a story of more copies than `POOL`, the weakest are not seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint import terms_in
from copytaster.index import Answer, Postings
from copytaster.model import Article, Candidate, Outline

LEAST_TERMS = 7
"""Rare terms that two articles must share to be suspected of a rewrite. Labelled pairs that no other channel finds
share nine or more; of two articles on different events one pair in 300 shares seven."""
BRIEF = 0.35
"""Of a brief, which has few terms, this share of them is enough, though never fewer than `FEWEST_TERMS`."""
FEWEST_TERMS = 3
LEAST_RARITY = 1.5
"""Their least summed inverse document frequency, in units of that of a term nobody else has."""
TERMS_ALONE = 16
"""Most wires, and most other articles, that share nothing but terms: a rewrite is among the first, what follows is the
same beat."""
SMALL = 1_000
"""Articles that an archive is taken to have at least: in a smaller one every term looks common."""
POOL = 1_000
"""Suspects whose outlines are looked at."""
POOL_ALONE = 64
"""Those of them that share nothing but terms, and of these too few for an article of ordinary length."""


def candidates(answer: Answer, own: int | None) -> list[Candidate]:
    """The suspects, strongest first, at most `POOL`; `own` is the seq of the article itself."""
    size = max(answer.size, SMALL)
    bands, _ = _tally(answer.channels["bands"], size)
    passages, passage_weight = _tally(answer.channels["passages"], size)
    terms, rarity = _tally(answer.channels["terms"], size)
    least = LEAST_RARITY * math.log(size + 2)
    found = set(bands) | set(passages) | {q for q, n in terms.items() if n >= FEWEST_TERMS and rarity[q] >= least}
    found.discard(-1 if own is None else own)
    suspects = [
        Candidate(q, bands.get(q, 0), passages.get(q, 0), terms.get(q, 0), round(rarity.get(q, 0.0), 3)) for q in found
    ]
    suspects.sort(key=lambda c: (-(rarity.get(c.seq, 0.0) + passage_weight.get(c.seq, 0.0) + c.bands), c.seq))
    few = [c.seq for c in suspects if not c.bands and not c.passages and c.terms < LEAST_TERMS]
    left_out = set(few[POOL_ALONE:])
    return [c for c in suspects if c.seq not in left_out][:POOL]


def chosen(
    suspects: Sequence[Candidate],
    outlines: Mapping[int, Outline],
    article: Article,
    terms: int,
    limit: int,
    window_days: int,
) -> list[int]:
    """The seqs to align: wires before others and never crowded out, then the strongest, at most `limit` of them.

    A suspect that shares nothing but terms must share enough of them, given how many each of the two has (`terms`: the
    article itself), and lie within the time window, where both times are known. When the article is itself a wire,
    none of the suspects is left out: a late original must reach the copies that came before it.
    """
    window = timedelta(days=window_days)
    near: list[int] = []
    alone = {True: 0, False: 0}
    for c in suspects:
        other = outlines.get(c.seq)
        if other is None or other.id == article.id:
            continue
        if not c.bands and not c.passages:
            enough = c.terms >= terms_needed(min(terms, terms_in(other.head)))
            if not enough or not _within(article, other, window) or alone[other.is_wire] >= TERMS_ALONE:
                continue
            alone[other.is_wire] += 1
        near.append(c.seq)
    wires = [seq for seq in near if outlines[seq].is_wire]
    others = [seq for seq in near if not outlines[seq].is_wire]
    return wires + (others if article.is_wire else others[:limit])


def terms_needed(terms: int) -> int:
    """How many terms two articles must share when the one with fewer has so many."""
    return min(LEAST_TERMS, max(FEWEST_TERMS, math.ceil(BRIEF * terms)))


def _tally(postings: Postings, size: int) -> tuple[dict[int, int], dict[int, float]]:
    """For every article that shares a key: how many keys, and their summed inverse document frequency."""
    held = [(seqs, weight) for seqs, weight in zip(postings.seqs, _idf(postings, size), strict=True) if len(seqs)]
    if not held:
        return {}, {}
    everyone = np.concatenate([seqs for seqs, _ in held])
    weights = np.repeat([w for _, w in held], [len(seqs) for seqs, _ in held])
    distinct, places, counts = np.unique(everyone, return_inverse=True, return_counts=True)
    sums = np.bincount(places, weights=weights)
    numbers = distinct.tolist()
    return dict(zip(numbers, counts.tolist(), strict=True)), dict(zip(numbers, sums.tolist(), strict=True))


def _idf(postings: Postings, size: int) -> npt.NDArray[np.float64]:
    return np.log((size + 2) / (postings.counts.astype(np.float64) + 1))


def _within(x: Article, y: Outline, window: timedelta) -> bool:
    mine, theirs = x.published_at, y.published_at
    return mine is None or theirs is None or abs(mine - theirs) <= window

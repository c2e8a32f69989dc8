"""Candidates: which articles in the archive are worth aligning, from what the index answers.

Three channels, united: resemblance (MinHash bands), containment (passage keys: any shared run of 12 words), and
rewriting (rare terms, weighed by how few articles have them). A candidate is only a suspicion; nothing is recorded
before it is aligned.

The number of suspects is bounded by `POOL` and `TERMS_ALONE` before anybody knows which of them are wires. Among those
that remain no wire is crowded out (`chosen`); in a story of more copies than the pool holds, the weakest are not seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from copytaster.index import Answer, Postings
from copytaster.model import Article, Candidate

LEAST_TERMS = 7
"""Rare terms that two articles must share to be suspected of a rewrite. Labelled pairs that no other channel finds
share nine or more; of two articles on different events one pair in 300 shares seven."""
LEAST_RARITY = 1.5
"""Their least summed inverse document frequency, in units of that of a term nobody else has."""
TERMS_ALONE = 16
"""Most suspects that share nothing but terms: a rewrite is among the first, what follows is the same beat."""
SMALL = 1_000
"""Articles that an archive is taken to have at least: in a smaller one every term looks common."""
POOL = 4
"""Suspects kept for every candidate that may be aligned, until it is known which of them are wires."""


def candidates(answer: Answer, own: int | None, limit: int) -> list[Candidate]:
    """The suspects, strongest first, at most `POOL` × `limit`; `own` is the seq of the article itself."""
    size = max(answer.size, SMALL)
    bands, _ = _tally(answer.channels["bands"], size)
    passages, passage_weight = _tally(answer.channels["passages"], size)
    terms, term_weight = _tally(answer.channels["terms"], size)
    least = LEAST_RARITY * math.log(size + 2)
    found = (
        set(bands) | set(passages) | {seq for seq, n in terms.items() if n >= LEAST_TERMS and term_weight[seq] >= least}
    )
    found.discard(-1 if own is None else own)
    suspects = [
        Candidate(seq, bands.get(seq, 0), passages.get(seq, 0), round(term_weight.get(seq, 0.0), 3)) for seq in found
    ]
    suspects.sort(key=lambda c: (-(term_weight.get(c.seq, 0.0) + passage_weight.get(c.seq, 0.0) + c.bands), c.seq))
    by_terms = [c.seq for c in suspects if not c.bands and not c.passages]
    left_out = set(by_terms[TERMS_ALONE:])
    return [c for c in suspects if c.seq not in left_out][: POOL * limit]


def chosen(
    suspects: Sequence[Candidate], articles: Mapping[int, Article], article: Article, limit: int, window_days: int
) -> list[int]:
    """The seqs to align: wires before others and never crowded out, then the strongest.

    A suspect that shares nothing but terms must lie within the time window, where both times are known. When the
    article is itself a wire, none of the suspects is left out: a late original must reach the copies that came before
    it.
    """
    window = timedelta(days=window_days)
    near = [
        c.seq
        for c in suspects
        if c.seq in articles and (c.bands or c.passages or _within(article, articles[c.seq], window))
    ]
    wires = [seq for seq in near if articles[seq].is_wire]
    others = [seq for seq in near if not articles[seq].is_wire]
    return wires + (others if article.is_wire else others[:limit])


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


def _within(x: Article, y: Article, window: timedelta) -> bool:
    mine, theirs = x.published_at, y.published_at
    return mine is None or theirs is None or abs(mine - theirs) <= window

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
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint import terms_in
from copytaster.fingerprint.answer import Answer, Postings
from copytaster.model import Article, Candidate, Outline

LEAST_TERMS = 7
"""Rare terms that two articles must share to be suspected of a rewrite. Labelled pairs that no other channel finds
share nine or more; of two articles on different events one pair in 300 shares seven."""
BRIEF = 0.35
"""Of a brief, which has few terms, a wire need have no more than this share, though never fewer than `FEWEST_TERMS`."""
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


def candidates(answer: Answer, own: int | None, fewest: int = FEWEST_TERMS) -> list[Candidate]:
    """The suspects, strongest first, at most `POOL`; `own` is the seq of the article itself, `fewest` the terms that
    one must share to be suspected for its terms alone (`fewest_terms`)."""
    size = max(answer.size, SMALL)
    bands, passages, terms = (_tally(answer.channels[c], size) for c in ("bands", "passages", "terms"))
    rare = (terms.counts >= fewest) & (terms.weights >= LEAST_RARITY * math.log(size + 2))
    found = np.unique(np.concatenate([bands.seqs, passages.seqs, terms.seqs[rare]]))
    if own is not None:
        found = found[found != own]
    in_bands, in_passages, in_terms = bands.of(found), passages.of(found), terms.of(found)
    strength = in_terms.weights + in_passages.weights + in_bands.counts
    few = (in_bands.counts == 0) & (in_passages.counts == 0) & (in_terms.counts < LEAST_TERMS)
    order = np.lexsort((found, -strength))
    order = order[~few[order] | (np.cumsum(few[order]) <= POOL_ALONE)][:POOL]
    columns = (found, in_bands.counts, in_passages.counts, in_terms.counts, np.round(in_terms.weights, 3))
    return [Candidate(*row) for row in zip(*(c[order].tolist() for c in columns), strict=True)]


def chosen(
    suspects: Sequence[Candidate],
    known: Mapping[int, Outline] | Mapping[int, Article],
    article: Article,
    terms: int,
    limit: int,
    window_days: int,
) -> list[int]:
    """The seqs to align: wires before others and never crowded out, then the strongest, at most `limit` of them.

    A suspect that shares nothing but terms must share enough of them, fewer between a brief and a wire (`terms`: how
    many the article itself has), and lie within the time window, where both times are known. When the article is itself
    a wire, none of the suspects is left out: a late original must reach the copies that came before it.

    `known`: what is known of the suspects; a wire's must be outlines, which say how many terms there are.
    """
    window = timedelta(days=window_days)
    near: list[int] = []
    alone = {True: 0, False: 0}
    for c in suspects:
        other = known.get(c.seq)
        if other is None or other.id == article.id:
            continue
        if not c.bands and not c.passages:
            needed = LEAST_TERMS
            if article.is_wire != other.is_wire:
                needed = terms_needed(terms if other.is_wire else _terms_of(other))
            if c.terms < needed or not _within(article, other, window) or alone[other.is_wire] >= TERMS_ALONE:
                continue
            alone[other.is_wire] += 1
        near.append(c.seq)
    wires = [seq for seq in near if known[seq].is_wire]
    others = [seq for seq in near if not known[seq].is_wire]
    return wires + (others if article.is_wire else others[:limit])


def fewest_terms(article: Article, terms: int) -> int:
    """How many terms a suspect must share at least with an article that has so many: a wire may meet a brief."""
    return FEWEST_TERMS if article.is_wire else terms_needed(terms)


def terms_needed(terms: int) -> int:
    """How many terms a text that has so many must share with a wire."""
    return min(LEAST_TERMS, max(FEWEST_TERMS, math.ceil(BRIEF * terms)))


@dataclass(frozen=True, slots=True)
class _Tally:
    """For every article that shares a key, ascending: how many keys, and their summed inverse document frequency."""

    seqs: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]

    def of(self, seqs: npt.NDArray[np.uint32]) -> _Tally:
        """The same for these articles; zeros where one shares nothing."""
        if not len(self.seqs):
            return _Tally(seqs, np.zeros(len(seqs), np.int64), np.zeros(len(seqs)))
        at = np.minimum(np.searchsorted(self.seqs, seqs), len(self.seqs) - 1)
        there = self.seqs[at] == seqs
        return _Tally(seqs, np.where(there, self.counts[at], 0), np.where(there, self.weights[at], 0.0))


def _tally(postings: Postings, size: int) -> _Tally:
    if not len(postings.all_seqs):
        return _Tally(np.zeros(0, np.uint32), np.zeros(0, np.int64), np.zeros(0))
    idf = np.log((size + 2) / (postings.counts.astype(np.float64) + 1))
    weights = np.repeat(idf, postings.lengths)
    order = np.argsort(postings.all_seqs, kind="stable")
    ordered = postings.all_seqs[order]
    firsts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    counts = np.diff(np.append(firsts, len(ordered)))
    return _Tally(ordered[firsts], counts, np.add.reduceat(weights[order], firsts))


def _terms_of(text: Outline | Article) -> int:
    assert isinstance(text, Outline), "what a wire may be compared with is outlined first"
    return terms_in(text.head)


def _within(x: Article, y: Outline | Article, window: timedelta) -> bool:
    mine, theirs = x.published_at, y.published_at
    return mine is None or theirs is None or abs(mine - theirs) <= window

"""Candidates: which articles in the archive are worth aligning, from what the index answers.

Five channels, united: the very same words, resemblance (MinHash bands), containment (passage keys: any shared run of
12 words), rewriting (rare terms, weighed by how few articles have them) and, across languages, anchors (figures and
names by their consonants, weighed alike); of a common term or anchor the index names those nearest in time. A candidate
is only a suspicion; nothing is recorded before it is aligned.

Three steps. `candidates` ranks what the index answers, `chosen` decides which of them are read, from their outlines; of
those that share too little for a whole article, `items` looks whether it stands in one place. No wire is crowded out by
articles that are not wires. Of articles with the very same words only the first are read, wires
before others, then the earliest: what the others would say they say too. An article that is itself among these first is
one that everybody else must hear of.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint import exact_in, rank_in, terms_in
from copytaster.fingerprint.analysis import KNOWN
from copytaster.fingerprint.answer import Answer, Postings
from copytaster.fingerprint.ranks import FIRST
from copytaster.frozen import frozen
from copytaster.model import Article, Fingerprint, Outline, ascending

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
LEAST_ANCHORS = 3
"""Anchors that two articles must share to be suspected of a translation."""
ANCHORED = 1.5
"""Their least summed inverse document frequency, in the same units. Of 36 translations and excerpts in nine events two
share less; of seven articles one has a stranger, in another language on another event, that shares more."""
ANCHORS_ALONE = 8
"""Most wires, and most other articles, that share nothing but anchors."""
ITEM_TERMS, ITEM_RARITY = 3, 2.0
"""Terms, and their summed inverse document frequency in the same units, that a wire and an article which is no wire
must share, and side by side (`items`), for the article to be suspected of an item made from the wire. Of 80 items in
digests 59 are suspected without this, 70 with it; two articles on different events in three share so much, and side by
side."""
ITEMS_ALONE = 8
"""Most wires, and most other articles, that are read because of an item alone."""
ALONE = {"terms": TERMS_ALONE, "anchors": ANCHORS_ALONE, "item": ITEMS_ALONE}
SMALL = 1_000
"""Articles that an archive is taken to have at least: in a smaller one every term looks common."""
FILLED = 20
"""So does an archive that one story fills: it is taken to have so many times the articles that half of the terms are
in."""
POOL = 4_096
"""Suspects whose outlines are looked at: all that an early wire is told of by one key."""
POOL_ALONE = 64
"""Those of them that share nothing but terms, and of these too few for an article of ordinary length."""


@frozen
class Candidate:
    """An article worth aligning, by its `seq` in the archive, and what each channel says of it (0 = nothing)."""

    seq: int
    exact: bool
    """Whether it has the very same words."""
    bands: int
    passages: int
    terms: int
    """Terms in common."""
    rarity: float
    """Their summed inverse document frequency, in nats."""
    anchors: bool = False
    """Whether enough anchors are in common, and rare enough."""
    item: bool = False
    """Whether the terms in common are enough for an item, should they stand side by side."""


class Choice(NamedTuple):
    """An article that is read."""

    seq: int
    item: bool
    """Whether for nothing but an item, so that `items` is asked before the two are aligned."""


def candidates(
    answer: Answer, own: int | None, fewest: int = FEWEST_TERMS, anchored: npt.NDArray[np.bool_] | None = None
) -> list[Candidate]:
    """The suspects, strongest first, at most `POOL` besides those with the very same words; `own` is the seq of the
    article itself, `fewest` the terms that one must share to be suspected for its terms alone (`fewest_terms`),
    `anchored` (t,) which of its terms are anchors."""
    held = answer.channels["terms"]
    anchored = np.zeros(len(held.lengths), np.bool_) if anchored is None else anchored
    rare_terms = held.only(~anchored)
    size = _size(answer.size, rare_terms)
    same = twins(answer, own)
    bands, passages = (_tally(answer.channels[c], size) for c in ("bands", "passages"))
    terms, anchors = _tally(rare_terms, size), _tally(held.only(anchored), size)
    alone = math.log(size + 2)
    rare = (terms.counts >= fewest) & (terms.weights >= LEAST_RARITY * alone)
    rare |= (terms.counts >= ITEM_TERMS) & (terms.weights >= ITEM_RARITY * alone)
    tied = (anchors.counts >= LEAST_ANCHORS) & (anchors.weights >= ANCHORED * alone)
    found = ascending(np.concatenate([bands.seqs, passages.seqs, terms.seqs[rare], anchors.seqs[tied]]))
    if own is not None:
        found = found[found != own]
    if same:
        found = found[~np.isin(found, answer.channels["exact"].all_seqs)]
    exact = [Candidate(seq, True, 0, 0, 0, 0.0) for seq in same]
    if not len(found):
        return exact
    in_bands, in_passages, in_terms = bands.of(found), passages.of(found), terms.of(found)
    strength = in_terms.weights + in_passages.weights + in_bands.counts + anchors.of(found).weights
    few = (in_bands.counts == 0) & (in_passages.counts == 0) & (in_terms.counts < LEAST_TERMS)
    order = np.lexsort((found, -strength))
    order = order[~few[order] | (np.cumsum(few[order]) <= POOL_ALONE)][:POOL]
    by_anchors = np.isin(found, anchors.seqs[tied]) if tied.any() else np.zeros(len(found), np.bool_)
    by_item = (in_terms.counts >= ITEM_TERMS) & (in_terms.weights >= ITEM_RARITY * alone)
    columns = (
        found, in_bands.counts, in_passages.counts, in_terms.counts, np.round(in_terms.weights, 3), by_anchors, by_item
    )  # fmt: skip
    others = [Candidate(row[0], False, *row[1:]) for row in zip(*(c[order].tolist() for c in columns), strict=True)]
    return exact + others


def twins(answer: Answer, own: int | None) -> list[int]:
    """Those with the very same words that the article is compared with: the first of them, or everybody when it is
    one of the first itself."""
    seqs: list[int] = answer.channels["exact"].all_seqs.tolist()
    place = seqs.index(own) if own in seqs else len(seqs)
    others = [seq for seq in seqs if seq != own]
    return others if place < FIRST else others[:FIRST]


def left_out(answer: Answer, own: int | None) -> int:
    """How many articles share a key with this one, at least, that the index does not name or that nobody reads."""
    same = answer.channels["exact"]
    beyond = len(same.all_seqs) - len(twins(answer, own)) - int(own in same.all_seqs)
    for channel in ("bands", "passages"):
        postings = answer.channels[channel]
        named = postings.lengths > 0
        beyond = max(beyond, int((postings.counts[named] - postings.lengths[named]).max(initial=0)))
    return beyond


def _size(size: int, terms: Postings) -> int:
    """How many articles there are, for telling how rare a term is."""
    counts = np.sort(terms.counts[terms.counts > 0])
    middle = len(counts) // 2
    median = int(counts[middle] + counts[-1 - middle]) // 2 if len(counts) else 0  # `np.median` takes ten times as long
    return max(size, SMALL, FILLED * median)


def shared_terms(
    answer: Answer, fingerprint: Fingerprint, seqs: Sequence[int]
) -> dict[int, dict[int, float]]:
    """seq → the terms that the article has in common with it, anchors left out, each with its inverse document
    frequency in units of that of a term nobody else has."""
    if not seqs:
        return {}
    held = answer.channels["terms"].only(~fingerprint.anchored)
    terms = fingerprint.terms[~fingerprint.anchored]
    size = _size(answer.size, held)
    rarity = _rarity(held, size) / math.log(size + 2)
    owners = np.repeat(np.arange(len(terms)), held.lengths)
    return {
        seq: {int(terms[k]): float(rarity[k]) for k in owners[held.all_seqs == seq].tolist()} for seq in seqs
    }


def chosen(
    suspects: Sequence[Candidate],
    known: Mapping[int, Outline] | Mapping[int, Article],
    article: Article,
    terms: int,
    limit: int,
    window_days: int,
) -> list[Choice]:
    """Whom to read: wires before others and never crowded out, then the strongest, at most `limit` of them.

    A suspect that shares nothing but terms must share enough of them, fewer between a brief and a wire (`terms`: how
    many the article itself has, anchors not counted), and lie within the time window, where both times are known;
    between a wire and another it may be enough for an item. One that shares nothing but anchors must be in another
    language, or in one whose rare words nobody knows. When the article is itself a wire, none of the suspects is left
    out: a late original must reach the copies that came before it. Else of those that have the same words as each
    other only the first are aligned.

    `known`: what is known of the suspects; a wire's, and more than `FIRST`, must be outlines, which say more.
    """
    window = timedelta(days=window_days)
    near: list[Choice] = []
    if not article.is_wire:
        suspects = _first_of_each_text(suspects, known)
    alone: Counter[tuple[str, bool]] = Counter()
    for c in suspects:
        other = known.get(c.seq)
        if other is None or other.id == article.id:
            continue
        way = ""
        if not c.exact and not c.bands and not c.passages:
            way = _way(c, article, other, terms)
            if not way or not _within(article, other, window) or alone[way, other.is_wire] >= ALONE[way]:
                continue
            alone[way, other.is_wire] += 1
        near.append(Choice(c.seq, way == "item"))
    wires = [choice for choice in near if known[choice.seq].is_wire]
    others = [choice for choice in near if not known[choice.seq].is_wire]
    if article.is_wire:
        return wires + others
    same = sum(c.exact for c in suspects)
    return wires + others[: max(limit, same)]


def _way(c: Candidate, article: Article, other: Outline | Article, terms: int) -> str:
    """By what alone one is suspected that has no run of words in common: a key of `ALONE`; "" when by nothing."""
    one_wire = article.is_wire != other.is_wire
    needed = LEAST_TERMS
    if one_wire and c.terms:
        needed = terms_needed(terms if other.is_wire else _terms_of(other))
    if c.terms >= needed:
        return "terms"
    if c.anchors and _foreign(article, other):
        return "anchors"
    return "item" if c.item and one_wire else ""


def _first_of_each_text(
    suspects: Sequence[Candidate], known: Mapping[int, Outline] | Mapping[int, Article]
) -> list[Candidate]:
    """Without those whose words more than `FIRST` others have that come before them."""
    if len(suspects) <= FIRST:
        return list(suspects)
    carried: dict[int, list[tuple[int, int]]] = {}
    for c in suspects:
        outline = known.get(c.seq)
        if not c.exact and isinstance(outline, Outline) and (text := exact_in(outline.head)) is not None:
            carried.setdefault(text, []).append((rank_in(outline.head), c.seq))
    late = {seq for holders in carried.values() if len(holders) > FIRST for _, seq in sorted(holders)[FIRST:]}
    return [c for c in suspects if c.seq not in late]


def fewest_terms(article: Article, terms: int) -> int:
    """How many terms a suspect must share at least with an article that has so many: a wire may meet a brief."""
    return FEWEST_TERMS if article.is_wire else terms_needed(terms)


def terms_needed(terms: int) -> int:
    """How many terms a text that has so many must share with a wire."""
    return min(LEAST_TERMS, max(FEWEST_TERMS, math.ceil(BRIEF * terms)))


@frozen
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


def _rarity(postings: Postings, size: int) -> npt.NDArray[np.float64]:
    """(k,) the inverse document frequency of each key, in nats, in an archive of so many articles."""
    return np.asarray(np.log((size + 2) / (postings.counts.astype(np.float64) + 1)))


def _tally(postings: Postings, size: int) -> _Tally:
    if not len(postings.all_seqs):
        return _Tally(np.zeros(0, np.uint32), np.zeros(0, np.int64), np.zeros(0))
    weights = np.repeat(_rarity(postings, size), postings.lengths)
    order = np.argsort(postings.all_seqs, kind="stable")
    ordered = postings.all_seqs[order]
    firsts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    counts = np.diff(np.append(firsts, len(ordered)))
    return _Tally(ordered[firsts], counts, np.add.reduceat(weights[order], firsts))


def _terms_of(text: Outline | Article) -> int:
    assert isinstance(text, Outline), "what a wire may be compared with is outlined first"
    return terms_in(text.head)


def _foreign(x: Article, y: Outline | Article) -> bool:
    return x.language != y.language or x.language not in KNOWN


def _within(x: Article, y: Outline | Article, window: timedelta) -> bool:
    mine, theirs = x.published_at, y.published_at
    return mine is None or theirs is None or abs(mine - theirs) <= window

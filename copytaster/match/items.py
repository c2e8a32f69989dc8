"""Items: does what a wire and a digest have in common stand in one place of the digest, and what stands elsewhere?

A digest has one sentence or two from each of its wires, which are few terms for an article of its length; so are those
that two articles of one beat share. But an item's stand side by side, and the rest of a digest is about other matters,
where whoever reports an event himself goes on about it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from copytaster.fingerprint.analysis import Analysis
from copytaster.fingerprint.terms import term_places
from copytaster.match.candidates import ITEM_RARITY, ITEM_TERMS
from copytaster.match.joins import in_common
from copytaster.match.said import Said
from copytaster.match.similarity import sizes

SIDE_BY_SIDE = 2
"""Sentences in a row of which an item is taken to be made. In METER's reports, three of four about courts, an article
and a wire of another event share so much in two sentences in every second article; in three, in each."""
CONTENT_SHARE, CONTENT = 0.2, 2.0
"""Share of the content of two sentences in a row, by rareness, that another article has, and its weight in all, from
which they may be an item made from it. Of 15 items whose digest shares too little as a whole all have so much, and of
two articles on different events that share too little every second pair."""
BESIDE = 2
"""Sentences before and after its surest one that belong to an item, as long as they are about the same matter."""
MOST_NAMES = 4
DIGEST = 0.35
"""The most of an article that is about the matter of one of its items. Of digests in the labelled events four in ten
have no more, and of those that are missed without this most."""


def told_in_one_place(digest: Analysis, shared: Mapping[int, float]) -> bool:
    """Whether some two sentences in a row hold enough of the terms that the digest has in common with a wire.
    `shared`: key of a term → its rarity, in units of that of a term nobody else has."""
    held: list[set[int]] = [set() for _ in range(len(digest) + SIDE_BY_SIDE)]
    for sentence, term in digest.once("term_places", term_places):
        if term in shared:
            for beside in range(SIDE_BY_SIDE):
                held[sentence + beside].add(term)
    return any(len(terms) >= ITEM_TERMS and sum(map(shared.__getitem__, terms)) >= ITEM_RARITY for terms in held)


def may_hold_an_item(x: Analysis, y: Analysis) -> bool:
    """Whether two sentences in a row of x share so much of their content with y that they may be made from it."""
    here, _ = in_common(x.content.hashes, y.content.hashes)
    if float(x.content.weights[here].sum()) < CONTENT:
        return False
    weights = x.content.weights[x.content.places]
    shared = np.isin(x.content.places, here)
    sentence = np.repeat(np.arange(len(x)), np.diff(x.content.bounds))
    whole, common = (np.bincount(sentence, w, len(x)) for w in (weights, weights * shared))
    whole, common = (w[:-1] + w[1:] if len(x) > 1 else w for w in (whole, common))
    return bool(((common >= CONTENT) & (common >= CONTENT_SHARE * whole)).any())


class Item(NamedTuple):
    """What is known of an article around the sentence that another one says most surely."""

    elsewhere: float
    """Share of its words, outside the item, in sentences about the matter of the other."""
    untold: float
    """Words of its sentences about that matter, in the item and elsewhere, that the other does not say."""
    names: float
    """Names in the item, sentence by sentence, that the other has nowhere; at most `MOST_NAMES`."""


def item(x: Analysis, of: Said, about: Sequence[bool], linked: Collection[int]) -> Item:
    """`of`: what the other article says of x; `about`: (s,) which of its sentences are about the same matter;
    `linked`: those that may be from there and are no quotations."""
    odds: list[float] = of.odds.tolist()
    surest = max(sorted(linked) or range(len(x)), key=odds.__getitem__)
    first = last = surest
    while first > max(0, surest - BESIDE) and about[first - 1]:
        first -= 1
    while last < min(len(x) - 1, surest + BESIDE) and about[last + 1]:
        last += 1
    told = [(i, size) for i, size in enumerate(sizes(x)) if about[i]]
    return Item(
        sum(size for i, size in told if not first <= i <= last) / max(1, len(x.words)),
        float(sum(size for i, size in told if odds[i] <= 0)),
        min(sum(of.numbers("names_missing")[first : last + 1]), float(MOST_NAMES)),
    )

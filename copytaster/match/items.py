"""Items: does what a wire and a digest have in common stand in one place of the digest?

A digest has one sentence or two from each of its wires, which are few terms for an article of its length; so are those
that two articles of one beat share. But an item's stand side by side.
"""

from __future__ import annotations

from collections.abc import Mapping

from copytaster.fingerprint.analysis import Analysis
from copytaster.fingerprint.terms import term_places
from copytaster.match.candidates import ITEM_RARITY, ITEM_TERMS

SIDE_BY_SIDE = 2
"""Sentences in a row of which an item is taken to be made. In METER's reports, three of four about courts, an article
and a wire of another event share so much in two sentences in every second article; in three, in each."""


def told_in_one_place(digest: Analysis, shared: Mapping[int, float]) -> bool:
    """Whether some two sentences in a row hold enough of the terms that the digest has in common with a wire.
    `shared`: key of a term → its rarity, in units of that of a term nobody else has."""
    held: list[set[int]] = [set() for _ in range(len(digest) + SIDE_BY_SIDE)]
    for sentence, term in digest.once("term_places", term_places):
        if term in shared:
            for beside in range(SIDE_BY_SIDE):
                held[sentence + beside].add(term)
    return any(len(terms) >= ITEM_TERMS and sum(map(shared.__getitem__, terms)) >= ITEM_RARITY for terms in held)

"""Texts that are the same as another are aligned once: the pair of a twin is the pair, told of other articles.

A pair of articles follows from their texts, with what cleaning set aside in them, their languages and the day on which
they were published (relative dates are read by it). Where two articles agree in these, whatever one has in common with
a third the other has too, at the same places.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import xxhash

from copytaster.match.compare import turned
from copytaster.match.evidence import turned_evidence
from copytaster.match.remembered import remembered
from copytaster.model import Article, Pair
from copytaster.recent import Recent

MOST = 100_000
"""Links of pairs of texts that are remembered, 40 MB at most: of the stories that are coming in now."""
LEAST = 20
"""Links that a pair counts for at least, and that there is none: five thousand are remembered, not more."""


class Text(NamedTuple):
    """What a pair follows from, of one article."""

    digest: bytes
    wire: bool


@remembered
def text_of(article: Article) -> Text:
    """The text of an article; two that are the same have the same pairs with others."""
    marks = repr((article.boilerplate, article.language, article.published_at and article.published_at.date()))
    return Text(xxhash.xxh3_128_digest(article.text.encode("utf-8", "replace") + marks.encode()), article.is_wire)


def retold(pair: Pair, of: tuple[str, str], to: tuple[str, str]) -> Pair:
    """The pair of the articles `of`, told of their twins `to`, in this order."""
    kept, evidence = pair.correspondences, pair.evidence
    if (of[0] < of[1]) != (to[0] < to[1]):
        kept = tuple(sorted((turned(c) for c in kept), key=lambda c: (c.a, c.b)))
        evidence = dict(sorted(turned_evidence(evidence).items()))
    return replace(pair, a=min(to), b=max(to), correspondences=kept, evidence=evidence)


class Twins:
    """Remembers what was found between two texts. Any thread may ask."""

    def __init__(self, most: int = MOST, least: int = LEAST) -> None:
        """Remember pairs of `most` links together, but for the last one; each counts for `least` of them at least."""
        self._recent: Recent[tuple[Text, Text], tuple[tuple[str, str], Pair | None]]
        self._recent = Recent(most, lambda held: len(held[1].correspondences) if held[1] else 0, least=least)

    def get(self, texts: tuple[Text, Text], ids: tuple[str, str]) -> tuple[bool, Pair | None]:
        """Whether it is known what these texts have in common, and the pair of these articles, if there is one."""
        known = self._recent.get(texts)
        if known is None:
            return False, None
        of, pair = known
        return True, None if pair is None else retold(pair, of, ids)

    def put(self, texts: tuple[Text, Text], ids: tuple[str, str], pair: Pair | None) -> None:
        """Remember the pair of these articles, or that there is none, for all that have these texts."""
        self._recent.put(texts, (ids, pair))

    def clear(self) -> None:
        """Forget all."""
        self._recent.clear()

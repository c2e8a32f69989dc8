"""How much of an article each of its sentences is, and how much of it another article explains."""

from __future__ import annotations

from collections.abc import Mapping

from copytaster.match.model import chance
from copytaster.match.relate import own_length, owns
from copytaster.model import Article, Correspondence, Kind


class Weights:
    """The share of the article that each of its sentences is."""

    def __init__(self, article: Article, said: Mapping[str, Mapping[int, Correspondence]]) -> None:
        total = own_length(article)
        self._share: dict[int, float] = {}
        for sentences in said.values():
            for i, size in zip(sentences, owns(article, (c.a for c in sentences.values())), strict=True):
                if (share := size / total) > self._share.get(i, -1.0):
                    self._share[i] = share

    def __getitem__(self, i: int) -> float:
        return self._share[i]

    def explained(self, sentences: Mapping[int, Correspondence]) -> float:
        """The share of the article that is explained, each sentence by its probability."""
        return sum(
            self._share[i] * chance(c.odds_a) for i, c in sentences.items()
            if c.odds_a is not None and c.odds_a > 0 and c.kind is not Kind.QUOTE
        )  # fmt: skip

"""Which documents the pipeline compares: all of a corpus go through it, into an archive and an index in memory.

What the models are trained on is what they are asked about later: pairs that candidates bring up, of one event or of
several, and not every two documents that somebody wrote down together.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import cast

from bench.corpus import Document
from copytaster import pipeline
from copytaster.archive import Archive
from copytaster.fingerprint import encode
from copytaster.fingerprint import fingerprint as fingerprint_of
from copytaster.index.memory import MemoryIndex
from copytaster.model import FINGERPRINT_HEAD, Article, Outline
from copytaster.settings import Settings

SETTINGS = Settings()


class Shelf:
    """What a check asks of an archive, kept in dictionaries."""

    def __init__(self) -> None:
        self._articles: dict[int, Article] = {}
        self._outlines: dict[int, Outline] = {}
        self._index = MemoryIndex(SETTINGS.common)

    def add(self, document: Document) -> list[tuple[str, ...]]:
        """Keeps the article, and gives the ids of those that a check would compare."""
        article, seq = document.article, len(self._articles) + 1
        fingerprint = fingerprint_of(article, SETTINGS.vectors)
        self._articles[seq] = article
        head = encode(fingerprint)[:FINGERPRINT_HEAD]
        self._outlines[seq] = Outline(article.id, article.agency, article.published_at, head, article.language)
        answer = self._index.meet(seq, fingerprint)
        prepared = pipeline.Prepared(article, fingerprint)
        others = pipeline.compared_with(seq, prepared, answer, cast(Archive, self), SETTINGS)
        return [tuple(sorted((article.id, other.id))) for other in others.values()]

    def articles(self, seqs: Iterable[int]) -> dict[int, Article]:
        return {seq: self._articles[seq] for seq in seqs if seq in self._articles}

    def outlines(self, seqs: Iterable[int]) -> dict[int, Outline]:
        return {seq: self._outlines[seq] for seq in seqs if seq in self._outlines}

    def kin(self, article: Article, within: timedelta) -> dict[int, Article]:
        return {seq: other for seq, other in self._articles.items() if other.id != article.id}

    def one_reading(self) -> AbstractContextManager[None]:
        return nullcontext()


def found_pairs(documents: Sequence[Document]) -> list[tuple[Document, Document]]:
    """Every two documents of one corpus that the pipeline compares."""
    by_id = {d.article.id: d for d in documents}
    pairs: set[tuple[str, ...]] = set()
    for corpus in sorted({d.corpus for d in documents}):
        held = [d for d in documents if d.corpus == corpus]
        random.Random(1).shuffle(held)
        shelf = Shelf()
        for d in held:
            pairs.update(shelf.add(d))
    return [(by_id[a], by_id[b]) for a, b in sorted(pairs)]

"""Analyses that are kept for a while: an article that was a candidate is likely to be one again.

Invariant: what is kept holds at most `words` words by the texts that they are of, and as many by the articles, whatever
their size, but for the article that was asked for last. A word takes some 300 to 700 bytes. Who asks again with the
same object, as a verdict does with all articles of a story, is answered without a look at its text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from copytaster.fingerprint.analysis import Analysis
from copytaster.fingerprint.meaning import Bytes, Row
from copytaster.model import Article
from copytaster.recent import Made, Recent

MOST_WORDS = 400_000
"""A thousand articles of ordinary length; and the longest article with all that one check compares it with."""
LEAST = 250
"""Words that an article counts for at least: sixteen hundred briefs are kept, not eight thousand."""
MOST_ROWS = 60_000
"""Sentence vectors that are kept in a process: 15 MB, three thousand articles of ordinary length."""
LEAST_ROWS = 4
"""Sentence vectors that a text counts for at least: its digests and names take as much as three."""


class Kept:
    """`kept(article, vectors)` is `make(article, vectors)`, made once while it is kept, also for articles with the same
    text. Any thread may call it."""

    def __init__(self, make: Callable[[Article, str], Analysis], words: int = MOST_WORDS) -> None:
        self._make = make
        self._recent: Recent[tuple[object, ...], Analysis] = Recent(words, _weight, least=LEAST)
        self._same: Made[Analysis] = Made(words, LEAST)

    def __call__(self, article: Article, vectors: str = "") -> Analysis:
        """The analysis of `article`, made now or kept from before."""
        return self._same(lambda: self._alike(article, vectors), article, weight=_weight, beside=vectors)

    def _alike(self, article: Article, vectors: str) -> Analysis:
        """The analysis, which that of another article with the same text may be."""
        day = article.published_at.date() if article.published_at else None  # what relative dates are read by
        key = article.text, article.boilerplate, article.language, day, vectors
        if (found := self._recent.get(key)) is not None:
            return found if found.article_id == article.id else _of(found, article)
        made = self._make(article, vectors)  # two threads may do it twice, none has to wait
        self._recent.put(key, made)
        return made

    def __len__(self) -> int:
        return len(self._recent)

    @property
    def words(self) -> int:
        """Words of all that is kept."""
        return self._recent.weight

    def cache_clear(self) -> None:
        """Keep nothing any more."""
        self._recent.clear()
        self._same.clear()


class KeptRows:
    """Sentence vectors by a digest of the text, the latest `rows` of them, but for the article that was put last. Each
    is found by the digest of its sentence too: a copy that was cut or added to has most of its sentences from another.
    """

    def __init__(self, rows: int = MOST_ROWS) -> None:
        self._sentences: dict[int, Row] = {}
        self._recent: Recent[bytes, tuple[Bytes, Sequence[int]]]
        self._recent = Recent(rows, lambda kept: len(kept[0]), self._forget, LEAST_ROWS)

    def get(self, digest: bytes) -> Bytes | None:
        """The vectors, if they are kept."""
        found = self._recent.get(digest)
        return None if found is None else found[0]

    def of_sentence(self, digest: int) -> Row | None:
        """The vector of one sentence, if it is kept."""
        return self._sentences.get(digest)

    def put(self, digest: bytes, rows: Bytes, sentences: Sequence[int]) -> None:
        """Keep these vectors, and fewer of those that nobody asked for lately. `sentences`: a digest of each."""
        self._recent.drop(digest)
        self._sentences.update(zip(sentences, rows, strict=True))
        self._recent.put(digest, (rows, sentences))

    def _forget(self, kept: tuple[Bytes, Sequence[int]]) -> None:
        for sentence in kept[1]:
            self._sentences.pop(sentence, None)


def _of(analysis: Analysis, article: Article) -> Analysis:
    """The analysis of an article with the same text."""
    return replace(analysis, article_id=article.id, published_at=article.published_at)


def _weight(analysis: Analysis) -> int:
    return len(analysis.words)

"""Analyses that are kept for a while: an article that was a candidate is likely to be one again.

Invariant: what is kept holds at most `words` words in all, whatever the size of the articles, but for the article that
was asked for last. A word takes some 300 to 700 bytes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace

from copytaster.fingerprint.analysis import Analysis
from copytaster.fingerprint.meaning import Bytes, Row
from copytaster.model import Article

MOST_WORDS = 250_000
"""Six hundred articles of ordinary length; and the longest article with all that one check compares it with."""
LEAST = 250
"""Words that an article counts for at least: a thousand briefs are kept, not four thousand."""


MOST_ROWS = 60_000
"""Sentence vectors that are kept in a process: 15 MB, three thousand articles of ordinary length."""


class Kept:
    """`kept(article, vectors)` is `make(article, vectors)`, made once while it is kept, also for articles with the same
    text. Any thread may call it."""

    def __init__(self, make: Callable[[Article, str], Analysis], words: int = MOST_WORDS) -> None:
        self._make = make
        self._most = words
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[object, ...], Analysis] = OrderedDict()
        self._words = 0

    def __call__(self, article: Article, vectors: str = "") -> Analysis:
        """The analysis of `article`, made now or kept from before."""
        day = article.published_at.date() if article.published_at else None  # what relative dates are read by
        key = article.text, article.boilerplate, article.language, day, vectors
        with self._lock:
            if (found := self._held.get(key)) is not None:
                self._held.move_to_end(key)
        if found is not None:
            return found if found.article_id == article.id else _of(found, article)
        made = self._make(article, vectors)  # outside the lock: two threads may do it twice, none has to wait
        with self._lock:
            if key not in self._held:
                self._held[key] = made
                self._words += _weight(made)
                while self._words > self._most and len(self._held) > 1:
                    self._words -= _weight(self._held.popitem(last=False)[1])
        return made

    def __len__(self) -> int:
        return len(self._held)

    @property
    def words(self) -> int:
        """Words of all that is kept."""
        return self._words

    def cache_clear(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._held.clear()
            self._words = 0


class KeptRows:
    """Sentence vectors by a digest of the text, the latest `rows` of them, but for the article that was put last. Each
    is found by the digest of its sentence too: a copy that was cut or added to has most of its sentences from another.
    """

    def __init__(self, rows: int = MOST_ROWS) -> None:
        self._most = rows
        self._lock = threading.Lock()
        self._held: OrderedDict[bytes, tuple[Bytes, Sequence[int]]] = OrderedDict()
        self._sentences: dict[int, Row] = {}
        self._rows = 0

    def get(self, digest: bytes) -> Bytes | None:
        """The vectors, if they are kept."""
        with self._lock:
            if (found := self._held.get(digest)) is None:
                return None
            self._held.move_to_end(digest)
            return found[0]

    def of_sentence(self, digest: int) -> Row | None:
        """The vector of one sentence, if it is kept."""
        return self._sentences.get(digest)

    def put(self, digest: bytes, rows: Bytes, sentences: Sequence[int]) -> None:
        """Keep these vectors, and fewer of those that nobody asked for lately. `sentences`: a digest of each."""
        with self._lock:
            self._drop(digest)
            self._held[digest] = rows, sentences
            self._rows += len(rows)
            self._sentences.update(zip(sentences, rows, strict=True))
            while self._rows > self._most and len(self._held) > 1:
                self._drop(next(iter(self._held)))

    def _drop(self, digest: bytes) -> None:
        rows, sentences = self._held.pop(digest, ((), ()))
        self._rows -= len(rows)
        for sentence in sentences:
            self._sentences.pop(sentence, None)


def _of(analysis: Analysis, article: Article) -> Analysis:
    """The analysis of an article with the same text."""
    return replace(analysis, article_id=article.id, published_at=article.published_at)


def _weight(analysis: Analysis) -> int:
    return max(LEAST, len(analysis.words))

"""The sentence vectors that one check needs: where they are found, and what encoding them costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import xxhash

from copytaster import fingerprint as fp
from copytaster.fingerprint import meaning
from copytaster.fingerprint.kept import KeptRows
from copytaster.fingerprint.vectors import Floats
from copytaster.match.budget import MOST_WORK, TooMuchWork, encoding
from copytaster.model import Article

if TYPE_CHECKING:
    from copytaster.archive import Archive

_kept = KeptRows()
"""Of the texts that this process met last."""


class Meanings:
    """The sentence vectors of the articles that one check may need: kept in this process, else in the archive, else
    encoded, and then kept in both. What nobody asks for is neither read nor encoded."""

    def __init__(self, archive: Archive, articles: Mapping[int, Article]) -> None:
        self._archive = archive
        self._seqs = {article.id: seq for seq, article in articles.items()}
        self._stored: dict[int, bytes] | None = None
        self._unit: dict[str, Floats] = {}  # by article: one of them is compared with all others
        self.new: dict[int, bytes] = {}
        """What was encoded now and is to be kept in the archive."""
        self.allowed = MOST_WORK
        """The work that may still go into encoding."""

    def __call__(self, analysis: fp.Analysis) -> Floats:
        """(s, d) unit vectors. Raises `TooMuchWork`."""
        if analysis.article_id not in self._unit:
            self._unit[analysis.article_id] = meaning.unit(self._rows(analysis))
        return self._unit[analysis.article_id]

    def _rows(self, analysis: fp.Analysis) -> meaning.Bytes:
        marks = len(analysis).to_bytes(4, "big")
        digest = xxhash.xxh3_128_digest(analysis.text.encode("utf-8", "replace") + marks)
        rows = _kept.get(digest)
        if rows is None:
            sentences = meaning.sentences_of(analysis)
            digests = [xxhash.xxh3_64_intdigest(text.encode("utf-8", "replace")) for text in sentences]
            rows = self._from_archive(analysis, sentences, digests)
            _kept.put(digest, rows, digests)
        return rows

    def _from_archive(self, analysis: fp.Analysis, sentences: Sequence[str], digests: Sequence[int]) -> meaning.Bytes:
        if self._stored is None:
            self._stored = self._archive.meanings(self._seqs.values(), meaning.VERSION)
        seq = self._seqs.get(analysis.article_id)
        body = self._stored.get(seq) if seq is not None else None
        if body is not None and len(body) == len(analysis) * meaning.DIMENSIONS:
            return np.frombuffer(body, np.int8).reshape(-1, meaning.DIMENSIONS)
        known = [_kept.of_sentence(digest) for digest in digests]
        work = encoding(sum(row is None for row in known))
        if work > self.allowed:
            raise TooMuchWork
        self.allowed -= work
        rows = meaning.encode_sentences(sentences, known)
        if seq is not None:
            self.new[seq] = rows.tobytes()
        return rows

"""The whole check in this process, with dictionaries for an archive: what the quality tests hand articles to.

It does what `pipeline.check` does with an article (index it, find its pairs, keep them) and resolves a verdict when it
is asked for, as the archive does with a stale one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from copytaster import pipeline
from copytaster.archive import Archive
from copytaster.clean import Submission
from copytaster.fingerprint import encode
from copytaster.index.memory import MemoryIndex
from copytaster.model import FINGERPRINT_HEAD, Article, Fingerprint, Grounds, Outline, Pair, Ruling, Verdict
from copytaster.report import render
from copytaster.settings import Settings

RECEIVED = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SETTINGS = Settings()

Report = dict[str, Any]


class Library:
    """Articles in the order in which they came. `add` checks one; `report` shows what is known of it now."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.settings = settings
        self.index = MemoryIndex(settings.common)
        self.pairs: dict[tuple[str, str], Pair] = {}
        self.by_id: dict[str, Article] = {}
        self._by_seq: dict[int, Article] = {}
        self._outlines: dict[int, Outline] = {}
        self._meanings: dict[int, bytes] = {}

    def articles(self, seqs: Iterable[int]) -> dict[int, Article]:
        return {seq: self._by_seq[seq] for seq in seqs if seq in self._by_seq}

    def one_reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    def outlines(self, seqs: Iterable[int]) -> dict[int, Outline]:
        return {seq: self._outlines[seq] for seq in seqs if seq in self._outlines}

    def kin(self, article: Article, within: timedelta) -> dict[int, Article]:
        return {seq: other for seq, other in self._by_seq.items() if other.id != article.id}

    def meanings(self, seqs: Iterable[int], version: int) -> dict[int, bytes]:
        return {seq: self._meanings[seq] for seq in seqs if seq in self._meanings}

    def add(self, **said: Any) -> str:
        """Submit, and check. Returns the id."""
        return self.check(*prepare(**said))

    def check(self, article: Article, fingerprint: Fingerprint) -> str:
        seq = self.store(article, fingerprint)
        prepared = pipeline.Prepared(article, fingerprint)
        found = pipeline.find_pairs(seq, prepared, self.index.probe(fingerprint), cast(Archive, self), self.settings)
        self._meanings.update(found.encoded.bodies)
        for pair in found.pairs:
            self.pairs[pair.a, pair.b] = pair
        return article.id

    def store(self, article: Article, fingerprint: Fingerprint) -> int:
        """Into archive and index, unchecked: the bulk that a check has to find its way through. Returns the seq."""
        seq = len(self._by_seq) + 1
        self._by_seq[seq] = self.by_id[article.id] = article
        self._outlines[seq] = outline(article, fingerprint)
        self.index.add(seq, fingerprint)
        return seq

    def report(self, article_id: str, rulings: Mapping[str, Ruling] | None = None) -> Report:
        return render(self.by_id[article_id], self.verdict(article_id, rulings), self.by_id)

    def verdict(self, article_id: str, rulings: Mapping[str, Ruling] | None = None) -> Verdict:
        pairs = [p for p in self.pairs.values() if article_id in (p.a, p.b)]
        article = self.by_id[article_id]
        return pipeline.resolve(Grounds(article, 0, tuple(pairs), self.by_id, rulings or {}), self.settings)


def outline(article: Article, fingerprint: Fingerprint) -> Outline:
    head = encode(fingerprint)[:FINGERPRINT_HEAD]
    return Outline(article.id, article.agency, article.published_at, head, article.language)


def prepare(**said: Any) -> tuple[Article, Fingerprint]:
    return pipeline.prepare(Submission(**said), SETTINGS, RECEIVED)


def relation(report: Report, other: str) -> str | None:
    """What the article is to `other`; None when the report does not name it."""
    return next((s["relation"] for s in report["sources"] if s["article_id"] == other), None)


def consistent(report: Report, library: Library) -> None:
    """Whatever a report says of a place must be what stands there."""
    text, end = report["article"]["text"], 0
    for passage in report["passages"]:
        assert end <= passage["start"] < passage["end"] <= len(text)
        end = passage["end"]
        source = passage["source"]
        there = library.by_id[source["article_id"]].text
        assert passage["text"] == text[passage["start"] : passage["end"]]
        assert source["text"] == there[source["start"] : source["end"]] != ""
        for change in passage["changes"]:
            for side, whole, span in (("here", text, passage), ("there", there, source)):
                place = change[side]
                if place is not None:
                    assert place["text"] == whole[place["start"] : place["end"]] != ""
                    if change["what"] != "speaker":  # who speaks may be named beside the passage
                        assert span["start"] <= place["start"] < place["end"] <= span["end"]
        for other in passage["alternatives"]:
            assert 0 <= other["start"] < other["end"] <= len(library.by_id[other["article_id"]].text)
    for evidence in report["credit"]["stated"]:
        if evidence["field"] == "text" and evidence["start"] is not None:
            assert evidence["evidence"] in text
    assert abs(sum(report["coverage"].values()) - 1) < 0.01

"""One article, read once: words, sentences, quotations, names and figures, as arrays that alignment works on.

An `Analysis` depends on the article alone and is never stored; a worker keeps the latest few thousand. What cleaning
set aside as boilerplate has no words here, so nothing later can take it for evidence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import field
from datetime import datetime
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from copytaster.fingerprint import vectors as tables
from copytaster.fingerprint.anchors import Anchors, read_anchors, read_stems
from copytaster.fingerprint.facts import Facts, read_facts, read_speakers
from copytaster.frozen import frozen
from copytaster.model import Article, Hashes, Span, ascending
from copytaster.text.directions import directed
from copytaster.text.figures import Figure, figures
from copytaster.text.names import capitals
from copytaster.text.quotations import quoted, spans_of
from copytaster.text.sentences import sentences
from copytaster.text.speakers import Speaker
from copytaster.text.words import Words, gram_hashes, without_repeats, words

Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
T = TypeVar("T")

MOST_SENTENCES = 500
"""Sentences that are told apart in one article. Where there are more, some in a row stand for one: nothing is left
unread, but passages are then told apart less finely."""
MOST_FIGURES = 2_000
"""Figures of an article that are compared with those of others, from its beginning."""
MOST_CONTENT = 3_000
"""Distinct content words of an article that are compared, in the order of the text. Those of the longest stories,
nearly all."""
GRAM = 3
"""Words in a row that count as a run in common."""
KNOWN = frozenset({"en", "und"})
"""Languages whose common words the table of vectors knows."""
CONTENT = 0.2
"""Weight from which a word counts as content; below it stand function words and the commonest verbs."""


@frozen
class Content:
    """The distinct content words of an article. c words, s sentences."""

    hashes: npt.NDArray[np.uint64]
    """(c,) ascending"""
    weights: tables.Floats
    """(c,) how much each word counts."""
    places: Ints
    """(h,) the words of each sentence, each once, sentence after sentence."""
    bounds: Ints
    """(s + 1,) sentence i holds the words ``places[bounds[i]:bounds[i + 1]]``."""
    mass: tables.Floats
    """(c,) the summed weight of all places of each word."""


@frozen
class Analysis:
    """Everything alignment needs of an article. n words, s sentences, t distinct words."""

    article_id: str
    text: str
    language: str
    words: Words
    weights: tables.Floats
    """(n,) rareness of each word in [0, 1]."""
    quoted: Flags
    """(n,) whether the word stands inside a quotation."""
    capital: Flags
    """(n,) whether the word is a name: written with a capital where no sentence begins."""
    bounds: Ints
    """(s + 1,) sentence i holds the words ``bounds[i]:bounds[i + 1]``."""
    spans: list[Span]
    """(s) the spans of the sentences in the text."""
    speech: list[Span]
    """The spans of quotations, with their marks."""
    figures: list[list[Figure]]
    """(s) the figures of each sentence."""
    content: Content
    grams: npt.NDArray[np.uint64]
    """(n - 2,) a hash of every three words in a row."""
    gram_order: npt.NDArray[np.int64]
    """(n - 2,) the places of `grams`, by ascending hash."""
    respelt: Flags | None = None
    """(n,) which words are read as another text spells them (`match.spelling`); None: none."""
    published_at: datetime | None = None
    _facts: list[Facts] = field(default_factory=list, compare=False, repr=False)
    _made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.spans)

    @property
    def facts(self) -> Facts:
        """The facts of the article, read when they are first asked for."""
        if not self._facts:
            self._facts.append(read_facts(self, self.weights < CONTENT if self.language in KNOWN else None))
        return self._facts[0]

    @property
    def speakers(self) -> dict[Span, Speaker]:
        """The quotation at a place → who says it, where the text surely tells; read when it is first asked for."""
        return self.once("speakers", lambda x: read_speakers(x, x.facts))

    def once(self, name: str, make: Callable[[Analysis], T]) -> T:
        """What `make` reads off the analysis, made when it is first asked for by this name."""
        found: T | None = self._made.get(name)
        if found is None:  # nothing that is read off is None
            found = self._made[name] = make(self)
        return found

    @property
    def ordered_grams(self) -> npt.NDArray[np.uint64]:
        """(n - 2,) `grams`, ascending."""
        return self.once("ordered_grams", lambda x: x.grams[x.gram_order])

    @property
    def ordered_words(self) -> npt.NDArray[np.uint64]:
        """(t,) the hashes of the distinct words, ascending."""
        return self.once("ordered_words", lambda x: ascending(x.words.hashes))

    @property
    def lengths(self) -> npt.NDArray[np.int32]:
        """(s,) how many words each sentence has."""
        return self.once("lengths", lambda x: np.diff(x.bounds))

    @property
    def anchors(self) -> Anchors:
        """The anchors of the article, read when they are first asked for."""
        return self.once("anchors", read_anchors)

    @property
    def stems(self) -> tuple[frozenset[str], ...]:
        """(s,) the figures of each sentence and its words by their consonants, read when they are first asked for."""
        return self.once("stems", read_stems)

    def sentence_words(self, i: int) -> slice:
        """The words of sentence `i`, as a slice of the arrays of words."""
        return slice(int(self.bounds[i]), int(self.bounds[i + 1]))


@frozen
class Parts:
    """What an analysis begins with, and a fingerprint is made of. n words, s sentences, t distinct words; what it has
    in common with `Analysis` is told there."""

    text: str
    language: str
    words: Words
    types: Ints
    """(n,) which of the distinct words each word is, in the order of the text."""
    rareness: tables.Floats
    """(t,) of each of them."""
    weights: tables.Floats
    capital: Flags
    bounds: Ints
    spans: list[Span]
    figures: list[list[Figure]]

    @property
    def anchors(self) -> Anchors:
        """The anchors of the article."""
        return read_anchors(self)


def parts_of(article: Article, vectors: str = "") -> Parts:
    """The parts of `article`; `vectors` as of `analyse`."""
    text = article.text
    keep = np.ones(len(text), np.bool_)
    for span in article.boilerplate:
        keep[span.start : span.end] = False
    found = without_repeats(words(text, keep))
    spans, bounds = _kept_sentences(text, article.language, found)
    if len(spans) > MOST_SENTENCES:
        spans, bounds = _in_units(spans, bounds, found)
    table = tables.load(vectors)
    distinct = list(dict.fromkeys(found.norms))
    number = dict(zip(distinct, range(len(distinct)), strict=True))
    types = np.array([number[form] for form in found.norms], np.int32)
    rareness = table.weights(distinct)
    return Parts(
        text,
        article.language,
        found,
        types,
        rareness,
        rareness[types] if len(types) else np.zeros(0, np.float32),
        capitals(text, found, bounds[:-1].tolist(), article.language),
        bounds,
        spans,
        _figures_by_sentence(text, article.language, found, spans),
    )


def analyse(article: Article, vectors: str = "") -> Analysis:
    """The analysis of `article`; `vectors` is the path of another table."""
    p = parts_of(article, vectors)
    inside, starts, grams = quoted(p.text, p.language), p.words.starts, gram_hashes(p.words, GRAM)
    return Analysis(
        article.id,
        p.text,
        p.language,
        p.words,
        p.weights,
        inside[starts] if len(starts) else np.zeros(0, np.bool_),
        p.capital,
        p.bounds,
        p.spans,
        spans_of(inside),
        p.figures,
        _content(p.words.hashes, p.types, p.bounds, p.rareness),
        grams,
        np.argsort(grams, kind="stable"),
        published_at=article.published_at,
    )


def content_of(hashes: Hashes, weights: tables.Floats, bounds: Ints) -> Content:
    """The content of words that hash so, count so much and stand in sentences as `Analysis.bounds` says."""
    _, first, types = np.unique(hashes, return_index=True, return_inverse=True)
    order = np.argsort(first)  # types are numbered in the order of the text
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return _content(hashes, rank[types], bounds, weights[first[order]])


def _content(hashes: Hashes, types: Ints, bounds: Ints, rareness: tables.Floats) -> Content:
    type_hashes = np.zeros(len(rareness), np.uint64)
    type_hashes[types] = hashes
    chosen = np.flatnonzero(rareness > CONTENT)[:MOST_CONTENT]
    chosen = chosen[np.argsort(type_hashes[chosen])]
    place = np.full(len(rareness), -1, np.int32)
    place[chosen] = np.arange(len(chosen), dtype=np.int32)
    columns = place[types] if len(types) else np.zeros(0, np.int32)
    rows = np.repeat(np.arange(len(bounds) - 1, dtype=np.int64), np.diff(bounds))
    held = columns >= 0
    distinct = ascending(rows[held] * max(1, len(chosen)) + columns[held])
    ends = np.searchsorted(distinct, np.arange(len(bounds), dtype=np.int64) * max(1, len(chosen)))
    mass = np.bincount(columns[held], minlength=len(chosen)) * rareness[chosen]
    return Content(
        type_hashes[chosen],
        rareness[chosen],
        (distinct % max(1, len(chosen))).astype(np.int32),
        ends.astype(np.int32),
        mass.astype(np.float32),
    )


def _kept_sentences(text: str, language: str, found: Words) -> tuple[list[Span], Ints]:
    """Sentences that hold a word, and where their words begin; every word belongs to exactly one."""
    spans: list[Span] = []
    bounds: list[int] = [0]
    every = sentences(text, language)
    ends = np.searchsorted(found.starts, [span.end for span in every]).tolist()
    for span, end in zip(every, ends, strict=True):
        if end > bounds[-1]:
            spans.append(span)
            bounds.append(end)
    return spans, np.array(bounds, np.int32)


def _in_units(spans: list[Span], bounds: Ints, found: Words) -> tuple[list[Span], Ints]:
    """`MOST_SENTENCES` units of sentences in a row. Where they end is told by the sentences, not by their number: those
    of the lowest hashes end one (bottom-k sampling, Broder 1997). So two versions of one long text are cut at the same
    places but where they differ, and a unit of the longer one is some of the shorter one's."""
    keys = _mixed(np.add.reduceat(_mixed(found.hashes), bounds[:-1]))
    keys = _mixed(keys + _occurrence(keys))[:-1]
    ends = np.append(np.sort(np.argsort(keys, kind="stable")[: MOST_SENTENCES - 1]), len(spans) - 1)
    begins = np.append(0, ends[:-1] + 1)
    units = [Span(spans[first].start, spans[last].end) for first, last in zip(begins, ends, strict=True)]
    return units, np.append(bounds[begins], bounds[-1])


def _mixed(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Other hashes, of which nothing can be told from the old ones' order (the end of MurmurHash3)."""
    mixed = (hashes ^ (hashes >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return np.asarray(mixed ^ (mixed >> np.uint64(33)), np.uint64)


def _occurrence(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """How many equal keys stand before each."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    firsts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    before = np.zeros(len(keys), np.uint64)
    before[order] = np.arange(len(keys)) - np.repeat(firsts, np.diff(np.append(firsts, len(keys))))
    return before


def _figures_by_sentence(text: str, language: str, found: Words, spans: list[Span]) -> list[list[Figure]]:
    grouped: list[list[Figure]] = [[] for _ in spans]
    if not spans:
        return grouped
    starts = [s.start for s in spans]
    for figure in directed(text, language, found, figures(text, language, found)[:MOST_FIGURES]):
        at = bisect_right(starts, figure.span.start) - 1
        if at >= 0 and figure.span.end <= spans[at].end:
            grouped[at].append(figure)
    return grouped

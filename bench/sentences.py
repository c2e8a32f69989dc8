"""What the six models of `match.said` learn from: sentences of one document beside another, and who took them.

A document is held against those that came first, and against strangers. Sentences that journalists marked go to the
likest wire of their story. The models that look at no vectors are taught by stories in languages that have some: what
figures, names, stems and neighbours say is the same everywhere.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from bench import corpus
from bench.corpus import Document
from bench.fitting import Rows
from copytaster.fingerprint.meaning import SPOKEN
from copytaster.fingerprint.vectors import Floats
from copytaster.match.beside import ACROSS, ANCHORED, STEMS, anchored_features, stem_features
from copytaster.match.said import OWN, SAID, across_features, likeness, own_features, said_features

Labels = list[float | None]
"""Of each sentence, whether it was taken; None where that is not known."""
WORDS = tuple(name for name in SAID if "cosine" not in name)
MODELS = {
    "said": SAID, "said_words": WORDS, "said_own": OWN, "said_across": ACROSS, "said_anchors": ANCHORED,
    "said_stems": STEMS,
}  # fmt: skip
WEIGHTS = {"meter": 0.6, "llm": 0.45, "ocr": 0.2, "pairs": 1.0}
"""How much a sentence of each corpus counts; 1 where somebody marked every sentence. Labels of whole texts count
less."""
STRANGER = 0.1
"""The same beside a document of another event, which owes it nothing."""
SOURCES = corpus.FIRST | {"wire_update", "wire_correction"}
STRANGERS = 2_000
"""Pairs of documents of different events."""


def rows_of(documents: Sequence[Document]) -> dict[str, Rows]:
    """By model, the sentences that it learns from."""
    found = {name: Rows() for name in MODELS}
    for x, y, labels, weight in _pairs(documents):
        for name, features in _features(x, y):
            for label, numbers in zip(labels, features, strict=True):
                if label is not None:
                    found[name].add(numbers, label, weight, x.event)
    return found


def _features(x: Document, y: Document) -> Iterator[tuple[str, Floats]]:
    a, b = x.analysis, y.analysis
    languages = {x.article.language, y.article.language}
    events = x.labelled and y.labelled
    cosine = x.vectors @ y.vectors.T
    if len(languages) == 1:
        plain, _, _ = said_features(a, b, likeness(a, b, None))
        yield "said_words", plain[:, [SAID.index(name) for name in WORDS]]
        if events:
            yield "said_stems", stem_features(a, b, plain[:, [SAID.index(name) for name in STEMS if name in SAID]])[0]
        if languages <= SPOKEN:
            features, best, _ = said_features(a, b, likeness(a, b, cosine))
            yield "said", features
            if events:
                yield "said_own", own_features(a, b, features, cosine, best)
    elif events:
        yield "said_anchors", anchored_features(a, b)[0]
        if languages <= SPOKEN:
            features, best, _ = said_features(a, b, likeness(a, b, cosine))
            yield "said_across", across_features(a, b, features, cosine, best)


def _pairs(documents: Sequence[Document]) -> Iterator[tuple[Document, Document, Labels, float]]:
    by_event: dict[str, list[Document]] = defaultdict(list)
    for d in documents:
        by_event[d.event].append(d)
    for docs in by_event.values():
        for x in docs:
            weight = WEIGHTS.get(x.corpus, 1.0)
            if x.corpus == "meter":
                for y, labels in _of_meter(x, docs):
                    yield x, y, labels, weight
                continue
            for y in docs:
                given = x.corpus == "pairs" or y.role in SOURCES
                if x is not y and given and (labels := labels_of(x, y)) is not None:
                    yield x, y, labels, weight
    chance = random.Random(2)
    for _ in range(STRANGERS):
        x, y = chance.choice(documents), chance.choice(documents)
        if x.event != y.event:
            yield x, y, [0.0] * len(x.analysis), STRANGER


def _of_meter(x: Document, docs: Sequence[Document]) -> Iterator[tuple[Document, Labels]]:
    """Journalists marked what was reused from any wire of the story: each sentence goes to its likest one."""
    wires = [y for y in docs if y.role == "wire"]
    if x.role == "wire" or not wires or all(s.reused is None for s in x.sentences):
        return
    likest = np.stack([
        (x.vectors @ y.vectors.T).max(axis=1)
        + said_features(x.analysis, y.analysis, likeness(x.analysis, y.analysis, None))[0][:, SAID.index("runs")]
        for y in wires
    ]).argmax(axis=0)  # fmt: skip
    for n, y in enumerate(wires):
        yield y, [s.reused if likest[i] == n else None for i, s in enumerate(x.sentences)]


def labels_of(x: Document, y: Document) -> Labels | None:
    """Whether each sentence of x was taken from y, or from where y has it too; None where nothing is known of the
    two."""
    if not x.labelled:
        return [s.reused for s in x.sentences] if x.role != "wire" else [0.0] * len(x.sentences)
    if y.made_from and any(name == x.id for t in y.sentences for name, _ in t.sources):
        return None  # y was made from x
    known: frozenset[tuple[str, int]] = frozenset().union(*(t.sources for t in y.sentences))
    found: Labels = []
    for s in x.sentences:
        told = s.reused if s.reused == 0 and not s.sources else None
        if s.reused and (y.id in {name for name, _ in s.sources} or s.sources & known):
            told = 1.0
        found.append(told)
    return found

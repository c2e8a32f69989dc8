"""Train four models of `copytaster/match` that look beside a sentence, and cross-validate them by event.

    python -m bench.train_beside EVENTS_DIR... [--write]

The last two judge sentences where the encoder does not know the language. They are taught by stories in languages that
it does know, whose vectors are not looked at: what figures, names, stems and neighbours say is the same everywhere.
--write puts them into ``copytaster/match/coefficients.json``, beside the models of ``bench/train.py``.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from bench import corpus
from bench.corpus import Document
from bench.train import COEFFICIENTS, Rows, fit, labels_of, written
from copytaster.fingerprint.meaning import SPOKEN
from copytaster.fingerprint.vectors import Floats
from copytaster.match.beside import ACROSS, ANCHORED, STEMS, anchored_features, stem_features
from copytaster.match.model import Logistic
from copytaster.match.said import OWN, SAID, across_features, likeness, own_features, said_features

MODELS = {"said_own": OWN, "said_across": ACROSS, "said_anchors": ANCHORED, "said_stems": STEMS}
STRANGERS = 600
"""Pairs of documents of different events, which owe each other nothing, and how much a sentence of theirs counts."""
STRANGE = 0.1


def rows_of(documents: Sequence[Document]) -> dict[str, Rows]:
    """By model, the sentences of all documents against the wires of their event, and of strangers."""
    found = {name: Rows() for name in MODELS}
    for x, y, labels, weight in _pairs(documents):
        for name, features in _features(x, y):
            for label, numbers in zip(labels, features, strict=True):
                if label is not None:
                    found[name].add(numbers, label, weight, x.event)
    return found


def _pairs(documents: Sequence[Document]) -> Iterator[tuple[Document, Document, list[float | None], float]]:
    events: dict[str, list[Document]] = defaultdict(list)
    for d in documents:
        events[d.event].append(d)
    for docs in events.values():
        for x in docs:
            for y in docs:
                if x is not y and y.role in corpus.FIRST and (labels := labels_of(x, y)) is not None:
                    yield x, y, labels, 1.0
    chance = random.Random(3)
    for _ in range(STRANGERS):
        x, y = chance.choice(documents), chance.choice(documents)
        if x.event != y.event:
            yield x, y, [0.0] * len(x.analysis), STRANGE


def _features(x: Document, y: Document) -> Iterator[tuple[str, Floats]]:
    a, b = x.analysis, y.analysis
    languages = {x.article.language, y.article.language}
    if len(languages) == 1:
        plain = said_features(a, b, likeness(a, b, None))[0]
        yield "said_stems", stem_features(a, b, plain[:, [SAID.index(name) for name in STEMS if name in SAID]])[0]
        if languages <= SPOKEN:
            cosine = _vectors(a) @ _vectors(b).T
            features, best, _ = said_features(a, b, likeness(a, b, cosine))
            yield "said_own", own_features(a, b, features, cosine, best)
        return
    yield "said_anchors", anchored_features(a, b)[0]
    if languages <= SPOKEN:
        cosine = _vectors(a) @ _vectors(b).T
        features, best, _ = said_features(a, b, likeness(a, b, cosine))
        yield "said_across", across_features(a, b, features, cosine, best)


_vectors = corpus.Vectors(None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    rows = rows_of([d for folder in args.events for d in corpus.events(folder) if len(d.analysis)])
    learnt: dict[str, Logistic] = {}
    for name, columns in MODELS.items():
        events = sorted(set(rows[name].events))
        odds = np.zeros(len(rows[name].labels))
        for event in events:
            model = fit(columns, rows[name], lambda e, left_out=event: e == left_out)
            here = [i for i, e in enumerate(rows[name].events) if e == event]
            odds[here] = model.odds(np.stack([rows[name].features[i] for i in here]))
            truth = [rows[name].labels[i] for i in here]
            if len(set(truth)) > 1:
                print(f"{name:14}{event:16}{len(here):5} sentences, AUC {roc_auc_score(truth, odds[here]):.3f}")
        learnt[name] = fit(columns, rows[name], lambda e: False)
        print(name, {n: round(float(w), 2) for n, w in zip(columns, learnt[name].weights, strict=True)})
    if args.write:
        kept = {k: Logistic.from_json(v) for k, v in json.loads(COEFFICIENTS.read_text())["models"].items()}
        COEFFICIENTS.write_text(written(kept | learnt))


if __name__ == "__main__":
    main()

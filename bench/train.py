"""Train the coefficients of `copytaster/match` on labelled stories, and cross-validate them by event.

    python -m bench.train EVENTS_DIR... [--meter FILE] [--made FILE]... [--strangers FILE]... [--unseen PART]
                          [--vectors FILE] [--write]

EVENTS_DIR holds events in the format of ``tests/quality/desk``; the other files are described in `corpus`. Each model
is trained on top of the one before, with what that one says of events it has not seen. Prints how well each does on
unseen events and which documents it gets wrong; --unseen leaves a fixed fifth of the events out of everything and
reports them apart; --write trains on all the rest and writes ``copytaster/match/coefficients.json``.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.preprocessing import StandardScaler

from bench import corpus
from bench.corpus import Document
from copytaster import credit
from copytaster.fingerprint.meaning import SPOKEN
from copytaster.fingerprint.vectors import Floats
from copytaster.match import model
from copytaster.match.attribute import LIFTED, MADE, Attribution, attribute
from copytaster.match.compare import compare
from copytaster.match.derive import WHOLLY, wholly_features
from copytaster.match.model import Logistic, Models
from copytaster.match.passages import STANDS, passages_of, shown_of, standing, stands_features
from copytaster.match.relate import view
from copytaster.match.said import SAID, likeness, said_features
from copytaster.model import Derivation, Kind

COEFFICIENTS = Path(model.__file__).with_name("coefficients.json")
BESIDE = ("said_own", "said_across", "said_anchors", "said_stems")
OTHERS = {name: known for name, known in model.models().logistic.items() if name in BESIDE}
"""Learnt by ``bench/train_beside.py``."""
FOLDS = 5
WORDS = tuple(name for name in SAID if "cosine" not in name)
WEIGHTS = {"desk": 1.0, "hard": 1.0, "tongues": 1.0, "own": 1.0, "meter": 0.5, "llm": 0.3, "ocr": 0.15, "pairs": 0.5}
"""How much a sentence of each corpus counts. Labels of whole texts count less than sentences that somebody marked."""
MADE_WEIGHTS = {"meter": 0.3, "llm": 0.4, "ocr": 0.5, "pairs": 1.0}
LIFTED_WEIGHTS = {"pairs": 0.3}
WHOLLY_WEIGHTS = {"meter": 0.6, "llm": 0.1, "ocr": 0.1}
NOT_MADE = {"meter": 2.5}
"""How much more an article counts that journalists call not derived: there are few beside those that are."""
ITEMS = frozenset(["roundup", "liveblog", "followup"])
"""Roles of which only a part is made from others, whom `made` learns nothing from."""
LIFTING = ITEMS | {"composite", "translation_excerpt"}
SOURCES = corpus.FIRST | {"wire_update", "wire_correction"}
"""Whom sentences are learnt against."""
STRANGERS = 2_000
"""Pairs of documents of different events, which owe each other nothing."""


@dataclass
class Rows:
    """What a model learns from: features, labels in [0, 1], weights, and the event of each row."""

    features: list[Floats] = field(default_factory=list)
    labels: list[float] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(self, features: Floats, label: float, weight: float, event: str, name: str = "") -> None:
        self.features.append(features)
        self.labels.append(label)
        self.weights.append(weight)
        self.events.append(event)
        self.names.append(name)


def fit(columns: Sequence[str], rows: Rows, without: Callable[[str], bool], c: float = 1.0) -> Logistic:
    """A logistic regression on the rows of all events but those `without`; a label between 0 and 1 counts for both."""
    kept = np.array([not without(e) for e in rows.events])
    x, y = np.stack(rows.features)[kept], np.array(rows.labels)[kept]
    weights = np.array(rows.weights)[kept]
    doubled = np.concatenate([x, x]), np.repeat([1, 0], len(x)), np.concatenate([weights * y, weights * (1 - y)])
    counted = doubled[2] > 0
    scaler = StandardScaler().fit(x)
    found = LogisticRegression(C=c, max_iter=3000)
    found.fit(scaler.transform(doubled[0][counted]), doubled[1][counted], sample_weight=doubled[2][counted])
    scale = np.where(scaler.scale_ > 0, scaler.scale_, 1.0)
    return Logistic(
        tuple(columns), found.coef_[0].astype(np.float32), float(found.intercept_[0]),
        scaler.mean_.astype(np.float32), scale.astype(np.float32),
    )  # fmt: skip


class Training:
    def __init__(self, documents: Sequence[Document], unseen: Callable[[str], bool], vectors: corpus.Vectors) -> None:
        self.documents = [d for d in documents if len(d.analysis)]
        self.unseen = unseen
        self.vectors = vectors
        for d in self.documents:
            d.vectors = vectors(d.analysis)
        self.by_event: dict[str, list[Document]] = defaultdict(list)
        for d in self.documents:
            self.by_event[d.event].append(d)
        seen = sorted({d.event for d in self.documents if not unseen(d.event)})
        random.Random(1).shuffle(seen)
        self.fold = {event: n % FOLDS for n, event in enumerate(seen)}
        self.models: list[dict[str, Logistic]] = [{} for _ in range(FOLDS + 1)]
        """By fold, what was learnt without it; the last from all."""
        self.attributions: dict[str, Attribution] = {}

    def learn(self, name: str, columns: Sequence[str], rows: Rows, c: float = 1.0) -> None:
        for fold in range(FOLDS + 1):
            left_out = lambda e, f=fold: self.unseen(e) or self.fold.get(e) == f  # noqa: E731
            self.models[fold][name] = fit(columns, rows, left_out, c)
        odds = np.array([
            self.of(e)[name].odds(x) for e, x in zip(rows.events, rows.features, strict=True)
        ])  # fmt: skip
        sure = np.array([label in (0.0, 1.0) for label in rows.labels])
        for title, wanted in (("cross-validated", False), ("unseen", True)):
            chosen = sure & np.array([self.unseen(e) == wanted for e in rows.events])
            if len({rows.labels[i] for i in np.flatnonzero(chosen)}) > 1:
                y = np.array(rows.labels)[chosen]
                print(f"{name:12} {title:16} {chosen.sum():6} rows, AUC {roc_auc_score(y, odds[chosen]):.3f}, "
                      f"F1 {f1_score(y, odds[chosen] > 0):.3f}")  # fmt: skip
        print("  ", {n: round(float(w), 2) for n, w in zip(columns, self.models[-1][name].weights, strict=True)})

    def of(self, event: str) -> dict[str, Logistic]:
        return OTHERS | self.models[self.fold.get(event, FOLDS)]

    # ——— sentences ———

    def learn_sentences(self) -> None:
        said, words = Rows(), Rows()
        for x, y, labels in self._sentence_pairs():
            cosine = x.vectors @ y.vectors.T
            features, _, _ = said_features(x.analysis, y.analysis, likeness(x.analysis, y.analysis, cosine))
            plain, _, _ = said_features(x.analysis, y.analysis, likeness(x.analysis, y.analysis, None))
            languages = {x.article.language, y.article.language}
            weight = WEIGHTS.get(x.corpus, 1.0) if x.event == y.event else 0.1
            for i, label in enumerate(labels):
                if label is None:
                    continue
                if len(languages) > 1:
                    continue
                if languages <= SPOKEN:
                    said.add(features[i], label, weight, x.event)
                words.add(plain[i, [SAID.index(n) for n in WORDS]], label, weight, x.event)
        self.learn("said", SAID, said)
        self.learn("said_words", WORDS, words)

    def _sentence_pairs(self) -> Iterable[tuple[Document, Document, list[float | None]]]:
        for docs in self.by_event.values():
            for x in docs:
                if x.corpus == "meter":
                    yield from self._of_meter(x, docs)
                    continue
                for y in docs:
                    given = x.corpus == "pairs" or y.role in SOURCES
                    if x is not y and given and (labels := labels_of(x, y)) is not None:
                        yield x, y, labels
        chance = random.Random(2)
        for _ in range(STRANGERS):
            x, y = chance.choice(self.documents), chance.choice(self.documents)
            if x.event != y.event and self.unseen(x.event) == self.unseen(y.event):
                yield x, y, [0.0] * len(x.analysis)

    def _of_meter(
        self, x: Document, docs: Sequence[Document]
    ) -> Iterable[tuple[Document, Document, list[float | None]]]:
        """Journalists marked what was reused from any wire of the story: each sentence goes to its likest wire."""
        wires = [y for y in docs if y.role == "wire"]
        if x.role == "wire" or not wires or all(s.reused is None for s in x.sentences):
            return
        likest = np.stack([
            (x.vectors @ y.vectors.T).max(axis=1)
            + said_features(x.analysis, y.analysis, likeness(x.analysis, y.analysis, None))[0][:, SAID.index("runs")]
            for y in wires
        ]).argmax(axis=0)  # fmt: skip
        for n, y in enumerate(wires):
            yield x, y, [s.reused if likest[i] == n else None for i, s in enumerate(x.sentences)]

    # ——— articles ———

    def learn_articles(self) -> None:
        made, lifted = Rows(), Rows()
        chance = random.Random(3)
        for docs in self.by_event.values():
            for x in docs:
                others = [y for y in docs if y is not x]
                strange = [chance.choice(self.documents) for _ in range(3)]
                views = self.views(x, others + [y for y in strange if y.event != x.event and
                                                self.unseen(y.event) == self.unseen(x.event)])  # fmt: skip
                if x.role == "template":  # decided by its form, before attribution
                    views = [v for v in views if not v.same_form]
                found = attribute(x.article, views, self.only_made(x.event), credited(x, docs))
                self.attributions[x.id] = found
                if not found.sources:
                    continue
                weight = MADE_WEIGHTS.get(x.corpus, 1.0)
                if (label := _made(x, found)) is not None:
                    rare = 1.0 if label else NOT_MADE.get(x.corpus, 1.0)
                    made.add(found.features, label, weight * rare, x.event, x.id)
                if (label := _lifted(x, found)) is not None:
                    lifted.add(found.lifts, label, LIFTED_WEIGHTS.get(x.corpus, 1.0), x.event, x.id)
        self.learn("made", MADE, made, 0.3)
        self.learn("lifted", LIFTED, lifted, 0.3)
        self.decide()

    def decide(self) -> None:
        """Attributions anew, now that what makes an article derived is known."""
        for x in self.documents:
            if (found := self.attributions[x.id]).sources:
                models = self.of(x.event)
                odds = float(max(models["made"].odds(found.features), models["lifted"].odds(found.lifts)))
                made = Attribution(found.sources, found.claims, odds, odds, found.features, found.lifts)
                self.attributions[x.id] = made

    def only_made(self, event: str) -> Models:
        """The models of sentences, and for articles such as decide nothing."""
        none = {
            name: Logistic(columns, zeros, 0.0, zeros, zeros + 1)
            for name, columns in (("made", MADE), ("lifted", LIFTED))
            for zeros in [np.zeros(len(columns), np.float32)]
        }
        return Models(none | self.of(event))

    def views(self, x: Document, others: Sequence[Document]) -> list:
        trained = Models(self.of(x.event))
        found = []
        for y in others:
            pair = compare(x.analysis, y.analysis, self.vectors, trained)
            if pair is not None:
                found.append(view(x.article, y.article, pair))
        return found

    def learn_passages(self) -> None:
        stands = Rows()
        for x in self.documents:
            found = self.attributions[x.id]
            for i, claim in found.claims.items():
                label = x.sentences[i].reused
                if label is None or claim.link.kind is Kind.QUOTE or x.role in corpus.FIRST:
                    continue
                if x.corpus not in ("llm", "ocr"):  # labels of whole texts: not every sentence of theirs was taken
                    weight = WEIGHTS.get(x.corpus, 1.0) * len(claim.link.a) / 150
                    stands.add(stands_features(found, claim), label, weight, x.event)
        self.learn("stands", STANDS, stands)

    def learn_derivations(self) -> None:
        wholly = Rows()
        for x in self.documents:
            found, trained = self.attributions[x.id], Models(self.of(x.event))
            if x.derivation in (None, Derivation.NOT) or not found.derived:
                continue
            shown = shown_of(x.article, passages_of(x.article, standing(found, trained), ()))
            weight = WHOLLY_WEIGHTS.get(x.corpus, 1.5) * (2 if x.role in corpus.PART else 1)
            label = float(x.derivation is Derivation.WHOLLY)
            wholly.add(wholly_features(found, shown), label, weight, x.event, x.id)
        self.learn("wholly", WHOLLY, wholly, 0.3)

    def report(self) -> None:
        """By corpus and role: how many were found to be derived."""
        groups: dict[tuple[bool, str, str], list[str]] = defaultdict(list)
        for x in self.documents:
            role = x.role if x.corpus != "meter" or x.role == "wire" else str(x.derivation)
            groups[self.unseen(x.event), x.corpus, role].append(x.id)
        for (unseen, name, role), ids in sorted(groups.items()):
            derived = [i for i in ids if self.attributions[i].derived]
            odd = [i for i in ids if (i in derived) != (role in corpus.WHOLE | corpus.PART)] if name in (
                "desk", "hard", "tongues") else []  # fmt: skip
            odds = {i: round(self.attributions[i].odds, 1) for i in odd[:6]}
            print(f"{'unseen' if unseen else '':7}{name:8}{role:22}{len(derived):4} of {len(ids):4}  {odds or ''}")


def credited(x: Document, docs: Sequence[Document]) -> set[str]:
    """The agencies that a document names as its source; `docs`: those of its event."""
    known = {y.article.agency for y in docs if y.article.agency}
    return {evidence.agency for evidence in credit.detect(x.article, known)}


def labels_of(x: Document, y: Document) -> list[float | None] | None:
    """Of each sentence of x, whether it was taken from y; None where that is not known."""
    if x.corpus in ("llm", "ocr", "pairs"):
        return [s.reused for s in x.sentences] if x.role != "wire" else [0.0] * len(x.sentences)
    found: list[float | None] = []
    for s in x.sentences:
        told = s.reused if s.reused == 0 and not s.sources else None
        named = y.id in {name for name, _ in s.sources} or any(s.sources & t.sources for t in y.sentences)
        if s.reused and named:
            told = 1.0
        found.append(told)
    if y.made_from and any(name == x.id for t in y.sentences for name, _ in t.sources):
        return None  # y was made from x
    return found


def _made(x: Document, found: Attribution) -> float | None:
    """Whether x was made from others, where the attribution has found the right ones."""
    if x.derivation is None or x.role in ITEMS or x.role in ("wire_update", "wire_correction"):
        return None
    if x.derivation is Derivation.NOT:
        return 0.0
    if x.corpus in ("desk", "hard", "tongues") and not {v.other.id for v in found.sources} & x.made_from:
        return None
    return 1.0


def _lifted(x: Document, found: Attribution) -> float | None:
    """Whether sentences were lifted into x. Journalists' labels of whole texts do not say."""
    if x.corpus in ("meter", "llm", "ocr"):
        return None
    if x.derivation is Derivation.NOT:
        return 0.0
    if x.role not in LIFTING or not {v.other.id for v in found.sources} & x.made_from:
        return None
    return float(any(s.reused for s in x.sentences))


def written(models: dict[str, Logistic]) -> str:
    def table(m: Logistic) -> dict[str, list[float]]:
        columns = zip(m.names, m.weights, m.mean, m.scale, strict=True)
        return {n: [round(float(v), 5) for v in row] for n, *row in columns}

    data = {"models": {k: {"intercept": round(m.intercept, 5), "features": table(m)} for k, m in models.items()}}
    lines = json.dumps(data, indent=1)
    # one feature a line: name, coefficient, mean, scale
    return "\n".join(_joined(lines.splitlines())) + "\n"


def _joined(lines: list[str]) -> Iterable[str]:
    for opens, group in itertools.groupby(_levels(lines), key=lambda x: x[0]):
        texts = [text for _, text in group]
        if opens:
            texts = [texts[0] + "".join(t.strip() + " " * t.endswith(",") for t in texts[1:])]
        yield from texts


def _levels(lines: list[str]) -> Iterable[tuple[int, str]]:
    inside = 0
    for line in lines:
        if line.endswith("["):
            inside += 1
            yield inside, line
        else:
            yield (inside if line.startswith("     ") else 0), line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=Path, nargs="+")
    parser.add_argument("--meter", type=Path)
    parser.add_argument("--made", type=Path, action="append", default=[])
    parser.add_argument("--strangers", type=Path, action="append", default=[])
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    documents = [d for folder in args.events for d in corpus.events(folder)]
    documents += corpus.meter(args.meter) if args.meter else []
    documents += [d for path in args.made for d in corpus.made(path)]
    documents += [d for path in args.strangers for d in corpus.strangers(path)]
    vectors = corpus.Vectors(args.vectors)
    training = Training(documents, _fifth if args.unseen else lambda event: False, vectors)
    vectors.save()
    training.learn_sentences()
    training.learn_articles()
    training.learn_passages()
    training.learn_derivations()
    training.report()
    if args.write:
        COEFFICIENTS.write_text(written(OTHERS | training.models[-1]))


def _fifth(event: str) -> bool:
    return zlib.crc32(event.encode()) % 5 == 0


if __name__ == "__main__":
    main()

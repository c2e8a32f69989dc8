"""Train all coefficients of `copytaster/match` on labelled stories, and cross-validate them by event.

    python -m bench.train EVENTS_DIR... [--meter FILE] [--made FILE]... [--strangers FILE]... [--vectors FILE]
                          [--write [--only MODEL]...]

EVENTS_DIR holds events in the format of ``tests/quality/desk``; the other files are described in `corpus`. All
documents go through the pipeline first, and what it finds is learnt from (`found`). Each model is trained on top of the
one before, with what that one says of events it has not seen. Prints how well each does on events that it has not seen
and which documents it gets wrong; --write writes what all events teach to ``copytaster/match/coefficients.json``, and
the figures to its model card; with --only that of some models, and the others stay what they were.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score

from bench import card, corpus, digests, sentences
from bench.corpus import Document
from bench.fitting import Rows, Without, fit, fit_trees
from bench.found import found_pairs
from copytaster import credit
from copytaster.match import model
from copytaster.match.attribute import Attribution, attribute
from copytaster.match.case import LIFTED, MADE
from copytaster.match.compare import compare
from copytaster.match.derive import WHOLLY, wholly_features
from copytaster.match.digest import ITEM, lifted_odds
from copytaster.match.model import Logistic, Models
from copytaster.match.passages import STANDS, passages_of, shown_of, standing, stands_features
from copytaster.match.relate import View, view
from copytaster.match.trees import Trees
from copytaster.model import Derivation, Kind, Pair

M = TypeVar("M", Logistic, Trees)
COEFFICIENTS = Path(model.__file__).with_name("coefficients.json")
FOLDS = 8
MADE_WEIGHTS = {"meter": 0.35, "llm": 0.6, "ocr": 0.6, "pairs": 2.0}
LIFTED_WEIGHTS = {"pairs": 0.6}
ITEM_WEIGHTS = {"pairs": 0.3, "digests": 0.2}
WAS_LIFTED, WAS_ITEM = 0.5, 1.1
"""How much more or less an article counts into which something was lifted. There are few items beside those articles
that are none; and an accusation that is wrong is worse than one that is missing."""
STANDS_WEIGHTS = {"meter": 3.6}
"""Only METER's news is real, and every sixth sentence: together it counts about as much as all that was written for
this."""
WHOLLY_WEIGHTS = {"meter": 1.0, "llm": 0.1, "ocr": 0.1}
NOT_MADE = {"meter": 1.15}
"""How much more an article counts that journalists call not derived: there are few beside those that are."""
ITEMS = frozenset(["roundup", "liveblog", "followup", "digest"])
"""Roles of which only a part is made from others, whom `made` learns nothing from."""
LIFTING = ITEMS | {"composite", "translation_excerpt"}


class Training:
    """`made_up`: digests from `digests.made_up` that only `item` learns from, each with what it is compared with."""

    def __init__(
        self, documents: Sequence[Document], vectors: corpus.Vectors,
        made_up: Iterable[tuple[Document, Sequence[Document]]] = (),
    ) -> None:  # fmt: skip
        self.documents = [d for d in documents if len(d.analysis)]
        self.vectors = vectors
        for d in self.documents:
            d.vectors = vectors(d.analysis)
        events = sorted({d.event for d in self.documents})
        random.Random(1).shuffle(events)
        self.fold = {event: n % FOLDS for n, event in enumerate(events)}
        self.models: list[dict[str, Logistic]] = [{} for _ in range(FOLDS + 1)]
        """By fold, what was learnt without it; the last from all."""
        self.trees: list[dict[str, Trees]] = [{} for _ in range(FOLDS + 1)]
        self.attributions: dict[str, Attribution] = {}
        self.figures: list[card.Figure] = []
        self._met: dict[str, list[tuple[Document, Document]]] = defaultdict(list)
        for x, y in found_pairs(self.documents):
            self._met[x.id].append((x, y))
            self._met[y.id].append((x, y))
        self.digests: list[Document] = []
        for x, sources in made_up:
            self.digests.append(x)
            self._met[x.id] = [(x, y) for y in sources]
        self._pairs: dict[tuple[str, str, int], Pair | None] = {}

    def learn(self, name: str, columns: Sequence[str], rows: Rows, c: float = 1.0) -> None:
        """As a logistic regression."""
        found = self._learn(name, rows, self.models, lambda without: fit(columns, rows, without, c))
        print("  ", {n: round(float(w), 2) for n, w in zip(columns, found.weights, strict=True)})

    def grow(self, name: str, columns: Sequence[str], rows: Rows) -> None:
        """As trees."""
        found = self._learn(name, rows, self.trees, lambda without: fit_trees(columns, rows, without))
        asked = found.asked[np.isfinite(found.bounds)]
        print("  ", dict(zip(columns, np.bincount(asked, minlength=len(columns)).tolist(), strict=True)))

    def _learn(self, name: str, rows: Rows, kept: Sequence[dict[str, M]], fitted: Callable[[Without], M]) -> M:
        """Once without each fold, once from all, which is returned."""
        for fold, models in enumerate(kept):
            models[name] = fitted(self.without(fold))
        self.judge(name, [models[name] for models in kept], rows)
        return kept[-1][name]

    def without(self, fold: int) -> Without:
        """Whether an event is in the fold; in the last one is none."""
        return lambda event: self.fold[event] == fold

    def judge(self, name: str, learnt: Sequence[Logistic | Trees], rows: Rows) -> None:
        """How well what was learnt without each fold does on it."""
        folds, features = np.array([self.fold[e] for e in rows.events]), np.stack(rows.features)
        odds = np.zeros(len(folds))
        for fold in range(FOLDS):
            odds[folds == fold] = learnt[fold].odds(features[folds == fold])
        sure = np.array([label in (0.0, 1.0) for label in rows.labels])
        y = np.array(rows.labels)[sure]
        figure = card.Figure(name, len(sure), roc_auc_score(y, odds[sure]), f1_score(y, odds[sure] > 0))
        self.figures.append(figure)
        print(figure)

    def of(self, event: str) -> Models:
        """What was learnt without the event."""
        return Models(self.models[self.fold[event]], self.trees[self.fold[event]])

    def learn_sentences(self) -> None:
        rows = sentences.rows_of(self.documents)
        for name, columns in sentences.MODELS.items():
            self.learn(name, columns, rows[name])

    # ——— articles ———

    def learn_articles(self) -> None:
        by_event: dict[str, list[Document]] = defaultdict(list)
        for x in self.documents:
            by_event[x.event].append(x)
        made, lifted, item = Rows(), Rows(), Rows()
        for x in [*self.documents, *self.digests]:
            views = self.views(x)
            if x.role == "template":  # decided by its form, before attribution
                views = [v for v in views if not v.same_form]
            found = attribute(x.article, views, self.only_made(x.event), credited(x, by_event[x.event]))
            self.attributions[x.id] = found
            if not found.sources:
                continue
            weight = MADE_WEIGHTS.get(x.corpus, 1.0)
            if (label := _made(x, found)) is not None:
                made.add(found.features, label, weight * (1.0 if label else NOT_MADE.get(x.corpus, 1.0)), x.event)
            if (label := _lifted(x, found)) is not None:
                item.add(found.item, label, ITEM_WEIGHTS.get(x.corpus, 1.0) * (WAS_ITEM if label else 1.0), x.event)
                if x.corpus != "digests":
                    rare = WAS_LIFTED if label else LIFTED_WEIGHTS.get(x.corpus, 1.0)
                    lifted.add(found.lifts, label, rare, x.event)
        self.learn("made", MADE, made, 0.3)
        self.learn("lifted", LIFTED, lifted)
        self.learn("item", ITEM, item)
        self.decide()

    def decide(self) -> None:
        """Attributions anew, now that what makes an article derived is known."""
        for x in [*self.documents, *self.digests]:
            if (found := self.attributions[x.id]).sources:
                models = self.of(x.event)
                odds = max(float(models["made"].odds(found.features)), lifted_odds(models, found.lifts, found.item))
                made = Attribution(found.sources, found.claims, odds, found.features, found.lifts, found.item)
                self.attributions[x.id] = made

    def only_made(self, event: str) -> Models:
        """The models of sentences, and for articles such as decide nothing."""
        none = {
            name: Logistic(columns, zeros, 0.0, zeros, zeros + 1)
            for name, columns in (("made", MADE), ("lifted", LIFTED), ("item", ITEM))
            for zeros in [np.zeros(len(columns), np.float32)]
        }
        return Models(none | dict(self.of(event).logistic))

    def views(self, x: Document) -> list[View]:
        """What the pipeline compares it with, by models that have not seen its event."""
        found, trained, fold = [], self.of(x.event), self.fold[x.event]
        for one, other in self._met[x.id]:
            key = one.id, other.id, fold
            if key not in self._pairs:
                self._pairs[key] = compare(one.analysis, other.analysis, self.vectors, trained)
            pair, y = self._pairs[key], other if one is x else one
            if pair is not None:
                found.append(view(x.article, y.article, pair))
        return found

    def learn_passages(self) -> None:
        stands = Rows()
        for x in self.documents:
            found = self.attributions[x.id]
            for (i, claim), features in zip(found.claims.items(), stands_features(found), strict=True):
                label = x.sentences[i].reused
                if label is None or claim.link.kind is Kind.QUOTE or x.role in corpus.FIRST:
                    continue
                if x.corpus not in ("llm", "ocr"):  # labels of whole texts: not every sentence of theirs was taken
                    weight = STANDS_WEIGHTS.get(x.corpus, 1.0) * len(claim.link.a) / 150
                    stands.add(features, label, weight, x.event)
        self.grow("stands", STANDS, stands)

    def learn_derivations(self) -> None:
        wholly = Rows()
        for x in self.documents:
            found, trained = self.attributions[x.id], self.of(x.event)
            if x.derivation in (None, Derivation.NOT) or not found.derived:
                continue
            shown = shown_of(x.article, passages_of(x.article, standing(found, trained), ()))
            weight = WHOLLY_WEIGHTS.get(x.corpus, 1.5) * (2 if x.role in corpus.PART else 1)
            label = float(x.derivation is Derivation.WHOLLY)
            wholly.add(wholly_features(found, shown), label, weight, x.event)
        self.learn("wholly", WHOLLY, wholly, 0.3)

    def report(self) -> None:
        """By corpus and role: how many were found to be derived."""
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for x in self.documents:
            role = x.role if x.corpus != "meter" or x.role == "wire" else str(x.derivation)
            groups[x.corpus, role].append(x.id)
        for x in self.digests:
            groups[x.corpus, str(x.derivation)].append(x.id)
        labelled = {x.corpus for x in self.documents if x.labelled}
        for (name, role), ids in sorted(groups.items()):
            derived = [i for i in ids if self.attributions[i].derived]
            odd = [i for i in ids if name in labelled and (i in derived) != (role in corpus.WHOLE | corpus.PART)]
            odds = {i: round(self.attributions[i].odds, 1) for i in odd[:6]}
            print(f"{name:8}{role:22}{len(derived):4} of {len(ids):4}  {odds or ''}")


def credited(x: Document, docs: Sequence[Document]) -> set[str]:
    """The agencies that a document names as its source; `docs`: those of its event."""
    known = {y.article.agency for y in docs if y.article.agency}
    return {evidence.agency for evidence in credit.detect(x.article, known)}


def _made(x: Document, found: Attribution) -> float | None:
    """Whether x was made from others, where the attribution has found the right ones."""
    if x.derivation is None or x.role in ITEMS or x.role in ("wire_update", "wire_correction"):
        return None
    if x.derivation is Derivation.NOT:
        return 0.0
    if x.labelled and not {v.other.id for v in found.sources} & x.made_from:
        return None
    return 1.0


def _lifted(x: Document, found: Attribution) -> float | None:
    """Whether sentences were lifted into x. Journalists' labels of whole texts do not say."""
    if not x.labelled and x.corpus != "pairs":
        return None
    if x.derivation is Derivation.NOT:
        return 0.0
    if x.role not in LIFTING or not {v.other.id for v in found.sources} & x.made_from:
        return None
    return float(any(s.reused for s in x.sentences))


def written(models: Mapping[str, Logistic], trees: Mapping[str, Trees]) -> str:
    """The JSON of all models: one feature a line, with its coefficient, mean and scale, or one tree."""
    logistic = []
    for name, m in models.items():
        rows = zip(m.names, np.stack([m.weights, m.mean, m.scale], axis=1).tolist(), strict=True)
        lines = [f"   {json.dumps(n)}: {json.dumps([round(v, 5) for v in row])}" for n, row in rows]
        head = f'   "intercept": {round(m.intercept, 5)},\n   "features": '
        logistic.append(f'  "{name}": {{\n{head}{{\n{_lines(lines)}\n   }}\n  }}')
    forests = []
    for name, t in trees.items():
        whole = t.to_json()
        lines = ["   " + json.dumps(tree) for tree in whole.pop("trees")]
        head = _lines([f"   {json.dumps(k)}: {json.dumps(v)}" for k, v in whole.items()])
        forests.append(f'  "{name}": {{\n{head},\n   "trees": [\n{_lines(lines)}\n   ]\n  }}')
    return f'{{\n "models": {{\n{_lines(logistic)}\n }},\n "trees": {{\n{_lines(forests)}\n }}\n}}\n'


def _lines(rows: Sequence[str]) -> str:
    return ",\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=Path, nargs="+")
    parser.add_argument("--meter", type=Path)
    parser.add_argument("--made", type=Path, action="append", default=[])
    parser.add_argument("--strangers", type=Path, action="append", default=[])
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", action="append", default=[], metavar="MODEL")
    args = parser.parse_args()
    documents = [d for folder in args.events for d in corpus.events(folder)]
    documents += corpus.meter(args.meter) if args.meter else []
    documents += [d for path in args.made for d in corpus.made(path)]
    documents += [d for path in args.strangers for d in corpus.strangers(path)]
    vectors = corpus.Vectors(args.vectors)
    training = Training(documents, vectors, digests.made_up(args.events, documents))
    vectors.save()
    training.learn_sentences()
    training.learn_articles()
    training.learn_passages()
    training.learn_derivations()
    training.report()
    if args.write:
        logistic, trees = training.models[-1], training.trees[-1]
        known = {*logistic, *trees}
        if unknown := set(args.only) - known:
            parser.error(f"no such model: {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
        new = set(args.only or known)
        shipped = model.models()
        COEFFICIENTS.write_text(
            written(
                {n: m if n in new else shipped[n] for n, m in logistic.items()},
                {n: t if n in new else shipped.trees[n] for n, t in trees.items()},
            )
        )
        card.write([*training.documents, *training.digests], [f for f in training.figures if f.name in new])


if __name__ == "__main__":
    main()

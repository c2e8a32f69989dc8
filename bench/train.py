"""Train the coefficients of `copytaster/match` on labelled events, and cross-validate them by event.

    python bench/train.py EVENTS_DIR [--meter METER.jsonl] [--folds 5] [--write]

EVENTS_DIR holds events in the format of ``tests/quality/desk`` (every sentence marked with its kind and the wire
sentence it came from); METER.jsonl real wire and newspaper texts with journalists' labels, for the models of whole
texts. Prints, for each model, how well it does on events it has not seen; with --write it trains on all of them and
writes
``copytaster/match/coefficients.json``.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score
from sklearn.preprocessing import StandardScaler

from copytaster.clean import Submission, clean
from copytaster.fingerprint import encode, fingerprint_of
from copytaster.fingerprint.analysis import Analysis, analyse
from copytaster.index.memory import MemoryIndex
from copytaster.match.align import Alignment, align
from copytaster.match.candidates import candidates, chosen, fewest_terms
from copytaster.match.compare import ACCEPT, accept_features, beside, compare
from copytaster.match.correspondence import CONTEXT, SENTENCE, context_features, sentence_features
from copytaster.match.derive import CLASSES, DERIVATION, derive, reworded
from copytaster.match.derive import features as derivation_features
from copytaster.match.evidence import LIFT, REWRITE, lift_evidence, lifted, rewrite_evidence
from copytaster.match.model import Logistic, Models
from copytaster.match.relate import View, view
from copytaster.match.resolve import coverage_of, passages_of
from copytaster.match.similarity import similarity
from copytaster.model import FINGERPRINT_HEAD, Article, Boilerplate, Derivation, Outline, Span
from copytaster.settings import Settings

COEFFICIENTS = Path(__file__).parent.parent / "copytaster/match/coefficients.json"
REUSED = ("verbatim", "edited", "paraphrase")
WHOLE = ("copy", "trimmed", "light_edit", "rewrite")
THRESHOLDS = {"accept": 0.3, "same_event": -4.0}
CROSS_PAIRS = 1500
REWRITE_PRIOR = 0.5
"""Added to the log-odds of a rewrite: independents stand far below zero, the hardest rewrites just above."""
METER_WEIGHT = 0.3
"""A METER text against one of ours: its labels are of whole texts, and the wire we hold may not be the one it used."""
METER_SHARE = 4.0
"""How much METER weighs against our own stories in telling the derivations apart."""
METER_LABELS = {
    "wholly_derived": Derivation.WHOLLY,
    "partially_derived": Derivation.PARTIALLY,
    "non_derived": Derivation.NOT,
}
ROLE_LABELS = {
    **dict.fromkeys(WHOLE, Derivation.WHOLLY),
    "composite": Derivation.PARTIALLY,
    "roundup": Derivation.PARTIALLY,
    "independent": Derivation.NOT,
    "sametopic": Derivation.NOT,
}


@dataclass
class Document:
    """A labelled document: its analysis, and for each analysed sentence the gold kind and sources."""

    id: str
    event: str
    role: str
    article: Article
    analysis: Analysis
    kinds: list[str]
    sources: list[set[tuple[str, int]]]
    numbers: list[int]
    wires: list[Document] = field(default_factory=list)
    """The wires that a check in an archive of all documents would compare it with: `find_wires`."""


def documents(folder: Path) -> list[Document]:
    return [
        _document(event["event"][:2], doc)
        for path in sorted(folder.glob("*.json"))
        for event in [json.loads(path.read_text())]
        for doc in event["docs"]
    ]


def _document(event: str, doc: dict[str, Any]) -> Document:
    text, gold, furniture = "", [], []
    for paragraph in doc["body"]:
        text += "\n\n" if text else ""
        for k, sentence in enumerate(paragraph):
            text += " " if k else ""
            gold.append((Span(len(text), len(text) + len(sentence["t"])), sentence))
            text += sentence["t"]
            if sentence["k"] == "boilerplate":
                furniture.append(Boilerplate(gold[-1][0].start, gold[-1][0].end))
    article = Article(
        id=doc["id"], text=text, language="en", agency=doc["agency"], boilerplate=tuple(furniture),
        published_at=datetime.fromisoformat(doc["published"]) if doc["published"] else None,
    )  # fmt: skip
    analysis = analyse(article)
    best = [max(range(len(gold)), key=lambda n: span.overlap(gold[n][0])) for span in analysis.spans]
    return Document(
        doc["id"],
        event,
        doc["role"],
        article,
        analysis,
        [gold[n][1]["k"] for n in best],
        [{(w, i) for w, i in gold[n][1]["src"]} for n in best],
        [n + 1 for n in best],
    )


def meter(path: Path | None) -> list[Document]:
    """METER's texts: wires with the role ``wire``, newspapers with the journalists' label as theirs."""
    rows = [json.loads(line) for line in path.read_text().splitlines()] if path else []
    out = []
    for row in rows:
        agency = "PA Media" if row["kind"] == "pa" else None
        article = clean(
            Submission(text=row["text"], external_id=row["id"], agency=agency, published_at=row["date"]),
            Settings(),
            datetime(2026, 1, 1, tzinfo=UTC),
        )
        out.append(
            Document(
                row["id"],
                "meter/" + row["story"],
                row["label"] if "label" in row and not agency else "wire",
                article,
                analyse(article),
                [],
                [],
                [],
            )
        )
    return out


def find_wires(docs: Sequence[Document]) -> None:
    """Put all documents into one index, as the service would, and see which wires each one is compared with."""
    index = MemoryIndex(Settings().common)
    made = [fingerprint_of(d.analysis) for d in docs]
    outlines = {}
    for seq, (doc, fingerprint) in enumerate(zip(docs, made, strict=True)):
        index.add(seq, fingerprint)
        head = encode(fingerprint)[:FINGERPRINT_HEAD]
        outlines[seq] = Outline(doc.article.id, doc.article.agency, doc.article.published_at, head)
    for seq, (doc, fingerprint) in enumerate(zip(docs, made, strict=True)):
        suspects = candidates(index.probe(fingerprint), seq, fewest_terms(doc.article, len(fingerprint.terms)))
        near = chosen(suspects, outlines, doc.article, len(fingerprint.terms), 0, Settings().window_days)
        doc.wires = [docs[other] for other in near if docs[other].article.is_wire]


@dataclass
class Labelled:
    """A document against a wire of its event: which sentences truly correspond; None where that is ambiguous."""

    doc: Document
    wire: Document
    truth: np.ndarray
    unsure: np.ndarray

    @property
    def reused(self) -> int:
        return sum(
            k in REUSED and any(w == self.wire.id for w, _ in s)
            for k, s in zip(self.doc.kinds, self.doc.sources, strict=True)
        )

    @property
    def lifted(self) -> int:
        return sum(
            k in REUSED[:2] and any(w == self.wire.id for w, _ in s)
            for k, s in zip(self.doc.kinds, self.doc.sources, strict=True)
        )


def labelled(docs: Sequence[Document]) -> Iterator[Labelled]:
    for wire, doc in itertools.product(docs, docs):
        if wire.event != doc.event or wire is doc or wire.role not in ("wire", "wire_update"):
            continue
        truth = np.array([[(wire.id, n) in s for n in wire.numbers] for s in doc.sources], bool)
        shared = np.array([[bool(t & s) for t in wire.sources] for s in doc.sources], bool)
        quoted = np.array([[k == "quote"] * len(wire.numbers) for k in doc.kinds], bool)
        yield Labelled(doc, wire, truth, (shared & ~truth) | (quoted & truth))


def fit(
    features: np.ndarray, truth: np.ndarray, names: Sequence[str], weights: np.ndarray | None = None
) -> dict[str, Any]:
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=1.0, max_iter=5000).fit(scaler.transform(features), truth, sample_weight=weights)
    return _table(names, model.coef_[0], model.intercept_[0], scaler)


def _table(names: Sequence[str], coefficients: np.ndarray, intercept: float, scaler: StandardScaler) -> dict[str, Any]:
    rows = zip(names, coefficients, scaler.mean_, scaler.scale_, strict=True)
    return {"intercept": round(float(intercept), 4), "features": {n: [round(float(v), 4) for v in r] for n, *r in rows}}


def train(docs: Sequence[Document], real: Sequence[Document] = ()) -> dict[str, Any]:
    """All models on `docs` and, those of whole texts, on `real` too; each on top of the one before."""
    pairs = list(labelled(docs))
    sims = [
        sentence_features(p.doc.analysis, p.wire.analysis, similarity(p.doc.analysis, p.wire.analysis)) for p in pairs
    ]
    truth = np.concatenate([p.truth[~p.unsure] for p in pairs])
    data = {"sentence": fit(np.concatenate([s[~p.unsure] for s, p in zip(sims, pairs, strict=True)]), truth, SENTENCE)}
    first = Logistic.from_json(data["sentence"])
    data["context"] = fit(
        np.concatenate([context_features(first.odds(s))[~p.unsure] for s, p in zip(sims, pairs, strict=True)]),
        truth,
        CONTEXT,
    )
    half = _models(data)
    aligned = [align(p.doc.analysis, p.wire.analysis, half) for p in pairs]
    strangers = [align(x.analysis, y.analysis, half) for x, y in _strangers(docs)]
    data["rewrite"] = fit(*_rewrites(pairs, aligned, strangers, _real_pairs(real, half)))
    data["rewrite"]["intercept"] = round(data["rewrite"]["intercept"] + REWRITE_PRIOR, 4)
    data["lift"] = fit(*_lifts(pairs, aligned, strangers))
    most = _models(data)
    rows, right = [], []
    for p, x in zip(pairs, aligned, strict=True):
        if p.reused and x.links:
            features = accept_features(x, *_odds(x, most))
            for k, row in zip(x.links, features, strict=True):
                if not p.unsure[k.i, k.j]:
                    rows.append(row)
                    right.append(bool(p.truth[k.i, k.j]))
    data["accept"] = fit(np.array(rows), np.array(right), ACCEPT)
    everything = [*docs, *real]
    data |= _derivations(everything, _models(data))
    return {"models": data, "thresholds": THRESHOLDS}


def _models(data: dict[str, Any]) -> Models:
    return Models({k: Logistic.from_json(v) for k, v in data.items()}, THRESHOLDS)


def _odds(x: Alignment, trained: Models) -> tuple[float, float]:
    return float(trained["rewrite"].odds(rewrite_evidence(x))), max(lifted(x, trained["lift"])[1], default=-9.0)


def _strangers(docs: Sequence[Document]) -> list[tuple[Document, Document]]:
    rng = random.Random(1)
    drawn = (rng.sample(list(docs), 2) for _ in range(CROSS_PAIRS))
    return [(x, y) for x, y in drawn if x.event != y.event]


def _real_pairs(real: Sequence[Document], trained: Models) -> list[tuple[np.ndarray, bool, float]]:
    """METER: a wholly derived text against the wire that has most of its words, a text not derived against every wire
    of its story."""
    rows: list[tuple[np.ndarray, bool, float]] = []
    for _, story in itertools.groupby(sorted(real, key=lambda d: d.event), key=lambda d: d.event):
        held = list(story)
        wires = [d for d in held if d.role == "wire"]
        for doc in held:
            found = [rewrite_evidence(align(doc.analysis, w.analysis, trained)) for w in wires]
            if doc.role == "non_derived":
                rows += [(f, False, METER_WEIGHT) for f in found]
            elif doc.role == "wholly_derived" and found:
                rows.append((max(found, key=lambda f: float(f[5] + f[6])), True, METER_WEIGHT))
    return rows


def _derivations(docs: Sequence[Document], trained: Models) -> dict[str, Any]:
    """One model for each class against the others, its cases weighing the same in both corpora and all classes."""
    rows: list[tuple[np.ndarray, Derivation, bool]] = []
    read = {d.article.id: d.analysis for x in docs for d in (x, *x.wires)}
    for doc in docs:
        label = METER_LABELS.get(doc.role) or ROLE_LABELS.get(doc.role)
        if label is not None:
            views = _views(doc, trained)
            coverage = _coverage(doc, views)
            if not reworded(coverage, views):
                found = derivation_features(doc.article, views, lambda a: read[a.id])
                rows.append((found, label, doc.role in METER_LABELS))
    features = np.array([r[0] for r in rows])
    cell = [(label, real) for _, label, real in rows]
    weights = np.array([len(rows) / 6 / cell.count(c) * (METER_SHARE if c[1] else 1.0) for c in cell])
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=0.3, max_iter=5000).fit(
        scaler.transform(features), [CLASSES.index(label) for label, _ in cell], sample_weight=weights
    )
    return {
        f"derivation_{c.value}": _table(DERIVATION, model.coef_[k], model.intercept_[k], scaler)
        for k, c in enumerate(CLASSES)
    }


def _rewrites(
    pairs: Sequence[Labelled],
    aligned: Sequence[Alignment],
    strangers: Sequence[Alignment],
    real: Sequence[tuple[np.ndarray, bool, float]],
) -> tuple[np.ndarray, np.ndarray, Sequence[str], np.ndarray]:
    """Whole texts made from the wire against texts that owe it nothing; the hard ones count three times."""
    rows: list[tuple[np.ndarray, bool, float]] = [(rewrite_evidence(x), False, 1.0) for x in strangers] + list(real)
    for p, x in zip(pairs, aligned, strict=True):
        hard = 3.0 if p.doc.role in ("rewrite", "independent", "wire_update") else 1.0
        if p.doc.role in WHOLE and p.reused >= 3:
            rows.append((rewrite_evidence(x), True, hard))
        elif not p.reused and p.doc.role in ("independent", "sametopic", "wire_update"):
            rows.append((rewrite_evidence(x), False, hard))
    return np.array([r[0] for r in rows]), np.array([r[1] for r in rows]), REWRITE, np.array([r[2] for r in rows])


def _lifts(
    pairs: Sequence[Labelled], aligned: Sequence[Alignment], strangers: Sequence[Alignment]
) -> tuple[np.ndarray, np.ndarray, Sequence[str]]:
    """Links that carry a verbatim or edited sentence of the wire, against links of texts that owe each other
    nothing."""
    rows: list[tuple[np.ndarray, bool]] = []
    for p, x in zip([None] * len(strangers) + list(pairs), [*strangers, *aligned], strict=True):
        for k in x.links:
            if not k.lexical or k.quoted:
                continue
            if p is None or (not p.reused and p.doc.role in ("independent", "sametopic", "wire_update")):
                rows.append((lift_evidence(x, k), False))
            elif p.truth[k.i, k.j] and not p.unsure[k.i, k.j] and k.own_words >= 7:
                rows.append((lift_evidence(x, k), True))
    negatives = sum(not t for _, t in rows)
    print(f"lift: {len(rows) - negatives} lifted links, {negatives} chance ones")
    return np.array([r[0] for r in rows]), np.array([r[1] for r in rows]), LIFT


def _derived(docs: Sequence[Document], trained: Models) -> list[tuple[Derivation, Derivation, bool]]:
    """(label, derivation, whether it is a METER text) for every labelled text against the wires of its event."""
    read = {d.article.id: d.analysis for x in docs for d in (x, *x.wires)}
    out = []
    for doc in docs:
        label = METER_LABELS.get(doc.role) or ROLE_LABELS.get(doc.role)
        if label is not None:
            views = _views(doc, trained)
            coverage = _coverage(doc, views)
            found, _, _ = derive(doc.article, coverage, views, lambda a: read[a.id], trained)
            out.append((label, found, doc.role in METER_LABELS))
    return out


def _views(doc: Document, trained: Models) -> list[View]:
    """What the wires that a check would find are to a text."""
    pairs = [
        (w, compare(doc.analysis, w.analysis, trained) or beside(doc.analysis, w.analysis))
        for w in doc.wires
        if not doc.article.is_wire
    ]
    return [view(doc.article, w.article, pair) for w, pair in pairs if pair is not None]


def _coverage(doc: Document, views: Sequence[View]) -> dict[str, float]:
    return coverage_of(doc.article, passages_of(doc.article, [v for v in views if v.relation.derived]))


def cross_validate(docs: Sequence[Document], real: Sequence[Document], folds: int) -> None:
    """Print how each model does on events that it was not trained on."""
    events = sorted({d.event for d in docs})
    stories = sorted({d.event for d in real})
    derivations: list[tuple[Derivation, Derivation, bool]] = []
    links: list[tuple[bool, float, str]] = []
    verdicts: list[tuple[str, bool, float]] = []
    for k in range(folds):
        held = set(events[k::folds]) | set(stories[k::folds])
        rest = [[d for d in some if d.event not in held] for some in (docs, real)]
        trained = _models(train(rest[0], rest[1])["models"])
        derivations += _derived([d for d in [*docs, *real] if d.event in held], trained)
        for p in labelled([d for d in docs if d.event in held]):
            x = align(p.doc.analysis, p.wire.analysis, trained)
            odds = _odds(x, trained)
            verdicts.append((p.doc.role, p.reused > 0, max(odds)))
            if p.reused and x.links:
                chance = trained["accept"].probability(accept_features(x, *odds))
                links += [
                    (bool(p.truth[i.i, i.j]), float(c), p.doc.role)
                    for i, c in zip(x.links, chance, strict=True)
                    if not p.unsure[i.i, i.j]
                ]
    truth = np.array([t for t, _, _ in links])
    chance = np.array([c for _, c, _ in links])
    print(
        f"links of derived pairs: average precision {average_precision_score(truth, chance):.3f}, at 0.5: "
        f"precision {truth[chance >= 0.5].mean():.3f}, recall {(chance[truth] >= 0.5).mean():.3f}, n {len(truth)}"
    )
    for name, is_real in (("labelled events", False), ("METER", True)):
        both = [(t, p) for t, p, r in derivations if r is is_real]
        if both:
            figure = f1_score([t for t, _ in both], [p for _, p in both], average="macro")
            print(f"derivation, {name}: macro-F1 {figure:.3f}, n {len(both)}")
    print(f"derived pairs: AUC {roc_auc_score([t for _, t, _ in verdicts], [o for _, _, o in verdicts]):.4f}")
    for role in sorted({r for r, _, _ in verdicts}):
        for derived in (True, False):
            odds_here = sorted(o for r, t, o in verdicts if r == role and t == derived)
            if odds_here:
                flagged = sum(o > 0 for o in odds_here)
                word = "derived" if derived else "not"
                print(
                    f"  {role:12} {word:8} {len(odds_here):4} pairs, flagged {flagged / len(odds_here):.3f}, "
                    f"log-odds {odds_here[0]:.1f} … {odds_here[-1]:.1f}"
                )


def readable(data: dict[str, Any]) -> str:
    """JSON with one feature a line: [coefficient, mean, scale]."""
    number = r"([-\d.e]+)"
    return re.sub(rf"\[\s+{number},\s+{number},\s+{number}\s+\]", r"[\1, \2, \3]", json.dumps(data, indent=1)) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=Path)
    parser.add_argument("--meter", type=Path, help="METER texts, one JSON object a line")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="train on all events and write the coefficients")
    arguments = parser.parse_args()
    docs, real = documents(arguments.events), meter(arguments.meter)
    find_wires([*docs, *real])
    if arguments.folds > 1:
        cross_validate(docs, real, arguments.folds)
    if arguments.write:
        data = train(docs, real)
        COEFFICIENTS.write_text(readable(data))
        print(f"wrote {COEFFICIENTS.name}")


if __name__ == "__main__":
    main()

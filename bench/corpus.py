"""Labelled stories as documents: who wrote what, made from whom, sentence by sentence.

Four formats: folders of events (``tests/quality/desk``), METER's texts with the spans that journalists marked, texts
made from known sources (by language models, by OCR), and pairs that owe each other nothing. Documents are cleaned as a
submission is; what the labels say is found again in the cleaned text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import xxhash

from copytaster.clean import Submission, clean
from copytaster.fingerprint import meaning
from copytaster.fingerprint.analysis import Analysis, analyse
from copytaster.fingerprint.vectors import Floats
from copytaster.model import Article, Derivation
from copytaster.settings import Settings

RECEIVED = datetime(2026, 12, 31, tzinfo=UTC)
WHOLE = frozenset(
    ["copy", "trimmed", "light_edit", "rewrite", "release_copy", "spun", "ai_rewrite", "brief", "explainer", "blend",
     "stale_copy", "translation", "translation_cut", "translation_rewrite"]
)  # fmt: skip
PART = frozenset(["composite", "roundup", "liveblog", "translation_excerpt"])
OWN = frozenset(
    ["independent", "sametopic", "independent_release", "template", "independent_abroad", "sametopic_abroad"]
)  # fmt: skip
FIRST = frozenset(["wire", "rival_wire", "release"])
"""Who came first and owes nothing."""
REUSED = frozenset(["verbatim", "edited", "paraphrase", "translation"])
THIRD = frozenset(["meter", "llm", "ocr", "pairs"])
"""Corpora of others, of which less is known."""
METER = {
    "wholly_derived": Derivation.WHOLLY, "partially_derived": Derivation.PARTIALLY, "non_derived": Derivation.NOT,
}  # fmt: skip


@dataclass
class Sentence:
    """What is known of one analysed sentence. `reused` in [0, 1]; None where nothing is known. `sources`: (document,
    number of the sentence there) that it was made from; `quote`: a quotation that both heard."""

    reused: float | None
    quote: bool = False
    sources: frozenset[tuple[str, int]] = frozenset()
    number: int = -1


@dataclass
class Document:
    id: str
    event: str
    corpus: str
    role: str
    article: Article
    analysis: Analysis
    sentences: list[Sentence]
    derivation: Derivation | None
    made_from: frozenset[str] = frozenset()
    vectors: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    @property
    def labelled(self) -> bool:
        """Whether it is of an event whose every sentence was marked."""
        return self.corpus not in THIRD



def squeeze(text: str) -> tuple[str, list[int]]:
    """Text without white space, and for each character that is left its place in the original."""
    kept = [(c, i) for i, c in enumerate(text) if not c.isspace() and c not in "\u00ad\u200b\ufeff"]
    return "".join(c for c, _ in kept), [i for _, i in kept]


def locate(sentences: list[str], shown: str) -> list[tuple[int, int] | None]:
    """Where each sentence stands in a cleaned text, blind to white space."""
    flat, where = squeeze(shown)
    spans: list[tuple[int, int] | None] = []
    at = 0
    for sentence in sentences:
        needle, _ = squeeze(sentence)
        place = max(flat.find(needle, at), -1) if needle else -1
        place = flat.find(needle) if place < 0 and needle else place
        spans.append((where[place], where[place + len(needle) - 1] + 1) if place >= 0 else None)
        at = place + len(needle) if place >= 0 else at
    return spans


def _article(name: str, **said: Any) -> tuple[Article, Analysis]:
    given = {k: v for k, v in said.items() if v is not None}
    article = clean(Submission(external_id=name, **given), Settings().limits, RECEIVED)
    article = replace(article, id=name)
    return article, analyse(article)


def events(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("*.json")):
        event = json.loads(path.read_text())
        for doc in event["docs"]:
            yield labelled(doc, f"{folder.name}/{event['event'].split('-')[0]}", folder.name)


def labelled(doc: dict[str, Any], event: str, corpus: str) -> Document:
    """One document of an event, as its file describes it."""
    between = "" if doc.get("language") in ("zh", "ja") else " "
    article, analysis = _article(
        doc["id"], title=doc["headline"], byline=doc["byline"], outlet=doc["outlet"], agency=doc["agency"],
        text="\n\n".join(between.join(s["t"] for s in p) for p in doc["body"]), published_at=doc["published"],
        url=f"https://{doc['domain']}/{doc['id']}" if doc["domain"] else None,
    )  # fmt: skip
    flat = [s for p in doc["body"] for s in p]
    spans = locate([s["t"] for s in flat], article.text)
    found = []
    for span in analysis.spans:
        overlaps = [max(0, min(span.end, s[1]) - max(span.start, s[0])) if s else 0 for s in spans]
        n = int(np.argmax(overlaps))
        found.append(_sentence(flat[n], n) if overlaps[n] else Sentence(None))
    role = doc["role"]
    derivation = (
        Derivation.WHOLLY if role in WHOLE else Derivation.PARTIALLY if role in PART
        else Derivation.NOT if role in OWN | FIRST else None
    )  # fmt: skip
    made_from = frozenset(source for s in flat if s["k"] != "quote" for source, _ in s["src"])
    return Document(doc["id"], event, corpus, role, article, analysis, found, derivation, made_from)


def _sentence(s: dict[str, Any], n: int) -> Sentence:
    sources = frozenset((source, int(k)) for source, k in s["src"])
    if s["k"] == "boilerplate":
        return Sentence(None, number=n)
    return Sentence(None if s["k"] == "quote" else float(s["k"] in REUSED), s["k"] == "quote", sources, n)


def meter(path: Path) -> Iterator[Document]:
    for row in map(json.loads, path.read_text().splitlines()):
        wire = row["kind"] == "pa"
        title = row.get("title") or row["text"].strip().split("\n")[0][:120]
        article, analysis = _article(
            row["id"], title=title, text=row["text"], outlet=row["outlet"], agency="PA Media" if wire else None,
            published_at=row["date"],
        )  # fmt: skip
        marks = _marks(article, row)
        found = []
        for span in analysis.spans:
            marked = [marks[c] for c in range(span.start, span.end) if c in marks]
            found.append(Sentence(sum(k != "new" for k in marked) / len(marked) if marked else None))
        label = METER.get(row.get("label", ""))
        yield Document(row["id"], "meter/" + row["story"], "meter", "wire" if wire else "news", article, analysis,
                       found, label)  # fmt: skip


def _marks(article: Article, row: dict[str, Any]) -> dict[int, str]:
    """What journalists marked, by place in the cleaned text; empty where cleaning changed the text."""
    flat, where = squeeze(article.text)
    mine, _ = squeeze(row["text"])
    marks = [kind for start, end, kind in row.get("spans") or () for c in row["text"][start:end] if not c.isspace()]
    return {where[i]: kind for i, kind in enumerate(marks)} if flat == mine and len(marks) == len(mine) else {}


def made(path: Path) -> Iterator[Document]:
    """Rows {id, source_id, source, text, label}."""
    corpus, seen = path.stem.split("-")[0], set()
    for row in map(json.loads, path.read_text().splitlines()):
        name, event = f"{corpus}:{row['source_id']}", f"{corpus}/{row['source_id']}"
        if name not in seen:
            seen.add(name)
            article, analysis = _article(name, text=row["source"], outlet="Reuters", agency="Reuters",
                                         published_at="2024-01-01T00:00:00Z")  # fmt: skip
            yield Document(name, event, corpus, "wire", article, analysis, [Sentence(0.0) for _ in analysis.spans],
                           Derivation.NOT)  # fmt: skip
        article, analysis = _article(f"{corpus}:{row['id']}", text=row["text"], outlet="Post",
                                     published_at="2024-01-01T02:00:00Z")  # fmt: skip
        yield Document(article.id, event, corpus, row["label"], article, analysis,
                       [Sentence(1.0) for _ in analysis.spans], Derivation.WHOLLY, frozenset([name]))  # fmt: skip


def strangers(path: Path) -> Iterator[Document]:
    """Rows {a, b}: two texts on one topic, or one event, that owe each other nothing."""
    for n, row in enumerate(map(json.loads, path.read_text().splitlines())):
        for side in "ab":
            article, analysis = _article(f"pairs:{n}{side}", title=row.get("title_" + side) or row[side].strip()[:80],
                                         text=row[side], outlet=f"Outlet {side.upper()}{n % 17}")  # fmt: skip
            yield Document(article.id, f"pairs/{n}", "pairs", str(row.get("label")), article, analysis,
                           [Sentence(0.0) for _ in analysis.spans], Derivation.NOT)  # fmt: skip


class Vectors:
    """Sentence vectors, kept in a file from one training to the next. A stand-in for `pipeline`'s."""

    def __init__(self, kept: Path | None) -> None:
        self._file = kept
        self._rows: dict[int, np.ndarray[Any, np.dtype[np.int8]]] = {}
        self._new = False
        if kept and kept.exists():
            with np.load(kept) as stored:
                self._rows = dict(zip(stored["keys"].tolist(), stored["rows"], strict=True))

    def __call__(self, analysis: Analysis) -> Floats:
        texts = [analysis.text[s.start : s.end] for s in analysis.spans]
        keys = [xxhash.xxh3_64_intdigest(text.encode()) for text in texts]
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._rows}
        if missing:
            self._new = True
            self._rows.update(zip(missing, meaning.encode(list(missing.values())), strict=True))
        return meaning.unit(np.stack([self._rows[k] for k in keys])) if keys else np.zeros((0, 256), np.float32)

    def save(self) -> None:
        if self._file and self._new:
            np.savez(self._file, keys=np.array(list(self._rows), np.uint64), rows=np.stack(list(self._rows.values())))

"""Digests made up from labelled events: the items of one digest, and the opening of another document among them.

The events have few digests, and none with an item on their matter that was made from nobody. So the item of a digest
is replaced: by sentences of a rewrite or a brief, which were made from a wire, or by sentences of an independent's own
story, which were not. What tells those apart is what must tell apart the items of digests. The other items stay as
somebody wrote them, and share nothing with the event.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench import corpus
from bench.corpus import Document
from copytaster.model import Derivation

RETOLD = frozenset(["rewrite", "ai_rewrite", "brief"])
REPORTED = frozenset(["independent", "independent_release"])
STARTS = (0, 3)
"""Numbers of the sentences that an item begins with."""
SENTENCES, MORE, ENOUGH = 2, 3, 18
"""Sentences of an item; where they have fewer words than `ENOUGH`, one more."""
ITEMS = 3
"""Least other items of a digest."""
SOURCES = corpus.FIRST | {"wire_update", "wire_correction"}

Written = dict[str, Any]


@dataclass(frozen=True)
class _Frame:
    """A digest without what was made from others: its heading, its own paragraphs, and where the item goes."""

    event: str
    heading: str
    paragraphs: Sequence[Sequence[Written]]
    place: int


def made_up(folders: Sequence[Path], documents: Sequence[Document]) -> Iterator[tuple[Document, list[Document]]]:
    """Each digest, and those of the `documents` that its item may have been made from. The document whose sentences it
    borrows is not among them: nobody could be acquitted of having copied those."""
    known = {d.id: d for d in documents}
    events = [json.loads(path.read_text()) for folder in folders for path in sorted(folder.glob("*.json"))]
    frames = [frame for event in events for doc in event["docs"] if (frame := _frame(event["event"], doc))]
    chance = random.Random(3)
    for event in events:
        others = [frame for frame in frames if frame.event != event["event"]]
        sources = [known[doc["id"]] for doc in event["docs"] if doc["role"] in SOURCES and doc["id"] in known]
        for doc in event["docs"]:
            if doc["role"] in RETOLD | REPORTED and doc.get("language", "en") == "en" and others and sources:
                for start in STARTS:
                    if item := _item(doc, start):
                        yield _digest(doc, start, item, chance.choice(others), sources[0].event), sources


def _frame(event: str, doc: Written) -> _Frame | None:
    if doc["role"] not in ("roundup", "liveblog"):
        return None
    kept = [p for p in doc["body"] if all(s["k"] in ("new", "boilerplate") for s in p)]
    places = [n for n, p in enumerate(doc["body"]) if any(s["src"] for s in p)]
    return _Frame(event, doc["headline"], kept, min(places[0], len(kept))) if places and len(kept) >= ITEMS else None


def _item(doc: Written, start: int) -> list[Written]:
    told = [s for paragraph in doc["body"] for s in paragraph if s["k"] != "boilerplate"][start:]
    item = told[:SENTENCES]
    return item if sum(len(s["t"].split()) for s in item) >= ENOUGH else told[:MORE]


def _digest(doc: Written, start: int, item: list[Written], frame: _Frame, event: str) -> Document:
    written = doc | {
        "id": f"{doc['id']}+{start}", "role": "digest", "headline": frame.heading, "byline": None, "agency": None,
        "body": [*frame.paragraphs[: frame.place], item, *frame.paragraphs[frame.place :]],
    }  # fmt: skip
    made = Derivation.PARTIALLY if doc["role"] in RETOLD else Derivation.NOT
    return replace(corpus.labelled(written, event, "digests"), derivation=made)

"""Scores a running service on labelled events: every document is submitted, every report compared with the labels."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copytaster.commands.options import PATIENCE
from copytaster.model import Derivation, RelationKind

if TYPE_CHECKING:
    from copytaster.client import Client

WHOLLY = {"copy", "trimmed", "light_edit", "rewrite"}
PARTIALLY = {"composite", "roundup"}
NOT = {"independent", "sametopic"}
"""Roles of the labelled documents, by what they are made of."""


def score(desk: Path, url: str, key: str | None) -> dict[str, float]:
    """Submit every document of the labelled events and compare the reports with the labels.

    ``recall.<role>``: documents whose report names a wire of their event, derived. ``false.<role>``: documents that
    were not made from the wire and are said to be. ``cross``: documents said to be made from another event's.
    ``derivation``: share of the three classes that are right.
    """
    from copytaster.client import Client

    client = Client(url, key, patience=PATIENCE)
    documents = {document["id"]: document for document in _documents(desk)}
    ids: dict[str, str] = {}
    for name, document in documents.items():
        ids[name] = client.submit(**submission(document)).id
    reports = {name: _report(client, article_id) for name, article_id in ids.items()}
    return _figures(documents, reports, {article_id: name for name, article_id in ids.items()})


def table(figures: Mapping[str, float]) -> str:
    """One line a figure."""
    width = max(map(len, figures))
    return "\n".join(f"{name:<{width}}  {value:.3f}" for name, value in figures.items())


def _figures(documents: Mapping[str, Any], reports: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, float]:
    hits: dict[str, list[bool]] = defaultdict(list)
    for name, document in documents.items():
        role, report = document["role"], reports[name]
        derived = [
            names[source["article_id"]]
            for source in report.get("sources", [])
            if RelationKind(source["relation"]).derived and source["article_id"] in names
        ]
        same = [other for other in derived if _event(other) == _event(name)]
        wire = any(documents[other]["role"].startswith("wire") for other in same)
        if role in WHOLLY | PARTIALLY:
            hits[f"recall.{role}"].append(wire)
        elif role in NOT:
            hits[f"false.{role}"].append(bool(same))
        hits["cross"].append(len(same) < len(derived))
        if role in WHOLLY | PARTIALLY | NOT:
            hits["derivation"].append(report.get("derivation") == _expected(role))
        hits["failed"].append(report["status"] == "failed")
    return {name: sum(found) / len(found) for name, found in sorted(hits.items())}


def _expected(role: str) -> Derivation:
    return Derivation.WHOLLY if role in WHOLLY else Derivation.PARTIALLY if role in PARTIALLY else Derivation.NOT


def _event(name: str) -> str:
    return name.split("-", 1)[0]


def _documents(desk: Path) -> Iterator[Any]:
    files = sorted(desk.glob("*.json")) if desk.is_dir() else [desk]
    for file in files:
        yield from json.loads(file.read_text(encoding="utf-8"))["docs"]


def submission(document: Mapping[str, Any]) -> dict[str, Any]:
    """A labelled document as it is submitted."""
    text = "\n\n".join(" ".join(sentence["t"] for sentence in paragraph) for paragraph in document["body"])
    said = {
        "external_id": document["id"], "title": document["headline"], "byline": document["byline"], "text": text,
        "outlet": document["outlet"], "agency": document["agency"], "published_at": document["published"],
        "url": f"https://{document['domain']}/{document['id']}" if document["domain"] else None,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def _report(client: Client, article_id: str) -> Mapping[str, Any]:
    from copytaster.client import CheckFailed

    try:
        return client.wait(article_id, PATIENCE)
    except CheckFailed:
        return client.report(article_id)

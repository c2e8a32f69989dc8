"""Commands that talk to a running service as any client would: submitting a file, and scoring it on labelled events."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from copytaster.model import Derivation, RelationKind

Say = Callable[[str], None]

BATCH = 200
"""Lines in one request; a service takes 1,000 unless it is set otherwise."""
_PATIENCE = 600.0
"""Seconds for which a service that is full, or down, is waited for."""

WHOLLY = {"copy", "trimmed", "light_edit", "rewrite"}
PARTIALLY = {"composite", "roundup"}
NOT = {"independent", "sametopic"}
"""Roles of the labelled documents, by what they are made of."""


class Refused(ConnectionError):
    """The service said no; the message is its reason."""


@dataclass(slots=True)
class Submitted:
    accepted: int = 0
    known: int = 0
    refused: int = 0


class Client:
    """Waits out 429, 503 and a service that is being restarted; whatever was accepted twice has the same id."""

    def __init__(self, url: str, key: str | None = None) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})

    def call(self, method: str, path: str, body: bytes | None = None, media_type: str = "application/json") -> Any:
        """The JSON answer. Raises `Refused`, and `ConnectionError` when nobody answered for too long."""
        deadline = time.monotonic() + _PATIENCE
        headers = self._headers | ({"Content-Type": media_type} if body is not None else {})
        while True:
            request = urllib.request.Request(self._url + path, body, headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=120) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code not in (429, 503) or time.monotonic() > deadline:
                    raise Refused(f"{method} {path}: {error.code} {_reason(error)}") from None
                pause = _seconds(error.headers.get("Retry-After"))
            except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                if time.monotonic() > deadline:
                    raise ConnectionError(f"{self._url} does not answer: {error}") from None
                pause = 1.0
            time.sleep(pause)


def submit(lines: Iterable[bytes], url: str, key: str | None, say: Say) -> Submitted:
    """Submit NDJSON in batches. Lines that are refused are said with their number and the reason."""
    client, result = Client(url, key), Submitted()
    rows = ((number, line.strip()) for number, line in enumerate(lines, 1))
    waiting = ((number, line) for number, line in rows if line)
    while batch := list(islice(waiting, BATCH)):
        while batch:
            body = b"\n".join(line for _, line in batch)
            answers = client.call("POST", "/api/v1/articles/batch", body, "application/x-ndjson")
            again = []
            for (number, line), answer in zip(batch, answers, strict=True):
                match answer["status_code"]:
                    case 202:
                        result.accepted += 1
                    case 200:
                        result.known += 1
                    case 429 | 503:
                        again.append((number, line))
                    case _:
                        result.refused += 1
                        say(f"line {number}: {answer['problem'].get('detail') or answer['problem']['title']}")
            if again:
                time.sleep(1.0)
            batch = again
    return result


def evaluate(desk: Path, url: str, key: str | None) -> dict[str, float]:
    """Submit every document of the labelled events and compare the reports with the labels.

    ``recall.<role>``: documents whose report names a wire of their event, derived. ``false.<role>``: documents that
    were not made from the wire and are said to be. ``cross``: documents said to be made from another event's.
    ``derivation``: share of the three classes that are right.
    """
    client = Client(url, key)
    documents = {document["id"]: document for document in _documents(desk)}
    ids: dict[str, str] = {}
    for name, document in documents.items():
        ids[name] = client.call("POST", "/api/v1/articles", json.dumps(_article(document)).encode())["id"]
    for article_id in ids.values():
        _wait(client, article_id)
    reports = {name: client.call("GET", f"/api/v1/articles/{article_id}/report") for name, article_id in ids.items()}
    return _figures(documents, reports, {article_id: name for name, article_id in ids.items()})


def table(figures: Mapping[str, float]) -> str:
    width = max(map(len, figures))
    return "\n".join(f"{name:<{width}}  {value:.3f}" for name, value in figures.items())


def _figures(
    documents: Mapping[str, Any], reports: Mapping[str, Any], names: Mapping[str, str]
) -> dict[str, float]:
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


def _article(document: Mapping[str, Any]) -> dict[str, Any]:
    text = "\n\n".join(" ".join(sentence["t"] for sentence in paragraph) for paragraph in document["body"])
    said = {
        "external_id": document["id"], "title": document["headline"], "byline": document["byline"], "text": text,
        "outlet": document["outlet"], "agency": document["agency"], "published_at": document["published"],
        "url": f"https://{document['domain']}/{document['id']}" if document["domain"] else None,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def _wait(client: Client, article_id: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while client.call("GET", f"/api/v1/articles/{article_id}")["status"] not in ("checked", "failed"):
        if time.monotonic() > deadline:
            raise ConnectionError(f"{article_id} was not checked within {_PATIENCE:g} s")
        time.sleep(0.2)


def _reason(error: urllib.error.HTTPError) -> str:
    text = error.read(2_000).decode(errors="replace")
    try:
        problem = json.loads(text)
        return str(problem.get("detail") or problem.get("title"))
    except (ValueError, AttributeError):
        return text[:300]


def _seconds(header: str | None) -> float:
    try:
        return min(30.0, max(0.1, float(header or 1.0)))
    except ValueError:
        return 1.0

"""What a first start has to show: the two stories of ``seeds/``, or the labelled stories that the tests are held to.

A folder holds texts, with ``about.json`` saying what each is called, who is said to have published it and when; or
events, one JSON file each with the articles that were written on it. An event of long ago is moved as a whole, so that
the desk has a today; what lies between its articles stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ABOUT = "about.json"
APART = timedelta(minutes=50)
"""Between the last articles of two events."""
_FIELDS = ("outlet", "agency", "byline")


def stories(folder: Path, now: datetime) -> list[dict[str, Any]]:
    """Submissions, the earliest first. Raises OSError, and ValueError for a file that is none of these."""
    about = folder / ABOUT
    if about.exists():
        said = json.loads(about.read_text("utf-8"))
        return [
            {"text": (folder / name).read_text("utf-8"), "external_id": name, **said[name]} for name in sorted(said)
        ]
    events = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    found = [one for n, event in enumerate(events) for one in _event(event["docs"], now - APART * n)]
    return sorted(found, key=lambda one: one.get("published_at") or "9")


def _event(docs: Sequence[Mapping[str, Any]], end: datetime) -> Iterator[dict[str, Any]]:
    times = [datetime.fromisoformat(doc["published"]) for doc in docs if doc["published"]]
    moved = end - max(times) if times else timedelta(0)
    for doc in docs:
        text = "\n\n".join(" ".join(sentence["t"] for sentence in paragraph) for paragraph in doc["body"])
        one = {"text": text, "title": doc["headline"], "external_id": doc["id"]}
        one |= {name: doc[name] for name in _FIELDS if doc[name]}
        if doc["published"]:
            one["published_at"] = (datetime.fromisoformat(doc["published"]) + moved).isoformat()
        yield one

"""The labelled stories as submissions, in the order of their publication, moved to a time of one's choosing."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from copytaster.clean import Submission

DESK = Path(__file__).parent.parent / "tests/quality/desk"


def submissions(folder: Path, start: datetime, days: float) -> list[tuple[datetime, Submission]]:
    """Every story of the folder's events with its place in the order of arrival; each event, as it stands, begins
    somewhere within `days` of `start`."""
    found = []
    paths = sorted(folder.glob("*.json"))
    for number, path in enumerate(paths):
        event = json.loads(path.read_text("utf-8"))
        times = [_read(doc["published"]) for doc in event["docs"]]
        first = min(time for doc, time in zip(event["docs"], times, strict=True) if doc["agency"] and time)
        begins = start + timedelta(days=days * number / len(paths))
        for doc, time in zip(event["docs"], times, strict=True):
            moved = begins + (time - first) if time else None
            text = "\n\n".join(" ".join(sentence["t"] for sentence in paragraph) for paragraph in doc["body"])
            submission = Submission(
                text=text, title=doc["headline"], byline=doc["byline"], outlet=doc["outlet"], agency=doc["agency"],
                published_at=moved, external_id=doc["id"],
                url=f"https://{doc['domain']}/{doc['id']}" if doc["domain"] else None,
            )  # fmt: skip
            found.append((max(moved or begins, begins), submission))
    return sorted(found, key=lambda one: one[0])


def _read(stamp: str | None) -> datetime | None:
    return datetime.fromisoformat(stamp.replace("Z", "+00:00")) if stamp else None

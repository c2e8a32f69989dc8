"""Wires of the Guardian's open `newswires` desk: its items, as its ingestion takes them, become wire articles here.

    python examples/newswires.py FOLDER [http://127.0.0.1:8000]

FOLDER holds the JSON objects of its feeds bucket (an item a file, fields as in `shared/types.ts` of guardian/newswires:
`source-feed`, `headline`, `body_text`, `versionCreated`, `status` …). Each is handed in once, whatever is run again.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from copytaster.client import Client, Problem

AGENCIES = {
    "REUTERS": "Reuters", "AP": "AP", "AFP": "AFP", "PA": "PA Media", "PAAPI": "PA Media", "AAP": "AAP",
}  # fmt: skip
"""First word of `source-feed` → agency; a feed that is not here is handed in under its own name."""
STATUS = {"canceled": "canceled", "withheld": "withheld", "embargoed": "withheld"}


def article(item: dict[str, Any]) -> dict[str, Any]:
    """The item in this service's own fields."""
    feed = str(item.get("source-feed") or "")
    agency = AGENCIES.get(re.split(r"[-_ ]", feed.upper(), maxsplit=1)[0], feed or None)
    said = {
        "html": item.get("body_text"), "title": item.get("headline"), "byline": item.get("byline"), "agency": agency,
        "published_at": item.get("versionCreated") or item.get("firstVersion"), "language": item.get("language"),
        "external_id": item.get("uri") or item.get("usn"), "slug": item.get("slug"),
        "status": STATUS.get(str(item.get("status"))),
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def main(folder: str, url: str = "http://127.0.0.1:8000") -> None:
    refused = 0
    with Client(url, os.environ.get("COPYTASTER_KEY")) as service:
        for file in sorted(Path(folder).glob("*.json")):
            try:
                said = article(json.loads(file.read_text(encoding="utf-8")))
                accepted = service.submit(**said)
                print(f"{file.name}: {said.get('agency')}, {'accepted' if accepted.created else 'known already'}")
            except (Problem, ValueError, AttributeError) as error:
                refused += 1
                print(f"{file.name}: {error}")
    sys.exit(1 if refused else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A hook for a CMS: it refuses to publish a story that is from an agency and does not credit it.

    echo '{"title": "…", "html": "<p>…</p>", "outlet": "Courier"}' | python examples/cms_hook.py [http://127.0.0.1:8000]

The story is checked as a draft and not stored. Exit status: 0 publish, 1 do not, 2 nobody could be asked. Whether a CMS
should publish then is for an editor to decide: an outage here must not stop a newspaper without anybody's word.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from copytaster.client import Client, ServiceError

OWED = {"uncredited", "miscredited"}


def reasons(service: Client, story: dict[str, Any]) -> list[str]:
    """Why the story should not be published as it is; empty: nothing is against it."""
    body = {"html": story["html"]} if story.get("html") else {"text": story.get("text") or ""}
    said = {name: story[name] for name in ("title", "outlet", "byline", "credit") if story.get(name)}
    report = service.check(**body, **said)
    if report["credit"]["status"] not in OWED:
        return []
    shares = {part["agency"]: part["share"] for part in report["by_agency"]}
    found = report["credit"]["found"]
    return [f"{shares.get(agency, 0):.0%} is from {agency}, which is not credited" for agency in found]


def main(url: str = "http://127.0.0.1:8000") -> None:
    try:
        with Client(url, os.environ.get("COPYTASTER_KEY"), patience=10) as service:
            against = reasons(service, json.load(sys.stdin))
    except (ServiceError, ValueError) as error:
        print(f"not checked: {error}")
        sys.exit(2)
    print("\n".join(against) or "nothing is against it")
    sys.exit(1 if against else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])

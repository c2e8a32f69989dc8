"""Submit a story to a running service and wait for its report: plain HTTP, no library.

    python examples/submit.py STORY.txt [http://127.0.0.1:8000]
"""

from __future__ import annotations

import json
import sys
import urllib.request
from pathlib import Path
from typing import Any


def submit(service: str, text: str) -> Any:
    """The report, or what was accepted when it takes longer than ten seconds."""
    request = urllib.request.Request(
        f"{service}/api/v1/articles?wait=10", json.dumps({"text": text}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def main(story: Path, service: str = "http://127.0.0.1:8000") -> None:
    report = submit(service, story.read_text(encoding="utf-8"))
    print(report["status"], report.get("derivation", ""))
    for source in report.get("sources", []):
        print(f"  {source['relation']} of {source['article_id']}, {source['direction']}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])

"""A Slack channel that hears of uncredited use of agencies, as it is found.

    SLACK_WEBHOOK=https://hooks.slack.com/services/… python examples/slack.py [http://127.0.0.1:8000] [EVENT]

EVENT is the number of the last event that the channel knows; without it, from now on. (The service itself can do this,
too, by a rule in `alerts.toml`; this program is for who wants other words, or another channel for each desk.)
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from typing import Any

from copytaster.client import Client, Event

OWED = {"uncredited", "miscredited"}


def sentence(event: Event, article: dict[str, Any], url: str) -> str | None:
    """What the channel is told; None: nothing."""
    if event.kind not in ("checked", "changed") or event.detail.get("credit_status") not in OWED:
        return None
    shares = ", ".join(f"{part['share']:.0%} from {part['agency']}" for part in event.detail.get("agencies") or ())
    name = _plain(article["title"] or "An article without a headline")
    outlet = _plain(article["outlet"] or "Somebody")
    return f"*{outlet}*: <{url}/articles/{event.article_id}|{name}> has {shares}, uncredited."


def _plain(text: str) -> str:
    """Slack's markup cannot begin in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "¦")


def tell(webhook: str, text: str) -> None:
    body = json.dumps({"text": text, "unfurl_links": False}).encode()
    request = urllib.request.Request(webhook, body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()


def main(url: str = "http://127.0.0.1:8000", after: str | None = None) -> None:
    with Client(url, os.environ.get("COPYTASTER_KEY")) as service:
        for event in service.events(int(after) if after else None):
            if event.kind in ("checked", "changed") and event.detail.get("credit_status") in OWED:
                said = sentence(event, service.article(event.article_id), url)
                if said:
                    tell(os.environ["SLACK_WEBHOOK"], said)
                    print(event.id, said, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

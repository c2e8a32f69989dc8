"""A feed: asked with what it answered last, and each item taken once, again only where it says something else.

An item whose page cannot be had is tried again with the next looks, `hand.TRIES` times, and then taken as far as the
feed tells it. Until all is settled the feed is asked for everything: an item of one that did not change may still be
wanted.
"""

from __future__ import annotations

import base64
from typing import Any

from copytaster.archive import Taken
from copytaster.settings import Settings
from workers.ingest import items
from workers.ingest.config import FeedSource, secret
from workers.ingest.fetch import Fetched, Fetcher, NotFetched
from workers.ingest.front import Document, Told
from workers.ingest.hand import TRIES, Failed, Hand
from workers.ingest.items import Item

MOST = 16_000_000
"""Bytes of a feed."""
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml, */*;q=0.5"
_PAGES = ("text/html", "application/xhtml+xml")
_GONE = (401, 402, 403, 404, 410, 451)
"""Answers that another try does not change."""


class FeedReader:
    """`look` is one round."""

    def __init__(self, source: FeedSource) -> None:
        self._source = source
        self._kept: tuple[str, Document] | None = None
        """The page that was fetched last, and of which address: the service may not have taken it."""

    def look(self, hand: Hand, cursor: dict[str, Any]) -> dict[str, Any]:
        """The cursor of the next round. Raises `Failed`, `Away`, `Lost`, `Stopped`."""
        answer = self.ask(hand.fetcher, hand.settings, cursor)
        if answer.status == 304:
            return cursor
        kind = answer.headers.get("content-type", "")
        try:
            found = items.read(answer.body, kind, answer.url, hand.settings.limits)
        except items.NoFeed as error:
            raise Failed(str(error)) from None
        known = hand.known(item.name for item in found)
        settled = True
        for item in reversed(found):  # feeds begin with what is new; articles should come in as they were published
            before = known.get(item.name)
            if before is None or before.tries or before.version != item.version:
                hand.go_on()
                settled &= self._take(hand, item, before)
        tags = {"etag": answer.headers.get("etag"), "modified": answer.headers.get("last-modified")}
        return {name: value for name, value in tags.items() if value and settled}

    def ask(self, fetcher: Fetcher, settings: Settings, cursor: dict[str, Any]) -> Fetched:
        """What the feed's address answers: 200, or 304 to who knows it as `cursor` says. Raises `Failed`."""
        headers = {"Accept": ACCEPT}
        for name, tag in (("If-None-Match", "etag"), ("If-Modified-Since", "modified")):
            value = cursor.get(tag)
            if isinstance(value, str) and value.isascii() and value.isprintable():
                headers[name] = value
        try:
            # Who set the feed asked for it: robots.txt is about what it links to.
            answer = fetcher.get(
                self._source.url, MOST, private=self._source.allow_private, robots=False, headers=headers,
                secret=self._secret(settings),
            )  # fmt: skip
        except NotFetched as error:
            raise Failed(str(error), error.seconds) from None
        if answer.status not in (200, 304):
            raise Failed(f"answered {answer.status}", _wait(answer))
        return answer

    def _secret(self, settings: Settings) -> dict[str, str]:
        if self._source.user is None or self._source.password_file is None:
            return {}
        pair = f"{self._source.user}:{secret(settings, self._source.password_file)}"
        return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}

    def _take(self, hand: Hand, item: Item, before: Taken | None) -> bool:
        """Whether the item is settled."""
        label = item.title or item.link or item.name
        document = item.document
        if item.link and (self._source.follow_links or document is None):
            try:
                document = self._page(hand, item)
            except NotFetched as error:
                tries = (before.tries if before is not None and before.version == item.version else 0) + 1
                if error.again and tries < TRIES:
                    hand.note(item.name, item.version, label, Told(None, f"its page: {error}"), tries)
                    return False
                if document is None:
                    hand.note(item.name, item.version, label, Told(None, f"its page: {error}"))
                    return True
        if document is None:
            hand.note(item.name, item.version, label, Told(None, "it has neither a text nor a link"))
            return True
        hand.note(item.name, item.version, label, hand.offer(document, item.name, item.version))
        self._kept = None
        return True

    def _page(self, hand: Hand, item: Item) -> Document:
        """The page of an item, with what the feed says of it. Raises `NotFetched`."""
        assert item.link is not None
        if self._kept is not None and self._kept[0] == item.link:
            return self._kept[1]
        most = hand.settings.max_body_bytes
        answer = hand.fetcher.get(item.link, most, private=self._source.allow_private)
        if answer.status != 200:
            raise NotFetched(f"answered {answer.status}", answer.status not in _GONE, _wait(answer))
        kind = answer.headers.get("content-type", "text/html")
        plain = kind.split(";")[0].strip().lower()
        if plain not in _PAGES:
            raise NotFetched(f"it is {plain[:60] or 'of no type'}, and no page", again=False)
        said = {"title": item.title, "published_at": item.published, "external_id": item.name, "url": answer.url}
        metadata = {name: value for name, value in said.items() if value and len(value) <= 500}
        document = Document(answer.body, kind, metadata)
        self._kept = (item.link, document)
        return document


def _wait(answer: Fetched) -> float:
    """Seconds that the host asks us to wait."""
    value = answer.headers.get("retry-after", "")
    return min(float(value), 86_400.0) if value.isascii() and value.isdigit() and len(value) < 9 else 0.0

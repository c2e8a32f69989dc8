"""The items of what a feed's address answered: RSS, RDF, Atom, JSON Feed, news sitemap.

RSS and Atom are taken apart as a batch of them is (`clean.split`): each item is a document of its own, which the front
door reads as if somebody had sent it. An item of a JSON Feed becomes a body of the API's own fields; of a sitemap there
is an address alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from copytaster.clean import Rejected, decode, guard
from copytaster.clean.formats.xmltree import attribute, every, local, parse, string
from copytaster.clean.split import split
from copytaster.frozen import frozen
from copytaster.limits import Limits
from workers.ingest.front import JSON, Document

MOST = 1_000
"""Items of one answer that are looked at; those that come first in it."""
_TEXTS = ("encoded", "content", "body", "description", "summary")
_STATED = 500
"""Characters of a field that a page is submitted with."""


class NoFeed(ValueError):
    """The answer is none of these formats, or is broken."""


@frozen
class Item:
    """One item: what it is called, and what it says."""

    name: str
    """Its guid, id or address: by this it is known again."""
    version: str
    """A digest of its headline and its text: what is counted as the same item saying something else."""
    link: str | None
    title: str | None
    published: str | None
    """ISO 8601 with a zone; None where it states none that can be read."""
    document: Document | None
    """What to submit where the link is not followed; None: it has no text of its own."""


def read(body: bytes, media_type: str, url: str, limits: Limits) -> list[Item]:
    """The items, in their order. `url`: where it came from, for links that are relative. Raises `NoFeed`."""
    try:
        if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
            found = list(_json_feed(body, url))
        else:
            found = list(_xml(body, media_type, url, limits))
    except Rejected as rejected:
        raise NoFeed(rejected.detail) from None
    named: dict[str, Item] = {}
    for item in found:
        named.setdefault(item.name, item)
    return list(named.values())


def _xml(body: bytes, media_type: str, url: str, limits: Limits) -> Iterator[Item]:
    kind = media_type.split(";")[0].strip().lower()
    declared = media_type if kind.endswith("xml") else "application/xml"
    markup = decode.decode(body, declared)
    guard.characters(markup, "the feed")
    root = parse(markup, limits)
    name = local(root)
    if name == "urlset":
        yield from _sitemap(root)
        return
    if name == "sitemapindex":
        raise NoFeed("it is an index of sitemaps: name the sitemap of the news that it lists")
    if name not in ("rss", "RDF", "feed"):
        raise NoFeed(f"it is XML whose root is <{name[:60]}>, and no feed")
    if next(every(root, "item", "entry"), None) is None:
        return
    for part_type, part in split(_cut(root), "application/xml", MOST, limits):
        yield _entry(part, part_type, url, limits)


def _cut(root: etree._Element) -> bytes:
    """The feed with no more than `MOST` items."""
    for item in list(every(root, "item", "entry"))[MOST:]:
        parent = item.getparent()
        if parent is not None:
            parent.remove(item)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _entry(part: bytes, media_type: str, url: str, limits: Limits) -> Item:
    root = parse(part.decode("utf-8"), limits)
    item = next(every(root, "item", "entry"), root)
    own = {local(child): child for child in reversed(item) if local(child)}
    link = next((_href(child) for child in item if local(child) == "link" and _is_page(child)), None)
    link = urljoin(url, link) if link else None
    title = string(own.get("title"))
    text = next((value for name in _TEXTS if name in own and (value := string(own[name]))), None)
    name = string(own.get("guid")) or string(own.get("id")) or attribute(item, "{*}about") or link or f"{title}\n{text}"
    dates = (string(own.get(key)) for key in ("pubDate", "published", "date", "issued", "updated"))
    return Item(
        name=name,
        version=_digest(title, text),
        link=link,
        title=title,
        published=next((moment for value in dates if (moment := _moment(value))), None),
        document=Document(part, media_type) if text else None,
    )


def _is_page(child: etree._Element) -> bool:
    return attribute(child, "rel") in (None, "alternate")


def _href(child: etree._Element) -> str | None:
    return attribute(child, "href") or string(child)


def _sitemap(root: etree._Element) -> Iterator[Item]:
    for number, entry in enumerate(every(root, "url")):
        if number == MOST:
            return
        own = {local(child): child for child in reversed(list(entry.iter())) if local(child)}
        link = next((string(child) for child in entry if local(child) == "loc"), None)
        if link:
            title, date = string(own.get("title")), _moment(string(own.get("publication_date")))
            # Not the time of the last change: sites move it with every advertisement.
            yield Item(link, _digest(title, None), link, title, date, None)


def _json_feed(body: bytes, url: str) -> Iterator[Item]:
    """JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        raise NoFeed("it is no JSON that can be read") from None
    items = feed.get("items") if isinstance(feed, Mapping) else None
    if not isinstance(items, list):
        raise NoFeed("it is JSON, and no JSON Feed")
    for item in items[:MOST]:
        if isinstance(item, Mapping) and (made := _json_item(item, feed, url)):
            yield made


def _json_item(item: Mapping[str, Any], feed: Mapping[str, Any], url: str) -> Item | None:
    link = _word(item, "url") or _word(item, "external_url")
    link = urljoin(url, link) if link else None
    html, text = _word(item, "content_html"), _word(item, "content_text") or _word(item, "summary")
    name = _word(item, "id") or link
    if name is None:
        return None
    authors = item.get("authors") or feed.get("authors") or [item.get("author")]
    people = authors if isinstance(authors, list) else []
    byline = ", ".join(person["name"] for person in people if isinstance(person, Mapping) and _word(person, "name"))
    published = _moment(_word(item, "date_published"))
    said = {
        "html" if html else "text": html or text,
        "title": _short(_word(item, "title")),
        "url": link if link and link.startswith(("http://", "https://")) else None,
        "external_id": _short(name),
        "byline": _short(byline),
        "published_at": published,
        "outlet": _short(_word(feed, "title")),
    }
    body = json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False, sort_keys=True)
    document = Document(body.encode("utf-8", "replace"), JSON) if html or text else None
    return Item(name, _digest(_word(item, "title"), html or text), link, _word(item, "title"), published, document)


def _word(value: Mapping[str, Any], name: str) -> str | None:
    found = value.get(name)
    if isinstance(found, int | float) and not isinstance(found, bool):
        return str(found)
    return found.strip() or None if isinstance(found, str) else None


def _short(value: str | None) -> str | None:
    return value[:_STATED] if value else None


def _moment(value: str | None) -> str | None:
    """A time as a submission may state it; None for one that is none, or has no zone."""
    if not value or len(value) > 60:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return moment.isoformat() if moment.tzinfo else None


def _digest(*parts: str | None) -> str:
    text = "\n".join(" ".join((part or "").split()) for part in parts)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()

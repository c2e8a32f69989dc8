"""What a page declares of its article: JSON-LD, meta elements, the first heading. Nothing is guessed from the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import lxml.html

from copytaster.clean import byline

_ARTICLE = re.compile(
    r"(?:News|Reportage|Analysis|Opinion|Background|Review|Tech|Scholarly|Satirical|LiveBlog)?(?:Article|Posting|Report)$"
)
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")
_DATES = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "published_time",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "cxenseparse:recs:publishtime",
    "date",
    "article.published",
    "ptime",
    "og:pubdate",
    "bt:pubdate",
    "displaydate",
)
_AUTHORS = (
    "author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "cxenseparse:author",
)
_SITES = ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:site")
MOST_NODES = 2_000
"""JSON-LD nodes looked at."""


@dataclass(slots=True)
class PageMeta:
    """What a page says of itself; nothing here is checked."""

    title: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    body: str | None = None
    published: list[str] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)


def read(tree: lxml.html.HtmlElement) -> PageMeta:
    """What a page declares."""
    metas = _metas(tree)
    nodes = list(_articles(tree))
    heading = next((" ".join(h.text_content().split()) for h in tree.iter("h1")), None)
    title = next(tree.iter("title"), None)
    out = PageMeta()
    out.title = _first(
        *[_text(n.get("headline")) for n in nodes],
        *[metas.get(k) for k in _TITLES],
        heading,
        " ".join(title.text_content().split()) if title is not None else None,
    )
    names = [name for node in nodes[:1] for name in _names(node.get("author"))] or [
        name for key in _AUTHORS if (name := metas.get(key)) and not name.startswith("http")
    ][:1]
    out.byline = byline.join([name for name in names if len(name) < 120])
    link = next((e.get("href") for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical"), None)
    out.url = _first(link, metas.get("og:url"), *[_text(n.get("url")) for n in nodes])
    out.language = _first(
        *[_text(n.get("inLanguage")) for n in nodes],
        tree.get("lang"),
        tree.get("xml:lang"),
        metas.get("og:locale"),
        metas.get("content-language"),
    )
    times = [e.get("datetime") for e in tree.iter("time") if e.get("datetime")]
    marked = [
        e.get("content") or e.get("datetime") for e in tree.xpath("//*[@itemprop='datePublished'][position() < 3]")
    ]
    out.published = [
        v
        for v in (*[_text(n.get("datePublished")) for n in nodes], *[metas.get(k) for k in _DATES], *marked, *times[:1])
        if v
    ]
    out.publishers = [
        v for v in (*[name for n in nodes for name in _names(n.get("publisher"))], *[metas.get(k) for k in _SITES]) if v
    ]
    out.holders = [
        name for n in nodes for key in ("copyrightHolder", "sourceOrganization") for name in _names(n.get(key))
    ]
    bodies = sorted((b for n in nodes if (b := n.get("articleBody")) and isinstance(b, str)), key=len)
    out.body = bodies[-1] if bodies else None
    return out


def _metas(tree: lxml.html.HtmlElement) -> dict[str, str]:
    out: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        value = (element.get("content") or "").strip()
        if key and value:
            out.setdefault(key.strip().lower(), value)
    return out


def _articles(tree: lxml.html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The JSON-LD nodes that describe an article, the first in the page first."""
    seen = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            waiting = [json.loads(script.text_content(), strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and seen < MOST_NODES:
            node = waiting.pop(0)
            seen += 1
            if isinstance(node, list):
                waiting.extend(node[:200])
            elif isinstance(node, dict):
                kinds = node.get("@type")
                if any(
                    isinstance(k, str) and _ARTICLE.match(k) for k in (kinds if isinstance(kinds, list) else [kinds])
                ):
                    yield node
                waiting.extend(
                    node[key]
                    for key in ("@graph", "mainEntity", "mainEntityOfPage")
                    if isinstance(node.get(key), list | dict)
                )


def _names(value: Any) -> list[str]:
    """The names of persons or organizations in JSON-LD: a string, an object with a name, or a list of them."""
    if isinstance(value, str):
        return [value] if not value.startswith("http") else []
    if isinstance(value, dict):
        return _names(value.get("name"))
    if isinstance(value, list):
        return [name for entry in value[:20] if isinstance(entry, str | dict) for name in _names(entry)]
    return []


def _text(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else None


def _first(*values: str | None) -> str | None:
    return next((" ".join(v.split()) for v in values if v and v.strip()), None)

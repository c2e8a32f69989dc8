"""What a page declares of its article: JSON-LD, meta elements, the first heading. Nothing is guessed from the text.

JSON-LD is a graph: what a node says may stand in another one, in another script of the page, and be referred to by its
``@id``. Values come alone or in lists, and types bare or as addresses of schema.org.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import lxml.html

from copytaster.clean import byline, publisher
from copytaster.clean.formats.references import unescaped

_ARTICLE = re.compile(
    r"(?:https?://schema\.org/|schema:)?(?:Reportage|Analysis|AskPublic|Background|Opinion|Review)?"
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
_TELLING = re.compile(r"(?:\A|\s)(?:\||::)(?:\s|\Z)")
"""What parts the name of a site from what it says of itself."""
_BEHIND = re.compile(r"(\S+(?: \S+)+) [|\-–—:·•»] ([^|–—·•»]{2,60})$")
"""A headline of two words or more, and what stands behind a sign after it."""
MOST_NODES = 2_000
"""JSON-LD nodes looked at."""
MOST_ARTICLES = 20
DEEPEST = 3
"""Steps from a writer to the name: by way of a list, a reference and the node that it refers to."""
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "author", "creator", "publisher")
"""Where nodes stand inside others: what is said of a person at one place is referred to at others."""
_WRAPPING = re.compile(r"\A(?://|/\*)?\s*<!(?:--|\[CDATA\[)(?:\s*\*/)?")
_CLOSES = ("-->", "]]>")
"""What scripts were wrapped in for readers that knew no scripts, maybe behind the signs of a comment."""


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
    credit: str | None = None


def read(tree: lxml.html.HtmlElement) -> PageMeta:
    """What a page declares."""
    metas = _metas(tree)
    graph = _graph(tree)
    by_id = _by_id(graph)
    link = next((e.get("href") for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical"), None)
    nodes = [node for node in graph if _is_article(node)]
    nodes.sort(key=lambda node: not _stands_at(node, link))  # a page may describe more than the article it is of
    del nodes[MOST_ARTICLES:]
    heading = next((" ".join(h.text_content().split()) for h in tree.iter("h1")), None)
    title = next(tree.iter("title"), None)
    out = PageMeta()
    out.title = _first(
        *[_text(n.get("headline")) for n in nodes],
        *[metas.get(k) for k in _TITLES],
        heading,
        " ".join(title.text_content().split()) if title is not None else None,
    )
    names = [name for node in nodes[:1] for name in _names(node.get("author") or node.get("creator"), by_id)] or [
        name for key in _AUTHORS if (name := metas.get(key)) and not name.startswith("http")
    ][:1]
    out.byline = byline.join([name for name in names if len(name) < 120])
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
    named = [name for n in nodes for name in _names(n.get("publisher"), by_id)]
    publishers = [name for given in named if (name := _site(given))]
    sites = [name for k in _SITES if (name := _site(metas.get(k)))]
    if publishers and _prints_a_wire(publishers, metas.get("og:site_name"), out.url):
        out.credit, publishers = publishers[0], []
    out.publishers = [*publishers, *sites]
    out.title = _headed(out.title, [*publishers, *sites, urlsplit(out.url or "").hostname or ""])
    out.holders = [
        name for n in nodes for key in ("copyrightHolder", "sourceOrganization") for name in _names(n.get(key), by_id)
    ]
    bodies = sorted((unescaped(b) for n in nodes if (b := n.get("articleBody")) and isinstance(b, str)), key=len)
    out.body = bodies[-1] if bodies else None
    return out


def _site(name: str | None) -> str | None:
    """A site's name without what it says of itself behind it ("The Post | News from the coast"), or its account."""
    parts = _TELLING.split(name or "")
    return next((part.strip().lstrip("@") for part in parts if part.strip(" @")), None)


def _prints_a_wire(publishers: list[str], site: str | None, address: str | None) -> bool:
    """Whether the publisher that is named is an agency whose wire another site has."""
    host = (urlsplit(address or "").hostname or "").removeprefix("www.")
    others = bool(site) and bool(host) and publisher.agency(site) is None and publisher.agency(host) is None
    return others and publisher.agency(publishers[0]) is not None


def _headed(title: str | None, names: list[str]) -> str | None:
    """A headline without the name of the site behind it."""
    if title is None or (found := _BEHIND.match(title)) is None:
        return title
    return found[1] if _bare(found[2]) in {_bare(name) for name in names if name} else title


def _bare(name: str) -> str:
    """A name by its letters and figures: "TheHill" is "The Hill", and "nj.com" is "www.nj.com"."""
    told = "".join(char for char in name.casefold().removeprefix("www.") if char.isalnum())
    return told.removeprefix("the")


def _metas(tree: lxml.html.HtmlElement) -> dict[str, str]:
    out: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        value = (element.get("content") or "").strip()
        if key and value:
            out.setdefault(key.strip().lower(), unescaped(value))
    return out


def _graph(tree: lxml.html.HtmlElement) -> list[dict[str, Any]]:
    """The nodes of all JSON-LD in the page, in its order."""
    found: list[dict[str, Any]] = []
    seen = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            waiting = [json.loads(_unwrapped(script.text_content()), strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and seen < MOST_NODES:
            node = waiting.pop(0)
            seen += 1
            if isinstance(node, list):
                waiting.extend(node[:200])
            elif isinstance(node, dict):
                found.append(node)
                waiting.extend(node[key] for key in _INSIDE if isinstance(node.get(key), list | dict))
    return found


def _unwrapped(script: str) -> str:
    """A script without what it was wrapped in."""
    text = _WRAPPING.sub("", script.strip(), count=1)
    bare = text.removesuffix("*/").rstrip()
    if not bare.endswith(_CLOSES):
        return text
    bare = bare[: -len(_CLOSES[0])].rstrip()
    return bare.removesuffix("//").removesuffix("/*").rstrip()


def _by_id(graph: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The nodes that may be referred to; of several with one id the first that has a name."""
    found: dict[str, dict[str, Any]] = {}
    for node in graph:
        key = node.get("@id")
        if isinstance(key, str) and len(node) > 1 and not (key in found and "name" in found[key]):
            found[key] = node
    return found


def _is_article(node: Mapping[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(isinstance(k, str) and _ARTICLE.match(k) for k in (kinds if isinstance(kinds, list) else [kinds]))


def _stands_at(node: Mapping[str, Any], address: str | None) -> bool:
    """Whether the node says that it describes what stands at `address`."""
    said = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    said += [v.get("@id") for v in said if isinstance(v, dict)]
    return bool(address) and any(isinstance(v, str) and v.partition("#")[0] == address for v in said)


def _names(value: Any, by_id: Mapping[str, dict[str, Any]], depth: int = 0) -> list[str]:
    """The names of persons or organizations in JSON-LD: a string, an object with a name, a reference to one, or a list
    of them."""
    if depth > DEEPEST:
        return []
    if isinstance(value, str):
        if value in by_id:
            return _names({"@id": value}, by_id, depth + 1)
        return [unescaped(value)] if not value.startswith(("http", "#", "_:")) else []
    if isinstance(value, dict):
        for key in ("name", "@value", "@list", "@set"):
            if value.get(key):
                return _names(value[key], by_id, depth + 1)
        given = [v for key in ("givenName", "familyName") if isinstance(v := value.get(key), str) and v]
        if given:
            return [unescaped(" ".join(given))]
        known = by_id.get(value["@id"]) if isinstance(value.get("@id"), str) else None
        return _names(known, by_id, depth + 1) if known is not None and known is not value else []
    if isinstance(value, list):
        return [name for entry in value[:20] if isinstance(entry, str | dict) for name in _names(entry, by_id, depth)]
    return []


def _text(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    return unescaped(value) if isinstance(value, str) else None


def _first(*values: str | None) -> str | None:
    return next((" ".join(v.split()) for v in values if v and v.strip()), None)

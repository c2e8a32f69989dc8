"""One item of an RSS feed, or one Atom entry, alone or in the feed that it came in."""

from __future__ import annotations

from lxml import etree

from copytaster.clean import byline
from copytaster.clean.draft import Draft
from copytaster.clean.formats import blocks, html
from copytaster.clean.formats.xmltree import attribute, every, first, local, parse, string
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits


def read(markup: str, limits: Limits) -> Draft:
    """The item of a feed. Raises `Rejected` when the feed has none with text, or several."""
    root = parse(markup, limits)
    items = [root] if local(root) in ("item", "entry") else list(every(root, "item", "entry"))
    if len(items) > 1:
        detail = f"the feed holds {len(items)} items; send one at a time, or the feed to /api/v1/articles/batch"
        raise Rejected(422, "several_items", detail, value=len(items))
    if not items:
        raise Rejected(422, "no_text", "the feed holds no item")
    item = items[0]
    _published(item)
    paragraphs, wrapped = _content(item, limits)
    if not paragraphs:
        raise Rejected(422, "no_text", "the item of this feed has no text")
    channel = None if item is root else first(root, "channel") if local(root) != "feed" else root
    return Draft(
        text="\n\n".join(paragraphs),
        wrapped=wrapped,
        title=_plain(_child(item, "title"), limits),
        byline=_byline(item),
        url=_link(item),
        external_id=_child(item, "guid") or _child(item, "id"),
        language=_child(item, "language")
        or (_child(channel, "language") if channel is not None else None)
        or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        credit=_child(item, "rights"),
        published=[v for n in ("pubDate", "published", "date", "issued", "updated") if (v := _child(item, n))]
        + [f"{v} GMT" for v in (_child(item, "post_date_gmt"),) if v],
        publishers=[
            v for v in (_child(item, "publisher"), _child(channel, "title") if channel is not None else None) if v
        ],
        holders=[v for v in (_child(item, "rights"), _child(item, "credit")) if v],
    )


def _published(item: etree._Element) -> None:
    """Raises `Rejected` for what an export of WordPress (WXR) holds besides posts: pictures, menus, drafts."""
    kind, status = _child(item, "post_type"), _child(item, "status")
    if kind not in (None, "post", "page", "article"):
        raise Rejected(422, "no_text", f"this item is of type {kind[:40]!r}: there is no article in it", value=kind)
    if kind is not None and status not in (None, "publish", "future"):
        raise Rejected(422, "not_published", f"this post is not published: its status is {status[:40]!r}", value=status)


def _child(item: etree._Element | None, name: str) -> str | None:
    if item is None:
        return None
    return next((value for child in item if local(child) == name and (value := string(child))), None)


def _content(item: etree._Element, limits: Limits) -> tuple[list[str], bool]:
    """The fullest of what an item may carry: content:encoded, Atom's content, the description."""
    for name in ("encoded", "content", "body", "description", "summary"):
        for child in item:
            if local(child) != name:
                continue
            if len(child):
                if found := blocks.paragraphs(child):
                    return found, False
                continue
            value = child.text or ""
            if html.looks_like_markup(value):
                if found := html.fragment_paragraphs(value, limits):
                    return found, False
            elif value.strip():
                return [value], True
    return [], False


def _byline(item: etree._Element) -> str | None:
    names = []
    for child in item:
        if local(child) in ("creator", "author"):
            name = string(first(child, "name")) if len(child) else string(child)
            # RSS writes "mail@host (Name)".
            if name and "@" in name:
                name = name.partition("(")[2].rstrip(") ")
            if name:
                names.append(name)
    return byline.join(names)


def _link(item: etree._Element) -> str | None:
    for child in item:
        if local(child) == "link" and attribute(child, "rel") in (None, "alternate"):
            return attribute(child, "href") or string(child)
    return None


def _plain(value: str | None, limits: Limits) -> str | None:
    if value and html.looks_like_markup(value):
        return " ".join(html.fragment_paragraphs(value, limits)) or None
    return value

"""One item of an RSS feed, or one Atom entry, alone or in the feed that it came in.

Whatever a feed says in words may be markup, by its type in Atom (RFC 4287, 3.1) and by custom in RSS, and is often
escaped once more than the type says.
"""

from __future__ import annotations

from lxml import etree

from copytaster.clean import byline
from copytaster.clean.draft import Draft
from copytaster.clean.formats import blocks, html
from copytaster.clean.formats.references import unescaped
from copytaster.clean.formats.xmltree import attribute, every, first, local, parse, string
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits

MOST_OF_A_SIGN = 60
"""Characters around the two names in "The post … appeared first on …."."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OF_MEDIA = (
    "{http://search.yahoo.com/mrss", "{http://www.itunes.com/dtds/podcast-", "{http://www.itunes.com/DTDs/Podcast-",
)  # fmt: skip


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
    name = _said(channel, "title", limits)
    title, rights = _said(item, "title", limits), _said(item, "rights", limits)
    if len(paragraphs) > 1 and title and name and _signs(paragraphs[-1], title, name):
        paragraphs.pop()
    return Draft(
        text="\n\n".join(paragraphs),
        wrapped=wrapped,
        title=title,
        byline=_byline(item) or _of_all(channel, name),
        url=_link(item),
        external_id=_child(item, "guid") or _child(item, "id"),
        language=_child(item, "language") or item.get(_LANG) or _child(channel, "language") or root.get(_LANG),
        credit=rights,
        published=[v for n in ("pubDate", "published", "date", "issued", "updated") if (v := _child(item, n))]
        + [f"{v} GMT" for v in (_child(item, "post_date_gmt"),) if v],
        publishers=[v for v in (_said(item, "publisher", limits), name) if v],
        holders=[v for v in (rights, _said(item, "credit", limits)) if v],
    )


def _published(item: etree._Element) -> None:
    """Raises `Rejected` for what an export of WordPress (WXR) holds besides posts: pictures, menus, drafts."""
    kind, status = _child(item, "post_type"), _child(item, "status")
    if kind not in (None, "post", "page", "article"):
        raise Rejected(422, "no_text", f"this item is of type {kind[:40]!r}: there is no article in it", value=kind)
    if kind is not None and status not in (None, "publish", "future"):
        raise Rejected(422, "not_published", f"this post is not published: its status is {status[:40]!r}", value=status)


def _own(item: etree._Element, *names: str) -> list[etree._Element]:
    """The children of these local names, without what Media RSS and iTunes say of a picture or a recording."""
    return [c for c in item if local(c) in names and not str(c.tag).startswith(_OF_MEDIA)]


def _child(item: etree._Element | None, name: str) -> str | None:
    return None if item is None else next((v for c in _own(item, name) if (v := string(c))), None)


def _said(item: etree._Element | None, name: str, limits: Limits) -> str | None:
    """What the first child of that name says, in words to be read."""
    for child in [] if item is None else _own(item, name):
        if value := string(child):
            plain = len(child) or attribute(child, "type") in ("text", "plain")
            if not plain and html.looks_like_markup(value):
                value = " ".join(html.fragment_paragraphs(value, limits))
            return unescaped(value) or None
    return None


def _content(item: etree._Element, limits: Limits) -> tuple[list[str], bool]:
    """The fullest of what an item may carry: content:encoded, Atom's content, the description."""
    for name in ("encoded", "content", "body", "description", "summary"):
        for child in _own(item, name):
            if len(child):
                if found := blocks.paragraphs(child):
                    return found, False
                continue
            value = child.text or ""
            if html.looks_like_markup(value):
                if found := html.fragment_paragraphs(value, limits):
                    return found, False
            elif value.strip():
                return [unescaped(value)], True
    return [], False


def _signs(line: str, title: str, feed: str) -> bool:
    """Whether a line is what WordPress puts under each item: the post of that title appeared first in this feed, in the
    language of the feed. The title may have sentences and quotations in it."""
    line, title, feed = (" ".join(said.split()) for said in (line, title, feed))
    rest = line.replace(title, "", 1).replace(feed, "", 1)
    return len(rest) == len(line) - len(title) - len(feed) <= MOST_OF_A_SIGN


def _byline(item: etree._Element) -> str | None:
    names = []
    for child in _own(item, "creator", "author"):
        name = unescaped(string(first(child, "name") if len(child) else child) or "")
        # RSS writes "mail@host (Name)".
        if "@" in name:
            name = name.partition("(")[2].rstrip(") ")
        if name:
            names.append(name)
    return byline.join(names)


def _of_all(feed: etree._Element | None, name: str | None) -> str | None:
    """Who writes all entries of an Atom feed (RFC 4287, 4.2.1); many feeds give their own name there."""
    if feed is None or local(feed) != "feed":
        return None
    said = _byline(feed)
    return said if said and said.casefold() != (name or "").casefold() else None


def _link(item: etree._Element) -> str | None:
    for child in item:
        if local(child) == "link" and attribute(child, "rel") in (None, "alternate"):
            return unescaped(attribute(child, "href") or string(child) or "") or None
    return None

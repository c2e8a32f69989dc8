"""NewsML-G2 (newsItem, alone or in a newsMessage) and, more simply, NewsML 1.x."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from copytaster.clean import advisories, byline
from copytaster.clean.draft import Draft
from copytaster.clean.formats import blocks, html, nitf
from copytaster.clean.formats.xmltree import attribute, every, first, local, parse, string, strings
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits
from copytaster.model import PubStatus

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TEXTLESS = frozenset(("picture", "graphic", "video", "audio", "animation", "event", "planning"))


MOST_ITEMS = 100
"""Items of a message that are looked through for its one article."""


def read(markup: str, limits: Limits) -> Draft:
    """A NewsML document. Raises `Rejected` when it holds no text, or more than one article."""
    root = parse(markup, limits)
    if local(root) == "NewsML":
        return _newsml1(root, limits)
    items = [root] if local(root) in ("newsItem", "contentSet") else list(every(root, "newsItem"))
    if len(items) > MOST_ITEMS:
        detail = f"the document holds {len(items)} items; send them to /api/v1/articles/batch"
        raise Rejected(422, "several_items", detail, value=len(items))
    kinds = [_kind(item) for item in items]
    drafts = [_item(item, root, limits) for item, kind in zip(items, kinds, strict=True) if kind not in _TEXTLESS]
    return _only([draft for draft in drafts if draft.text.strip()], kinds or [local(root)])


def _only(drafts: list[Draft], kinds: list[str]) -> Draft:
    if not drafts:
        what = ", ".join(dict.fromkeys(kind or "unknown" for kind in kinds))[:100]
        raise Rejected(422, "no_text", f"there is no article text in this document ({what})", value=what)
    if len(drafts) > 1:
        detail = f"the document holds {len(drafts)} articles; send it to /api/v1/articles/batch"
        raise Rejected(422, "several_items", detail, value=len(drafts))
    return drafts[0]


def _kind(item: etree._Element) -> str:
    name = attribute(first(item, "itemClass"), "qcode", "uri", "literal") or ""
    return name.replace("/", ":").rpartition(":")[2].lower()


def _item(item: etree._Element, root: etree._Element, limits: Limits) -> Draft:
    paragraphs, wrapped = _content(item, limits)
    content = first(item, "contentMeta")
    content = item if content is None else content
    headlines = [h for h in every(content, "headline") if "sub" not in (h.get("role") or "").lower()]
    by = strings(content, "by")
    names = [n for c in every(content, "creator", "contributor") if (n := string(first(c, "name")))]
    languages = [t for e in every(content, "language") if (t := attribute(e, "tag"))]
    return Draft(
        text="\n\n".join(paragraphs),
        wrapped=wrapped,
        title=_headline(headlines) or string(first(item, "itemMeta", "title")),
        byline=(by[0] if by else None) or byline.join([n for n in names if " " in n]),
        external_id=item.get("guid"),
        language=item.get(_XML_LANG) or (languages[0] if languages else None) or root.get(_XML_LANG),
        credit=string(first(content, "creditline")) or string(first(item, "copyrightNotice")),
        status=_status(item),
        embargoed_until=string(first(item, "embargoed")),
        version_of=_previous(item),
        slug=string(first(content, "slugline")),
        digital_source=attribute(first(content, "digitalSourceType"), "uri", "qcode", "literal"),
        published=[
            *strings(item, "versionCreated"),
            *strings(item, "firstCreated"),
            *strings(content, "contentCreated"),
            *strings(root, "sent"),
        ],
        publishers=[n for e in every(item, "provider") for n in _party(e)] + strings(root, "sender"),
        holders=[n for e in every(item, "infoSource", "copyrightHolder") for n in _party(e)]
        + strings(content, "creditline"),
    )


def _status(item: etree._Element) -> str | None:
    """The status; a usable item may signal that it is a correction, or be under an embargo without an end.

    `embargoed` holds a time or nothing (DateTimeOrNullPropType); only an item that has no such element is free.
    """
    said = attribute(first(item, "pubStatus"), "qcode", "uri", "literal")
    embargo = first(item, "embargoed")
    if embargo is not None and string(embargo) is None and advisories.term(said) in (None, PubStatus.USABLE):
        return PubStatus.WITHHELD.value
    signals = [s for e in every(item, "signal") if (s := attribute(e, "qcode", "uri", "literal"))]
    telling = [s for s in signals if s.rpartition(":")[2].lower() in ("correction", "corrected", "kill", "retraction")]
    return telling[0] if telling and advisories.term(said) in (None, PubStatus.USABLE) else said


def _previous(item: etree._Element) -> str | None:
    """The item that this one replaces, when it is not the same under a new version number."""
    for link in every(item, "link"):
        relation = (attribute(link, "rel") or "").rpartition(":")[2].lower()
        if relation in ("previousversion", "evolvedfrom", "corrects", "replaces"):
            return attribute(link, "residref", "href")
    return None


def _headline(headlines: list[etree._Element]) -> str | None:
    """The headline of the first rank."""
    ranked = sorted(headlines, key=lambda h: int(r) if (r := h.get("rank") or "1").isdigit() and len(r) < 4 else 999)
    return next((value for h in ranked if (value := string(h))), None)


def _party(element: etree._Element) -> list[str]:
    """The names by which a provider or holder may be known."""
    names = [string(e) for e in every(element, "name")]
    qcode = attribute(element, "qcode")
    codes = [attribute(element, "literal"), qcode.rpartition(":")[2] if qcode else None, attribute(element, "uri")]
    return [n for n in (*names, *codes) if n]


def _content(item: etree._Element, limits: Limits) -> tuple[list[str], bool]:
    found = [(e, local(e)) for e in every(item, "inlineXML", "inlineData")]
    for element, name in found:
        if name == "inlineXML":
            story = first(element, "nitf")
            lines = nitf.body(story) if story is not None else _xhtml(element)
            if lines:
                return lines, False
    for element, name in found:
        # CDATA with tags in it, or text broken at the width of a screen.
        parts: list[str] = [str(part) for part in element.itertext()]
        value = "".join(parts)
        kind = element.get("contenttype") or "text/plain"
        if (
            name != "inlineData"
            or not value.strip()
            or not (kind.startswith("text/") or "html" in kind or "xml" in kind)
        ):
            continue
        if html.looks_like_markup(value):
            return html.fragment_paragraphs(value, limits), False
        return [value], True
    return [], False


def _xhtml(element: etree._Element) -> list[str]:
    body = first(element, "body")
    return blocks.paragraphs(element if body is None else body)


def _newsml1(root: etree._Element, limits: Limits) -> Draft:
    items = list(every(root, "NewsItem"))[:MOST_ITEMS]
    drafts: list[Draft] = []
    kinds: list[str] = []
    for item in items:
        # Of the nested components the one with the most text is the story; the others are its summary and pictures.
        component = max(_innermost(item), key=lambda c: sum(map(len, _data(c, limits)[0])), default=None)
        kinds.extend(k for e in every(item, "MediaType") if (k := attribute(e, "FormalName")))
        paragraphs, wrapped = _data(component, limits) if component is not None else ([], False)
        if component is None or not paragraphs:
            continue
        lines = item if first(component, "NewsLines") is None else component
        providers = [
            n for e in every(item, "Provider", "Source") for p in every(e, "Party") if (n := attribute(p, "FormalName"))
        ]
        draft = Draft(
            text="\n\n".join(paragraphs),
            wrapped=wrapped,
            title=string(first(lines, "HeadLine")) or string(first(item, "HeadLine")),
            byline=string(first(lines, "ByLine")) or string(first(item, "ByLine")),
            external_id=string(first(item, "PublicIdentifier")),
            language=attribute(first(item, "Language"), "FormalName") or item.get(_XML_LANG),
            credit=string(first(item, "CreditLine")) or string(first(item, "CopyrightLine")),
            status=attribute(first(item, "Status"), "FormalName"),
            embargoed_until=_released(item),
            slug=string(first(item, "SlugLine")),
            published=[
                *strings(item, "ThisRevisionCreated"),
                *strings(item, "FirstCreated"),
                *strings(item, "DateId"),
                *strings(root, "DateAndTime"),
            ],
            publishers=[*providers, *strings(item, "ProviderId")],
            holders=strings(item, "CreditLine", "CopyrightLine"),
        )
        drafts.append(draft)
    return _only(drafts, kinds or ["NewsML"])


def _released(item: etree._Element) -> str | None:
    """When an item under embargo becomes usable; what is usable already may be canceled then."""
    change = first(item, "StatusWillChange")
    future = advisories.term(attribute(first(change, "FutureStatus"), "FormalName"))
    return string(first(change, "DateAndTime")) if future in (None, PubStatus.USABLE) else None


def _innermost(item: etree._Element) -> list[etree._Element]:
    components = [c for c in every(item, "NewsComponent") if not blocks.to_editors(_role(c))]
    return [c for c in components if not any(local(e) == "NewsComponent" for e in c.iterdescendants())] or [item]


def _role(component: etree._Element) -> str:
    """The role that a component says it has itself."""
    return next((attribute(e, "FormalName") or "" for e in component if local(e) == "Role"), "")


def _data(component: etree._Element, limits: Limits) -> tuple[list[str], bool]:
    """The fullest text among the contents of a component, and whether its lines may be wrapped."""
    return max(_contents(component, limits), key=lambda found: sum(map(len, found[0])), default=([], False))


def _contents(component: etree._Element, limits: Limits) -> Iterator[tuple[list[str], bool]]:
    for content in every(component, "ContentItem"):
        kind = (attribute(first(content, "MediaType"), "FormalName") or "text").lower()
        data = first(content, "DataContent")
        if data is None or "text" not in kind:
            continue
        story = first(data, "nitf")
        if story is not None and (lines := nitf.body(story)):
            yield lines, False
        elif len(data):
            yield _xhtml(data), False
        elif html.looks_like_markup(data.text or ""):
            yield html.fragment_paragraphs(data.text or "", limits), False
        elif (data.text or "").strip() and "css" not in (
            attribute(first(content, "Format"), "FormalName") or ""
        ).lower():
            yield [data.text or ""], True

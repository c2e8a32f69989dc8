"""Which reader a body goes to: by its media type, and where that says only XML or JSON, by how it begins."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from copytaster.clean.draft import Draft
from copytaster.clean.formats import anpa, feed, html, mail, newsml, ninjs, nitf, office, pdf
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits

Reader = Callable[[str, Limits], Draft]
BytesReader = Callable[[bytes, Limits], Draft]


def plain(text: str, limits: Limits) -> Draft:
    """Plain text; what a wire service sent is seen by its control characters, pages and XML by how they begin.

    Raises `Rejected` (415) for JSON, whose names would be the article's words."""
    if anpa.looks_like(text):
        return anpa.read(text, limits)
    told = _told(text)
    return told(text, limits) if told is not None else Draft(text=text, wrapped=True)


def page(markup: str, limits: Limits) -> Draft:
    """A page; XML of another kind that is sent as one is known by how it begins. Raises `Rejected` (415) for JSON."""
    return (_told(markup) or html.read_page)(markup, limits)


_BY_TYPE: dict[str, Reader] = {
    "text/plain": plain,
    "text/html": page,
    "application/xhtml+xml": html.read_page,
    ninjs.MEDIA_TYPE: ninjs.read_text,
    "application/vnd.iptc.g2.newsitem+xml": newsml.read,
    "application/vnd.iptc.g2.newsmessage+xml": newsml.read,
    "application/vnd.iptc.g2.packageitem+xml": newsml.read,
    "application/vnd.iptc.newsml+xml": newsml.read,
    "application/nitf+xml": nitf.read,
    "application/vnd.iptc.nitf+xml": nitf.read,
    "text/nitf+xml": nitf.read,
    "application/rss+xml": feed.read,
    "application/atom+xml": feed.read,
    "application/vnd.iptc.anpa": anpa.read,
    "application/vnd.iptc.iptc7901": anpa.read,
}
_OF_BYTES: dict[str, BytesReader] = {
    "message/rfc822": mail.read,
    "application/pdf": pdf.read,
    office.WORD: office.read,
    office.OPEN_DOCUMENT: office.read,
}
"""Formats that are more than text in one encoding."""
_MAGIC = {
    b"%PDF": ("a PDF", "application/pdf"),
    b"PK\x03\x04": ("a packed document", "DOCX or ODT, by its media type"),
    b"\x1f\x8b": ("packed by gzip", "it is, unpacked"),
    b"BZh9": ("packed by bzip2", "it is, unpacked"),
    b"\xfd7zXZ": ("packed by xz", "it is, unpacked"),
    b"\x28\xb5\x2f\xfd": ("packed by zstd", "it is, unpacked"),
}
"""How what is no text begins, what it is, and as what to send it."""
_BY_SUFFIX = {
    ".eml": "message/rfc822",
    ".pdf": "application/pdf",
    ".docx": office.WORD,
    ".odt": office.OPEN_DOCUMENT,
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".json": "application/json",
    ".xml": "application/xml",
    ".nitf": "application/nitf+xml",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
}
SUFFIXES = (".md", *_BY_SUFFIX)
"""Of files that are read here; one that says nothing is plain text."""
_XML_TYPES = ("application/xml", "text/xml")
MEDIA_TYPES = (*_BY_TYPE, *_XML_TYPES, *_OF_BYTES)
"""What is read here. JSON is too, and so is any other XML, by its root (`ROOTS`)."""
ROOTS: dict[str, Reader] = {
    "newsItem": newsml.read,
    "newsMessage": newsml.read,
    "packageItem": newsml.read,
    "conceptItem": newsml.read,
    "planningItem": newsml.read,
    "knowledgeItem": newsml.read,
    "catalogItem": newsml.read,
    "contentSet": newsml.read,
    "NewsML": newsml.read,
    "nitf": nitf.read,
    "rss": feed.read,
    "feed": feed.read,
    "entry": feed.read,
    "item": feed.read,
    "RDF": feed.read,
    "html": html.read_page,
}
_DECLARED = ("<?xml", "<!doctype", "<html")
# Of these no page and no text begins.
_UNLIKE_OTHERS = frozenset(("nitf", "newsItem", "newsMessage", "packageItem", "NewsML", "rss"))
# The first start tag, behind a declaration, comments and a document type.
_ROOT = re.compile(r"<(?:[\w.-]{1,60}:)?([A-Za-z][\w.-]{0,60})[\s/>]")


def media_type_of(name: str) -> str:
    """The media type of a file by its suffix; of one that says nothing, ``text/plain``."""
    return _BY_SUFFIX.get(name[name.rfind(".") :].lower(), "text/plain")


def reader_of_bytes(body: bytes, media_type: str) -> BytesReader | None:
    """The reader for a body that is not to be decoded first; None when it is. Raises `Rejected` (415) for RTF, which
    is text to look at, and whose control words would be the article's."""
    kind = media_type.split(";")[0].strip().lower()
    if body[:64].lstrip()[:5] == b"{\\rtf":
        detail = "RTF is not read here; send it as DOCX, ODT, PDF or plain text"
        raise Rejected(415, "media_type", detail, value=kind[:80])
    if kind in ("text/plain", "text/html") and (told := _magic(body)):
        raise Rejected(415, "media_type", f"this is {told[0]}; send it as {told[1]}", value=kind)
    if kind == "text/plain" and mail.looks_like(body[:20_000].decode("latin-1")):
        return mail.read  # saved from a mail program as it was sent
    return _OF_BYTES.get(kind)


def _magic(body: bytes) -> tuple[str, str] | None:
    return next((told for magic, told in _MAGIC.items() if body.startswith(magic)), None)


def reader(body: bytes, media_type: str) -> Reader:
    """The reader for a body. Raises `Rejected` (415) for a media type that none of them reads."""
    kind = media_type.split(";")[0].strip().lower()
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    if kind in _XML_TYPES or kind.endswith("+xml"):
        return _by_root
    raise Rejected(
        415,
        "media_type",
        f"media type {kind[:80]!r} is not read here; send application/json with text or html, text/plain, "
        "text/html, ninjs, NewsML-G2, NITF, RSS, Atom, message/rfc822, PDF, DOCX or ODT",
        value=kind[:80],
    )


def _told(text: str) -> Reader | None:
    """The reader of what says by how it begins that it is a page or XML, whatever it was sent as."""
    start = text[:1_000].lstrip("\ufeff \t\r\n")
    if start.startswith("{") and _is_object(text):
        raise Rejected(415, "media_type", "this is JSON; send it as application/json", value="application/json")
    if not start.startswith("<"):
        return None
    name = root(text[:20_000]) or ""
    if name.lower() == "html":
        return html.read_page
    return ROOTS.get(name) if name in _UNLIKE_OTHERS or start.lower().startswith(_DECLARED) else None


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _by_root(markup: str, limits: Limits) -> Draft:
    name = root(markup)
    if name not in ROOTS:
        what = f"XML whose root is <{name[:60]}>" if name else "XML without an element"
        raise Rejected(
            415,
            "xml_vocabulary",
            f"{what} is not read here; NewsML-G2, NewsML 1, NITF, RSS and Atom are",
            value=name,
        )
    return ROOTS[name](markup, limits)


def root(markup: str) -> str | None:
    """The local name of the first element, passing over declarations and comments."""
    at = 0
    while (at := markup.find("<", at)) >= 0:
        if markup.startswith("<!--", at):
            end = markup.find("-->", at + 4)
        elif markup.startswith(("<?", "<!"), at):
            end = markup.find(">", at)
        else:
            match = _ROOT.match(markup, at)
            return match.group(1) if match else None
        if end < 0:
            return None
        at = end
    return None

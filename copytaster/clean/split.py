"""A document of many items → each item as a document of its own, which the readers of single ones take.

Feeds (RSS, RDF, Atom, the exports of WordPress), NewsML messages, lists of ninjs, mailboxes, files of teleprinter
messages. What the head of a document says of all its items (the name of the feed, its language) goes with each; what
changes whenever it is fetched does not, so that the same item is the same article next time.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from copytaster.clean import decode, guard
from copytaster.clean.formats import ninjs, sniff
from copytaster.clean.formats.xmltree import every, local, parse
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits

Part = tuple[str, bytes]
"""Media type and body of one item."""
MAILBOX = "application/mbox"
_OF_FEEDS = frozenset(("title", "link", "language", "rights", "copyright", "publisher", "creator", "author", "icon"))
_ENVELOPE = re.compile(rb"^From [^\n]{0,500}\n", re.MULTILINE)
_QUOTED = re.compile(rb"^>(>{0,20}From )", re.MULTILINE)
_MESSAGE = re.compile(rb"\x01[^\x01]+")
MEDIA_TYPES = (
    MAILBOX, ninjs.MEDIA_TYPE,
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml",
    "application/vnd.iptc.g2.newsmessage+xml", "application/vnd.iptc.newsml+xml", "application/vnd.iptc.anpa",
    "application/vnd.iptc.iptc7901",
)  # fmt: skip
"""Of documents that may hold many items."""


def split(body: bytes, media_type: str, most: int, limits: Limits) -> list[Part]:
    """The items of a document, in its order. Raises `Rejected` when it is none, or holds more than `most`.

    `limits` bound each item; the document as a whole may have so many tags for each that it may hold.
    """
    kind = media_type.split(";")[0].strip().lower()
    parts: list[Part] = []
    for part in _reader(kind)(body, media_type, limits):
        if len(parts) == most:
            detail = f"the document holds more than {most} items (max_batch_lines)"
            raise Rejected(413, "too_many_items", detail, limit="max_batch_lines", value=most)
        parts.append(part)
    if not parts:
        raise Rejected(422, "no_text", "the document holds no item")
    return parts


def _reader(kind: str) -> Callable[[bytes, str, Limits], Iterator[Part]]:
    if kind == MAILBOX:
        return _mailbox
    if kind == ninjs.MEDIA_TYPE:
        return _ninjs
    if kind in ("application/vnd.iptc.anpa", "application/vnd.iptc.iptc7901"):
        return _messages
    return _xml


def _mailbox(body: bytes, media_type: str, limits: Limits) -> Iterator[Part]:
    """Mails of a mailbox (RFC 4155): each begins with a line "From ", which is quoted where it stands in a text."""
    starts = [match for match in _ENVELOPE.finditer(body) if _begins(body, match.start())]
    if not starts:
        raise Rejected(422, "not_a_mailbox", 'a mailbox begins with a line "From "')
    ends = [match.start() for match in starts[1:]] + [len(body)]
    for match, end in zip(starts, ends, strict=True):
        yield "message/rfc822", _QUOTED.sub(rb"\1", body[match.end() : end].rstrip(b"\r\n") + b"\n")


def _begins(body: bytes, at: int) -> bool:
    """Whether a line that could begin a mail does: behind an empty line, or at the very beginning."""
    before = body[max(0, at - 3) : at].replace(b"\r", b"")
    return at == 0 or before.endswith(b"\n\n")


def _messages(body: bytes, media_type: str, limits: Limits) -> Iterator[Part]:
    for match in _MESSAGE.finditer(body):
        yield media_type, match.group()


def _ninjs(body: bytes, media_type: str, limits: Limits) -> Iterator[Part]:
    document = ninjs.load(decode.decode(body, "application/json"))
    for item in ninjs.items(document):
        yield ninjs.MEDIA_TYPE, json.dumps(item, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def _xml(body: bytes, media_type: str, limits: Limits) -> Iterator[Part]:
    markup = decode.decode(body, media_type)
    guard.characters(markup, "the document")
    root = parse(markup, limits)
    name = local(root)
    if name in ("rss", "RDF", "feed"):
        yield from _feed(root)
    elif name in ("newsMessage", "NewsML"):
        yield from _newsml(root)
    elif name in sniff.ROOTS:
        yield media_type, body
    else:
        raise Rejected(415, "xml_vocabulary", f"XML whose root is <{name[:60]}> is not read here", value=name)


def _feed(root: etree._Element) -> Iterator[Part]:
    atom = local(root) == "feed"
    items = list(every(root, "item", "entry"))
    channel = root if atom else next(every(root, "channel"), root)
    head = [child for child in channel if local(child) in _OF_FEEDS]
    for item in items:
        shell = _shell(root)
        inside = shell if atom else etree.SubElement(shell, channel.tag if channel is not root else "channel")
        inside.extend(copy.deepcopy(child) for child in head)
        inside.append(_alone(item))
        yield ("application/atom+xml" if atom else "application/rss+xml"), _bytes(shell)


def _newsml(root: etree._Element) -> Iterator[Part]:
    second = local(root) == "newsMessage"
    heads = [child for child in root if local(child) in ("header", "NewsEnvelope", "Catalog")]
    for item in every(root, "newsItem" if second else "NewsItem"):
        shell = _shell(root)
        for head in heads:
            kept = copy.deepcopy(head)
            for child in list(kept):  # when it was sent, and as which number, is new each time
                if local(child) not in ("sender", "SentFrom", "Resource"):
                    kept.remove(child)
            shell.append(kept)
        place = shell if not second else etree.SubElement(shell, f"{{{etree.QName(root).namespace or ''}}}itemSet")
        place.append(_alone(item))
        kind = "application/vnd.iptc.g2.newsmessage+xml" if second else "application/vnd.iptc.newsml+xml"
        yield kind, _bytes(shell)


def _shell(root: etree._Element) -> etree._Element:
    """An element like the root, with nothing in it."""
    spaces: Any = root.nsmap
    said: Any = dict(root.attrib.items())
    return etree.Element(root.tag, said, nsmap=spaces)


def _alone(element: etree._Element) -> etree._Element:
    """A copy without the white space that follows it."""
    alone = copy.deepcopy(element)
    alone.tail = None
    return alone


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)

"""What holds many articles, read piece by piece: NDJSON, mailboxes, exports of WordPress, archives of the web, folders.

Promises
    * One piece in memory at a time, whatever the size of the file; what is larger than the service takes is passed
      over, and said.
    * The pieces of a file come in the same order each time, so that whoever stopped can go on.
    * Folders are read without following links.
"""

from __future__ import annotations

import copy
import gzip
import io
import os
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from lxml import etree

from copytaster.clean.formats import sniff
from copytaster.clean.formats.xmltree import local
from workers.ingest.front import NDJSON, Document

LINES = 200
"""Lines in one request; a service takes 1,000 unless it is set otherwise."""
_HEAD = frozenset(("title", "link", "language"))
_BUNDLES = (".ndjson", ".jsonl", ".mbox", ".warc", ".warc.gz")
_QUOTED = re.compile(rb"^>(>{0,20}From )")


class Piece(NamedTuple):
    """What is submitted in one request."""

    document: Document | None
    """None: it is too large, or broken."""
    label: str
    at: int
    """Bytes of the file, or of the folder's files, that were read when it was found."""
    many: bool = False
    first: int = 1
    """Number of its first line."""


def pieces(path: Path, most: int) -> Iterator[Piece]:
    """The pieces of a file or folder; none is longer than `most` bytes. Raises OSError, `etree.XMLSyntaxError`."""
    if path.is_dir():
        yield from _folder(path, most)
        return
    with path.open("rb") as file:
        yield from of_file(file, path.name, most)


def length(path: Path) -> int:
    """Bytes of a file, or of all files of a folder."""
    return sum(file.stat().st_size for file in _files(path)) if path.is_dir() else path.stat().st_size


def of_file(file: IO[bytes], name: str, most: int) -> Iterator[Piece]:
    """The pieces of an open file, which is what its name says."""
    lower = name.lower()
    if lower.endswith((".ndjson", ".jsonl")) or name == "-":
        yield from lines(file, most)
    elif lower.endswith(".mbox"):
        yield from _mailbox(file, most)
    elif lower.endswith((".warc", ".warc.gz")):
        yield from _warc(file, most)
    elif lower.endswith((".xml", ".wxr", ".rss")) and _is_feed(file):
        yield from _feed(file, most)
    elif lower.endswith(".json") or (lower.endswith(".gz") and not lower.endswith(".warc.gz")):
        yield from _json(file, name, most)
    else:
        body = file.read(most + 1)
        whole = Document(body, sniff.media_type_of(name)) if len(body) <= most else None
        yield Piece(whole, name, len(body))


def lines(rows: Iterable[bytes], most: int) -> Iterator[Piece]:
    """Lines of JSON, some at a time. One that is too long goes alone: the service says so."""
    at = 0
    numbered = enumerate(rows, 1)
    while some := list(islice(numbered, LINES)):
        at += sum(len(line) for _, line in some)
        kept = [(number, line.strip()) for number, line in some]
        body = b"\n".join(line for _, line in kept)
        if body.strip():
            yield Piece(Document(body, NDJSON), f"lines from {kept[0][0]}", at, True, kept[0][0])


def _json(file: IO[bytes], name: str, most: int) -> Iterator[Piece]:
    """A file of JSON may be lines of it, whatever its suffix says."""
    if name.lower().endswith(".gz"):
        with gzip.open(file, "rb") as plain:
            yield from of_file(io.BufferedReader(plain), name[:-3], most)
        return
    start = file.read(200_000).lstrip()
    file.seek(0)
    first, _, rest = start.partition(b"\n")
    if first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{"):
        yield from lines(file, most)
        return
    body = file.read(most + 1)
    yield Piece(Document(body, "application/json") if len(body) <= most else None, name, len(body))


def _mailbox(file: IO[bytes], most: int) -> Iterator[Piece]:
    """Mails of a mailbox (RFC 4155): each begins with a line "From ", behind an empty line or at the beginning."""
    mail: list[bytes] = []
    size = at = number = 0
    before = b"\n"
    began = False

    def piece() -> Piece:
        body = b"".join(mail).rstrip(b"\r\n") + b"\n"
        return Piece(Document(body, "message/rfc822") if size <= most else None, f"mail {number}", at)

    while line := file.readline(1_000_000):
        if line.startswith(b"From ") and not before.strip(b"\r\n"):
            if began:
                yield piece()
            mail, size, began, number = [], 0, True, number + 1
        elif began:
            size += len(line)
            if size <= most:
                mail.append(_QUOTED.sub(rb"\1", line))
        at += len(line)
        before = line
    if began:
        yield piece()


def _is_feed(file: IO[bytes]) -> bool:
    start = file.read(20_000).decode("utf-8", "replace")
    file.seek(0)
    return sniff.root(start) == "rss"


def _feed(file: IO[bytes], most: int) -> Iterator[Piece]:
    """The items of a feed or of an export of WordPress (WXR), each in a feed of its own."""
    head: list[etree._Element] = []
    number = 0
    parsed: Any = etree.iterparse(
        file, events=("end",), resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    for element in _elements(parsed):
        if element is None:
            yield Piece(None, "the rest of the file: it is not well-formed", file.tell())
            return
        parent = element.getparent()
        if local(element) in _HEAD and parent is not None and local(parent) == "channel":
            head.append(element)
        elif local(element) == "item":
            number += 1
            yield _item(element, head, number, file.tell(), most)
            element.clear()
            while parent is not None and (left := element.getprevious()) is not None and left not in head:
                parent.remove(left)


def _elements(parsed: Any) -> Iterator[etree._Element | None]:
    """The elements as they end; None: what follows cannot be read."""
    try:
        for _, element in parsed:
            yield element
    except etree.XMLSyntaxError:
        yield None


def _item(element: etree._Element, head: list[etree._Element], number: int, at: int, most: int) -> Piece:
    spaces: Any = element.nsmap
    root = etree.Element("rss", {"version": "2.0"}, nsmap=spaces)
    channel = etree.SubElement(root, "channel")
    for child in head:
        etree.SubElement(channel, child.tag).text = child.text
    alone = copy.deepcopy(element)
    alone.tail = None
    channel.append(alone)
    body = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Piece(Document(body, "application/rss+xml") if len(body) <= most else None, f"item {number}", at)


def _warc(file: IO[bytes], most: int) -> Iterator[Piece]:
    """The pages of an archive of the web (ISO 28500) that were answered with 200."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    records = ArchiveIterator(file)
    try:
        for record in records:
            headers = record.http_headers
            if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
                continue
            kind = headers.get_header("Content-Type") or ""
            if kind.split(";")[0].strip().lower() not in ("text/html", "application/xhtml+xml"):
                continue
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            body = record.content_stream().read(most + 1)
            said = {"url": url} if url.startswith(("http://", "https://")) and len(url) <= 2_000 else {}
            whole = len(body) <= most and not getattr(record.raw_stream, "limit", 0)  # the file may be cut
            yield Piece(Document(body, kind, said) if whole else None, url or "a page", file.tell())
    except ArchiveLoadFailed as error:
        yield Piece(None, f"the rest of the archive: {error}", file.tell())


def _folder(path: Path, most: int) -> Iterator[Piece]:
    at = 0
    for file in _files(path):
        name = str(file.relative_to(path))
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as opened:
            for piece in of_file(opened, file.name, most):
                whole = piece.label if piece.label != file.name else ""
                yield piece._replace(label=f"{name} {whole}".strip(), at=at + piece.at)
            at += os.fstat(handle).st_size


def _files(path: Path) -> Iterator[Path]:
    """The plain files below a folder, by name, hidden ones left out."""
    for entry in sorted(os.scandir(path), key=lambda entry: entry.name):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)

"""Documents of word processors: Office Open XML (.docx) and OpenDocument (.odt), which are XML in a ZIP.

Only the text and the properties are unpacked, each up to a bound, so that a small file cannot become a large one; no
picture, macro or link is touched. Deleted words of tracked changes, field codes and comments are no text.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from copytaster.clean.draft import Draft
from copytaster.clean.formats.xmltree import every, first, local, parse, string
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"
MOST_BYTES = 8_000_000
"""Of one part of a document, unpacked."""
MOST_PARTS = 2_000
# What stands in the XML and not on the page.
_UNSEEN = frozenset(
    ("del", "delText", "moveFrom", "instrText", "Fallback", "commentReference", "pict", "footnoteReference",
     "tracked-changes", "annotation", "note", "sequence-decls", "title", "desc", "frame")
)  # fmt: skip
_STYLES = {True: "word/styles.xml", False: "styles.xml"}
# Word names styles of its own in English, whatever the language of their ids; OpenDocument derives styles from them.
_TITLES = frozenset(("title", "heading 1", "heading1", "heading_20_1"))
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " ", "noBreakHyphen": "\u2011"}


def read(body: bytes, limits: Limits) -> Draft:
    """The text of a document. Raises `Rejected` when it is damaged, locked, or holds none.

    A paragraph above the text whose style is that of titles is the title; the property of that name is often the
    template's, or that of the story before.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise Rejected(422, "too_many_parts", f"the document has more than {MOST_PARTS} parts")
            names = set(archive.namelist())
            word = "word/document.xml" in names
            main = _part(archive, "word/document.xml" if word else "content.xml", limits)
            about = "docProps/core.xml" if word else "meta.xml"
            properties = _part(archive, about, limits) if about in names else None
            styles = _part(archive, _STYLES[word], limits) if _STYLES[word] in names else None
    except KeyError:
        raise Rejected(422, "not_a_document", "this is no .docx and no .odt: there is no text part in it") from None
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error) as error:
        if isinstance(error, Rejected):
            raise
        raise Rejected(422, "not_a_document", f"the document is damaged or locked ({type(error).__name__})") from None
    lines = [(line, p) for p in _paragraphs(main) if (line := _line(p, word)).strip()]
    headline = None
    if len(lines) > 1 and _is_title(lines[0][1], _titles(main) | _titles(styles)):
        headline = " ".join(lines.pop(0)[0].split())
    if not lines:
        raise Rejected(422, "no_text", "there is no text in this document")
    return Draft(
        text="\n\n".join(line for line, _ in lines),
        title=headline or string(first(properties, "title")),
        byline=string(first(properties, "creator")) if not word else None,
        language=string(first(properties, "language")),
        published=[],
    )


def _part(archive: zipfile.ZipFile, name: str, limits: Limits) -> etree._Element:
    with archive.open(name) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Rejected(413, "too_large", f"a part of the document has more than {MOST_BYTES} bytes when it is unpacked")
    return parse(content.decode("utf-8-sig", "replace"), limits)


def _titles(styles: etree._Element | None) -> frozenset[str]:
    """The ids of the styles that titles have, among those that a part of a document defines."""
    found = set()
    for style in every(styles, "style") if styles is not None else ():
        own = _value(style, "styleId") or _value(style, "name")
        called = _value(first(style, "name"), "val") or _value(style, "parent-style-name") or own
        if called.lower() in _TITLES:
            found.add(own)
    return frozenset(found)


def _is_title(paragraph: etree._Element, titles: frozenset[str]) -> bool:
    style = _value(first(paragraph, "pPr", "pStyle"), "val") or _value(paragraph, "style-name")
    return style in titles or style.lower() in _TITLES or _value(paragraph, "outline-level") == "1"


def _value(element: etree._Element | None, name: str) -> str:
    """An attribute of that local name; empty where there is none."""
    said = () if element is None else element.attrib.items()
    return next((str(value) for key, value in said if str(key).rpartition("}")[2] == name), "")


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and headings that are not inside another one, nor inside what is not seen."""
    stack: list[etree._Element] = [root]
    while stack:
        element = stack.pop()
        name = local(element)
        if name in ("p", "h") and element is not root:
            yield element
        elif name not in _UNSEEN:
            stack.extend(reversed(element))


def _line(paragraph: etree._Element, word: bool) -> str:
    """The text of a paragraph; what is broken by hand stays on lines of its own, a box that is fixed to it behind it.

    `word`: the text stands in elements for it (t), as Word writes; in OpenDocument all text is text.
    """
    parts: list[str] = []
    boxes: list[str] = []
    stack: list[tuple[etree._Element, bool]] = [(paragraph, False)]
    while stack:
        element, leaving = stack.pop()
        name = local(element)
        if leaving:
            if element is not paragraph and element.tail and not word:
                parts.append(element.tail)
            continue
        stack.append((element, True))
        if name in _UNSEEN and element is not paragraph:
            continue
        if name in ("p", "h") and element is not paragraph:
            boxes.append(_line(element, word))
            continue
        if name in _BREAKS:
            parts.append(_BREAKS[name])
        elif element.text and (name == "t" or not word):
            parts.append(element.text)
        stack.extend((child, False) for child in reversed(element))
    return "\n".join(("".join(parts), *boxes))

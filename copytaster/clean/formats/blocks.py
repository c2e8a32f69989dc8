"""A tree of markup → its paragraphs. For XML bodies and fragments of HTML, which have no page around the story."""

from __future__ import annotations

import re

from lxml import etree

from copytaster.clean.formats import text as plain
from copytaster.clean.formats.xmltree import local

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "body.content",
        "block",
        "bq",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "fn",
        "form",
        "footnote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "hedline",
        "header",
        "hl1",
        "hl2",
        "hr",
        "html",
        "li",
        "lb",
        "list",
        "item",
        "main",
        "note",
        "ol",
        "option",
        "p",
        "para",
        "paragraph",
        "pre",
        "q-block",
        "quote",
        "row",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
# Cells of a table stand side by side on the line that is their row.
_CELLS = frozenset(("td", "th", "cell"))
_NO_TEXT = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "title",
        "meta",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "video",
        "audio",
        "canvas",
        "select",
        "button",
        "textarea",
        "media",
        "media-caption",
        "media-producer",
        "media-reference",
        "figcaption",
        "figure",
        "nav",
        "aside",
        "form",
        "remoteContent",
    ]
)
_FURNITURE = frozenset(("header", "footer"))
STORY_ONLY = _NO_TEXT | _FURNITURE
"""What is passed over in a body: pictures and their captions, scripts, forms, headers and footers."""
WITH_FURNITURE = _NO_TEXT
EVERYTHING: frozenset[str] = frozenset()
# Space that markup collapses; the no-break space is the writer's.
_SPACE = re.compile(r"[ \t\r\n\f]+")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


def paragraphs(element: etree._Element, skip: frozenset[str] = STORY_ONLY) -> list[str]:
    """The paragraphs inside `element`, passing over the elements named in `skip`.

    Iterative, so that depth costs no stack. Lines that were broken by hand, in a ``pre`` or in the manner of a
    teleprinter, are joined.
    """
    out: list[str] = []
    run: list[str] = []

    def flush() -> None:
        joined = "".join(run)
        run.clear()
        if _teleprinted(joined):
            out.extend(plain.normalise(joined).split("\n\n"))
            return
        # Text that no paragraph holds may be parted by empty lines.
        out.extend(line for part in _EMPTY_LINE.split(joined) if (line := _SPACE.sub(" ", part).strip()))

    stack: list[tuple[etree._Element, bool]] = [(element, False)]
    while stack:
        node, leaving = stack.pop()
        name = local(node).lower()
        if leaving:
            if name in _BLOCKS:
                flush()
            if node is not element and node.tail:
                run.append(node.tail)
            continue
        if not name or (name in skip and node is not element):
            if node.tail and node is not element:
                run.append(node.tail)
            continue
        if name in _BLOCKS:
            flush()
        elif name in _CELLS:
            run.append(" ")
        if name == "pre":
            parts: list[str] = [str(part) for part in node.itertext()]
            lines = plain.normalise("".join(parts))
            out.extend(line for line in lines.split("\n") if line)
            if node is not element and node.tail:
                run.append(node.tail)
            continue
        if node.text:
            run.append(node.text)
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
    flush()
    return [line for line in out if line]


def _teleprinted(run: str) -> bool:
    """Whether the lines of one element were broken at a screen's width, with indents that open paragraphs."""
    lines = [line for line in run.strip("\n").split("\n") if line.strip()]
    if len(lines) < 4 or max(map(len, lines)) > plain.WIDEST_WRAP:
        return False
    indents = [len(line) - len(line.lstrip()) for line in lines[1:]]
    base = min(indents)
    opening = sum(indent - base >= 2 for indent in indents)
    return 0 < opening <= len(indents) * 0.5

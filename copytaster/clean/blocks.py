"""A tree of markup → its paragraphs. For XML bodies and fragments of HTML, which have no page around the story."""

from __future__ import annotations

import re

from lxml import etree

from copytaster.clean import text as plain
from copytaster.clean.xmltree import local

_BLOCKS = frozenset(
    "address article blockquote body body.content block bq br caption center dd div dl dt fieldset fn form footnote h1 h2 h3 h4 h5 h6 "
    "head hedline header hl1 hl2 hr html li lb list item main note ol option p para paragraph pre q-block quote row section summary table "
    "tbody td tfoot th thead tr ul".split()
)
_NO_TEXT = frozenset(
    "script style template noscript head title meta svg math iframe object embed video audio canvas select button textarea media "
    "media-caption media-producer media-reference figcaption figure nav aside form remoteContent".split()
)
_FURNITURE = frozenset(("header", "footer"))
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


def paragraphs(element: etree._Element, *, furniture: bool = False) -> list[str]:
    """The paragraphs inside `element`. Pictures, scripts and, unless `furniture`, headers and footers are passed over.

    Iterative, so that depth costs no stack. Lines of a ``pre`` that were broken by hand are joined.
    """
    skip = _NO_TEXT if furniture else _NO_TEXT | _FURNITURE
    out: list[str] = []
    run: list[str] = []

    def flush() -> None:
        joined = "".join(run)
        run.clear()
        # Text that no paragraph holds may be parted by empty lines.
        out.extend(line for part in _EMPTY_LINE.split(joined) if (line := " ".join(part.split(" ")).strip()))

    stack: list[tuple[etree._Element, bool]] = [(element, False)]
    while stack:
        node, leaving = stack.pop()
        name = local(node).lower()
        if leaving:
            if name in _BLOCKS:
                flush()
            if node is not element and node.tail:
                run.append(_spaces(node.tail))
            continue
        if not name or (name in skip and node is not element):
            if node.tail and node is not element:
                run.append(_spaces(node.tail))
            continue
        if name in _BLOCKS:
            flush()
        if name == "pre":
            parts: list[str] = [str(part) for part in node.itertext()]
            lines = plain.normalise("".join(parts))
            out.extend(line for line in lines.split("\n") if line)
            if node is not element and node.tail:
                run.append(_spaces(node.tail))
            continue
        if node.text:
            run.append(_spaces(node.text))
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
    flush()
    return [" ".join(line.split("\n")).strip() for line in out]


def _spaces(value: str) -> str:
    """White space of markup: runs are one space, but for empty lines, which `flush` looks at."""
    if "\n" not in value:
        return re.sub(r"[ \t\r\f]+", " ", value)
    return re.sub(r"[ \t\r\f]*\n[ \t\r\f]*", "\n", value)

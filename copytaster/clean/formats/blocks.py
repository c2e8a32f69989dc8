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
_NOTES = frozenset(("note", "ednote"))
STORY_ONLY = _NO_TEXT | _FURNITURE | _NOTES
"""What is passed over in a body: pictures and their captions, scripts, forms, headers and footers, notes to editors."""
WITH_FURNITURE = _NO_TEXT
EVERYTHING: frozenset[str] = frozenset()
# What the class, role or id of an element says of a note that is not to be printed; letters alone, in lower case.
_TO_EDITORS = frozenset(
    [
        "ednote", "edsnote", "ednotes", "editornote", "editorsnote", "editornotes", "editorsnotes", "editorialnote",
        "editorialnotes", "notetoeditors", "notestoeditors", "notetoeditor", "noteforeditors", "notesforeditors",
        "redaktionshinweis", "redaktionshinweise", "anmerkungderredaktion", "hinweisandieredaktion", "noteredaction",
        "notederedaction", "notealaredaction", "notedelaredaction", "notaeditores", "notaaeditores",
        "notaparaeditores", "notadaredacao", "notaredazione", "notadellaredazione", "redactienoot",
        "redaktionsnotis", "notatredaksjonen",
        "notepad", "nppublic", "npnonpublic",  # of dpa
    ]
)  # fmt: skip
_SAYS_WHAT = ("class", "role", "id", "noteclass", "epub:type", "data-role", "data-type")
# Space that markup collapses; the no-break space is the writer's.
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LETTERS = re.compile(r"[^a-z]+")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


def paragraphs(element: etree._Element, skip: frozenset[str] = STORY_ONLY) -> list[str]:
    """The paragraphs inside `element`, passing over the elements named in `skip`.

    Iterative, so that depth costs no stack. Lines that were broken by hand, in a ``pre`` or in the manner of a
    teleprinter, are joined.
    """
    walk = _Walk(skip)
    stack: list[tuple[etree._Element, bool]] = [(element, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            walk.leave(node)
        elif walk.enter(node) if node is element else walk.enter_below(node):
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))
            continue
        if node is not element and node.tail:
            walk.text(node.tail)
    return walk.end()


def of_notes(element: etree._Element) -> bool:
    """Whether an element is a note to editors: by its name, or by what its class, role or id says."""
    if local(element).lower() in _NOTES:
        return True
    return bool(element.attrib) and to_editors(*(element.get(name) or "" for name in _SAYS_WHAT))


def to_editors(*said: str) -> bool:
    """Whether a class or a role means notes to editors: ``editors-note``, ``ednoterole:editorialnote``."""
    terms = (term for value in said for term in value.lower().split())
    return any(_LETTERS.sub("", term.rpartition(":")[2]) in _TO_EDITORS for term in terms)


def notes(element: etree._Element) -> list[str]:
    """The paragraphs of the notes to editors inside `element`."""
    found: list[str] = []
    inside: set[etree._Element] = set()
    for node in element.iter(etree.Element):
        if node.getparent() in inside:
            inside.add(node)
        elif of_notes(node):
            inside.add(node)
            found.extend(paragraphs(node, WITH_FURNITURE))
    return found


class _Walk:
    """What a walk over a tree has found: whole paragraphs, and the run of text that is not yet one."""

    def __init__(self, skip: frozenset[str]) -> None:
        self._skip = skip
        self._for_readers = skip >= _NOTES
        self._out: list[str] = []
        self._run: list[str] = []

    def text(self, text: str) -> None:
        self._run.append(text)

    def enter_below(self, node: etree._Element) -> bool:
        """As `enter`, for an element that may be passed over."""
        if local(node).lower() in self._skip or (self._for_readers and of_notes(node)):
            return False
        return self.enter(node)

    def enter(self, node: etree._Element) -> bool:
        """Take the text at the beginning of an element. Whether what stands in it is still to be walked."""
        name = local(node).lower()
        if not name:  # a comment, an instruction
            return False
        if name in _BLOCKS and not _fills_cell(node, name):
            self._flush()
        elif name in _CELLS:
            self._run.append(" ")
        if name == "pre":
            lines = plain.normalise("".join(str(part) for part in node.itertext()))
            self._out.extend(line for line in lines.split("\n") if line)
            return False
        if node.text:
            self._run.append(node.text)
        return True

    def leave(self, node: etree._Element) -> None:
        name = local(node).lower()
        if name in _BLOCKS and not _fills_cell(node, name):
            self._flush()

    def end(self) -> list[str]:
        """All paragraphs."""
        self._flush()
        return [line for line in self._out if line]

    def _flush(self) -> None:
        joined = "".join(self._run)
        self._run.clear()
        if _teleprinted(joined):
            self._out.extend(plain.normalise(joined).split("\n\n"))
            return
        # Text that no paragraph holds may be separated by empty lines.
        self._out.extend(line for part in _EMPTY_LINE.split(joined) if (line := _SPACE.sub(" ", part).strip()))


def _fills_cell(node: etree._Element, name: str) -> bool:
    """Whether a paragraph is all that a cell of a table holds, as word processors write it: it stands in its row."""
    if name not in ("p", "div"):
        return False
    cell = node.getparent()
    return cell is not None and len(cell) == 1 and local(cell).lower() in _CELLS


def _teleprinted(run: str) -> bool:
    """Whether the lines of one element were broken at a screen's width, with indents that open paragraphs."""
    lines = [line for line in run.strip("\n").split("\n") if line.strip()]
    if len(lines) < 4 or max(map(len, lines)) > plain.WIDEST_WRAP:
        return False
    indents = [len(line) - len(line.lstrip()) for line in lines[1:]]
    base = min(indents)
    opening = sum(indent - base >= 2 for indent in indents)
    return 0 < opening <= len(indents) * 0.5

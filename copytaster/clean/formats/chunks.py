"""A story that its page breaks into several boxes, of which extraction took only the first.

The boxes of one story are alike: where paragraphs that were taken stand in a box of some class, the paragraphs in
the other boxes of that class belong to it too.
"""

from __future__ import annotations

import lxml.html

_FURNITURE = frozenset(("nav", "footer", "aside", "form", "header", "figure"))


def thin(tree: lxml.html.HtmlElement, taken: list[str]) -> bool:
    """Whether what was taken is much less than the paragraphs of the page."""
    found = sum(len(line.split()) for line in taken)
    return found < 0.6 * sum(len(p.text_content().split()) for p in tree.iter("p"))


def gather(tree: lxml.html.HtmlElement, taken: list[str]) -> list[str]:
    """The paragraphs of all boxes that are like those of the paragraphs taken, in the order of the page."""
    keys = {key for line in taken if len(key := _key(line)) > 20}
    rows: list[tuple[str, str | None]] = []
    boxes: set[str] = set()
    for paragraph in tree.iter("p", "h2", "h3"):
        line = " ".join(paragraph.text_content().split())
        box = _box(paragraph)
        if not line or box is None:
            continue
        rows.append((line, box))
        if paragraph.tag == "p" and _key(line) in keys:
            boxes.add(box)
    return [line for line, box in rows if box in boxes]


def _box(paragraph: lxml.html.HtmlElement) -> str | None:
    """The tag and class of the nearest ancestor with a class; None for what stands in the furniture of the page."""
    box: str | None = None
    for ancestor in paragraph.iterancestors():
        if ancestor.tag in _FURNITURE:
            return None
        if box is None and ancestor.get("class"):
            box = f"{ancestor.tag}.{' '.join(sorted(ancestor.get('class', '').split()))}"
    return box


def _key(line: str) -> str:
    return "".join(char for char in line if char.isalnum())[:80]

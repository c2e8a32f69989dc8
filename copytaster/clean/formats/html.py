"""HTML → text and metadata. Pages go through trafilatura; fragments, which are all story, are read as they stand.

trafilatura runs in its fast mode and without its metadata, which costs as much again: dates with their time,
publisher and writers are read by `pagemeta` from what the page declares. Where too little comes out of a page that
has more, the next way is tried: the JSON-LD article body, its recall mode, at last all text of the page.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from copytaster.clean import guard, shortcodes
from copytaster.clean.draft import Draft
from copytaster.clean.formats import asides, blocks, chunks, pagemeta, references, signup
from copytaster.clean.formats.text import one_line
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits
from copytaster.text.words import count as count_words

# It reports pages without text as warnings; that is an answer here, and is given to the sender.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

ENOUGH_WORDS = 60
"""Words below which what came out of a page is doubted, and another way tried."""

MOST_OF_A_LUMP = 0.5
"""Share of the words of a text of one line that its paragraphs have at least."""

MOST_ELEMENTS = 6_000
"""Elements of a page beyond which only the fast mode is used."""

_PAGE = re.compile(r"<(?:!doctype|html|head|body|nav|header|footer|aside|main)[\s>/]", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")


def read(markup: str, limits: Limits, *, title: str | None = None) -> Draft:
    """A page or a fragment."""
    guard.html(markup, limits)
    if not _PAGE.search(markup):
        return _fragment(markup)
    tree = parse(markup)
    meta = pagemeta.read(tree)
    signup.remove(tree)
    asides.remove(tree)
    best = _page_text(tree, meta)
    return Draft(
        text="\n\n".join(_without_title(best, title or meta.title)),
        title=meta.title,
        byline=meta.byline,
        url=meta.url,
        language=meta.language,
        published=meta.published,
        publishers=meta.publishers,
        holders=meta.holders,
        credit=meta.credit,
    )


def read_page(markup: str, limits: Limits) -> Draft:
    """The reader of bodies of type text/html."""
    return read(markup, limits)


def fragment_paragraphs(markup: str, limits: Limits) -> list[str]:
    """The paragraphs of a piece of HTML inside another document."""
    guard.html(markup, limits)
    draft = _fragment(markup)
    return draft.text.split("\n\n") if draft.text else []


def looks_like_markup(value: str) -> bool:
    """Whether a string that should be text has tags in it."""
    return _TAG.search(value) is not None


def parse(markup: str) -> lxml.html.HtmlElement:
    """The tree of a page. Raises `Rejected` when there is none."""
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", collect_ids=False)
    markup = shortcodes.without(references.readable(_CONTROLS.sub("", markup)))
    try:
        tree = lxml.html.document_fromstring(markup.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Rejected(422, "no_text", "there is no text in the HTML") from None
    return tree


def _fragment(markup: str) -> Draft:
    tree = parse(f"<div>{markup}</div>")
    asides.remove(tree)
    found = blocks.paragraphs(tree) or blocks.paragraphs(tree, blocks.WITH_FURNITURE)
    return Draft(text="\n\n".join(found), notes=blocks.notes(tree))


def _page_text(tree: lxml.html.HtmlElement, meta: pagemeta.PageMeta) -> list[str]:
    best = _extracted(tree)
    if len(best) < 2 and (story := _apart(tree, best[0] if best else _everything(tree))):
        return max(story, _lines(meta.body), key=_counted)
    if (
        best and _counted(best) > 400 * len(best) and _small(tree)
    ):  # one lump: the whole page, menus and all
        best = _extracted(tree, fast=False) or best
    elif chunks.thin(tree, best):
        gathered = chunks.gather(tree, best)
        if sum(map(len, gathered)) > 1.3 * sum(map(len, best)):
            best = gathered
    if _counted(best) >= ENOUGH_WORDS:
        return best
    for attempt, more in _attempts(tree, meta):
        found, had = _counted(attempt), _counted(best)
        # More words, or as many that are not one lump.
        if found > more * had or (len(best) == 1 < len(attempt) and found > 0.9 * had):
            best = attempt
        if _counted(best) >= ENOUGH_WORDS:
            break
    return best


def _apart(tree: lxml.html.HtmlElement, lump: str) -> list[str]:
    """The paragraphs of a text that came out as one line, where its story stands in a box that has most of that line.

    Of a page with a few lines of news trafilatura takes the text as it stands: headline, date and links in one line.
    """
    box = _story_box(tree)
    lines = blocks.paragraphs(box) if box is not None else []
    written = {_bare(paragraph.text_content()) for paragraph in box.iter("p")} if box is not None else set()
    first = next((at for at, line in enumerate(lines) if _bare(line) in written), 0)
    lines = lines[first:]  # the date, and links to share it, are no paragraphs
    if _counted(lines) < MOST_OF_A_LUMP * count_words(lump) or not _stand_in(lines, _bare(lump)):
        return []
    return lines


def _stand_in(lines: list[str], bare: str) -> bool:
    """Whether these lines stand in a text without its signs, one behind the other."""
    at = 0
    for line in map(_bare, lines):
        if (found := bare.find(line, at)) < 0:
            return False
        at = found + len(line)
    return True


def _story_box(tree: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """What a page says is its story, or its only article; else the element with the most words in its paragraphs."""
    said = tree.xpath("//*[@itemprop='articleBody']") or tree.xpath("//article[not(ancestor::article)]")
    if len(said) == 1:
        return said[0]
    words: dict[lxml.html.HtmlElement, int] = {}
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        words[parent] = words.get(parent, 0) + count_words(paragraph.text_content())
    return max(words, key=words.__getitem__, default=None)


def _lines(body: str | None) -> list[str]:
    return [one_line(line) for line in body.split("\n")] if body else []


def _counted(lines: list[str]) -> int:
    return sum(map(count_words, lines))


def _small(tree: lxml.html.HtmlElement) -> bool:
    """Whether the page is of a size that trafilatura's slower mode, quadratic in its blocks, can be spent on."""
    return sum(1 for _ in tree.iter()) <= MOST_ELEMENTS


def _attempts(tree: lxml.html.HtmlElement, meta: pagemeta.PageMeta) -> Iterator[tuple[list[str], float]]:
    """Other ways to the text of a page, the most careful first; how many times as many words each has at least."""
    yield _lines(meta.body), 1.2
    yield _extracted(tree, recall=True), 1.2
    yield blocks.paragraphs(tree), 1.2
    yield [_everything(tree)], 2.0  # with its menus


def _everything(tree: lxml.html.HtmlElement) -> str:
    from trafilatura import html2txt

    return html2txt(tree)


def _extracted(tree: lxml.html.HtmlElement, *, fast: bool = True, recall: bool = False) -> list[str]:
    from trafilatura import bare_extraction  # late: half a second that only processes which read pages should pay

    document = bare_extraction(tree, fast=fast, include_comments=False, favor_recall=recall, deduplicate=False)
    if document is None or document.body is None:  # type: ignore[union-attr]
        return []
    return blocks.paragraphs(document.body, blocks.EVERYTHING)  # type: ignore[union-attr]


def _without_title(paragraphs: list[str], title: str | None) -> list[str]:
    """The headline is not part of the text when it is known: drop it where it opens the text."""
    if title and len(paragraphs) > 1 and _bare(paragraphs[0]) == _bare(title):
        return paragraphs[1:]
    return paragraphs


def _bare(line: str) -> str:
    return "".join(char for char in line.lower() if char.isalnum())

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
        credit=None,
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
    if (
        best and sum(map(count_words, best)) > 400 * len(best) and _small(tree)
    ):  # one lump: the whole page, menus and all
        best = _extracted(tree, fast=False) or best
    elif chunks.thin(tree, best):
        more = chunks.gather(tree, best)
        if sum(map(len, more)) > 1.3 * sum(map(len, best)):
            best = more
    if sum(map(count_words, best)) >= ENOUGH_WORDS:
        return best
    for attempt in _attempts(tree, meta):
        found, had = sum(map(count_words, attempt)), sum(map(count_words, best))
        # More words, or as many that are not one lump.
        if found > 1.2 * had or (len(best) == 1 < len(attempt) and found > 0.9 * had):
            best = attempt
        if sum(map(count_words, best)) >= ENOUGH_WORDS:
            break
    return best


def _small(tree: lxml.html.HtmlElement) -> bool:
    """Whether the page is of a size that trafilatura's slower mode, quadratic in its blocks, can be spent on."""
    return sum(1 for _ in tree.iter()) <= MOST_ELEMENTS


def _attempts(tree: lxml.html.HtmlElement, meta: pagemeta.PageMeta) -> Iterator[list[str]]:
    """Other ways to the text of a page, the most careful first."""
    yield [one_line(line) for line in meta.body.split("\n")] if meta.body else []
    yield _extracted(tree, recall=True)
    yield blocks.paragraphs(tree)
    from trafilatura import html2txt

    yield [html2txt(tree)]


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

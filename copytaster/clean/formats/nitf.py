"""NITF (News Industry Text Format)."""

from __future__ import annotations

from itertools import pairwise

from lxml import etree

from copytaster.clean import byline
from copytaster.clean.draft import Draft
from copytaster.clean.formats import blocks
from copytaster.clean.formats.xmltree import attribute, every, first, local, parse, string, strings
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(markup: str, limits: Limits) -> Draft:
    """A NITF document. Raises `Rejected` when its body is empty."""
    root = parse(markup, limits)
    if local(root) != "nitf":
        found = next(every(root, "nitf"), None)
        if found is None:
            raise Rejected(422, "not_nitf", f"the root element is <{local(root)[:60]}>, not <nitf>")
        root = found
    paragraphs = body(root)
    if not paragraphs:
        raise Rejected(422, "no_text", "there is no text in the body of this NITF document")
    head = first(root, "body.head")
    notes = root if head is None else head
    title = (
        next((s for s in strings(notes, "hl1")), None)
        or string(first(notes, "hedline"))
        or string(first(root, "head", "title"))
    )
    bylines = [b for e in every(notes, "byline") if (b := _person(e))]
    return Draft(
        text="\n".join(paragraphs) if _broken(paragraphs) else "\n\n".join(paragraphs),
        wrapped=_broken(paragraphs),
        title=title,
        byline=byline.join(bylines),
        external_id=attribute(first(root, "doc-id"), "id-string"),
        language=attribute(root, "baselang", _XML_LANG) or attribute(first(root, "body"), _XML_LANG),
        credit=_rights(root),
        status=attribute(first(root, "docdata"), "management-status"),
        embargoed_until=_embargo(root),
        version_of=attribute(first(root, "docdata"), "management-doc-idref"),
        notes=blocks.notes(root),
        slug=attribute(first(root, "du-key"), "key") or attribute(first(root, "fixture"), "fix-id"),
        published=_dates(root),
        publishers=[
            n
            for n in (
                string(first(notes, "distributor")),
                *[attribute(e, "regsrc") for e in every(root, "doc-id")],
                *[attribute(e, "name") for e in every(root, "pubdata")],
            )
            if n
        ],
        holders=[
            n
            for n in (
                *[attribute(e, "holder") for e in every(root, "doc.copyright")],
                *[attribute(e, "owner", "provider") for e in every(root, "doc.rights")],
                *strings(notes, "rights.owner", "copyrite.holder"),
                *strings(root, "bytag"),
            )
            if n
        ],
    )


def _dates(root: etree._Element) -> list[str]:
    """When it says it was published, surest first."""
    dates = [
        n
        for name in ("date.release", "date.issue", "story.date")
        for e in every(root, name)
        if (n := attribute(e, "norm"))
    ]
    dates += [d for e in every(root, "pubdata") if (d := attribute(e, "date.publication"))]
    dates += [d for e in every(root, "story.date", "dateline") if (d := string(e))]
    return dates


def _embargo(root: etree._Element) -> str | None:
    """The time of release of a document that is under embargo."""
    if (attribute(first(root, "docdata"), "management-status") or "").lower() not in ("embargoed", "withheld"):
        return None
    return attribute(first(root, "date.release"), "norm")


def body(root: etree._Element) -> list[str]:
    """The paragraphs of the story, with the tag line that ends it; without notes to editors, unless it has no others.

    A note has a ``body.content`` of its own.
    """
    content = [e for e in every(root, "body.content") if not _in_note(e)] or list(every(root, "body"))
    found = [line for element in content for line in blocks.paragraphs(element)]
    if not found:
        found = blocks.notes(root)
    end = first(root, "body.end")
    if found and end is not None:
        found.extend(blocks.paragraphs(end))
    return found


def _in_note(element: etree._Element) -> bool:
    return any(blocks.of_notes(ancestor) for ancestor in element.iterancestors())


def _broken(paragraphs: list[str]) -> bool:
    """Whether every line of a screen stands in a paragraph of its own: they are short, and sentences run across."""
    if len(paragraphs) < 6 or max(map(len, paragraphs)) > 100:
        return False
    across = sum(a[-1] not in ".!?:\"'”" and b[0].islower() for a, b in pairwise(paragraphs))
    return across > 0.3 * len(paragraphs)


def _person(element: etree._Element) -> str | None:
    names = strings(element, "person")
    if names:
        return byline.join(names)
    # The title of a writer ("AP Business Writer") stands in the same line.
    titles = set(strings(element, "byttl"))
    said = [" ".join(part.split()) for part in map(str, element.itertext())]
    return byline.join([part for part in said if part and part not in titles]) or string(element)


def _rights(root: etree._Element) -> str | None:
    holder = attribute(first(root, "doc.copyright"), "holder")
    return string(first(root, "copyrite")) or (f"© {holder}" if holder else None)

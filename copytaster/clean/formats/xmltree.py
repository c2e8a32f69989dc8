"""XML → tree, safely: no entities, no document types of its own, no network, nothing huge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from copytaster.clean import guard
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits

_DECLARATION = re.compile(r"\A\s*+<\?xml[^>]{0,300}\?>")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))


def parse(markup: str, limits: Limits) -> etree._Element:
    """The root of a document. Raises `Rejected` when it is not well-formed or the guard refuses it."""
    guard.xml(markup, limits)
    # HTML's names for characters, which NITF borrows by a DTD that we do not load.
    markup = _ENTITY.sub(_character, _DECLARATION.sub("", markup, count=1))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(markup.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Rejected(422, "not_well_formed", f"the XML is not well-formed: {str(error)[:200]}") from None
    return root


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    return match.group() if name in _OWN else html5.get(name + ";", match.group())


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for what is no element (an entity, a comment)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def every(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of these local names inside `element`, in the document's order."""
    for found in element.iter():
        if local(found) in names:
            yield found


def first(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element reached by a path of local names, each anywhere inside the one before."""
    for name in path:
        if element is None:
            return None
        element = next(every(element, name), None)
    return element


def string(element: etree._Element | None) -> str | None:
    """All text inside an element on one line, or None."""
    if element is None:
        return None
    parts: list[str] = [str(part) for part in element.itertext()]
    return " ".join("".join(parts).split()) or None


def strings(element: etree._Element, *names: str) -> list[str]:
    """The texts of all elements of these names."""
    return [value for found in every(element, *names) if (value := string(found))]


def attribute(element: etree._Element | None, *names: str) -> str | None:
    """The first of these attributes that is there and not empty."""
    if element is not None:
        for name in names:
            value = element.get(name)
            if value and value.strip():
                return str(value).strip()
    return None

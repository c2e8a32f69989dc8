"""ninjs (News in JSON) 1.x, 2.x and 3.x, which differ in how they write names (``body_text``, ``versionCreated``)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from copytaster.clean import byline
from copytaster.clean.draft import Draft
from copytaster.clean.formats import blocks, html
from copytaster.clean.submission import Rejected, kind_of
from copytaster.limits import Limits

MEDIA_TYPE = "application/vnd.iptc.ninjs+json"
_TEXTLESS = frozenset(
    ("picture", "image", "photo", "graphic", "video", "audio", "event", "planning", "package", "component")
)
_ABRIDGED = re.compile(
    r"summary|abstract|teaser|standfirst|preamble|short|caption|intro|brief|description|promo|\blead\b"
)
_PICTURED = re.compile(r"photo|picture|image|graphic|video|audio|caption")
_PUBLISHES = re.compile(r"provider|publisher|distributor|source")
_SIGNS = frozenset(
    ("bodytext", "bodyhtml", "bodyxhtml", "bodies", "headlines", "versioncreated", "pubstatus", "renditions")
)


def load(markup: str) -> Any:
    """Decoded JSON. Raises `Rejected` (400) when it is none."""
    try:
        return json.loads(markup)
    except RecursionError:
        raise Rejected(422, "too_deep", "the JSON is nested too deep") from None
    except ValueError as error:
        raise Rejected(400, "not_json", f"the body is not JSON: {str(error)[:120]}") from None


def looks_like(document: object) -> bool:
    """Whether JSON without `text` and `html` is ninjs, or holds one in an ``item``."""
    if not isinstance(document, Mapping) or document.get("text") is not None or document.get("html") is not None:
        return False
    data = document.get("data")
    if isinstance(data, Mapping) and isinstance(data.get("item"), list | dict):
        return True
    return bool(_SIGNS & {_plain(key) for key in document}) or isinstance(document.get("item"), list | dict)


def read_text(markup: str, limits: Limits) -> Draft:
    """A ninjs document as text."""
    return read(load(markup), limits)


def read(document: object, limits: Limits) -> Draft:
    """A decoded ninjs document. Raises `Rejected` when it has no text, or is not one item."""
    document = _single(document)
    item = {_plain(key): value for key, value in document.items()}
    kind = str(item.get("type") or "text").lower()
    if kind in _TEXTLESS or "eventdetails" in item:
        raise Rejected(
            422, "no_text", f"this ninjs item is of type {kind!r}: there is no article text in it", value=kind
        )
    paragraphs, wrapped = _body(item, limits)
    names = _people(item)
    notice = _string(item.get("copyrightnotice"))
    return Draft(
        text="\n\n".join(paragraphs),
        wrapped=wrapped,
        title=_title(item, limits),
        byline=_untagged(_string(item.get("byline")) or _string(item.get("by")) or byline.join(names), limits),
        url=_string(item.get("uri")) or _string(item.get("guid")),
        external_id=_string(item.get("uri")) or _string(item.get("guid")),
        language=_string(item.get("language")),
        credit=_string(item.get("creditline")) or notice,
        status=_string(item.get("pubstatus")),
        embargoed_until=_string(item.get("embargoed")) or _string(item.get("embargoeduntil")),
        version_of=_string(item.get("evolvedfrom")),
        slug=_string(item.get("slugline")) or _string(item.get("slug")),
        digital_source=_code(item.get("digitalsourcetype")),
        published=[
            v
            for k in ("versioncreated", "firstpublished", "contentcreated", "firstcreated")
            if (v := _string(item.get(k)))
        ],
        publishers=[v for k in ("provider", "source", "publisher") if (v := _string(item.get(k)))] or _sources(item),
        holders=[
            v
            for v in (_string(item.get("copyrightholder")), _string(item.get("creditline")), _string(item.get("by")))
            if v
        ],
    )


def items(document: object) -> list[object]:
    """The items of a document that may be one, a list of them, or hold a list (``{"item": [...]}``)."""
    for _ in range(4):
        if isinstance(document, list):
            return list(document)
        if isinstance(document, Mapping):
            names = ("item", "items", "_items", "data")
            inside = next((v for k in names if isinstance(v := document.get(k), list | dict)), None)
            if inside is None:
                return [document]
            document = inside
    return [document]


def _single(document: object) -> Mapping[str, Any]:
    """The one item of a document, which may be wrapped (``{"item": [...]}``)."""
    for _ in range(4):
        if isinstance(document, list) and len(document) == 1:
            document = document[0]
        elif isinstance(document, Mapping) and isinstance(document.get("data"), Mapping):
            document = document["data"]
        elif isinstance(document, Mapping) and isinstance(document.get("item"), list | dict):
            document = document["item"]
    if isinstance(document, list):
        raise Rejected(
            422,
            "several_items",
            f"the document holds {len(document)} items; send it to /api/v1/articles/batch",
            value=len(document),
        )
    if not isinstance(document, Mapping):
        raise Rejected(400, "not_an_object", f"a ninjs document is a JSON object, not {kind_of(document)}")
    return document


def _body(item: Mapping[str, Any], limits: Limits) -> tuple[list[str], bool]:
    """(paragraphs, whether lines may be wrapped): a marked-up body first, for its paragraphs are sure."""
    for key in ("bodyxhtml", "bodyhtml"):
        if (value := _string(item.get(key))) and (found := html.fragment_paragraphs(value, limits)):
            return found, False
    bodies = (
        [b for b in item.get("bodies") or () if isinstance(b, Mapping)] if isinstance(item.get("bodies"), list) else []
    )
    plain: str | None = None
    told = [{_plain(k): v for k, v in body.items()} for body in bodies]
    for fields in sorted(told, key=_abridged):
        value = _string(fields.get("value"))
        if not value or blocks.to_editors(_string(fields.get("role")) or "") or (plain and _abridged(fields)):
            continue
        if "html" in (
            _string(fields.get("contenttype")) or _string(fields.get("role")) or ""
        ) or html.looks_like_markup(value):
            if found := html.fragment_paragraphs(value, limits):
                return found, False
        else:
            plain = plain or value
    plain = _string(item.get("bodytext")) or plain
    if plain:
        return _marked(plain, limits)
    # A text item may come with its summary alone, as some services send flashes.
    for key in ("descriptiontext", "descriptionhtml", "descriptionxhtml"):
        if value := _string(item.get(key)):
            return _marked(value, limits)
    if descriptions := _entries(item.get("descriptions"), prefer=("text", "main")):
        return _marked(str(descriptions[0]["value"]).strip(), limits)
    raise Rejected(
        422, "no_text", "this ninjs item has no body: none of body_text, body_html, body_xhtml, bodies holds text"
    )


def _abridged(body: Mapping[str, Any]) -> bool:
    """Whether the role of a body says that it is not the story itself: its summary, a teaser."""
    return _ABRIDGED.search((_string(body.get("role")) or "").lower()) is not None


def _marked(value: str, limits: Limits) -> tuple[list[str], bool]:
    """The paragraphs of what may be markup, and whether their lines may be wrapped."""
    if html.looks_like_markup(value) and (found := html.fragment_paragraphs(value, limits)):
        return found, False
    return [value], True


def _plain(key: object) -> str:
    return str(key).replace("_", "").replace("-", "").lower()


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _code(value: object) -> str | None:
    """A term of a vocabulary: its code, its address, or an object that holds one of them (ninjs 3)."""
    if isinstance(value, Mapping):
        return next((v for k in ("uri", "code", "literal", "name") if (v := _string(value.get(k)))), None)
    return _string(value)


def _title(item: Mapping[str, Any], limits: Limits) -> str | None:
    """The headline, without its markup unless it is said to be plain."""
    if headline := _string(item.get("headline")):
        return _untagged(headline, limits)
    if headlines := _entries(item.get("headlines"), prefer=("main", "headline")):
        said = {_plain(key): value for key, value in headlines[0].items()}
        value = _string(said.get("value"))
        return value if _string(said.get("contenttype")) == "text/plain" else _untagged(value, limits)
    return _untagged(_string(item.get("title")), limits)


def _entries(found: object, prefer: tuple[str, ...]) -> list[Mapping[str, Any]]:
    """Those of a list of ``{role, value}`` that have a value, those of the preferred roles first."""
    if not isinstance(found, list):
        return []

    def rank(entry: Mapping[str, Any]) -> int:
        role = str(entry.get("role") or "")
        return prefer.index(role) if role in prefer else len(prefer)

    return sorted((e for e in found if isinstance(e, Mapping) and _string(e.get("value"))), key=rank)


def _people(item: Mapping[str, Any]) -> list[str]:
    authors = item.get("authors")
    if not isinstance(authors, list):
        return []
    return [name for a in authors if isinstance(a, Mapping) and (name := _string(a.get("name")))]


def _sources(item: Mapping[str, Any]) -> list[str]:
    """``infosources`` of 2.x and 3.x: who is said to provide or publish it first, not whose pictures are in it."""
    entries = item.get("infosources")
    found = []
    for e in entries if isinstance(entries, list) else ():
        if isinstance(e, Mapping) and (name := _string(e.get("name")) or _string(e.get("literal"))):
            found.append((name, (_string(e.get("role")) or "").lower()))
    found.sort(key=lambda one: _PUBLISHES.search(one[1]) is None)
    return [name for name, role in found if not _PICTURED.search(role)]


def _untagged(value: str | None, limits: Limits) -> str | None:
    if value and html.looks_like_markup(value):
        return " ".join(html.fragment_paragraphs(value, limits)) or None
    return value

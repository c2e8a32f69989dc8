"""Bytes → text: by byte-order mark, as UTF-8, and only then by what was declared and by the text that it gives."""

from __future__ import annotations

import codecs
import re

from copytaster.clean import encodings
from copytaster.clean.submission import Rejected

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([\w:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,5}=\s{0,5}[\"']([\w:.-]{2,40})[\"']", re.IGNORECASE)
# What pages call Latin-1 is what Windows means by it (WHATWG Encoding).
_MEANT = {
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}


def parameter(media_type: str, name: str) -> str | None:
    """A parameter of a media type: ``charset`` of ``text/plain; charset=utf-8``."""
    for part in media_type.split(";")[1:]:
        key, _, value = part.partition("=")
        if key.strip().lower() == name:
            return value.strip().strip("\"'") or None
    return None


def decode(body: bytes, media_type: str) -> str:
    """The text of `body`. Raises `Rejected` when no encoding fits."""
    for mark, marked in _BOMS:
        if body.startswith(mark):
            return _strict(body, marked, said=f"a {marked} byte-order mark")
    head = body[:4096]
    if head.count(b"\0") > len(head) // 4:  # XML in UTF-16 without a mark
        return _strict(body, "utf-16-be" if head[:1] == b"\0" else "utf-16-le", said="every other byte zero")
    # Bytes beyond ASCII that are valid UTF-8 are UTF-8, whatever single-byte encoding was declared.
    if (text := _try(body, "utf-8")) is not None:
        return _escaped(body, text)
    if (text := encodings.mixed(body)) is not None:
        return text
    declared = [encoding for name in _declared(body, media_type) if (encoding := _known(name))]
    found = encodings.weigh(body, declared)
    text = _try(body, found) if found else None
    if text is None:
        raise Rejected(
            422, "undecodable", "the body is not text in any encoding that was declared or that we know; send UTF-8"
        )
    return text


def _escaped(body: bytes, text: str) -> str:
    """ISO-2022-JP and the like are ASCII with escapes, and so are valid UTF-8."""
    if b"\x1b$" in body or b"\x1b(" in body:
        return _try(body, "iso2022_jp_2") or text
    return text


def _declared(body: bytes, media_type: str) -> list[str]:
    """What the media type and the document say, as names that may be no encodings."""
    head = body[:4096]
    said = [parameter(media_type, "charset")]
    if "html" in media_type or "xml" in media_type:
        match = _XML.search(head) or _META.search(head)
        said.append(match.group(1).decode("ascii", "replace") if match else None)
    # Who says ASCII and sends other bytes has said nothing of those.
    return [name for name in said if name and name.lower() not in ("us-ascii", "ascii")]


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    if found in ("utf-8-sig",):
        return "utf-8"
    # Codecs that are no character encodings (base64, zip) do not decode text.
    if found in (
        "base64",
        "bz2",
        "hex",
        "quopri",
        "rot13",
        "uu",
        "zlib",
        "undefined",
        "unicode-escape",
        "raw-unicode-escape",
        "idna",
        "punycode",
        "utf-7",
    ):
        return None
    return _MEANT.get(found, found)


def _try(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        if encoding == "cp1252":
            return body.decode("latin-1")
        return None


def _strict(body: bytes, encoding: str, *, said: str) -> str:
    text = _try(body, encoding)
    if text is None:
        raise Rejected(422, "undecodable", f"the body has {said} but is not valid {encoding}")
    return text.removeprefix("\ufeff")

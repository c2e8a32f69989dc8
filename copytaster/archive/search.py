"""Words for full-text search: the same on both engines, so that a query finds the same articles on both.

Everything is reduced here to plain lower-case words between single spaces; the engines only keep and match them. A
query is reduced in the same way, so no character of it can ever reach an engine's query syntax. These are not the words
of `copytaster.text`: archives keep them, and each would have to be rewritten when the tokenizer learns something.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from copytaster.text.scripts import ONE_BY_ONE

MOST_CHARS = 100_000
"""Characters of a text that are searchable; a `tsvector` cannot exceed 1 MB."""
MOST_TERMS = 16
"""Terms of a query that are used; the rest is ignored."""
MOST_QUERY_CHARS = 400
LONGEST_WORD = 100
"""Characters; longer strings are cut in texts and queries alike (PostgreSQL refuses words over 2 KB)."""

_DIACRITICS = re.compile("[\u0300-\u036f]+")
_ASCII = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256))
"""What `_plain` and `_gaps` make of ASCII, in one step, byte for byte."""
_PARTING = "’‘“”–—…•«»£€\xa0"
"""What stands in news that is ASCII but for it, and is a gap wherever it stands."""
_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')


@functools.cache
def _gaps() -> re.Pattern[str]:
    """Runs of anything but letters, figures and the marks that Indic and Semitic words are written with."""
    marks = "".join(re.escape(chr(c)) for c in range(0x370, 0x11000) if unicodedata.category(chr(c))[0] == "M")
    return re.compile(rf"(?:_|[^\w{marks}])+")


def words(text: str) -> str:
    """`text` as lower-case words between single spaces, without accents; Chinese and kana one by one."""
    text = text[:MOST_CHARS]
    if not text.isascii():
        for sign in _PARTING:
            text = text.replace(sign, " ")
    if text.isascii():
        found = text.encode("ascii").translate(_ASCII).decode("ascii").split()
    else:
        found = _gaps().sub(" ", _plain(text)).split()
    return " ".join([word[:LONGEST_WORD] for word in found])


def _plain(text: str) -> str:
    """`text` in small letters, without accents; Chinese and kana one by one. ASCII has nothing but its capitals."""
    plain = _DIACRITICS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return ONE_BY_ONE.sub(r" \1 ", unicodedata.normalize("NFC", plain))


def terms(query: str) -> list[str]:
    """The terms of a query, each one or more `words` that must follow each other."""
    found = (words(phrase or word) for phrase, word in _TERM.findall(query[:MOST_QUERY_CHARS]))
    return [term for term in found if term][:MOST_TERMS]


def fts5(query: str) -> str | None:
    """The query for SQLite; None when it holds no word."""
    return " ".join(f'"{term}"' for term in terms(query)) or None

"""The fields of an article, once: read off `model.Article`, and the ways in which a value is written down.

Whoever needs a list of these fields takes it from here: the archive its columns, the API its shapes, the pages what
they show, a cleaner's answer its JSON. A new field is a new line in `model.Article`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, get_type_hints
from unicodedata import east_asian_width

from copytaster import moments
from copytaster.frozen import frozen
from copytaster.model import About, Article, Boilerplate, BoilerplateKind, Note, PubStatus


@frozen
class Field:
    """One field of `Article`."""

    name: str
    type: Any
    """Its type, without what is said of it."""
    about: About
    required: bool

    @property
    def beside(self) -> str:
        """Its name where the state of checking stands beside it: in lists, and as a column."""
        return self.about.beside or self.name

    @property
    def submitted(self) -> bool:
        """Whether a submission may state it."""
        return self.about.limit is not None


def _read() -> tuple[Field, ...]:
    hints = get_type_hints(Article, include_extras=True)
    found = []
    for f in dataclasses.fields(Article):
        hint = hints[f.name]
        found.append(Field(f.name, hint.__origin__, hint.__metadata__[0], f.default is dataclasses.MISSING))
    return tuple(found)


FIELDS = _read()
SUBMITTED = tuple(f for f in FIELDS if f.submitted)
LISTED = tuple(f for f in FIELDS if f.about.listed)
UNLISTED = tuple(f for f in FIELDS if not f.about.listed)
LIMITS: Mapping[str, int] = {f.name: f.about.limit for f in FIELDS if f.about.limit is not None}
"""Longest value of each field of a submission, in code points."""

TEXT, OPTIONAL_TEXT, MOMENT = str, str | None, datetime | None
SPANS, NOTES, PUBSTATUS = tuple[Boilerplate, ...], tuple[Note, ...], PubStatus
"""The types that fields have."""


def stamp(moment: datetime | None) -> str | None:
    """A moment as it is written, or none."""
    return None if moment is None else moments.stamp(moment)


def shown(article: Article) -> dict[str, Any]:
    """An article as its report shows it."""
    return {f.name: _shown(f, getattr(article, f.name)) for f in FIELDS}


def beside(article: Article, which: tuple[Field, ...]) -> dict[str, Any]:
    """Fields of an article as they are shown beside the state of its checking."""
    return {f.beside: _shown(f, getattr(article, f.name)) for f in which}


def _shown(field: Field, value: Any) -> Any:
    if field.type == SPANS:
        return [{"start": s.start, "end": s.end, "kind": s.kind.value} for s in value]
    if field.type == NOTES:
        return [{"what": n.what, "detail": n.detail} for n in value]
    return packed(field, value)


def packed(field: Field, value: Any) -> Any:
    """A value as compact JSON data, for keeping and for handing it between processes."""
    if field.type == MOMENT:
        return stamp(value)
    if field.type == SPANS:
        return [[s.start, s.end, s.kind.value] for s in value]
    if field.type == NOTES:
        return [[n.what, n.detail] for n in value]
    return value.value if field.type == PUBSTATUS else value


def unpacked(field: Field, data: Any) -> Any:
    """The value that `packed` made data of. Raises ValueError or TypeError for anything else."""
    return _READ[field.name](field, data)


def _some(field: Field, data: Any) -> str:
    if not isinstance(data, str):
        raise TypeError(f"{field.name} of an article cannot be {type(data).__name__}")
    return data


def _text(field: Field, data: Any) -> str | None:
    return None if data is None else _some(field, data)


def _moment(field: Field, data: Any) -> datetime | None:
    return None if data is None else datetime.fromisoformat(_some(field, data))


def _pubstatus(field: Field, data: Any) -> PubStatus:
    return PubStatus(_some(field, data))


def _notes(field: Field, data: Any) -> tuple[Note, ...]:
    return tuple(Note(str(what), str(detail)) for what, detail in data)


def _spans(field: Field, data: Any) -> tuple[Boilerplate, ...]:
    # Rows from before there were kinds have two numbers each.
    return tuple(_boilerplate(*span) for span in data)


_READERS: Mapping[Any, Callable[[Field, Any], Any]] = {
    TEXT: _some, OPTIONAL_TEXT: _text, MOMENT: _moment, PUBSTATUS: _pubstatus, NOTES: _notes, SPANS: _spans
}  # fmt: skip
_READ = {f.name: _READERS[f.type] for f in FIELDS}


def _boilerplate(start: Any, end: Any, kind: str = "other") -> Boilerplate:
    return Boilerplate(int(start), int(end), BoilerplateKind(kind))


def dump(article: Article) -> dict[str, Any]:
    """An article as JSON data."""
    return {f.name: packed(f, getattr(article, f.name)) for f in FIELDS}


def load(data: Mapping[str, Any]) -> Article:
    """The `Article` that `dump` wrote. Raises ValueError, TypeError or KeyError for anything else."""
    return Article(**{f.name: unpacked(f, data[f.name]) for f in FIELDS})


LOOKED_AT = 1_000
"""Characters of a text in which its first line is looked for; a list reads no more of it."""
HEADLINE_WORDS, HEADLINE_WIDTH = 24, 180
"""Most words of a first line that is the headline, and most columns that it takes; a Chinese character takes two."""
LEAD_WORDS, LEAD_WIDTH = 12, 90
"""The same of what is shown of a first line that is a paragraph of the story."""
LEAST_SAID = 4
"""Words from which a sentence that opens a paragraph is shown alone; fewer may end in an abbreviation."""
_PARAGRAPH = re.compile(r"[.。।۔][\"'”’»)」』]*$")
"""The end of a line that is no headline; a headline may ask or cry."""
_SENTENCE = re.compile(r"(?:(?<![^\W\d_])[^\W\d_A-ZÀ-ÞА-ЯΑ-Ω][^\W\d_]{2,}[.!?…।؟۔][\"'”’»)]*(?= )|[。！？][」』”]*)")
"""A word that ends a sentence. One of one or two letters may be an abbreviation, one with a capital a title."""


def beginning(text: str, aside: Iterable[tuple[int, int]] = ()) -> str:
    """What an article without a title is called: by its first line where that is a headline, else by its first sentence
    or the first words of it; spans `aside` are passed over. What came of a text is called by itself."""
    line, whole = _first_line(text, aside)
    if not line:
        return "Untitled"
    if whole and not _PARAGRAPH.search(line) and _cut(line, HEADLINE_WORDS, HEADLINE_WIDTH) == line:
        return line
    for found in _SENTENCE.finditer(line[:HEADLINE_WIDTH]):
        said = line[: found.end()]
        if _cut(said, LEAD_WORDS, LEAD_WIDTH) != said:
            break
        if len(said.split()) >= LEAST_SAID or found.group()[0] in "。！？":
            return said
    return _cut(line, LEAD_WORDS, LEAD_WIDTH)


def _first_line(text: str, aside: Iterable[tuple[int, int]]) -> tuple[str, bool]:
    """The first line that has a letter or a figure outside the spans `aside`, and whether it is whole."""
    at, kept, seen = 0, "", text[:LOOKED_AT]
    for start, end in sorted(span for span in aside if span[0] < LOOKED_AT):
        kept, at = kept + seen[at:start] + ("\n" if "\n" in seen[start:end] else " "), max(at, end)
    lines = [" ".join(line.split()) for line in (kept + seen[at:]).splitlines()]
    number = next((i for i, line in enumerate(lines) if any(c.isalnum() for c in line)), None)
    if number is None:
        return "", True
    return lines[number], number < len(lines) - 1 or len(text) < LOOKED_AT


def _cut(line: str, most: int, width: int) -> str:
    """A line, or so many words of it as may be shown, with dots where it goes on."""
    body = line.removesuffix("…")
    words = body.split()
    if len(words) <= most and _width(body) <= width:
        return line
    shown = " ".join(words[:most])
    while _width(shown) > width:
        shorter = shown.rpartition(" ")[0]
        shown = shorter or shown[: -max(1, (_width(shown) - width) // 2)]
    return shown + "…"


def _width(line: str) -> int:
    """Columns that a line takes."""
    return len(line) if line.isascii() else sum(1 + (east_asian_width(c) in "WF") for c in line)


def called(article: Mapping[str, Any]) -> str:
    """What an article, as `shown`, is called wherever it is named: its headline, or its first words without one."""
    aside = [(span["start"], span["end"]) for span in article.get("boilerplate") or ()]
    return article.get("title") or beginning(article.get("text") or "", aside)

"""The fields of an article, once: read off `model.Article`, and the ways in which a value is written down.

Whoever needs a list of these fields takes it from here: the archive its columns, the API its shapes, the pages what
they show, a cleaner's answer its JSON. A new field is a new line in `model.Article`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, get_type_hints

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


def beginning(text: str, aside: Iterable[tuple[int, int]] = ()) -> str:
    """The first words of a text, for an article without a headline; spans `aside` are passed over."""
    at, kept = 0, ""
    for start, end in sorted(aside):
        kept, at = kept + text[at:start] + " ", max(at, end)
        if len(kept) > 300:
            break
    kept = (kept + text[at : at + 600]).strip()
    words = kept.split()[:12]
    return " ".join(words) + ("…" if len(" ".join(words)) < len(kept) else "") if words else "Untitled"


def called(article: Mapping[str, Any]) -> str:
    """What an article, as `shown`, is called wherever it is named: its headline, or its first words without one."""
    aside = [(span["start"], span["end"]) for span in article.get("boilerplate") or ()]
    return article.get("title") or beginning(article.get("text") or "", aside)

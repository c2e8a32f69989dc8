"""Types of columns, the same for SQLite and PostgreSQL: moments with a zone, text from anywhere, words of our lists."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

from copytaster import compact
from copytaster.fields import Field, packed, unpacked

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""64 bits everywhere; SQLite numbers rows by itself only in a column called INTEGER."""


@lru_cache(maxsize=8_192)
def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


class _Bare(sqlite.DATETIME):
    """A moment as text without its zone. The same ones are read again and again: those of a story's articles."""

    @override
    def bind_processor(self, dialect: Dialect) -> Any:
        return lambda moment: None if moment is None else moment.isoformat(" ", "microseconds")

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return lambda written: None if written is None else _moment(written)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; SQLite has no zones, so there it is stored bare."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        bare = dialect.name == "sqlite"
        return dialect.type_descriptor(_Bare() if bare else sa.DateTime(timezone=True))  # type: ignore[no-untyped-call]

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be archived")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is UTC:
            return value
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def storable(text: str) -> str:
    """`text` without NUL and halves of surrogate pairs."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return text


def _storable(text: str | None) -> str | None:
    return None if text is None else storable(text)


class _Anything(TypeDecorator[str]):
    """Text from anywhere. What SQL cannot hold becomes U+FFFD; an article with such text was refused before.

    No driver has anything to add to it, so its converter is the function itself: an article has thirty such values.
    """

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return _storable(value)

    @override
    def bind_processor(self, dialect: Dialect) -> Any:
        return _storable


class Words(_Anything):
    """Text of any length."""

    impl = sa.Text
    cache_ok = True


class Name(_Anything):
    """The same, with a length for the reader of the schema."""

    impl = sa.String
    cache_ok = True


class Term(TypeDecorator[Any]):
    """A word of a list of ours."""

    impl = sa.String
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__(16)
        self.kind = kind

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self.kind(value)


_SHORT = 200
"""Characters of a field that is kept as it was read."""


class Packed(TypeDecorator[Any]):
    """A field of `Article` that is neither text nor a moment, as compact JSON."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self._short = lru_cache(maxsize=1_024)(self._unpacked)
        """Most are empty, or as they were a moment ago; what is made of them is never changed."""

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return storable(compact.encode(packed(self.field, value)))

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return self._short(value) if len(value) <= _SHORT else self._unpacked(value)

    def _unpacked(self, value: str) -> Any:
        return unpacked(self.field, json.loads(value))

"""Values: dataclasses that nobody changes once they are made.

The type checker refuses whoever assigns to a field (`dataclass_transform`, PEP 681). At run time nothing does: a frozen
dataclass of the standard library sets each field by a call, and takes eight times as long to be made, which hundreds of
links and spans an article pay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def frozen(cls: type[T], /) -> type[T]: ...
@overload
def frozen(*, order: bool = False) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T] | None = None, /, *, order: bool = False) -> type[T] | Callable[[type[T]], type[T]]:
    """A class of values with slots, equal and hashed by their fields, and with `order` compared by them in turn."""

    def made(cls: type[T]) -> type[T]:
        return dataclass(slots=True, unsafe_hash=True, order=order)(cls)

    return made if cls is None else made(cls)


def names_of(value: object) -> tuple[str, ...]:
    """The names of the fields of such a value, or of its class, in their order."""
    return tuple(value.__slots__)  # type: ignore[attr-defined]

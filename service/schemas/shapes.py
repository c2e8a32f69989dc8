"""What the shapes of requests and answers have in common: ids, spans, and models made of the fields of an article."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints, create_model

from copytaster import fields
from copytaster.model import BoilerplateKind

ID = r"^[a-z2-7]{32}$"
ArticleId = Annotated[str, StringConstraints(pattern=ID), Field(examples=["mfrggzdfmztwq2lknnwg23tpobyxe43u"])]


class Answer(BaseModel):
    """Answers may grow fields; readers should leave alone those that they do not know."""


class PlainSpan(Answer):
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class BoilerplateSpan(PlainSpan):
    """What is no part of the story, and what it is instead."""

    kind: BoilerplateKind


class PlainNote(Answer):
    what: str
    detail: str


def made(
    name: str, shape: Callable[[fields.Field], tuple[Any, Any]], which: Iterable[fields.Field], beside: bool = False
) -> Any:
    """A model of the fields of `which`; a class of ours builds on it, and says what it is for."""
    members: dict[str, Any] = {f.beside if beside else f.name: shape(f) for f in which}
    return create_model(name, __base__=Answer, **members)

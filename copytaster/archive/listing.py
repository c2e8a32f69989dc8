"""What lists are ordered by and narrowed to, what is counted beside them, and what is kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from copytaster.frozen import frozen
from copytaster.model import Direction, RelationKind


class Carried(StrEnum):
    """What of a wire that its agency took back an article still prints."""

    CORRECTED = "corrected"
    """A fact that a later version says it corrects."""
    KILLED = "killed"
    """The wire itself, which was killed."""


class Sort(StrEnum):
    """What a list begins with."""

    RECEIVED = "received"
    """What was accepted last."""
    PUBLISHED = "published"
    """What was published last, or received where nobody says when it was published."""


@frozen
class Facet:
    """The values of one facet, those that most articles have first, with how many have each."""

    values: Mapping[str, int]
    more: bool = False
    """There are further values."""


@frozen
class Facets:
    """How many articles fit, and into which values they fall."""

    total: int
    found: Mapping[str, Facet]


@frozen
class View:
    """A way of looking at the desk that somebody kept."""

    id: int
    name: str
    query: str
    """The filters, as they stand in the address of the desk."""
    owner: str | None
    """None: it is everybody's."""
    at: datetime


class Part(NamedTuple):
    """How much of an article one source gave."""

    source_id: str
    agency: str | None
    outlet: str | None
    relation: RelationKind
    direction: Direction
    share: float

"""What comes of asking the checking process: an outcome, its data, and, where something went wrong, why.

It crosses the line between the two processes as JSON: `data` there, `Answer.of` here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, Self

from copytaster.frozen import frozen

Lap = tuple[str, float, float]
"""Name of a stage, its start and its end, in seconds after `Answer.began`."""


class Said(StrEnum):
    RECORDED = "recorded"
    LATE = "late"
    """Somebody else holds the article now."""
    GONE = "gone"
    """It was deleted."""
    FAILED = "failed"
    """The article is to blame."""
    UNAVAILABLE = "unavailable"
    """The archive or Redis is, and the article should wait."""
    INDEX_LOST = "index-lost"
    """Heal it and ask again."""
    HEALED = "healed"
    WHOLE = "whole"


class Cause(StrEnum):
    """Why something went wrong, as a label of metrics. An exception is named by its class, a signal by its name."""

    CPU = "check_seconds"
    MEMORY = "check_megabytes"
    NO_ANSWER = "no_answer"
    STILL = "still"
    """It did nothing at all: a dead lock, or a server that does not answer."""
    KILLED = "killed"
    """Those who checked the article were, too often."""
    NESTED = "nested"
    ENDED = "ended"
    VANISHED = "gone"
    NOT_READY = "not_ready"


@frozen
class Answer:
    outcome: Said
    reason: str = ""
    """A sentence for editors."""
    cause: str = ""
    """One of `Cause`, or the name of a signal or an exception."""
    spent: bool = False
    """After a failed allocation: nothing that the process holds is to be trusted."""
    pairs: int = 0
    received: float | None = None
    """When the article came, in seconds since 1970."""
    added: int = 0
    removed: int = 0
    began: float | None = None
    """When the checking process did, in seconds since 1970."""
    laps: tuple[Lap, ...] = ()
    """In the order of their ends, also where one of them went wrong."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Raises ValueError or TypeError for what `data` did not make."""
        laps = tuple((str(name), float(start), float(end)) for name, start, end in data.get("laps", ()))
        return cls(**{**data, "outcome": Said(data["outcome"]), "laps": laps})

    def data(self) -> dict[str, Any]:
        """What differs from an answer that says nothing more than its outcome."""
        return {"outcome": self.outcome.value} | {
            field.name: value for field in fields(self) if (value := getattr(self, field.name)) != field.default
        }

"""What an operator is shown of what is set, sources that are read and targets that are told: a line or two each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from copytaster.counts import count
from copytaster.moments import stamp


class Standing(NamedTuple):
    """How one of them stands. `head` names it; `again` says when it is tried next."""

    head: str
    state: str
    failures: int
    """In a row."""
    failing_since: datetime | None
    error: str | None
    again: str


def lines(wanted: Iterable[tuple[str, str]], known: Mapping[str, Standing], new: str) -> Iterator[str]:
    """Of those that are set, by id and head, and then of those that are known and no longer set. `new`: what is said of
    one that is not known yet."""
    left = dict(known)
    for key, head in wanted:
        row = left.pop(key, None)
        yield f"{head}  {row.state if row else new}"
        if row and row.error:
            yield f"    {count(row.failures, 'failure')} since {moment(row.failing_since)}, the last: {row.error}"
            yield f"    {row.again}"
    for row in left.values():
        yield f"{row.head}  no longer set; {row.state}"


def moment(at: datetime | None) -> str:
    """To the second; what never was is said so."""
    return "never" if at is None else stamp(at, "seconds")

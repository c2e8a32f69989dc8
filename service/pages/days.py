"""Days as an address of the pages names them, and the moments at which they begin and end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

RELATIVE: Mapping[str, int] = {"today": 0, "yesterday": 1, "week": 6}
"""Words for the first day, and how many days before today it is; a view that is kept means the day it is looked at."""


def day_after(day: str) -> str | None:
    """The day after a day, as the API wants the end of a time; None where none was given."""
    if not day:
        return None
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except OverflowError:
        return day


def moment(day: str, now: datetime, zone: tzinfo = UTC, end: bool = False) -> datetime | None:
    """When a day begins, or ends, where the newsroom is; None: `day` is neither a date nor a word of `RELATIVE`."""
    if day in RELATIVE:
        first = now.astimezone(zone).date() - timedelta(days=RELATIVE[day])
    else:
        try:
            first = date.fromisoformat(day)
        except ValueError:
            return None
    try:
        return datetime.combine(first + timedelta(days=1) if end else first, time.min, zone).astimezone(UTC)
    except OverflowError:  # at either end of the calendar
        return datetime.combine(first, time.min, UTC)

"""Points in time as documents write them.

A date without a time is midnight UTC; a time without a zone is taken as UTC. Both are what most systems mean
by it, and both can be wrong by up to fourteen hours: send a zone.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from copytaster.clean.submission import Rejected, kind_of

EARLIEST = 1900
AHEAD = timedelta(days=2)
"""How far after it was received an article may say that it was published: clocks, zones, embargoes."""

_LEADING_DATE = re.compile(r"\s*date:?[ \t]+(\d{4}-\d{2}-\d{2})(?=\s)", re.IGNORECASE)
LONGEST = 100
"""Characters of a date; nothing longer is read."""
_ZONE_NAME = re.compile(r"(?<!\s)\s*+(?:UTC|GMT)$", re.IGNORECASE)


def parse(value: str) -> datetime | None:
    """ISO 8601, RFC 2822 or a date alone, in UTC; None when it is none of these."""
    value = value.strip()
    if len(value) > LONGEST:
        return None
    try:
        when = datetime.fromisoformat(_ZONE_NAME.sub("+00:00", value))
    except ValueError:
        try:
            when = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return utc(when)


def utc(when: datetime) -> datetime | None:
    """`when` in UTC, which it is taken to be in when it names no zone; None beyond the calendar."""
    try:
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def plausible(when: datetime, received_at: datetime) -> bool:
    """Whether an article that came in at `received_at` can be of this time."""
    return when.year >= EARLIEST and when <= received_at + AHEAD


def submitted(value: object, received_at: datetime) -> datetime | None:
    """The `published_at` of a submission. Raises `Rejected` when it cannot be read or cannot be true."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        when = utc(value)
    elif isinstance(value, str):
        when = parse(value) if len(value) <= 100 else None
    else:
        raise Rejected(422, "wrong_type", f"published_at must be a string, not {kind_of(value)}", value=kind_of(value))
    if when is None:
        shown = str(value)[:60]
        raise Rejected(
            422,
            "unreadable_date",
            f"published_at {shown!r} is not a date: send ISO 8601 (2026-01-31T09:30:00Z) or RFC 2822",
            value=shown,
        )
    if not plausible(when, received_at):
        raise Rejected(
            422,
            "implausible_date",
            f"published_at {when.isoformat()} is before {EARLIEST} or more than {AHEAD.days} days after it was "
            "received",
            value=when.isoformat(),
        )
    return when


def from_document(candidates: list[str], received_at: datetime) -> datetime | None:
    """The first of a document's own dates that can be read and can be true; what cannot is passed over."""
    for candidate in candidates:
        when = parse(candidate) if len(candidate) <= 100 else None
        if when is not None and plausible(when, received_at):
            return when
    return None


def leading(text: str) -> tuple[str, int] | None:
    """The date of a text that opens with ``date 2021-10-08``, and where what follows begins."""
    match = _LEADING_DATE.match(text)
    return (match.group(1), match.end()) if match else None

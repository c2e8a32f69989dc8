"""How a moment is written, everywhere: ISO 8601 in UTC, ending in Z."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal


def stamp(moment: datetime, precision: Literal["auto", "seconds", "milliseconds"] = "auto") -> str:
    """An aware datetime as text: ``2026-03-03T09:00:00Z``. `precision` as for `datetime.isoformat`."""
    return moment.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")

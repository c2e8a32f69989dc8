"""What time it is: the one place that asks, so that a test which moves the clock moves it for all of a process.

Ask ``clock.now()`` of the module, and keep no `now` of your own. The pure rooms are told the time and never ask.
"""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """In UTC."""
    return datetime.now(UTC)

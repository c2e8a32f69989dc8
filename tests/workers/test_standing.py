"""A line or two for each thing that is set: new ones, failing ones, and those that are no longer set."""

from __future__ import annotations

from datetime import UTC, datetime

from workers.standing import Standing, lines, moment

AT = datetime(2026, 3, 3, 9, 0, 5, 250_000, UTC)


def test_what_is_set_comes_first_and_what_is_no_longer_set_last() -> None:
    known = {
        "gone": Standing("gone  Tide", "3 taken", 0, None, None, "next look: never"),
        "well": Standing("well  Quay", "9 taken", 0, None, None, "next look: never"),
        "ill": Standing("ill  Port", "0 taken", 1, AT, "answered 500", "next look: soon"),
    }
    wanted = [("new", "new  Pier"), ("ill", "ill  Port"), ("well", "well  Quay")]
    assert list(lines(wanted, known, "new: not read yet")) == [
        "new  Pier  new: not read yet",
        "ill  Port  0 taken",
        "    1 failure since 2026-03-03T09:00:05Z, the last: answered 500",
        "    next look: soon",
        "well  Quay  9 taken",
        "gone  Tide  no longer set; 3 taken",
    ]
    assert set(known) == {"gone", "well", "ill"}


def test_what_never_was_is_said_so() -> None:
    assert moment(None) == "never"

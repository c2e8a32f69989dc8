"""Who did what, as the web process notes it: in the log, beside the data, and in the archive for every machine."""

from __future__ import annotations

from copytaster.archive import ArchiveUnavailable
from copytaster.runtime import audit
from service.errors import Problem
from service.state import State


def note(state: State, what: str, who: str, **fields: object) -> None:
    """As `audit.note`."""
    try:
        keep = state.archive.keep_deed
    except (ArchiveUnavailable, Problem):  # refused sign-ins are noted while it is away
        keep = None
    audit.note(state.settings.home, what, who, keep, **fields)

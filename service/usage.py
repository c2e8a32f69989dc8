"""Usage: what became of the articles of an agency or an outlet, or what they made of others'.

Promises
    * Of very many uses the sums are kept for a moment, see `kept`: whoever reads them page by page reads one count.
    * Who is not known has no usage: that is said, and no zeros are shown.
    * Reports that are about to be read anew are read first, some of them; how many are left is said.
"""

from __future__ import annotations

import contextlib
import time
from datetime import datetime

from copytaster import pipeline
from copytaster.archive import ArchiveUnavailable, Asked
from copytaster.credit import canonical
from service.counted import Counted, Kind, Side, counted, usual
from service.errors import Problem
from service.state import State

FRESH = 50
"""Stale reports that are read anew before an answer."""
SECONDS = 0.3
"""How long that may take."""


def usage(state: State, asked: Asked, side: Side = "given") -> Counted:
    """The uses that fit, as their reports have them, or had them a moment ago."""

    def count() -> Counted:
        left = _refreshed(state)
        found = state.archive.uses(asked)
        return counted(found.uses, side, left, found.cut)

    return state.usages.of((asked._replace(visible_at=None), asked.visible_at is None, side), count)


def _refreshed(state: State) -> int:
    """Reads stale reports anew, for a short while; how many are left. Any of them may be a use by now."""
    until = time.monotonic() + SECONDS
    stale = state.archive.stale(FRESH)
    for done, article_id in enumerate(stale):
        if time.monotonic() > until:
            return state.archive.queue().stale if len(stale) == FRESH else len(stale) - done
        with contextlib.suppress(ArchiveUnavailable):
            pipeline.refresh(article_id, state.archive, state.settings, state.now())
    return state.archive.queue().stale if stale else 0


def require_known(state: State, kind: Kind, name: str, visible_at: datetime | None) -> None:
    """Raises `Problem` (404) for a publisher that is not known: a count of nothing would say that it was never used.

    An agency is known by the list of agencies or by an article of its own, an outlet by an article; one that is
    under embargo at `visible_at` makes nobody known.
    """
    listed = kind == "agency" and canonical(name) is not None
    if not listed and not state.archive.published(kind, name, visible_at):
        raise Problem(404, "no_publisher", f"No {kind} called “{name[:64]}” is known here, and no article is from it.")


def asked_of(kind: Kind, name: str, side: Side) -> Asked:
    """Uses of the articles of an agency or an outlet, or by it."""
    if kind == "agency":
        known = usual(name)
        return Asked(of_agency=known) if side == "given" else Asked(by_agency=known)
    return Asked(of_outlet=name) if side == "given" else Asked(by_outlet=name)

"""Drafts that are kept for a day, as API and pages keep them.

Promises
    * What was found in a draft is opened by its link, or by its id by who had it checked; by nobody else.
    * What was made for somebody who may read what is under embargo is shown to nobody who may not.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from copytaster.archive import Draft, KeptDraft
from service.access import embargo
from service.access.auth import owner
from service.state import State

KEPT = timedelta(days=1)


def keep(state: State, report: Mapping[str, Any]) -> str:
    """Keeps the report of a draft for a day. Returns the link under which it is found."""
    link, now = secrets.token_urlsafe(18), state.now()
    sees_all = embargo.visible_at(state) is None
    state.archive.keep_draft(link, report, sees_all, now + KEPT, owner(), now)
    return link


def found(state: State, link: str) -> Draft | None:
    """What is kept under a link, or under the id of a draft of whoever asks, if they may see it."""
    draft = state.archive.draft(link, state.now(), owner())
    if draft is None or (draft.embargo and embargo.visible_at(state) is not None):
        return None
    return draft


def mine(state: State) -> Sequence[KeptDraft]:
    """Those that whoever asks had kept, the latest first."""
    return state.archive.drafts(owner(), state.now())


def forget(state: State, link: str) -> bool:
    """Forgets what is kept under a link or id. False: nothing is."""
    return found(state, link) is not None and state.archive.drop_draft(link, owner())

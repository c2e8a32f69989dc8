"""Views of the desk, as API and pages keep them.

Promises
    * Whoever asks sees the views of everybody, those of their teams, and their own; nobody else's.
    * What is shared with others is kept and forgotten only by who may judge.
"""

from __future__ import annotations

from collections.abc import Sequence

from copytaster.archive import View
from service.access.auth import owner, owners
from service.access.rights import TEAM, scope_missing
from service.errors import Problem
from service.state import State

ME, EVERYBODY = "me", "everybody"


def kept(state: State) -> Sequence[View]:
    """Those that whoever asks may see, by name, those of all first."""
    return state.archive.views(owners())


def whose(view: View) -> str:
    """`everybody`, ``team:NAME``, or `me`, of a view that whoever asks may see."""
    if view.owner is None:
        return EVERYBODY
    return view.owner if view.owner.startswith(TEAM) else ME


def possible_owners() -> list[str]:
    """Whose a view can be that whoever asks keeps: their own, their teams', everybody's."""
    teams = sorted(name for name in owners() if name.startswith(TEAM))
    return [*([ME] if owner() is not None else []), *teams, EVERYBODY]


def keep(state: State, name: str, query: str, shared_as: str) -> View:
    """Keeps a view, in the place of one of this name. Where nobody is known every view is everybody's.

    Raises `Problem`: 403 for who may not share, 409 where there are too many, 422 for a team that is not theirs.
    """
    if owner() is None:
        shared_as = EVERYBODY
    elif shared_as not in possible_owners():
        raise Problem.wrong("owner", f"{', '.join(possible_owners())} are possible.")
    if shared_as != ME and not state.gate.may("judge"):
        raise scope_missing("judge", "Sharing a view needs the scope 'judge'.")
    whom = {ME: owner(), EVERYBODY: None}.get(shared_as, shared_as)
    made = state.archive.keep_view(name, query, whom, state.now())
    if made is None:
        raise Problem(409, "too_many_views", "There are too many views; forget one first.")
    return made


def forget(state: State, view_id: int) -> bool:
    """False: there is none of that number that whoever asks may forget."""
    sharing = state.gate.may("judge")
    theirs = {name for name in owners() if sharing or not name.startswith(TEAM)}
    return state.archive.drop_view(view_id, theirs, sharing)

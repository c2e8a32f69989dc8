"""Notes and assignments, as API and pages write them.

Promises
    * Who says it is the person who signed in, or the key, as with a judgement.
    * An article is given only to somebody who may come in.
"""

from __future__ import annotations

from collections.abc import Sequence

from copytaster.archive import Note
from service import deeds
from service.access.auth import acting, caller, who
from service.access.rights import Signed
from service.errors import Problem
from service.state import State

ME, NOBODY = "me", "nobody"


def write(state: State, article_id: str, text: str, assign: str, given: str | None) -> Note | None:
    """Keeps a note. `assign`: the id of a person, `me`, `nobody`, or empty. None: there is no such article.

    Raises `Problem` (422) for a note that says nothing, and for an assignee whom nobody knows.
    """
    text = text.strip()
    if not text and not assign:
        raise Problem.wrong("text, assign", "a note says something, or gives the article to somebody.")
    found, name = caller(), who(given)
    me = found.person if found is not None else None
    assignee, assignee_id = _assignee(state, assign, name, me)
    note = Note(0, article_id, name, me, text, bool(assign), assignee, assignee_id, state.now())
    written = state.archive.annotate(note)
    if written is not None:
        told = {"assignee": assignee or NOBODY} if assign else {}
        what = "assigned" if assign else "noted"
        deeds.note(state, what, acting(), article=article_id, editor=name, **told)
    return written


def _assignee(state: State, assign: str, name: str, me: str | None) -> tuple[str | None, str | None]:
    if assign in ("", NOBODY):
        return None, None
    if assign == ME:
        return name, me
    for person in colleagues(state):
        if person.id == assign:
            return person.name, person.id
    raise Problem.wrong("assign", "the id of a person who may come in, me or nobody.")


def colleagues(state: State) -> Sequence[Signed]:
    """People who have signed in and still have a role, by name."""
    found = (state.gate.signed(person) for person in state.archive.people())
    return [person for person in found if person is not None]


def assigned_to(asked: str | None) -> str | None:
    """The id of the person whose articles are asked for: `me` is who asks. Raises `Problem` (422) where that is no
    person."""
    if asked != ME:
        return asked or None
    me = caller()
    if me is None or me.person is None:
        detail = "me is for people who have signed in: they have articles, and you have not."
        raise Problem.wrong("assignee", detail, "parameter")
    return me.person


def last(notes: Sequence[Note]) -> Note | None:
    """The one that says who has the article."""
    return next((note for note in reversed(notes) if note.assigns), None)

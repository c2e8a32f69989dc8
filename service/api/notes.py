"""Notes and assignments: what people say of an article, and who has it."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from copytaster import moments
from copytaster.archive import Note
from service import notes
from service.api import said
from service.api.render import reply
from service.errors import no_article
from service.operations import json_reply, operation
from service.schemas.answers import Assignee, NoteDocument, NoteList, PersonList
from service.schemas.requests import NoteRequest
from service.state import state


def _assignee(note: Note | None) -> Assignee | None:
    return None if note is None or note.assignee is None else {"name": note.assignee, "person": note.assignee_id}


def rendered(note: Note) -> NoteDocument:
    return {
        "id": note.id,
        "article_id": note.article_id,
        "who": note.who,
        "person": note.person,
        "text": note.text,
        "assigns": note.assigns,
        "assignee": _assignee(note),
        "at": moments.stamp(note.at),
    }


@operation(
    "POST",
    "/articles/<id:article_id>/notes",
    scope="judge",
    body={"application/json": NoteRequest},
    replies={201: json_reply("The note.", NoteDocument)},
    problems=(400, 404, 413, 415, 422, 503),
)
def annotate(article_id: str) -> ResponseReturnValue:
    """Say something of an article, or give it to somebody."""
    asked = said.body(NoteRequest, "A note")
    s = state()
    said.seen(s, article_id)
    written = notes.write(s, article_id, asked.text or "", asked.assign or "", asked.who)
    if written is None:
        raise no_article(article_id)
    return reply(rendered(written), 201)


@operation(
    "GET",
    "/articles/<id:article_id>/notes",
    scope="read",
    replies={200: json_reply("The notes, and who has the article.", NoteList)},
    problems=(404, 503),
)
def article_notes(article_id: str) -> ResponseReturnValue:
    """Read what was said of an article, and who has it."""
    s = state()
    said.seen(s, article_id)
    found = s.archive.notes(article_id)
    answer: NoteList = {"items": [rendered(note) for note in found], "assignee": _assignee(notes.last(found))}
    return reply(answer)


@operation("GET", "/people", scope="read", replies={200: json_reply("The people.", PersonList)}, problems=(503,))
def people() -> ResponseReturnValue:
    """List the people to whom an article may be given."""
    answer: PersonList = {
        "items": [{"id": who.id, "name": who.name, "teams": sorted(who.teams)} for who in notes.colleagues(state())]
    }
    return reply(answer)

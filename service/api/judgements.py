"""Judgements: an editor's word on a relation, and the history of it."""

from __future__ import annotations

import json

from flask import Response
from flask.typing import ResponseReturnValue

from copytaster import moments
from copytaster.archive import Judgement
from service import intake
from service.access import embargo
from service.access.auth import who
from service.api import said
from service.api.render import reply
from service.errors import Problem, no_article
from service.operations import Reply, json_reply, operation
from service.reading import row_of
from service.schemas.answers import JudgementDocument, JudgementList
from service.schemas.requests import JudgementRequest
from service.state import state


def rendered(judgement: Judgement) -> JudgementDocument:
    return {
        "id": judgement.id,
        "article_id": judgement.article_id,
        "source_id": judgement.source_id,
        "ruling": judgement.ruling,
        "who": judgement.who,
        "note": judgement.note,
        "at": moments.stamp(judgement.at),
        "person": judgement.person,
    }


@operation(
    "POST",
    "/articles/<id:article_id>/judgements",
    scope="judge",
    body={"application/json": JudgementRequest},
    replies={201: json_reply("The ruling in force now.", JudgementDocument)},
    problems=(400, 403, 404, 413, 415, 422, 503),
)
def judge(article_id: str) -> ResponseReturnValue:
    """Confirm or reject a relation, or take a ruling back.

    There is one ruling for each two articles, whichever of them it is given on. It outlives re-checks.
    """
    asked = said.body(JudgementRequest, "A judgement")
    s = state()
    if asked.source == article_id:
        raise Problem.wrong("source", "an article has no relation to itself.")
    said.seen(s, article_id)
    if row_of(s, asked.source) is None:
        raise Problem.wrong("source", f"there is no article {asked.source}.")
    given = intake.judge(s, article_id, asked.source, asked.ruling, who(asked.who), asked.note)
    if given is None:
        raise no_article(article_id)
    return reply(rendered(given), 201)


@operation(
    "GET",
    "/articles/<id:article_id>/judgements",
    scope="read",
    replies={200: json_reply("The history, oldest first.", JudgementList)},
    problems=(403, 404, 503),
)
def article_judgements(article_id: str) -> ResponseReturnValue:
    """Read the judgements on an article's relations."""
    s = state()
    said.seen(s, article_id)
    found = s.archive.judgements(article_id, embargo.visible_at(s))
    history: JudgementList = {"items": [rendered(j) for j in found]}
    return reply(history)


@operation(
    "GET",
    "/judgements",
    scope="read",
    replies={200: Reply("One judgement a line, oldest first.", {"application/x-ndjson": {"type": "string"}})},
    problems=(503,),
)
def export_judgements() -> ResponseReturnValue:
    """Export all judgements, as labelled data."""
    s = state()
    found = s.archive.judgements(None, embargo.visible_at(s))
    lines = (json.dumps(rendered(j), ensure_ascii=False) + "\n" for j in found)
    return Response("".join(lines), mimetype="application/x-ndjson")

"""Drafts that are kept for a day: checked, listed, read again, forgotten."""

from __future__ import annotations

from typing import cast

from flask.typing import ResponseReturnValue

from copytaster.archive import Draft, KeptDraft
from copytaster.fields import stamp
from copytaster.shapes import Report
from service import drafts, intake
from service.api.articles import BODIES, read_submission
from service.api.render import nothing, reply
from service.errors import no_draft
from service.operations import Reply, json_reply, operation
from service.schemas.answers import DraftDocument, DraftLine, DraftList
from service.schemas.requests import CheckParameters
from service.state import state


def _line(draft: Draft | KeptDraft) -> DraftLine:
    return {
        "id": draft.id,
        "title": draft.title,
        "at": stamp(draft.at),
        "until": stamp(draft.until) or "",
        "page": f"/drafts/{draft.id}",
    }


def _document(draft: Draft, link: str | None = None) -> DraftDocument:
    return {**_line(draft), "link": f"/drafts/{link}" if link else None, "report": cast(Report, draft.report)}


@operation("GET", "/drafts", scope="read", replies={200: json_reply("The drafts.", DraftList)}, problems=(503,))
def list_drafts() -> ResponseReturnValue:
    """List the drafts that one had kept, the latest first."""
    answer: DraftList = {"items": [_line(draft) for draft in drafts.mine(state())]}
    return reply(answer)


@operation(
    "POST",
    "/drafts",
    scope="read",
    parameters=CheckParameters,
    body=BODIES,
    replies={201: json_reply("The draft, its report, and a link for others.", DraftDocument)},
    problems=(400, 413, 415, 422, 503),
)
def keep_draft(parameters: CheckParameters) -> ResponseReturnValue:
    """Check a draft, and keep what was found for a day.

    The draft is not part of the archive. Its `id` opens it for who had it checked; its `link`, which is told this once,
    for whoever is given it and may read.
    """
    s = state()
    link = drafts.keep(s, intake.check(s, read_submission(parameters), parameters.explain))
    found = drafts.found(s, link)
    if found is None:
        raise no_draft()
    return reply(_document(found, link), 201, {"Location": f"/api/v1/drafts/{found.id}"})


@operation(
    "GET",
    "/drafts/<draft_id>",
    scope="read",
    replies={200: json_reply("The draft and its report.", DraftDocument)},
    problems=(404, 503),
)
def read_draft(draft_id: str) -> ResponseReturnValue:
    """Read a draft by its id, or by the last part of its link."""
    found = drafts.found(state(), draft_id)
    if found is None:
        raise no_draft()
    return reply(_document(found))


@operation(
    "DELETE",
    "/drafts/<draft_id>",
    scope="read",
    replies={204: Reply("It is forgotten.", {})},
    problems=(404, 503),
)
def forget_draft(draft_id: str) -> ResponseReturnValue:
    """Forget a draft before its day is over."""
    if not drafts.forget(state(), draft_id):
        raise no_draft()
    return nothing()

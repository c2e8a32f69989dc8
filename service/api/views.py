"""Views of the desk: what somebody, a team or everybody keeps of it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask.typing import ResponseReturnValue

from copytaster import moments
from copytaster.archive import View
from service import views
from service.api import said
from service.api.render import nothing, reply
from service.errors import Problem, no_view
from service.operations import Reply, json_reply, operation
from service.schemas.answers import ViewDocument, ViewList
from service.schemas.requests import ViewRequest
from service.state import state


def rendered(view: View) -> ViewDocument:
    return {
        "id": view.id,
        "name": view.name,
        "filters": dict(parse_qsl(view.query)),
        "owner": views.whose(view),
        "at": moments.stamp(view.at),
        "page": f"/?{view.query}",
    }


@operation("GET", "/views", scope="read", replies={200: json_reply("The views.", ViewList)}, problems=(503,))
def list_views() -> ResponseReturnValue:
    """List the views of everybody, of one's teams, and one's own."""
    answer: ViewList = {"items": [rendered(view) for view in views.kept(state())], "owners": views.possible_owners()}
    return reply(answer)


@operation(
    "POST",
    "/views",
    scope="read",
    body={"application/json": ViewRequest},
    replies={201: json_reply("The view.", ViewDocument)},
    problems=(400, 403, 409, 413, 415, 422, 503),
)
def keep_view() -> ResponseReturnValue:
    """Keep a view of the desk, in the place of one of the same name.

    For others than oneself it needs the scope `judge` too.
    """
    asked = said.body(ViewRequest, "A view")
    name = " ".join(asked.name.split())
    filters = asked.filters.model_dump(mode="json", exclude_none=True)
    if not name or not filters:
        raise Problem.wrong("name, filters", "a view has a name and narrows the desk to something.")
    return reply(rendered(views.keep(state(), name, urlencode(filters), asked.owner)), 201)


@operation(
    "DELETE",
    "/views/<int:view_id>",
    scope="read",
    replies={204: Reply("It is forgotten.", {})},
    problems=(404, 503),
)
def forget_view(view_id: int) -> ResponseReturnValue:
    """Forget a view. One that is shared needs the scope `judge` too."""
    if not views.forget(state(), view_id):
        raise Problem(404, "no_view", f"There is no view {view_id} that you may forget.")
    return nothing()


@operation(
    "GET",
    "/views/<int:view_id>",
    scope="read",
    replies={200: json_reply("The view.", ViewDocument)},
    problems=(404, 503),
)
def read_view(view_id: int) -> ResponseReturnValue:
    """Read one view."""
    found = next((view for view in views.kept(state()) if view.id == view_id), None)
    if found is None:
        raise no_view(view_id)
    return reply(rendered(found))

"""The API about itself."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from service.api.render import reply, tagged
from service.openapi import document
from service.operations import blueprint


@blueprint.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """The OpenAPI document. Anybody may read it: it says nothing that the source does not."""
    return tagged(reply(document()))

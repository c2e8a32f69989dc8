"""The table of operations of the API: one row each, from which routing, access, validation and OpenAPI are made.

Promises
    * An operation's address, scope, parameters, body and answers are declared once, where it is written.
    * Every operation asks the gate before it reads anything else of the request.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from copytaster.frozen import frozen
from service import strict
from service.schemas.requests import NoParameters
from service.state import state

PREFIX = "/api/v1"

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)


@frozen
class Reply:
    """One answer of an operation: what it means, and its body by media type (None: no body)."""

    description: str
    content: Mapping[str, Any]


@frozen
class Operation:
    """One row of the table."""

    module: str
    name: str
    method: str
    path: str
    scope: str
    summary: str
    description: str
    parameters: type[BaseModel]
    body: Mapping[str, Any]
    """Request body by media type: a model, or a JSON schema."""
    replies: Mapping[int, Reply]
    problems: tuple[int, ...]
    headers: Mapping[str, str]


OPERATIONS: list[Operation] = []


def json_reply(description: str, model: Any) -> Reply:
    return Reply(description, {"application/json": model})


def operation(
    method: str,
    path: str,
    *,
    scope: str,
    replies: Mapping[int, Reply],
    parameters: type[BaseModel] = NoParameters,
    body: Mapping[str, Any] | None = None,
    problems: tuple[int, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """Declare a view as an operation. A view with an argument `parameters` gets them, checked."""

    def declare(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        lines = inspect.cleandoc(view.__doc__ or view.__name__).split("\n", 1)
        takes_parameters = "parameters" in inspect.signature(view).parameters
        OPERATIONS.append(
            Operation(
                module=view.__module__,
                name=view.__name__,
                method=method,
                path=PREFIX + path,
                scope=scope,
                summary=lines[0].rstrip("."),
                description=lines[1].strip() if len(lines) > 1 else "",
                parameters=parameters,
                body=body or {},
                replies=replies,
                problems=problems,
                headers=headers or {},
            )
        )

        @functools.wraps(view)
        def answer(**arguments: Any) -> ResponseReturnValue:
            state().gate.admit(scope)
            checked = strict.query(request, parameters)
            if body:
                strict.refuse_encoded(request)
            if takes_parameters:
                arguments["parameters"] = checked
            return view(**arguments)

        blueprint.add_url_rule(path, view.__name__, answer, methods=[method])
        return answer

    return declare

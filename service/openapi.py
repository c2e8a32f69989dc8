"""The OpenAPI 3.1 document, made from the table of operations and the models that validate requests.

Promise: an operation cannot be served without being described, nor described without being served; a test walks both.
"""

from __future__ import annotations

import functools
import re
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from copytaster.shapes import ID
from service import errors
from service.operations import OPERATIONS
from service.schemas.answers import ProblemDocument
from service.schemas.requests import REPORT_FORMATS

REF = "#/components/schemas/{model}"
ABOUT = """Says which articles are copies, excerpts or rewrites of which, and what came from which wire agency.

Every error is an `application/problem+json` document (RFC 9457) that names what was wrong and which limit it passed.
Every answer carries `X-Request-ID`."""
PROBLEMS = {
    400: "The request cannot be read.",
    401: "A key is needed.",
    403: "This key may not do that; or the request was made by a page of another site.",
    404: "There is no such thing.",
    405: "That method is not allowed here.",
    409: "Not now: the article is on its way.",
    413: "Too large; `limit` names the setting.",
    415: "Not a media type that is known here.",
    421: "Not a host name that this service answers to.",
    422: "Read, but wrong; `errors` names each field, `limit` the setting that was passed.",
    429: "Too many articles wait, or too many requests; try again after `Retry-After` seconds.",
    503: "Something that is needed is down; nothing was stored; try again after `Retry-After` seconds.",
}
_ARGUMENT = re.compile(r"<(?:(format|id|int|path):)?([a-z_]+)>")
_ARGUMENTS: dict[str, dict[str, Any]] = {
    "format": {"type": "string", "enum": list(REPORT_FORMATS)}, "id": {"type": "string", "pattern": ID},
    "int": {"type": "integer", "minimum": 0, "maximum": 2**62},
}  # fmt: skip
"""What may stand in an address, by the kind of the argument; else anything without a slash."""
_RETRY = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}}
_REQUEST_ID = {"X-Request-ID": {"description": "In the logs too.", "schema": {"type": "string"}}}


class _Schema(GenerateJsonSchema):
    """Optional fields with a default are not required, and titles that only repeat the name are left out."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def app_version() -> str:
    try:
        return version("copytaster")
    except PackageNotFoundError:
        return "0"


@functools.cache
def document() -> dict[str, Any]:
    """The whole document. The operations are declared by importing `service.api`."""
    components: dict[str, Any] = {}
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        path = _ARGUMENT.sub(r"{\2}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _operation(operation, components)
    _schema(ProblemDocument, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Copytaster", "version": app_version(), "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"key": []}, {}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key with the scope that the operation names. Not asked on loopback unless "
                    "COPYTASTER_API_KEYS names a file.",
                }
            },
        },
    }


def _operation(operation: Any, components: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"{operation.description}\n\nScope: `{operation.scope}`.".strip(),
        "x-scope": operation.scope,
        "parameters": _parameters(operation, components),
        "responses": _responses(operation, components),
    }
    if operation.body:
        content = {media: {"schema": _schema(shape, components)} for media, shape in operation.body.items()}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _parameters(operation: Any, components: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True,
         "schema": _ARGUMENTS.get(kind, {"type": "string", "pattern": "^[^/]+$"})}
        for kind, name in _ARGUMENT.findall(operation.path)
    ]
    shape = operation.parameters.model_json_schema(ref_template=REF, schema_generator=_Schema)
    components.update(shape.pop("$defs", {}))
    for name, schema in shape.get("properties", {}).items():
        found.append(_parameter(name, "query", _without_null(schema), name in shape.get("required", ())))
    for name, description in operation.headers.items():
        header: dict[str, Any] = {"type": "string", "description": description}
        if name == "Idempotency-Key":
            header |= {"minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
        found.append(_parameter(name, "header", header, False))
    return found


def _parameter(name: str, where: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "in": where, "required": required}
    if "description" in schema:
        described["description"] = schema.pop("description")
    if schema.get("default", 0) is None:
        del schema["default"]
    return described | {"schema": schema}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query parameter is there or not; it is never null."""
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    if len(options) != 1:
        return dict(schema)
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return options[0] | rest if "$ref" not in options[0] else {"allOf": options, **rest}


def _responses(operation: Any, components: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status, reply in operation.replies.items():
        described: dict[str, Any] = {"description": reply.description, "headers": dict(_REQUEST_ID)}
        if reply.content:
            described["content"] = {
                media: {"schema": _schema(shape, components)} for media, shape in reply.content.items()
            }
        if status in (201, 202) and operation.path.endswith(("/articles", "/retry")):
            described["headers"]["Location"] = {"schema": {"type": "string"}}
        found[str(status)] = described
    problem = {errors.MEDIA_TYPE: {"schema": {"$ref": REF.format(model="ProblemDocument")}}}
    for status in sorted({*operation.problems, 401, 403, 421, 422, 429}):
        found[str(status)] = {
            "description": PROBLEMS[status],
            "headers": _REQUEST_ID | (_RETRY if status in (429, 503) else {}),
            "content": problem,
        }
    return found


def _schema(shape: Any, components: dict[str, Any]) -> dict[str, Any]:
    """A schema for a declared type (by reference) or any other, or a schema as it is."""
    if isinstance(shape, dict):
        return shape
    key: tuple[str, Literal["validation"]] = ("shape", "validation")
    schemas, made = TypeAdapter.json_schemas(
        [(key[0], key[1], TypeAdapter(shape))], ref_template=REF, schema_generator=_Schema
    )
    components.update(made.get("$defs", {}))
    return schemas[key]

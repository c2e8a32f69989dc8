"""Reading a request strictly: what is wrong with it is named, and nothing is guessed or dropped.

Promises
    * JSON as RFC 8259 has it: UTF-8, no NaN, no duplicate names, bounded depth, no characters that are no characters.
    * A field or parameter that is not known is an error that names it; a typo in ``published_at`` is not lost.
"""

from __future__ import annotations

import difflib
import functools
import json
import re
from typing import Any, NoReturn, TypeVar, cast

from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from copytaster import shapes
from service.errors import ID_WORDS, Problem
from service.schemas.answers import Fault

MAX_DEPTH = 20
_SURROGATE = re.compile("[\ud800-\udfff]")
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)

_SAID = {
    "string_type": "this must be a string",
    "int_parsing": "this must be a whole number", "int_type": "this must be a whole number",
    "float_parsing": "this must be a number", "bool_parsing": "this must be true or false",
}  # fmt: skip
"""What pydantic says in words of Python."""

M = TypeVar("M", bound=BaseModel)


def refuse_encoded(request: Request) -> None:
    """A body is read as it comes, whatever it is for. Raises `Problem` (415)."""
    how = request.headers.get("Content-Encoding", "identity").strip()
    if how.lower() not in ("", "identity"):
        detail = f"Content-Encoding: {how[:40]} is not undone here; send the body as it is."
        raise Problem(415, "content_encoding", detail, value=how[:40])


def read_body(request: Request) -> bytes:
    """The whole body. Raises 413 when it is too large, 400 when it did not come whole.

    Werkzeug gives what came so far, without a word, when a body without a length passes the limit or when the
    client goes away; half an article must not pass for one.
    """
    most = request.max_content_length
    length = request.content_length
    body = request.get_data(cache=False)
    if length is None and most is not None and len(body) >= most:
        raise RequestEntityTooLarge
    if length is not None and len(body) < length:
        raise Problem(400, "cut_short", f"The body ended after {len(body)} of {length} bytes.")
    return body


def parse_json(body: bytes, what: str = "The body") -> Any:
    """The value that `body` is. Raises `Problem` (400, or 422 for a character that is none)."""
    if not body.strip():
        raise Problem(400, "empty_body", f"{what} is empty; a JSON object is needed.")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(400, "not_utf8", f"{what} is not UTF-8: byte {error.start} is wrong.") from None
    _bound_depth(text, what)
    try:
        return json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constants)
    except Problem:
        raise
    except json.JSONDecodeError as error:
        said = error.msg.removesuffix(" at")  # "Unterminated string starting at"
        raise Problem(
            400, "not_json", f"{what} is not JSON: {said} at line {error.lineno}, column {error.colno}."
        ) from None
    except (ValueError, RecursionError):
        raise Problem(400, "not_json", f"{what} has a number that is too long.") from None


def _bound_depth(text: str, what: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return  # strings need not be told from the rest: even one within the other they would not be too deep
    depth = 0
    for match in _BRACKETS.finditer(text):
        mark = match.group()
        if mark in ("[", "{"):
            depth += 1
            if depth > MAX_DEPTH:
                raise Problem(
                    400, "too_deep", f"{what} is nested deeper than {MAX_DEPTH} levels.", limit="json_depth",
                    maximum=MAX_DEPTH,
                )  # fmt: skip
        elif mark in ("]", "}"):
            depth -= 1


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Problem(400, "duplicate_name", f"The name {_shown(twice)} stands twice in one object.")
    return found


def _no_constants(name: str) -> NoReturn:
    raise Problem(400, "not_json", f"{name} is not JSON.")


def _shown(name: str) -> str:
    """A name from outside, safe and short enough to repeat."""
    return json.dumps(name if len(name) <= 60 else name[:60] + "…")


def parse_object(body: bytes, model: type[M], what: str = "The body") -> M:
    """`body` as a `model`. Raises `Problem` naming each field that is wrong."""
    return validate_object(parse_json(body, what), model, what)


def validate_object(value: Any, model: type[M], what: str = "The body") -> M:
    """A JSON value as a `model`. Raises `Problem`."""
    if not isinstance(value, dict):
        raise Problem(422, "not_an_object", f"{what} must be a JSON object.")
    return validate(value, model, "field")


def validate(values: dict[str, Any], model: type[M], noun: str) -> M:
    """`values` as a `model`. `noun`: what to call one of them, ``field`` or ``parameter``."""
    faults = [fault for name, value in values.items() for fault in _bad_characters(name, value)]
    if not faults:
        try:
            return model.model_validate(values)
        except ValidationError as error:
            faults = [_fault(e, model, noun) for e in error.errors(include_url=False, include_context=True)][:20]
    raise Problem(422, f"invalid_{noun}", " ".join(f["detail"] for f in faults[:3]), errors=faults)


def _bad_characters(name: str, value: Any) -> list[Fault]:
    if isinstance(value, str):
        if "\0" in value:
            at = value.index("\0")
            return [{"field": _plain(name), "detail": f"{_plain(name)} has a NUL character (U+0000) at offset {at}."}]
        if not value.isascii() and (match := _SURROGATE.search(value)):
            what = f"a lone surrogate (U+{ord(match.group()):04X}) at offset {match.start()}"
            detail = f"{_plain(name)} has {what}; it is no character."
            return [{"field": _plain(name), "detail": detail}]
    return []


def _plain(name: str) -> str:
    return _shown(name)[1:-1]


def _fault(error: Any, model: type[BaseModel], noun: str) -> Fault:
    name = _plain(".".join(str(part) for part in error["loc"]))
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(error["loc"][0])[:60], model.model_fields, 1, 0.6)
        hint = f" Did you mean {near[0]}?" if near else f" Known: {', '.join(model.model_fields)}."
        return {"field": name, "detail": f"{name} is not a known {noun}.{hint}"}
    message = _SAID.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    if error["type"] == "string_pattern_mismatch" and error["ctx"]["pattern"] == shapes.ID:
        message = f"this is no id. {ID_WORDS[:-1]}"
    if not error["loc"]:
        return {"field": "", "detail": f"{message[:1].upper()}{message[1:]}."}
    return {"field": name, "detail": f"{name}: {message[:1].lower()}{message[1:]}."}


def query(request: Request, model: type[M]) -> M:
    """The query parameters as a `model`, which is not to be changed. Each may stand once."""
    if not request.query_string:
        return cast(M, _without_any(model))
    values: dict[str, Any] = {}
    for name, found in request.args.lists():
        if len(found) > 1:
            detail = f"{_plain(name)} stands {len(found)} times; once is enough."
            raise Problem(422, "invalid_parameter", detail, errors=[{"field": _plain(name), "detail": detail}])
        if "\ufffd" in found[0]:
            raise Problem.wrong(_plain(name), "this is not UTF-8.", "parameter")
        values[name] = found[0]
    return validate(values, model, "parameter")


@functools.cache
def _without_any(model: type[BaseModel]) -> BaseModel:
    return validate({}, model, "parameter")

"""Every error is a problem document (RFC 9457).

Promises
    * Nothing under ``/api`` ever answers an error in HTML, whatever raised it: a rejected submission, a wrong
      address or method, a body too large, a database that is down, or a defect of ours.
    * A problem names what was wrong (`detail`), and the setting that drew the line (`limit`, its `maximum` or
      `minimum`, the `value` that passed it) where there is one. It never repeats a key, and never shows a traceback.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, json, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from copytaster.archive import ArchiveUnavailable, BadCursor, Unstorable
from copytaster.clean import Rejected
from copytaster.runtime import logs
from copytaster.settings import Settings
from service.schemas.answers import Fault, ProblemDocument

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:copytaster:problem:"

log = logging.getLogger("copytaster.service")


def plain(status: int, code: str, detail: str) -> ProblemDocument:
    """A problem of which there is no more to say."""
    return {"type": TYPE + code, "title": _title(status), "status": status, "code": code, "detail": detail}


class Problem(Exception):
    """An answer other than the one that was hoped for. Raise it anywhere in a request."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        limit: str | None = None,
        maximum: float | None = None,
        minimum: float | None = None,
        value: Any = None,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        retry_after: int | None = None,
        on_page: str | None = None,
    ) -> None:
        """`on_page`: what a page says instead of `detail`, which is for who writes programs."""
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail = status, code, detail
        self.limit, self.value, self.errors = limit, value, list(errors)
        self.maximum, self.minimum = maximum, minimum
        self.on_page = on_page or detail
        self.headers = dict(headers or {})
        if retry_after is not None:
            self.headers["Retry-After"] = str(max(1, retry_after))

    @classmethod
    def of(cls, rejected: Rejected, settings: Settings) -> Problem:
        """The problem that a submission's rejection is."""
        bound = getattr(settings, rejected.limit, None) if rejected.limit else None
        bound = bound if isinstance(bound, int | float) else None
        lower = rejected.limit is not None and rejected.limit.startswith("min_")
        return cls(
            rejected.status,
            rejected.code,
            rejected.detail,
            limit=rejected.limit,
            maximum=None if lower else bound,
            minimum=bound if lower else None,
            value=rejected.value if isinstance(rejected.value, int | float | str) else None,
        )

    def document(self) -> ProblemDocument:
        document = plain(self.status, self.code, self.detail)
        if self.limit is not None:
            document["limit"] = self.limit
        if self.maximum is not None:
            document["maximum"] = self.maximum
        if self.minimum is not None:
            document["minimum"] = self.minimum
        if self.value is not None:
            document["value"] = self.value
        if self.errors:
            document["errors"] = self.errors
        request_id = g.get("request_id")
        if request_id:
            document["request_id"] = request_id
        return document

    def response(self) -> Response:
        if _wants_page():
            page = self._page()
            if page is not None:
                return page
        response = Response(json.dumps(self.document()), self.status, content_type=MEDIA_TYPE)
        response.headers.extend(self.headers)
        return response

    def _page(self) -> Response | None:
        try:
            html = render_template("error.html", problem=self.document(), said=self.on_page)
        except Exception:  # the page of an error must not become an error of its own
            log.exception("the error page could not be rendered")
            return None
        response = Response(html, self.status, content_type="text/html; charset=utf-8")
        response.headers.extend(self.headers)
        return response


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _wants_page() -> bool:
    """Only a browser outside the API gets a page."""
    if request.path.startswith(("/api/", "/metrics", "/healthz", "/readyz")) or request.path == "/api":
        return False
    return request.accept_mimetypes.best_match(["application/json", "text/html"], "application/json") == "text/html"


def unavailable(detail: str, code: str = "unavailable") -> Problem:
    return Problem(503, code, detail, retry_after=2)


def register(app: Flask, settings: Settings) -> None:
    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        return error.response()

    @app.errorhandler(Rejected)
    def rejected(error: Rejected) -> Response:
        return Problem.of(error, settings).response()

    @app.errorhandler(RequestEntityTooLarge)
    def too_large(error: RequestEntityTooLarge) -> Response:
        limit = current_app.config["MAX_CONTENT_LENGTH"]
        return Problem(
            413, "too_large", f"The body is larger than {limit} bytes.", limit="max_body_bytes", maximum=limit
        ).response()

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400:  # a redirect is no error
            response = error.get_response()
            assert isinstance(response, Response)
            return response
        headers = {k: v for k, v in error.get_headers() if k.lower() in ("allow", "retry-after", "www-authenticate")}
        code = _title(status).lower().replace(" ", "_").replace("-", "_")
        return Problem(status, code, _detail(error), headers=headers).response()

    @app.errorhandler(ArchiveUnavailable)
    def down(error: ArchiveUnavailable) -> Response:
        logs.event(log, "archive-unavailable", logging.WARNING, why=str(error), request=g.get("request_id"))
        return unavailable("The archive cannot be reached. Nothing was stored; try again.").response()

    @app.errorhandler(BadCursor)
    def cursor(error: BadCursor) -> Response:
        detail = "cursor is not one that this list handed out."
        return Problem(422, "invalid_parameter", detail, errors=[{"field": "cursor", "detail": detail}]).response()

    @app.errorhandler(Unstorable)
    def unstorable(error: Unstorable) -> Response:
        return Problem(422, "unstorable", str(error)).response()

    @app.errorhandler(Exception)
    def defect(error: Exception) -> Response:
        logs.event(
            log, "defect", logging.ERROR, method=request.method, path=request.path[:300], request=g.get("request_id"),
            trace="".join(traceback.format_exception(error)),
        )  # fmt: skip
        return Problem(500, "internal_error", "A defect of ours; it was logged under the request id.").response()


def _detail(error: HTTPException) -> str:
    if error.code == 404:
        return f"Nothing is at {request.path}."
    if error.code == 405:
        allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        return f"{request.method} is not allowed here; allowed: {allowed}."
    return error.description or _title(error.code or 500)

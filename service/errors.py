"""Every error is a problem document (RFC 9457).

Promises
    * Nothing under ``/api`` ever answers an error in HTML, whatever raised it: a rejected submission, a wrong
      address or method, a body too large, a database that is down, or a defect of ours.
    * A problem names what was wrong (`detail`), and the setting that drew the line (`limit`, its `maximum` or
      `minimum`, the `value` that passed it) where there is one. It never repeats a key, and never shows a traceback.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, json, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from copytaster import shapes
from copytaster.archive import ArchiveUnavailable, BadCursor, Unstorable
from copytaster.clean import Rejected
from copytaster.runtime import logs
from copytaster.settings import Settings
from service.schemas.answers import BatchLine, Fault, ProblemDocument

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:copytaster:problem:"
CODES = {
    400: "bad_request", 404: "not_found", 405: "method_not_allowed", 408: "too_slow", 413: "too_large",
    414: "address_too_long", 431: "head_too_large", 500: "internal_error",
}  # fmt: skip
"""Code of an error that no operation or page has raised itself, by its status."""
HEADINGS = {
    400: "That cannot be read", 403: "That is not allowed", 404: "There is nothing here",
    405: "That is not done here", 408: "That took too long", 413: "That is too large", 414: "That address is too long",
    421: "That is not a name of this service", 422: "That cannot be used", 429: "Too much at once",
    431: "That is too large", 503: "Not at this moment",
}  # fmt: skip
"""What stands above an error on a page."""
ID = re.compile(shapes.ID)
ID_WORDS = "An id has 32 characters, of a to z and 2 to 7."
_NAMED = re.compile(r"/api/v1/(articles|stories|views)/([^/]+?)(?:/.*|\.[a-z]+)?")

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
        self.lines: list[BatchLine] = []
        """What became of each line of a batch before this ended it."""
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
            errors=[{"field": rejected.field, "detail": rejected.detail}] if rejected.field else (),
        )

    @classmethod
    def wrong(cls, name: str, detail: str, noun: str = "field") -> Problem:
        """A field or parameter that is wrong, or several (``name, filters``): `detail` stands behind the name."""
        said = f"{name}: {detail}"
        return cls(422, f"invalid_{noun}", said, errors=[{"field": one, "detail": said} for one in name.split(", ")])

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
        if self.lines:
            document["lines"] = self.lines
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
            document, above = self.document(), heading(self.status)
            html = render_template("error.html", problem=document, said=self.on_page, heading=above)
        except Exception:  # the page of an error must not become an error of its own
            log.exception("the error page could not be rendered")
            return None
        response = Response(html, self.status, content_type="text/html; charset=utf-8")
        response.headers.extend(self.headers)
        return response


def no_article(article_id: str) -> Problem:
    """404. On a page it says too why there may have been one."""
    return _none(article_id, "no_article", "article")


def no_story(story_id: str) -> Problem:
    """404, as of an article."""
    return _none(story_id, "no_story", "story")


def no_view(view_id: object) -> Problem:
    return Problem(404, "no_view", f"There is no view {str(view_id)[:64]}.")


def no_draft() -> Problem:
    return Problem(404, "no_draft", "There is no such draft, or no longer.")


def _none(named: str, code: str, what: str) -> Problem:
    detail = f"There is no {what} {named[:64]}."
    if not ID.fullmatch(named):
        return Problem(404, code, f"{detail} {ID_WORDS}")
    return Problem(404, code, detail, on_page=f"{detail} It may have been deleted.")


def heading(status: int) -> str:
    return HEADINGS.get(status) or ("Something went wrong" if status >= 500 else _title(status))


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
            413, "too_large", f"The body is larger than {limit:,} bytes.", limit="max_body_bytes", maximum=limit
        ).response()

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400:  # a redirect is no error
            response = error.get_response()
            assert isinstance(response, Response)
            return response
        headers = {k: v for k, v in error.get_headers() if k.lower() in ("allow", "retry-after", "www-authenticate")}
        if status == 404 and (named := _NAMED.fullmatch(request.path)) and not ID.fullmatch(named[2]):
            return {"articles": no_article, "stories": no_story, "views": no_view}[named[1]](named[2]).response()
        code = CODES.get(status) or _title(status).lower().replace(" ", "_").replace("-", "_")
        return Problem(status, code, _detail(error), headers=headers).response()

    @app.errorhandler(ArchiveUnavailable)
    def down(error: ArchiveUnavailable) -> Response:
        logs.event(log, "archive-unavailable", logging.WARNING, why=str(error), request=g.get("request_id"))
        return unavailable("The archive cannot be reached. Nothing was stored; try again.").response()

    @app.errorhandler(BadCursor)
    def cursor(error: BadCursor) -> Response:
        return Problem.wrong("cursor", "this is not one that this list handed out.", "parameter").response()

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

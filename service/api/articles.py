"""Articles: submit, read, list, delete, retry; reports; drafts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.http import parse_options_header

from copytaster.archive import Accepted, Facet, Filters
from copytaster.clean import Submission
from copytaster.clean.formats import ninjs, sniff
from copytaster.model import Status
from copytaster.shapes import Report, Unfinished
from service import intake, notes, strict
from service.access import embargo
from service.access.rights import scope_missing
from service.api import exports, said
from service.api.render import document, links, note_article, nothing, reply, summary, tagged
from service.errors import Problem, no_article
from service.operations import Reply, json_reply, operation
from service.reading import report_of, row_of
from service.schemas.answers import AcceptedArticle, ArticleDocument, ArticleList, FacetDocument, FacetValue
from service.schemas.requests import (
    REPORT_FORMATS,
    ArticleSubmission,
    CheckParameters,
    ListParameters,
    Metadata,
    ReasonParameters,
    ReportParameters,
    SubmitParameters,
    facet_names,
)
from service.state import state
from service.tables import passages_csv

IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_BINARY = {"type": "string"}
BODIES: dict[str, Any] = {
    "application/json": ArticleSubmission,
    **dict.fromkeys(sniff.MEDIA_TYPES, _BINARY),
    ninjs.MEDIA_TYPE: {"type": "object"},
}
METADATA = tuple(Metadata.model_fields)


def read_submission(metadata: Metadata) -> Submission:
    """The submission that this request is, whatever its media type. Raises `Problem` or `Rejected`."""
    media_type, options = parse_options_header(request.headers.get("Content-Type", ""))
    if not media_type:
        known = ", ".join(BODIES)
        raise Problem(415, "media_type_needed", f"Content-Type is needed: {known}.")
    given = {name: getattr(metadata, name) for name in METADATA if getattr(metadata, name) is not None}
    body = strict.read_body(request)
    if media_type == "application/json":
        if given:
            raise Problem.wrong(", ".join(given), "with a JSON body this belongs into the body.", "parameter")
        return json_submission(body)
    charset = options.get("charset")
    return Submission(body=body, media_type=f"{media_type}; charset={charset}" if charset else media_type, **given)


def json_submission(body: bytes, what: str = "The body") -> Submission:
    """JSON of our own fields; or ninjs that was not sent as such, which is known by its names."""
    value = strict.parse_json(body, what)
    if ninjs.looks_like(value):
        return Submission(body=body, media_type=ninjs.MEDIA_TYPE)
    return Submission(**dict(strict.validate_object(value, ArticleSubmission, what)))


def idempotency_key() -> str | None:
    """The `Idempotency-Key` of this request; each API key has keys of its own."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not IDEMPOTENCY_KEY.fullmatch(key):
        raise Problem(422, "invalid_header", "Idempotency-Key must be 1 to 255 visible ASCII characters.")
    return intake.scoped(key)


def accepted_reply(accepted: Accepted) -> Response:
    to = links(accepted.article_id)
    body: AcceptedArticle = {"id": accepted.article_id, "status": accepted.status, "links": to}
    return reply(body, 202 if accepted.created else 200, {"Location": to["self"]})


@operation(
    "POST",
    "/articles",
    scope="submit",
    parameters=SubmitParameters,
    body=BODIES,
    headers={"Idempotency-Key": "The same key gives the same article, whatever the body."},
    replies={
        202: json_reply("Accepted and committed; it will be checked.", AcceptedArticle),
        200: json_reply("Already known; or, with `wait`, the report.", AcceptedArticle | Report | Unfinished),
    },
    problems=(400, 413, 415, 422, 429, 503),
)
def submit_article(parameters: SubmitParameters) -> ResponseReturnValue:
    """Submit an article.

    The body is JSON, or a document of another media type with its metadata in the query. Text is cleaned and
    fingerprinted before the answer, so whatever is wrong with it is said at once.
    """
    s = state()
    seconds = min(parameters.wait or 0.0, s.settings.wait_seconds)
    if seconds and not s.gate.may("read"):
        raise scope_missing("read", "Waiting for the report needs the scope 'read'.")
    accepted = intake.submit(s, read_submission(parameters), idempotency_key())
    note_article(accepted.article_id)
    if seconds:
        row = intake.wait(s, accepted.article_id, seconds)
        if row is not None and row.status in intake.FINAL and embargo.sees(s, row.article):
            report = report_of(s, accepted.article_id)
            if report is not None:
                return reply(report, 200, {"Location": links(accepted.article_id)["self"]})
    return accepted_reply(accepted)


@operation(
    "GET",
    "/articles",
    scope="read",
    parameters=ListParameters,
    replies={200: json_reply("Articles, newest first.", ArticleList)},
    problems=(422, 503),
)
def list_articles(parameters: ListParameters) -> ResponseReturnValue:
    """List articles, what came in last, or was published last, first.

    With `facets`, how many fit is counted too, and into which values they fall.
    """
    s = state()
    filters = Filters(
        **parameters.model_dump(exclude={"cursor", "limit", "sort", "facets", "assignee"}),
        assignee=notes.assigned_to(parameters.assignee),
        visible_at=embargo.visible_at(s),
    )
    rows, following = s.archive.list(filters, parameters.cursor, parameters.limit, sort=parameters.sort)
    listed: ArticleList = {"items": [summary(row) for row in rows], "next": following}
    if names := facet_names(parameters.facets):
        counted = s.counts.of(s.archive.facets, filters, names)
        listed["total"] = counted.total
        listed["facets"] = {name: _facet(facet) for name, facet in counted.found.items()}
    return reply(listed)


def _facet(facet: Facet) -> FacetDocument:
    values: list[FacetValue] = [{"value": value, "articles": n} for value, n in facet.values.items()]
    return {"values": values, "more": facet.more}


@operation(
    "GET",
    "/articles/<id:article_id>",
    scope="read",
    replies={200: json_reply("The article.", ArticleDocument)},
    problems=(403, 404, 503),
)
def read_article(article_id: str) -> ResponseReturnValue:
    """Read an article and how it stands."""
    row = row_of(state(), article_id)
    if row is None:
        raise no_article(article_id)
    return tagged(reply(document(row)))


@operation(
    "DELETE",
    "/articles/<id:article_id>",
    scope="admin",
    replies={204: Reply("It is gone from archive, index and the reports of others.", {})},
    problems=(404, 503),
)
def delete_article(article_id: str) -> ResponseReturnValue:
    """Delete an article."""
    note_article(article_id)
    if not intake.delete(state(), article_id):
        raise no_article(article_id)
    return nothing()


@operation(
    "POST",
    "/articles/<id:article_id>/retry",
    scope="judge",
    replies={202: json_reply("Queued again.", AcceptedArticle)},
    problems=(403, 404, 409, 503),
)
def retry_article(article_id: str) -> ResponseReturnValue:
    """Check an article again, a failed one or a checked one."""
    s = state()
    said.seen(s, article_id)
    if not s.archive.retry(article_id, s.now()):
        raise Problem(409, "on_its_way", "This article waits to be checked, or is being checked.")
    s.doorbell.ring()
    to = links(article_id)
    body: AcceptedArticle = {"id": article_id, "status": Status.QUEUED, "links": to}
    return reply(body, 202, {"Location": to["self"]})


JSON_LD = "application/ld+json"
ANNOTATIONS = f'{JSON_LD};profile="http://www.w3.org/ns/anno.jsonld"'
PROV = "application/prov+json"
NINJS = "application/vnd.iptc.ninjs+json"
EXPORTS: dict[str, tuple[str, Callable[[Report], dict[str, Any]]]] = {
    "jsonld": (JSON_LD, exports.json_ld),
    "annotations": (ANNOTATIONS, exports.web_annotations),
    "prov": (PROV, exports.prov),
    "ninjs": (NINJS, exports.ninjs),
}
"""Format of a report → its media type, and what makes it."""
REPORT_BODIES: dict[str, Any] = {
    "application/json": Report | Unfinished,
    "text/csv": _BINARY,
    **{media_type: {"type": "object"} for media_type in (JSON_LD, PROV, NINJS)},
}


@operation(
    "GET",
    "/articles/<id:article_id>/report",
    scope="read",
    parameters=ReportParameters,
    replies={
        200: Reply("The report, or how the article stands.", REPORT_BODIES),
        304: Reply("Unchanged.", {}),
    },
    problems=(403, 404, 409, 422, 503),
)
def read_report(article_id: str, parameters: ReportParameters) -> ResponseReturnValue:
    """Read the report of an article.

    As JSON; as a table of its passages (CSV); or in the vocabularies of others, by `format` or `Accept`: schema.org
    (`application/ld+json`), W3C Web Annotation (the same, with `profile="http://www.w3.org/ns/anno.jsonld"`), PROV-JSON
    (`application/prov+json`), and IPTC ninjs (`application/vnd.iptc.ninjs+json`).
    """
    response = _report_as(parameters.format or _accepted(), article_id, parameters.explain)
    response.vary.add("Accept")
    return tagged(response)


@operation(
    "GET",
    "/articles/<id:article_id>/report.<format:suffix>",
    scope="read",
    parameters=ReasonParameters,
    replies={
        200: Reply("The report in that format; as JSON, or how the article stands.", REPORT_BODIES),
        304: Reply("Unchanged.", {}),
    },
    problems=(403, 404, 409, 422, 503),
)
def read_report_as(article_id: str, suffix: str, parameters: ReasonParameters) -> ResponseReturnValue:
    """Read the report of an article in the format that the address ends in.

    For links and programs that cannot send `Accept`: the suffixes are the names that `format` has.
    """
    if suffix not in REPORT_FORMATS:
        raise Problem(404, "no_format", f"There is no report.{suffix[:64]}; known are {', '.join(REPORT_FORMATS)}.")
    return tagged(_report_as(suffix, article_id, parameters.explain))


def _report_as(wanted: str, article_id: str, explain: bool) -> Response:
    """The report in one of `REPORT_FORMATS`."""
    report = report_of(state(), article_id, explain)
    if report is None:
        raise no_article(article_id)
    if wanted == "json":
        return reply(report)
    if report["status"] is not Status.CHECKED:
        raise Problem(409, "not_checked", f"This article is {report['status']}; there is no table yet.")
    if wanted in EXPORTS:
        media_type, made = EXPORTS[wanted]
        response = reply(made(report))
        response.content_type = media_type
        return response
    response = Response(passages_csv(report), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="report-{article_id}.csv"'
    return response


def _accepted() -> str:
    """The format that `Accept` asks for; whoever takes anything gets the report as it is."""
    known = {"application/json": "json", "text/csv": "csv", "*/*": "json"}
    known |= {JSON_LD: "jsonld", PROV: "prov", NINJS: "ninjs"}
    for asked, quality in request.accept_mimetypes:  # the best first
        name = known.get(asked.split(";")[0].strip().lower())
        if name and quality > 0:
            return "annotations" if name == "jsonld" and "anno.jsonld" in asked else name
    return "json"


@operation(
    "POST",
    "/check",
    scope="read",
    parameters=CheckParameters,
    body=BODIES,
    replies={200: json_reply("The report of the draft.", Report)},
    problems=(400, 413, 415, 422, 503),
)
def check_draft(parameters: CheckParameters) -> ResponseReturnValue:
    """Check a draft, which is neither stored nor indexed."""
    s = state()
    return reply(intake.check(s, read_submission(parameters), parameters.explain))

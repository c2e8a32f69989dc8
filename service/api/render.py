"""Rows of the archive as the JSON of the API."""

from __future__ import annotations

import hashlib
from typing import Any, cast

from flask import Response, g, request

from copytaster import compact
from copytaster.archive import Row
from copytaster.fields import LISTED, UNLISTED, beside, stamp
from copytaster.shapes import Listed, Unlisted
from service.operations import PREFIX
from service.schemas.answers import ArticleDocument, ArticleSummary, Links

PAGE = "/articles/"
_ARTICLE = f"{PREFIX}/articles/"


def links(article_id: str) -> Links:
    """Addresses of an article, without a host: the service does not trust the name it is called by."""
    own = _ARTICLE + article_id
    return {"self": own, "report": f"{own}/report", "page": PAGE + article_id}


def summary(row: Row) -> ArticleSummary:
    """An article as lists have it, without its text."""
    return {
        **cast(Listed, beside(row.article, LISTED)),
        "status": row.status,
        "error": row.error,
        "tries": row.tries,
        "checked_at": stamp(row.checked_at),
        "story_id": row.story_id,
        "derivation": row.derivation,
        "relation": row.relation,
        "source_id": row.source_id,
        "credit_status": row.credit_status,
        "outdated": row.outdated,
        "links": links(row.article.id),
    }


def document(row: Row) -> ArticleDocument:
    """An article with its text."""
    return {**summary(row), **cast(Unlisted, beside(row.article, UNLISTED))}


def reply(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(compact.encode(data), status, headers, content_type="application/json")


def nothing() -> Response:
    """The answer to what is done and has nothing to say: 204, without a type of what is not there."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def tagged(response: Response) -> Response:
    """With an ETag over the body; 304 when the client has it already."""
    digest = hashlib.blake2b(response.get_data(), digest_size=16).hexdigest()
    response.set_etag(digest)
    response.headers["Cache-Control"] = "private, no-cache"
    conditional = response.make_conditional(request)
    assert isinstance(conditional, Response)
    return conditional


def note_article(article_id: str) -> None:
    """Name the article in the log line of this request."""
    g.article_id = article_id

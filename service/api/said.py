"""What people say of an article: the shape that judgements and notes share."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from pydantic import BaseModel

from copytaster.archive import Row
from service import strict
from service.api.render import note_article
from service.errors import Problem, no_article
from service.reading import row_of
from service.state import State

Asked = TypeVar("Asked", bound=BaseModel)


def body(model: type[Asked], what: str) -> Asked:
    """The JSON that this request carries; `what` names it, as in ``A note``. Raises `Problem`."""
    if request.mimetype != "application/json":
        raise Problem(415, "media_type", f"{what} is application/json, not {request.mimetype or 'nothing'}.")
    return strict.parse_object(strict.read_body(request), model)


def seen(s: State, article_id: str) -> Row:
    """The article that something is said of. Raises `Problem`: 404 where there is none, 403 under embargo."""
    note_article(article_id)
    row = row_of(s, article_id)
    if row is None:
        raise no_article(article_id)
    return row

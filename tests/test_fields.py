"""One list of an article's fields: what is made of it has all of them, and what must repeat it agrees with it."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from copytaster import fields, shapes
from copytaster.archive.schema import articles
from copytaster.clean import Submission
from copytaster.model import Article, Boilerplate, BoilerplateKind, Note, PubStatus
from service.schemas import answers, requests

FULL = Article(
    id="a" * 32,
    text="Ärmel, 𝄞",
    boilerplate=(Boilerplate(0, 1), Boilerplate(3, 5, BoilerplateKind.ADVISORY)),
    status=PubStatus.WITHHELD,
    embargoed_until=datetime(2026, 3, 2, tzinfo=UTC),
    notes=(Note("unreadable_time", "It says “soon”."),),
    published_at=datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC),
    **{f.name: f.name for f in fields.FIELDS if f.type == fields.OPTIONAL_TEXT},
)


def names(which: tuple[fields.Field, ...]) -> set[str]:
    return {f.name for f in which}


def test_every_field_is_kept_and_shown() -> None:
    assert names(fields.FIELDS) == {f.name for f in dataclasses.fields(Article)}
    assert {f.beside for f in fields.FIELDS} <= set(articles.c.keys())
    assert names(fields.LISTED) | names(fields.UNLISTED) == names(fields.FIELDS)
    assert {f.beside for f in fields.LISTED} <= answers.ArticleSummary.__annotations__.keys()
    assert {f.beside for f in fields.FIELDS} <= answers.ArticleDocument.__annotations__.keys()
    assert set(fields.shown(FULL)) == shapes.ReportArticle.__annotations__.keys()


def test_what_may_be_stated() -> None:
    """A submission repeats the list, so that its own types can be checked."""
    bodies = {"body", "media_type", "text", "html"}
    assert {f.name for f in dataclasses.fields(Submission)} - bodies == names(fields.SUBMITTED)
    assert requests.Metadata.model_fields.keys() == names(fields.SUBMITTED)


def test_what_is_packed_is_unpacked() -> None:
    assert fields.load(json.loads(json.dumps(fields.dump(FULL)))) == FULL


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", None), ("text", 3), ("title", ["a"]), ("published_at", "soon"), ("boilerplate", [[1]]),
        ("language", None), ("status", "lost"), ("notes", [["a"]]),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused(name: str, value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        fields.load(fields.dump(FULL) | {name: value})


def test_boilerplate_from_before_there_were_kinds_is_read() -> None:
    """Rows that the first version wrote have two numbers a span."""
    old = fields.load(fields.dump(FULL) | {"boilerplate": [[0, 1], [3, 5]]})
    assert old.boilerplate == (Boilerplate(0, 1, BoilerplateKind.OTHER), Boilerplate(3, 5, BoilerplateKind.OTHER))

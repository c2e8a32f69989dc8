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


LEAD = "The harbour board of Lindholm voted on Tuesday to close the upper lock until spring, its chairwoman said."
FIRST_WORDS = "The harbour board of Lindholm voted on Tuesday to close the upper…"


@pytest.mark.parametrize(
    ("text", "called"),
    [
        (f"Board closes the upper lock\n\n{LEAD}", "Board closes the upper lock"),
        (f"Board closes the upper lock\n{LEAD}", "Board closes the upper lock"),
        (f"Board closes the upper lock.\n\n{LEAD}", "Board closes the upper lock."),
        (f"Who closes the lock? Nobody knows\n\n{LEAD}", "Who closes the lock? Nobody knows"),
        (f"Board closes upper lock until spring; crews ask for more time to move boats\n\n{LEAD}",
         "Board closes upper lock until spring; crews ask for more time to move boats"),
        (f"{LEAD}\n\n{LEAD}", FIRST_WORDS),
        (f"{LEAD} " * 30, FIRST_WORDS),
        (f"{LEAD[:-1]} and " * 30, FIRST_WORDS),
        (f"The lock is shut. {LEAD}", "The lock is shut."),
        (f"The board of Dr. Lind met. {LEAD}", "The board of Dr. Lind met."),
        (f"* * *\n\nBoard closes lock\n\n{LEAD}", "Board closes lock"),
        ("港务局关闭上游船闸\n\n港务局周二投票决定关闭上游船闸直到春季。", "港务局关闭上游船闸"),
        ("港务局周二投票决定关闭上游船闸直到春季。渔民说他们没有时间。", "港务局周二投票决定关闭上游船闸直到春季。"),
        ("船" * 400, "船" * 45 + "…"),
        ("ท่าเรือปิดประตูน้ำตอนบน\n\nคณะกรรมการท่าเรือลงมติเมื่อวันอังคาร", "ท่าเรือปิดประตูน้ำตอนบน"),
        ("مجلس الميناء يغلق البوابة\n\nصوت مجلس الميناء يوم الثلاثاء.", "مجلس الميناء يغلق البوابة"),
        ("x" * 900, "x" * 90 + "…"),
        ("", "Untitled"),
        ("— — —", "Untitled"),
    ],
)
def test_what_an_article_without_a_headline_is_called(text: str, called: str) -> None:
    assert fields.beginning(text) == called
    assert fields.beginning(called) == called


def test_what_is_set_aside_is_passed_over() -> None:
    text = f"By Ada Brenneke\n\nLINDHOLM (Reuters) - {LEAD}"
    aside = [(0, 15), (17, 37)]
    assert fields.beginning(text, aside) == FIRST_WORDS
    headed = f"Opinion\n\nBoard closes lock\n\n{LEAD}"
    assert fields.beginning(headed, [(0, 7)]) == "Board closes lock"


def test_a_list_that_reads_the_beginning_of_a_text_calls_it_as_its_report_does() -> None:
    aside = [(0, 910)]
    line = "Board closes the upper lock of the harbour of Lindholm until spring, as crews ask for more time to move"
    text = "x" * 910 + f"\n\n{line}\n\n{LEAD}"
    whole = fields.beginning(text, aside)
    assert whole == fields.beginning(text[: fields.LOOKED_AT], aside)
    assert whole == "Board closes the upper lock of the harbour of Lindholm until spring,…"

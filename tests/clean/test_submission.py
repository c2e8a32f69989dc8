# ruff: noqa: E501  (documents stand here as they come, not wrapped)
"""What is asked of a submission, and what its id depends on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from copytaster.clean import Rejected, Submission, language
from copytaster.limits import Limits
from copytaster.model import Article

STORY = "The harbour board voted on Tuesday to close the eastern basin for eleven weeks."
Clean = Callable[..., Article]
Refuse = Callable[..., Rejected]


def test_the_id_is_the_digest_of_what_was_submitted() -> None:
    a = Submission(text=STORY, title="Basin to close")
    assert a.article_id() == Submission(title="Basin to close", text=STORY).article_id()
    assert len(a.article_id()) == 32
    assert a.article_id() == a.article_id().lower()
    assert a.article_id() != Submission(text=STORY, byline="Basin to close").article_id()
    assert a.article_id() != Submission(body=STORY.encode(), media_type="text/plain").article_id()


def test_json_in_the_body_is_the_same_submission_as_its_fields(cleaned: Clean) -> None:
    body = b'{"text": "The harbour board voted on Tuesday to close it.", "outlet": "Harlow Bay Post"}'
    assert cleaned(body=body) == cleaned(
        text="The harbour board voted on Tuesday to close it.", outlet="Harlow Bay Post"
    )


@pytest.mark.parametrize(
    "field", ["title", "byline", "outlet", "agency", "url", "external_id", "language", "credit", "text", "html"]
)
@pytest.mark.parametrize("value", [5, True, ["x"], {"a": 1}])
def test_wrong_types_name_the_field(refused: Refuse, field: str, value: Any) -> None:
    fields = {"text": STORY} if field not in ("text", "html") else {}
    found = refused(**{**fields, field: value})
    assert (found.status, found.code) == (422, "wrong_type")
    assert field in found.detail


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "one_text"),
        ({"text": STORY, "html": f"<p>{STORY}</p>"}, "one_text"),
        ({"text": ""}, "no_text"),
        ({"text": " \n\t \u200b…—"}, "no_text"),
        ({"text": "Too short."}, "too_few_words"),
        ({"text": STORY + "\0"}, "nul"),
        ({"text": STORY + "\ud800"}, "lone_surrogate"),
        ({"text": STORY, "title": "a\0b"}, "nul"),
        ({"text": STORY, "byline": "\udfff"}, "lone_surrogate"),
        ({"text": STORY, "title": "x" * 2001}, "field_too_long"),
        ({"text": STORY, "url": "javascript:alert(1)"}, "unreadable_url"),
        ({"text": STORY, "language": "English, please"}, "unreadable_language"),
        ({"text": STORY, "published_at": "yesterday"}, "unreadable_date"),
        ({"text": STORY, "published_at": 1700000000}, "wrong_type"),
        ({"text": STORY, "published_at": "1899-12-31"}, "implausible_date"),
        ({"text": STORY, "published_at": "2026-03-08T00:00:00Z"}, "implausible_date"),
        ({"text": STORY, "published_at": "9999-12-31T23:59:59-12:00"}, "unreadable_date"),
        ({"body": b"", "media_type": "text/plain"}, "no_text"),
        ({"body": b"x", "media_type": "image/png"}, "media_type"),
        ({"body": b"[1", "media_type": "application/json"}, "not_json"),
        ({"body": b"null", "media_type": "application/json"}, "not_an_object"),
        ({"body": b"[" * 90_000, "media_type": "application/json"}, "too_deep"),
        ({"body": b"<planet/>", "media_type": "application/xml"}, "xml_vocabulary"),
        ({"body": b"not really XML", "media_type": "application/xml"}, "xml_vocabulary"),
    ],
)
def test_refusals_say_why(refused: Refuse, fields: dict[str, Any], code: str) -> None:
    assert refused(**fields).code == code


@pytest.mark.parametrize(
    ("limit", "value", "fields", "status"),
    [
        ("max_body_bytes", 50, {"text": STORY}, 413),
        ("max_text_chars", 50, {"text": STORY}, 413),
        ("max_words", 10, {"text": STORY}, 413),
        ("min_words", 40, {"text": STORY}, 422),
        ("max_html_tags", 10, {"html": "<p>" + STORY + "<br>" * 20}, 422),
        ("max_html_depth", 10, {"html": "<div>" * 20 + STORY}, 422),
        ("max_tag_attributes", 10, {"html": "<p " + " ".join(f"a{i}=1" for i in range(20)) + ">" + STORY}, 422),
    ],
)
def test_a_limit_that_is_passed_is_named(
    refused: Refuse, limit: str, value: int, fields: dict[str, Any], status: int
) -> None:
    found = refused(limits=Limits(**{limit: value}), **fields)
    assert (found.status, found.limit) == (status, limit)
    assert limit in found.detail


@pytest.mark.parametrize(
    ("value", "when"),
    [
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T10:00:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01T10:00:00+05:30", datetime(2026, 3, 1, 4, 30, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 10:00:00 -0500", datetime(2026, 3, 1, 15, tzinfo=UTC)),
        ("20260301T100000Z", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (datetime(2026, 3, 1, 10), datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-05T23:00:00Z", datetime(2026, 3, 5, 23, tzinfo=UTC)),
    ],
)
def test_dates_are_read_into_utc(cleaned: Clean, value: Any, when: datetime) -> None:
    assert cleaned(text=STORY, published_at=value).published_at == when


def test_a_leading_date_is_the_articles_date_and_not_its_text(cleaned: Clean) -> None:
    article = cleaned(text=" date 2026-02-03 " + STORY)
    assert article.published_at == datetime(2026, 2, 3, tzinfo=UTC)
    assert [article.text[s.start : s.end] for s in article.boilerplate] == ["date 2026-02-03"]
    assert cleaned(text=" date 2026-02-03 " + STORY, published_at="2026-02-05").published_at == datetime(
        2026, 2, 5, tzinfo=UTC
    )
    assert cleaned(text="date 2126-02-03 " + STORY).published_at is None


def test_a_known_agency_as_publisher_is_called_by_its_usual_name(cleaned: Clean) -> None:
    assert cleaned(text=STORY, agency="Agence France-Presse").agency == "AFP"
    assert cleaned(text=STORY, outlet="Reuters").agency == "Reuters"
    assert cleaned(text=STORY, outlet="Harlow Bay Post").agency is None
    assert cleaned(text=STORY, agency="Harlow Bay News Service").agency == "Harlow Bay News Service"


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (STORY + " Crews said they had been given no time to move their boats.", "en"),
        (
            "Der Hafenrat beschloss am Dienstagabend, das östliche Becken für elf Wochen zu schließen, weil die Tore defekt sind.",
            "de",
        ),
        ("港口管理委员会星期二晚间投票决定关闭东部港池十一个星期。", "zh"),
        ("港湾委員会は火曜日の夜、東側の船だまりを十一週間閉鎖することを決めた。", "ja"),
        ("항만 위원회는 화요일 밤 동쪽 부두를 열한 주 동안 닫기로 결정했다.", "ko"),
        ("คณะกรรมการท่าเรือลงมติปิดท่าเรือฝั่งตะวันออกเป็นเวลาสิบเอ็ดสัปดาห์", "th"),
        ("Совет порта во вторник вечером проголосовал за закрытие восточного бассейна на одиннадцать недель.", "ru"),
        ("Ok ok ok ok ok ok", "und"),
    ],
)
def test_languages_are_told_or_honestly_not(cleaned: Clean, body: str, language: str) -> None:
    assert cleaned(text=body).language == language


def test_a_stated_language_wins(cleaned: Clean) -> None:
    assert cleaned(text=STORY, language="en-GB").language == "en"
    assert cleaned(text=STORY, language="gd").language == "gd"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"), ("en-GB", "en"), ("pt_BR", "pt"), ("zh-Hant-TW", "zh"), ("ENG", "en"), ("ger", "de"), ("fre", "fr"),
        ("iw", "he"), ("in", "id"), ("nob", "nb"), ("und", "und"), ("xx", "xx"), (" de ", "de"),
        ("english", None), ("e", None), ("", None), ("en--x", None), ("x-private", None), ("a" * 500, None),
    ],
)  # fmt: skip
def test_a_language_tag_is_one_short_code(tag: str, code: str | None) -> None:
    assert language.primary(tag) == code

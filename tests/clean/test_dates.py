"""Times as newsrooms write them: read as they are meant, or not read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from copytaster.clean import Rejected, Submission, clean, dates
from copytaster.clean.dates import NOWHERE, Place
from copytaster.limits import Limits

NOW = datetime(2026, 11, 20, tzinfo=UTC)
TEXT = "The river police in Tolmach pulled eleven people from a sinking barge on Saturday night."


def when(value: str, place: Place = NOWHERE) -> str | None:
    found = dates.parse(value, place)
    return found.strftime("%d %H:%M") if found else None


@pytest.mark.parametrize(
    ("value", "right"),
    [
        # RFC 2822 and its neighbours: numeric offsets in every form, named zones
        ("Sun, 08 Nov 2026 10:00:00 +0100", "08 09:00"),
        ("Sun, 08 Nov 2026 10:00:00 +05:30", "08 04:30"),
        ("Sun, 08 Nov 2026 10:00:00 -08", "08 18:00"),
        ("Sun, 08 Nov 2026 10:00:00 UTC+2", "08 08:00"),
        ("Sun, 08 Nov 2026 10:00:00 +0100 (CET)", "08 09:00"),
        ("Sun, 08 Nov 2026 10:00:00 CET", "08 09:00"),
        ("Wed, 08 Jul 2026 10:00:00 CEST", "08 08:00"),
        ("Sun, 08 Nov 2026 20:00:00 AEDT", "08 09:00"),
        ("Sun, 08 Nov 2026 20:00:00 AEST", "08 10:00"),
        ("Sun, 08 Nov 2026 23:00:00 NZDT", "08 10:00"),
        ("Sun, 08 Nov 2026 05:00:00 EST", "08 10:00"),
        ("Wed, 08 Jul 2026 10:00:00 PDT", "08 17:00"),
        ("Wed, 08 Jul 2026 10:00:00 BST", "08 09:00"),
        ("Sun, 08 Nov 2026 19:00:00 JST", "08 10:00"),
        ("Sun, 08 Nov 2026 12:00:00 SAST", "08 10:00"),
        ("Sun, 08 Nov 2026 15:00:00 PKT", "08 10:00"),
        ("Sun, 08 Nov 2026 18:00:00 SGT", "08 10:00"),
        ("Sun, 08 Nov 2026 11:00:00 MEZ", "08 10:00"),
        ("Mon, 9 Nov 2026 1:05:00 GMT", "09 01:05"),
        ("08 Nov 26 10:00 GMT", "08 10:00"),
        ("Sun Nov  8 10:00:00 EST 2026", "08 15:00"),
        # ISO 8601 and what is nearly that
        ("2026-11-08T9:00:00Z", "08 09:00"),
        ("2026-11-08 10:00:00 +0100", "08 09:00"),
        ("2026-11-08T10:00:00+0100", "08 09:00"),
        ("2026-11-08T10:00:00.123456789+01:00", "08 09:00"),
        ("2026-11-08T10:00:00-05:00[America/New_York]", "08 15:00"),
        ("2026-11-08 10:00 Europe/Berlin", "08 09:00"),
        ("20261108T100000-0500", "08 15:00"),
        ("20261108100000", "08 10:00"),
        ("2026/11/08 10:00", "08 10:00"),
        ("2026-11-08", "08 00:00"),
        ("1794132000", "08 10:00"),
        # what pages say
        ("08.11.2026 10:00", "08 10:00"),
        ("8.11.2026, 9.05 Uhr", "08 09:05"),
        ("13/11/2026 10:00", "13 10:00"),
        ("11/13/2026 10:00", "13 10:00"),
        ("Nov. 8, 2026 10:00 PM EST", "09 03:00"),
        ("November 8, 2026, 10 p.m. ET", "09 03:00"),
        ("10:00 PM EST, Nov 8 2026", "09 03:00"),
        ("Nov 8 2026 12:30AM GMT", "08 00:30"),
        ("Sunday, November 8th, 2026 at 10:00 a.m. EST", "08 15:00"),
        ("8-Nov-2026 10:00", "08 10:00"),
        # in the languages of newsrooms
        ("8. November 2026, 22.30 Uhr", "08 22:30"),
        ("So., 08.11.2026 - 10:00 Uhr MEZ", "08 09:00"),
        ("8 novembre 2026 à 22h30", "08 22:30"),
        ("8 de noviembre de 2026 22:30", "08 22:30"),
        ("8. november 2026 kl. 10.30", "08 10:30"),
        ("2026. november 8. 10:00", "08 10:00"),
        ("8 ноября 2026 г. 22:30 МСК", "08 19:30"),
        ("8 Kasım 2026 Pazar 10:00", "08 10:00"),
        ("8 Νοεμβρίου 2026 10:00", "08 10:00"),
        ("٨ نوفمبر ٢٠٢٦", "08 00:00"),
        ("8 नवंबर 2026", "08 00:00"),
        ("2026年11月8日 10時30分", "08 10:30"),
        ("2026年11月8日 下午3:05", "08 15:05"),
        ("2026년 11월 8일 오후 3시", "08 15:00"),
        ("2026年11月8日 午前6時5分", "08 06:05"),
        ("2026年11月8日 午後0時5分", "08 12:05"),
        ("8 noiembrie 2026, ora 6:05", "08 06:05"),
        ("8 November 2026, 00.05am", "08 00:05"),
    ],
)
def test_a_time_is_read_as_it_is_meant(value: str, right: str) -> None:
    assert when(value) == right


@pytest.mark.parametrize(
    "value",
    [
        "Sun, 08 Nov 2026 10:00:00 XYZ",  # a zone that nobody knows
        "Sun, 08 Nov 2026 10:00:00 IST",  # India, Ireland or Israel
        "11/08/2026 10:00",  # November in the United States, August elsewhere
        "8 listopada 2026",  # November in Polish, October in Croatian
        "2 hours ago", "yesterday", "10:00", "11/2026", "2026-13-08", "31 Feb 2026", "2026-11-08T25:00", "8", "",
        "Sunday", "Sun, 08 Nov 2026 10:00:00 +25:00", "x" * 101, "1" * 100,
        "8 Nov 2026 10:00 in the morning, or thereabouts",
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_not_read(value: str) -> None:
    assert when(value) is None


@pytest.mark.parametrize(
    ("value", "country", "right"),
    [
        ("Sun, 08 Nov 2026 10:00:00 IST", "IN", "08 04:30"),
        ("Wed, 08 Jul 2026 10:00:00 IST", "IE", "08 09:00"),
        ("Sun, 08 Nov 2026 10:00:00 IST", "IL", "08 08:00"),
        ("Sun, 08 Nov 2026 18:00:00 CST", "CN", "08 10:00"),
        ("Sun, 08 Nov 2026 10:00:00 CST", "US", "08 16:00"),
        ("Sun, 08 Nov 2026 18:00:00 PST", "PH", "08 10:00"),
        ("Sun, 08 Nov 2026 21:00:00 EDT", "AU", "08 10:00"),
        ("Sun, 08 Nov 2026 16:00:00 BST", "BD", "08 10:00"),
        ("Sun, 08 Nov 2026 13:00:00 AST", "SA", "08 10:00"),
        ("11/08/2026 10:00", "US", "08 10:00"),
        ("08/11/2026 10:00", "GB", "08 10:00"),
        ("9 a.m. ET, Nov. 8, 2026", "GB", "08 14:00"),
    ],
)
def test_the_country_of_the_publisher_decides(value: str, country: str, right: str) -> None:
    assert when(value, Place(country)) == right


def test_the_language_decides_where_names_are_shared() -> None:
    assert dates.parse("8 listopada 2026", Place(None, ("pl",))) == datetime(2026, 11, 8, tzinfo=UTC)
    assert dates.parse("8 listopada 2026", Place(None, ("hr",))) == datetime(2026, 10, 8, tzinfo=UTC)
    assert dates.parse("08/11/2026", Place(None, ("fr",))) == datetime(2026, 11, 8, tzinfo=UTC)


def rss(date: str, link: str = "", language: str = "") -> Submission:
    tongue = f"<language>{language}</language>" if language else ""
    body = (
        f"<rss version='2.0'><channel><title>Deccan Mail</title>{tongue}<item><title>Barge</title><link>{link}</link>"
        f"<pubDate>{date}</pubDate><description>{TEXT}</description></item></channel></rss>"
    )
    return Submission(body=body.encode(), media_type="application/rss+xml")


@pytest.mark.parametrize(
    ("link", "language", "right"),
    [
        ("https://mail.example.in/a", "", datetime(2026, 11, 8, 4, 30, tzinfo=UTC)),
        ("https://mail.example.ie/a", "", datetime(2026, 11, 8, 9, 0, tzinfo=UTC)),
        ("", "en-in", datetime(2026, 11, 8, 4, 30, tzinfo=UTC)),
        ("https://mail.example/a", "en", None),
        ("https://mail.example.io/a", "", None),
    ],
)
def test_an_ambiguous_zone_is_that_of_the_publishers_country(
    link: str, language: str, right: datetime | None
) -> None:
    article = clean(rss("Sun, 08 Nov 2026 10:00:00 IST", link, language), Limits(), NOW)
    assert article.published_at == right
    assert [n.what for n in article.notes] == ([] if right else ["unreadable_time"])


def test_an_agencys_seat_decides_too() -> None:
    article = clean(Submission(text=TEXT, agency="PTI", published_at="8 Nov 2026 10:00 IST"), Limits(), NOW)
    assert article.published_at == datetime(2026, 11, 8, 4, 30, tzinfo=UTC)


def test_a_time_without_a_zone_is_taken_as_utc_and_said_to_be() -> None:
    article = clean(rss("Sun, 08 Nov 2026 10:00:00"), Limits(), NOW)
    assert article.published_at == datetime(2026, 11, 8, 10, tzinfo=UTC)
    assert [n.what for n in article.notes] == ["time_without_zone"]
    assert clean(rss("2026-11-08"), Limits(), NOW).notes == ()


@pytest.mark.parametrize(
    ("link", "language", "hour"),
    [
        ("https://www.quay.de/1", "de", 9), ("https://www.quay.co.uk/1", "en", 10), ("https://www.quay.pt/1", "pt", 10),
        ("https://www.quay.es/1", "es", 9), ("https://www.quay.com/1", "da", 9), ("https://www.quay.com/1", "en-IN", 4),
        ("https://www.quay.com/1", "ja", 1), ("https://www.quay.com/1", "en-US", 10),
        ("https://www.quay.com/1", "en", 10),
    ],
)  # fmt: skip
def test_a_time_without_a_zone_is_that_of_a_country_with_one(link: str, language: str, hour: int) -> None:
    article = clean(rss("Sun, 08 Nov 2026 10:00:00", link, language), Limits(), NOW)
    assert article.published_at is not None
    assert article.published_at.astimezone(UTC).hour == hour
    assert [n.what for n in article.notes] == ["time_without_zone"]
    assert ("as UTC" in article.notes[0].detail) == (hour == 10 and not link.endswith((".uk/1", ".pt/1")))


def test_a_submitted_time_without_a_zone_is_utc_whoever_sends_it() -> None:
    article = clean(Submission(text=TEXT, agency="dpa", published_at="2026-11-08T10:00:00"), Limits(), NOW)
    assert article.published_at == datetime(2026, 11, 8, 10, tzinfo=UTC)
    assert [n.what for n in article.notes] == ["time_without_zone"]


@pytest.mark.parametrize("value", ["Sun, 08 Nov 2026 10:00:00 IST", "8 Nov 2026 10:00 XYZ", "11/08/2026", "soon"])
def test_a_submitted_time_that_cannot_be_decided_is_refused(value: str) -> None:
    with pytest.raises(Rejected) as refused:
        clean(Submission(text=TEXT, published_at=value), Limits(), NOW)
    assert refused.value.code == "unreadable_date"


def test_the_second_date_of_a_document_stands_in_for_one_that_cannot_be_read() -> None:
    page = (
        "<html><head><meta property='article:published_time' content='last night'>"
        "<meta name='pubdate' content='8 Nov 2026 10:00 CET'></head>"
        f"<body><article><p>{TEXT}</p></article></body></html>"
    )
    article = clean(Submission(html=page), Limits(), NOW)
    assert article.published_at == datetime(2026, 11, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("November 8, 2026 at 10:00 p.m. Eastern Time", "2026-11-09T03:00"),
        ("November 8, 2026 10:00 PM Pacific", "2026-11-09T06:00"),
        ("July 8, 2026 10:00 AM Central Daylight Time", "2026-07-08T15:00"),
        ("8 July 2026 10:00 Central European Summer Time", "2026-07-08T08:00"),
        ("8 novembre 2026 à 10 h 30 (heure de Paris)", "2026-11-08T09:30"),
        ("8 de noviembre de 2026, 10:30 hora de Madrid", "2026-11-08T09:30"),
        ("8 November 2026, 10:30 Moscow time", "2026-11-08T07:30"),
        ("8 November 2026, 10:30 Indian Standard Time", "2026-11-08T05:00"),
        ("12 noon GMT, 8 November 2026", "2026-11-08T12:00"),
        ("Nov 8, 2026 10:00 PM PT", "2026-11-09T06:00"),
    ],
)
def test_zones_that_are_named_in_words(value: str, right: str) -> None:
    found = dates.read(value, dates.Place(None, ("fr", "es")))
    assert found is not None
    assert (found.when.isoformat()[:16], found.bare) == (right, False)

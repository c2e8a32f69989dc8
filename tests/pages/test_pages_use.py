"""Killed, corrected, embargoed, declared and noted: what a report and the desk say of the use of an article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from service.pages.report.use import lines, named


def report(**more: Any) -> dict[str, Any]:
    article = {"status": "usable", "notes": [], "digital_source": None, "embargoed_until": None}
    article |= more.pop("article", {})
    return {"article": article, "superseded_by": None, "printed_by": [], "sources": [], **more}


def said(found: dict[str, Any]) -> list[str]:
    return [line.sentence for line in lines(found)]


def test_of_most_articles_there_is_nothing_to_say() -> None:
    assert lines(report()) == ()
    assert lines({"article": {}}) == ()


def test_a_killed_article_names_who_still_prints_it() -> None:
    found = report(article={"status": "canceled"}, printed_by=["a", "b"])
    assert said(found) == [
        "Killed: its publisher asks everybody not to print it.",
        "2 articles made from it or from an earlier version still print it:",
    ]
    assert named(found) == ["a", "b"]


def test_one_that_a_later_version_killed_names_that() -> None:
    ending = {"article_id": "k", "status": "canceled", "at": "2026-03-03T11:00:00Z"}
    found = report(superseded_by=ending, printed_by=["a"])
    assert said(found)[0] == "A later version has killed it."
    assert named(found) == ["k", "a"]


def test_a_copy_is_told_that_its_source_was_killed() -> None:
    ending = {"article_id": "k", "status": "canceled", "at": "2026-03-03T11:00:00Z"}
    sources = [
        {"article_id": "w", "relation": "copy", "superseded_by": ending, "direction": "from_source"},
        {"article_id": "x", "relation": "copy", "superseded_by": None, "direction": "from_source"},
        {"article_id": "y", "relation": "copy", "superseded_by": ending, "direction": "to_source"},
        {"article_id": "z", "relation": "same-source", "superseded_by": ending, "direction": "from_source"},
    ]
    assert said(report(sources=sources)) == ["A source was later killed."]
    assert named(report(sources=sources)) == ["w"]


def test_embargo_making_and_notes() -> None:
    article = {
        "status": "withheld", "embargoed_until": "2026-03-05T00:01:00Z",
        "digital_source": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        "notes": [{"what": "time_without_zone", "detail": "The time names no zone."}],
    }  # fmt: skip
    assert said(report(article=article)) == [
        "Under embargo until",
        "Its publisher declares how it was made: trainedAlgorithmicMedia (IPTC digital source type).",
        "The time names no zone.",
    ]


def test_an_embargo_that_is_over_is_not_said_to_hold() -> None:
    found = report(article={"status": "withheld", "embargoed_until": "2026-03-05T00:01:00Z"})
    end = datetime(2026, 3, 5, 0, 1, tzinfo=UTC)
    (holds,), (over,) = lines(found, end - timedelta(seconds=1)), lines(found, end)
    assert (holds.kind, holds.sentence, holds.until) == ("withheld", "Under embargo until", end)
    assert (over.kind, over.sentence, over.until) == ("note", "It was under embargo until", end)
    assert said(report(article={"status": "withheld"})) == ["Under embargo, until a later version releases it."]


def test_a_kill_does_not_say_of_itself_that_it_killed_its_source() -> None:
    ending = {"article_id": "k", "status": "canceled", "at": "2026-03-03T11:00:00Z"}
    sources = [{"article_id": "w", "relation": "copy", "superseded_by": ending, "direction": "from_source"}]
    assert "A source was later killed." not in said(report(article={"status": "canceled", "id": "k"}, sources=sources))


def test_many_sources_that_were_killed_are_one_line_and_many_carriers_are_not_all_named() -> None:
    ending = {"article_id": "k", "status": "canceled", "at": "2026-03-03T11:00:00Z"}
    sources = [
        {"article_id": i, "relation": "excerpt", "superseded_by": ending, "direction": "from_source"} for i in "vw"
    ]
    assert said(report(sources=sources)) == ["2 sources were later killed:"]
    _, line = lines(report(article={"status": "canceled"}, printed_by=[f"a{n}" for n in range(62)]))
    assert (len(line.article_ids), line.more) == (12, 50)
    assert line.sentence.startswith("62 articles")

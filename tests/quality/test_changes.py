"""What drifted between a reused passage and its source is listed with both places; what only looks different is not."""

# ruff: noqa: E501 — texts are not broken
from __future__ import annotations

import pytest

from tests.quality.library import Library, Report, consistent

WIRE = """\
LOWMOUTH, Nov 18 (Reuters) - Regulators in Lowmouth fined the ferry operator Brightwater Lines 1.03m crowns on \
Wednesday for leaving passengers stranded during last winter's storms.

The harbour authority found that the company had cancelled 212 crossings without notice, about 9.25% of its timetable, \
between Jan 4 and Feb 17.

"We were slow to answer the telephone, and I am sorry for it," managing director Petra Halvorsen told reporters outside \
the hearing.

Inspector Duncan Aldercote, who led the inquiry, said the operator had been given 140 days to publish a winter plan and \
to lease a third vessel.

A passengers' group called Islanders Afloat had collected 500,000 signatures in support of stiffer penalties after a \
woman missed a hospital appointment on the mainland.

Brightwater shares closed 3.4 percent lower at 18.60 crowns, their weakest since the company was listed in 2016.

The operator carries 2.6 million passengers a year between Lowmouth and six islands in the Tessaly Sound."""


NAME = pytest.mark.xfail(strict=True, reason="only names that are spelt alike count as swapped")


def listed(*swaps: tuple[str, str]) -> tuple[list[tuple[str, str | None, str | None]], Report]:
    """(what, here, there) of every change that the report of a copy with these swaps lists."""
    text = WIRE.replace("LOWMOUTH, Nov 18 (Reuters) - ", "")
    for old, new in swaps:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    library = Library()
    library.add(text=WIRE, agency="Reuters", published_at="2026-11-18T08:00:00Z")
    report = library.report(library.add(text=text, outlet="The Tessaly Post", published_at="2026-11-18T11:00:00Z"))
    consistent(report, library)
    assert report["derivation"] == "wholly_derived"
    return [
        (c["what"], c["here"] and c["here"]["text"], c["there"] and c["there"]["text"])
        for p in report["passages"]
        for c in p["changes"]
    ], report


@pytest.mark.parametrize(
    ("there", "here", "expected"),
    [
        ("1.03m crowns", "1.3m crowns", ("figure", "1.3m", "1.03m")),
        ("1.03m crowns", "1.3 million crowns", ("figure", "1.3 million", "1.03m")),
        ("212 crossings", "221 crossings", ("figure", "221", "212")),
        ("9.25%", "9.52 per cent", ("figure", "9.52 per cent", "9.25%")),
        ("140 days", "14 days", ("figure", "14 days", "140 days")),
        ("500,000 signatures", "50,000 signatures", ("figure", "50,000", "500,000")),
        ("500,000 signatures", "50 lakh signatures", ("figure", "50 lakh", "500,000")),
        ("Feb 17", "Feb 27", ("date", "Feb 27", "Feb 17")),
        ("Jan 4", "June 4", ("date", "June 4", "Jan 4")),
        ("listed in 2016", "listed in 2019", ("date", "2019", "2016")),
        ("I am sorry for it", "I am glad of it", ("quote", "glad of", "sorry for")),
        ("slow to answer", "quick to answer", ("quote", "quick", "slow")),
        ("Aldercote", "Aldercott", ("name", "Aldercott", "Aldercote")),
        ("Halvorsen", "Halvorson", ("name", "Halvorson", "Halvorsen")),
        ("2.6 million passengers", "2.9 million passengers", ("figure", "2.9 million", "2.6 million")),
    ],
)
def test_what_drifted_is_listed_with_both_places(there: str, here: str, expected: tuple[str, str, str]) -> None:
    changes, report = listed((there, here))
    assert changes == [expected]
    text = report["article"]["text"]
    change = next(c for p in report["passages"] for c in p["changes"])
    assert text.index(here) <= change["here"]["start"] < text.index(here) + len(here)
    assert WIRE.index(there) <= change["there"]["start"] < WIRE.index(there) + len(there)


@pytest.mark.parametrize(
    ("there", "here"),
    [
        pytest.param("Halvorsen", "Aldercote-Smith", marks=NAME),
        ("Duncan Aldercote", "Mairi Strand"),
    ],
)
def test_a_swapped_name_is_listed(there: str, here: str) -> None:
    changes, _ = listed((there, here))
    assert changes == [("name", here, there)]


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("1.03m crowns", "1.03 million crowns"),
        ("1.03m crowns", "1,030,000 crowns"),
        ("9.25%", "9.25 per cent"),
        ("9.25%", "9.25 percent"),
        ("140 days", "almost five months"),
        ("140 days", "20 weeks"),
        ("500,000 signatures", "5 lakh signatures"),
        ("500,000 signatures", "half a million signatures"),
        ("500,000 signatures", "5,00,000 signatures"),
        ("a third vessel", "a 3rd vessel"),
        ("six islands", "6 islands"),
        ("Jan 4 and Feb 17", "January 4 and February 17"),
        ("Jan 4 and Feb 17", "4 January and 17 February"),
        ("Jan 4 and Feb 17", "4th January and 17th February"),
        ("2.6 million passengers", "2.6m passengers"),
        ("2.6 million passengers", "26 lakh passengers"),
        ("18.60 crowns", "18.6 crowns"),
        ("3.4 percent", "3.4%"),
        ("Halvorsen", "Halvorsen, 51,"),
        ("slow to answer", "slow to  answer"),
    ],
)
def test_the_same_in_other_clothes_is_not_listed(there: str, here: str) -> None:
    assert listed((there, here))[0] == []


def test_curly_marks_and_apostrophes_are_no_change() -> None:
    assert listed(('"We were', "“We were"), ('for it,"', "for it,”"), ("winter's", "winter’s"))[0] == []


def test_several_changes_come_in_the_order_of_the_text() -> None:
    changes, _ = listed(
        ("1.03m", "1.3m"), ("Feb 17", "Feb 27"), ("slow to answer", "quick to answer"), ("2016", "2019")
    )
    assert [what for what, _, _ in changes] == ["figure", "date", "quote", "date"]

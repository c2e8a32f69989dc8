"""Quotations that an article has from an agency by its own account, and those that it may have heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.quality.library import Library, Report, relation

NINE = datetime(2026, 3, 3, 9, tzinfo=UTC)
SAID = "You feel it in your stomach when the river comes up the stairs at night"
WIRE: dict[str, Any] = {
    "agency": "AFP",
    "title": "Flood empties riverside quarter of Liptov town",
    "text": (
        "BRATISLAVA, March 3 (AFP) - Rescuers carried 340 people out of the riverside quarter of Ruzinov Brod on "
        "Tuesday after the Vah rose two metres in a night and broke a dyke built in 1962.\n\n"
        f"“{SAID},” Jozef Hruska, a retired locksmith, told AFP from a school gym where cots had been set up.\n\n"
        "The mayor has asked the army for pumps and said that the last such flood was in 1997. Two bridges are closed, "
        "and trains from Zilina end three stops short of the town.\n\n"
        "Forecasters expect the water to fall from Thursday, with more rain to come at the weekend."
    ),
}  # fmt: skip
OWN = (
    "The market in the upper town opened as on any Tuesday, with eggs, radishes and gossip.\n\n"
    "Our reporter walked down to the barrier with Alzbeta Kralova, who sells honey and wanted to see whether her "
    "cellar was dry. It was not. A policeman handed her a rubber boot that had floated out of it, left foot, size 39."
    "\n\n"
    "{quotation}\n\n"
    "In the pharmacy the shelves were bare of nothing but plasters. Students of the music school moved two pianos to "
    "the first floor; a third was too heavy and was left where it stands, with bricks under its feet.\n\n"
    "The bakery on the square gives bread away from seven in the evening."
)
"""A reporter's own story, but for one quotation."""


def the_report(quotation: str, wire: dict[str, Any] = WIRE) -> tuple[Library, str, str, Report]:
    library = Library()
    source = library.add(**wire, published_at=NINE)
    text = OWN.format(quotation=quotation)
    mine = library.add(text=text, outlet="Liptov Post", published_at=NINE + timedelta(hours=5))
    return library, source, mine, library.report(mine)


@pytest.mark.parametrize(
    "quotation",
    [
        f"“{SAID},” Jozef Hruska told AFP.",
        f"“{SAID},” a retired locksmith in a school gym, Jozef Hruska, told the AFP news agency.",
        f"Jozef Hruska, whose flat is under water, told AFP: “{SAID}.”",
        f"“{SAID},” AFP quoted a retired locksmith as saying.",
    ],
)
def test_what_an_article_credits_to_an_agency_is_from_its_wire(quotation: str) -> None:
    library, wire, mine, report = the_report(quotation)
    assert report["derivation"] == "partially_derived"
    assert relation(report, wire) in ("excerpt", "rewrite")
    passage = report["passages"][0]
    assert SAID in passage["text"]
    assert passage["kind"] in ("verbatim", "edited")
    assert passage["source"]["agency"] == "AFP"
    assert report["credit"]["status"] == "credited"
    back = library.report(wire)
    assert relation(back, mine) in ("excerpt", "rewrite")
    assert back["derivation"] == "not_derived"


@pytest.mark.parametrize(
    "quotation",
    [
        f"“{SAID},” Jozef Hruska said in a school gym.",
        f"“{SAID},” Jozef Hruska told the Liptov Post.",
        f"“{SAID},” Jozef Hruska told Reuters.",
        f"“{SAID},” Jozef Hruska said in a school gym. The bishop told AFP that he plays the tuba.",
    ],
)
def test_what_may_have_been_heard_by_both_proves_nothing(quotation: str) -> None:
    library, wire, mine, report = the_report(quotation)
    assert report["derivation"] == "not_derived"
    assert relation(report, wire) == "shared-quotes"
    assert relation(library.report(wire), mine) == "shared-quotes"


def test_a_quotation_that_is_credited_to_an_agency_is_no_outlets() -> None:
    published = WIRE | {"agency": None, "outlet": "The Brod Herald"}
    _, other, _, report = the_report(f"“{SAID},” Jozef Hruska told AFP.", published)
    assert report["derivation"] == "not_derived"
    assert relation(report, other) in ("shared-quotes", None)

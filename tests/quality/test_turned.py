"""What a report says of figures that went the other way than in its source."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.quality.library import Library

FIRST = datetime(2026, 11, 16, 8, tzinfo=UTC)
WIRE = """Sales at the Lindholm shipyard rose 2.4 % in the third quarter, the company said on Tuesday. Its order book \
grew by 300 million crowns to 1.9 billion. Chief executive Marit Eide said the yard would hire sixty welders before \
the end of the year. In Ostby it was +2 degrees at night."""


def report(text: str) -> dict[str, Any]:
    library = Library()
    library.add(text=WIRE, agency="Reuters", published_at=FIRST.isoformat(), language="en")
    when = (FIRST + timedelta(hours=3)).isoformat()
    return library.report(library.add(text=text, outlet="Nordbladet", published_at=when, language="en"))


@pytest.mark.parametrize(
    ("here", "there"), [("fell 2.4 %", "rose 2.4 %"), ("-2", "+2")], ids=["a word that tells", "a sign that tells"]
)
def test_it_is_a_change_a_fact_that_differs_and_new(here: str, there: str) -> None:
    found = report(WIRE.replace(there, here))
    (changed,) = (p for p in found["passages"] if p["changes"])
    assert changed["kind"] == "edited"
    assert [(c["what"], c["here"]["text"], c["there"]["text"]) for c in changed["changes"]] == [("figure", here, there)]
    assert found["sources"][0]["facts"]["differ"] == 1
    assert [n["text"] for n in found["new"]] == [here]


def test_what_went_the_same_way_in_other_words_is_no_change() -> None:
    found = report(WIRE.replace("rose 2.4 %", "were up 2.4 percent"))
    assert not any(p["changes"] for p in found["passages"])
    assert found["sources"][0]["facts"]["differ"] == 0
    assert found["new"] == []

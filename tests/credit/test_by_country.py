"""Credits to the agencies of many countries, in the forms of their papers; what bears their names and is no agency."""

from __future__ import annotations

import pytest

from copytaster.clean import boilerplate
from copytaster.credit import agencies, audit, detect
from copytaster.model import Article, CreditStatus
from tests.credit import by_country


def stated(text: str, also: tuple[str, ...] = (), **fields: str) -> set[str]:
    return {e.agency for e in detect(Article("a", text, **fields), also)}


@pytest.mark.parametrize(("agency", "text"), by_country.rows())
def test_a_credit_in_the_papers_of_its_country(agency: str, text: str) -> None:
    assert stated(text) == {agency}


@pytest.mark.parametrize("text", by_country.sounds())
def test_news_of_what_has_an_agencys_name(text: str) -> None:
    assert stated(text) == set()


def test_every_agency_of_the_table_is_on_the_list_and_credited_twice() -> None:
    told = [agency for agency, _ in by_country.rows()]
    assert set(told) <= {agency.name for agency in agencies.load()}
    assert all(told.count(agency) >= 2 for agency in set(told))


SIGNED = "The bridge is shut after the storm. (MIA)"


@pytest.mark.parametrize(
    ("text", "fields", "also", "agencies"),
    [
        (SIGNED, {}, (), set()),
        (SIGNED, {"title": "Skopje shuts its bridge"}, (), {"MIA"}),
        (SIGNED, {}, ("MIA",), {"MIA"}),  # the archive has articles of an agency that is called so
        ("The bridge is shut.", {"outlet": "Mia", "byline": "MIA WONG"}, (), set()),
        ("The bridge is shut.", {"outlet": "Patria", "credit": "MIA"}, (), set()),
        ("The bridge in Skopje is shut.", {"byline": "MIA"}, (), {"MIA"}),
        ("The bridge in Skopje is shut.", {"credit": "MIA"}, (), {"MIA"}),
        ("The bridge is shut.", {"url": "https://mia.mk/story/1"}, (), {"MIA"}),
        ("The bridge is shut.", {"byline": "Media Information Agency"}, (), {"MIA"}),
    ],
)
def test_a_name_that_counts_where_the_article_speaks_of_its_country(
    text: str, fields: dict[str, str], also: tuple[str, ...], agencies: set[str]
) -> None:
    assert stated(text, also, **fields) == agencies


@pytest.mark.parametrize(("place", "aside"), [("Skopje", True), ("Eastmere", False)])
def test_a_line_of_that_name_is_set_aside_where_it_is_a_credit(place: str, aside: bool) -> None:
    text = f"The council of {place} shut the bridge on Monday.\n\nMIA\n\nBoats wait at the quay until the morning."
    at = text.index("MIA")
    assert any(b.start <= at < b.end for b in boilerplate.mark(text, "en")) is aside


def test_a_copy_that_is_signed_with_the_rivals_name() -> None:
    copy = Article("a", "Rebrík, ktorý povolil, zlaňovali po tme.\n\nZdroj: SITA", outlet="Spišské ráno")
    assert audit(copy, detect(copy), {"TASR": 1.0}).status is CreditStatus.MISCREDITED
    assert audit(copy, detect(copy), {"SITA": 1.0}).status is CreditStatus.CREDITED

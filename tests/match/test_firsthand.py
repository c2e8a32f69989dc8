"""An outlet had it first where a later wire says so, in whatever words; a name that merely stands there is nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from copytaster.match.firsthand import had_it_first
from copytaster.match.relate import direction
from copytaster.model import Article, Direction

NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def outlet(name: str, at: datetime | None = NOON - HOUR) -> Article:
    return Article(id="outlet", text="The mayor had his boathouse painted.", outlet=name, published_at=at)


def wire(text: str, language: str = "en", at: datetime | None = NOON) -> Article:
    return Article(id="wire", text=text, agency="NTB", language=language, published_at=at)


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("Nordnes Blad", "en", "The mayor had it painted, the newspaper Nordnes Blad reported. More soon."),
        ("The Argus", "en", "“I paid for the paint,” the mayor told The Argus."),
        ("Argus", "en", "The hours were booked as maintenance, the Argus said."),
        ("Lohrder Kreisblatt", "de", "Der Bürgermeister ließ streichen, berichtete das Lohrder Kreisblatt."),
        ("Kreisblatt", "de", "Die Stunden waren falsch gebucht, sagte er. Laut Kreisblatt zahlte die Stadt."),
        ("Le Petit Marsannais", "fr", "Le maire a fait repeindre son hangar, a rapporté Le Petit Marsannais."),
        ("Aftenposten", "en", "Norway is to sell it, Aftenposten reported late on Tuesday."),
        ("Gazeta Lohrska", "pl", "Burmistrz kazał malować, podała w środę „Gazeta Lohrska”."),
        ("Varden Avis", "no", "Ordføreren fikk naustet malt, skriver Varden Avis."),
    ],
)  # fmt: skip
def test_a_wire_says_where_it_has_it(name: str, language: str, text: str) -> None:
    first, later = outlet(name), wire(text, language)
    assert had_it_first(first, later)
    assert direction(first, later) is Direction.TO_SOURCE
    assert direction(later, first) is Direction.FROM_SOURCE


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (outlet("Nordnes Blad"), wire("The mayor had it painted, police said.")),  # names nobody
        (outlet("Post"), wire("He had applied for a post in the north, the mayor said.")),  # a word of the story
        (outlet("Post"), wire("The Post office in the harbour is open after all those years, the mayor said.")),
        (outlet("Nordnes Blad"), wire("A kiosk sells Nordnes Blad and coffee.")),  # nobody says anything
        (outlet("Nordnes Blad", NOON + HOUR), wire("Nordnes Blad reported it.")),  # the wire was earlier
        (outlet("Nordnes Blad", None), wire("Nordnes Blad reported it.")),
        (outlet("Nordnes Blad"), wire("Nordnes Blad reported it.", at=None)),
        (outlet(""), wire("The mayor said so.")),
    ],
)  # fmt: skip
def test_else_the_agency_had_it_first(first: Article, later: Article) -> None:
    assert not had_it_first(first, later)
    assert direction(first, later) is Direction.FROM_SOURCE
    assert direction(later, first) is Direction.TO_SOURCE

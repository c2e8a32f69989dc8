"""Where sentences end, and where a full stop ends none."""

from __future__ import annotations

import pytest

from copytaster.text.sentences import sentences


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "W 14. kolejce padł jeden gol.|Był to 3. mecz bez porażki."),
        ("pl", "W 1990 r. premier podał się do dymisji.|W 1991 r.|Wrócił do rządu."),
        ("tr", "Takım 14. haftada kazandı.|Maç saat 15.|Galatasaray kazandı."),
        ("hu", "A 3. helyen végzett."),
        ("cs", "Ve 14. kole vyhrál."),
        ("da", "Det var den 14. udgave af løbet."),
        ("en", "He came in at no. 15.|Then he sat down."),
        ("en", "The toll was 15.|The mayor wept."),
        ("en", "It cost 1.5.|the sign-off is small"),
    ],
)
def test_a_number_that_orders_what_follows_ends_no_sentence(language: str, text: str) -> None:
    """`|`: where one ends. A small letter tells; a capital may begin the next one."""
    plain = text.replace("|", " ")
    assert [plain[s.start : s.end] for s in sentences(plain, language)] == text.split("|")

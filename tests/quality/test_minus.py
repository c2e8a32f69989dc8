"""A minus that was lost, or came in, while the words beside the figure stayed, is a changed figure."""

# ruff: noqa: E501 — texts are not broken
from __future__ import annotations

import pytest

from tests.quality.library import Library

REST = {
    "en": "The harbour board of Lindholm closed the upper lock because ice had formed on the gates, its chairwoman Ada Brenneke said. Forty boats are shut in.",
    "de": "Der Hafenrat von Lindholm schloss die obere Schleuse, weil sich an den Toren Eis gebildet hatte, sagte die Vorsitzende Ada Brenneke. Vierzig Boote sind eingeschlossen.",
    "fr": "Le conseil du port de Lindholm a fermé l'écluse supérieure parce que de la glace s'était formée sur les portes, a dit sa présidente Ada Brenneke.",
    "sv": "Hamnstyrelsen i Lindholm stängde den övre slussen eftersom is hade bildats på portarna, sade ordföranden Ada Brenneke. Fyrtio båtar är instängda.",
    "ru": "Совет порта закрыл верхний шлюз, потому что на воротах образовался лёд, сообщила председатель Ада Бреннеке. Сорок лодок заперты.",
    "pl": "Rada portu zamknęła górną śluzę, ponieważ na wrotach powstał lód, powiedziała przewodnicząca Ada Brenneke. Czterdzieści łodzi jest uwięzionych.",
}
LOST = [
    ("en", "It was {} degrees in Ostby on Monday night, the coldest November night since 1998.", "-2", "2"),
    ("en", "It was {} degrees in Ostby on Monday night, the coldest November night since 1998.", "minus two", "two"),
    ("en", "The company's cash flow was {} crowns in the first half, Marit Eide told investors.", "-3 million", "3 million"),
    ("de", "In Ostby wurden in der Nacht zum Montag {} Grad gemessen, so wenig wie seit 1998 nicht mehr.", "minus 12", "12"),
    ("fr", "Il a fait {} degrés lundi matin à Vernes, selon la station de Météo-France au bord du lac.", "moins 6", "6"),
    ("sv", "I Lindholm var det {} grader på måndagen, enligt SMHI:s mätstation vid sjön.", "minus 9", "9"),
    ("ru", "В ночь на понедельник в Новгороде было {} градусов, сообщил областной гидрометцентр.", "минус 14", "14"),
    ("pl", "W nocy z niedzieli na poniedziałek w Suwałkach było {} stopni, podał instytut meteorologii.", "-11", "11"),
]
SAID_OTHERWISE = [
    ("en", "It was {} in Ostby on Monday night, the coldest November night since 1998.", "-2 degrees", "2 degrees below zero"),
    ("en", "It was {} in Ostby on Monday night, the coldest November night since 1998.", "-2 degrees", "2 degrees of frost"),
    ("de", "In Ostby wurden in der Nacht zum Montag {} gemessen, so wenig wie seit 1998 nicht mehr.", "-12 Grad", "12 Grad Frost"),
    ("ru", "В ночь на понедельник в Новгороде было {}, сообщил областной гидрометцентр.", "минус 14 градусов", "14 градусов мороза"),
]


def changes(language: str, wire: str, copy: str) -> list[tuple[str, str]]:
    library = Library()
    rest = REST[language]
    library.add(text=f"{wire}\n\n{rest}", agency="Reuters", published_at="2026-11-17T08:00:00Z", language=language)
    report = library.report(
        library.add(text=f"{copy}\n\n{rest}", outlet="Post", published_at="2026-11-17T11:00:00Z", language=language)
    )
    return [(c["there"]["text"], c["here"]["text"]) for p in report["passages"] for c in p["changes"]]


@pytest.mark.parametrize(("language", "frame", "minus", "none"), LOST)
def test_a_minus_that_one_side_alone_has_is_a_change(language: str, frame: str, minus: str, none: str) -> None:
    signed, bare = frame.format(minus), frame.format(none)
    assert changes(language, signed, bare) == [(minus, none)]
    assert changes(language, bare, signed) == [(none, minus)]
    assert changes(language, signed, signed) == []


@pytest.mark.parametrize(("language", "frame", "one", "other"), SAID_OTHERWISE)
def test_what_is_minus_in_other_words_is_none(language: str, frame: str, one: str, other: str) -> None:
    assert changes(language, frame.format(one), frame.format(other)) == []
    assert changes(language, frame.format(other), frame.format(one)) == []

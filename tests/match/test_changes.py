"""Drift: which words differ between a passage and its source, and which only look as if they did."""

from __future__ import annotations

import pytest

from copytaster.fingerprint import analyse
from copytaster.match import changes as drift
from copytaster.match.changes import changes
from copytaster.model import Article, Kind


def told(one: str, other: str, kind: Kind = Kind.EDITED, language: str = "en") -> list[tuple[str, str, str]]:
    """What differs between two sentences: what, here and there."""
    a, b = (analyse(Article(id=n, text=text, language=language)) for n, text in (("a", one), ("b", other)))
    found = changes(a, 0, (0, len(a.words)), b, 0, (0, len(b.words)), kind)
    return [(c.what, one[c.a.start : c.a.end], other[c.b.start : c.b.end]) for c in found if c.a and c.b]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("The fire burnt 14 houses.", "The fire burnt 41 houses.", [("figure", "14", "41")]),
        ("It costs 1.3m euros.", "It costs 1.03m euros.", [("figure", "1.3m", "1.03m")]),
        ("The rate is 4 %.", "The rate is 5 %.", [("figure", "4 %", "5 %")]),
        ("He was held on 6 March.", "He was held on 9 March.", [("date", "6 March", "9 March")]),
        ("The mayor is Anna Lind.", "The mayor is Anna Lund.", [("name", "Lind", "Lund")]),
        ('"We will fight," she said.', '"We will wait," she said.', [("quote", "fight", "wait")]),
        # a slipped zero is a change, another order of magnitude is another matter
        ("They found 12 boats.", "They found 120 boats.", [("figure", "12", "120")]),
        ("They found 12 boats.", "They found 1,500 boats.", []),
        # the same in another house's style
        ("It costs 1.3 million euros.", "It costs €1.3m.", []),
        ("Talks were held in Kiev.", "Talks were held in Kyiv.", []),
        ("It rose 9 per cent.", "It rose 9%.", []),
        # what is left out is no change, and neither is a word of no name
        ("The fire burnt 14 houses on Tuesday.", "The fire burnt houses on Tuesday.", []),
        ("The fire burnt old houses.", "The fire burnt small houses.", []),
    ],
)
def test_what_differs(one: str, other: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(one, other) == expected
    assert told(other, one) == [(what, there, here) for what, here, there in expected]


@pytest.mark.parametrize(
    ("language", "one", "other", "expected"),
    [
        ("en", "Sales rose 2 % in May.", "Sales fell 2 % in May.", ("rose 2 %", "fell 2 %")),
        ("en", "Shares were up about 3 points.", "Shares were down 3 points.", ("up about 3", "down 3")),
        ("en", "The party gained 12 seats.", "The party lost 12 seats.", ("gained 12", "lost 12")),
        ("en", "A 4 % rise was seen.", "A 4 % drop was seen.", ("4 % rise", "4 % drop")),
        ("en", "It was +2 degrees.", "It was -2 degrees.", ("+2", "-2")),
        ("en", "Rates rose to 4.5 %.", "Rates fell to 4.5 %.", ("rose to 4.5 %", "fell to 4.5 %")),
        ("de", "Es hatte plus 2 Grad.", "Es hatte minus 2 Grad.", ("plus 2", "minus 2")),
        ("de", "Der Umsatz ist um 5 Prozent gestiegen.", "Der Umsatz ist um 5 Prozent gesunken.",
         ("5 Prozent gestiegen", "5 Prozent gesunken")),
        ("fr", "Le taux a augmenté de 2 %.", "Le taux a baissé de 2 %.", ("augmenté de 2 %", "baissé de 2 %")),
        ("tr", "Satışlar yüzde 2 arttı.", "Satışlar yüzde 2 azaldı.", ("2 arttı", "2 azaldı")),
        ("zh", "销售额上升2%。", "销售额下降2%。", ("上升2%", "下降2%")),
    ],
)
def test_a_figure_that_went_the_other_way(language: str, one: str, other: str, expected: tuple[str, str]) -> None:
    for kind in (Kind.EDITED, Kind.PARAPHRASE):
        assert told(one, other, kind, language) == [("figure", *expected)]
        assert told(other, one, kind, language) == [("figure", *expected[::-1])]


def test_a_sign_is_no_word_and_changes_what_is_copied_word_by_word() -> None:
    assert told("It was +2 degrees.", "It was -2 degrees.", Kind.VERBATIM) == [("figure", "+2", "-2")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sales rose 2 % in May.", "Sales climbed 2 % in May."),
        ("Sales rose 2 % in May.", "Sales, which fell in April, were 2 % of all."),
        ("Sales rose 2 % in May.", "Sales changed 2 % in May."),
        ("The pound gained 2 % against the dollar.", "The dollar lost 2 % against the pound."),
        ("They won 3-2 at home.", "They lost 3-2 away."),
        ("Sales did not fall 2 %.", "Sales rose 2 %."),
        ("It holds up to 3 men.", "It went down, and 3 men with it."),
        ("Growth slowed to 2 %.", "Growth fell to 2 %."),
        ("Covid-19 spread to 5 towns.", "Covid 19 spread to 5 towns."),
    ],
)
def test_a_figure_that_did_not_go_the_other_way(one: str, other: str) -> None:
    for kind in (Kind.VERBATIM, Kind.EDITED, Kind.PARAPHRASE):
        assert told(one, other, kind) == told(other, one, kind) == []


def test_the_same_words_have_no_changes() -> None:
    assert told("The fire burnt 14 houses.", "The fire burnt 14 houses.") == []
    assert told("The fire burnt 14 houses.", "The fire burnt 41 houses.", Kind.VERBATIM) == []


def test_a_paraphrase_uses_words_freely_but_not_figures() -> None:
    assert told("The fire burnt 14 houses.", "Flames took 41 houses.", Kind.PARAPHRASE) == [("figure", "14", "41")]
    assert told("Three men were held.", "Four men were held.", Kind.PARAPHRASE) == []
    assert told("The mayor is Anna Lind.", "The mayor is Anna Lund.", Kind.PARAPHRASE) == []


def test_too_many_figures_to_compare_have_no_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift, "MOST", 3)
    assert told("Lots 11, 12 were sold.", "Lots 11, 13 were sold.") == []

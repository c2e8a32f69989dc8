"""Words of currencies and zones of time are units beside a figure, and may be names or other words anywhere else."""

from __future__ import annotations

import pytest

from copytaster.fingerprint.analysis import analyse
from copytaster.model import Article
from copytaster.text.figures import figures
from copytaster.text.folding import fold
from copytaster.text.lexicon import currency

NO_MONEY = """frankie franklin france francis frances francois francesca frankfurt europe europa european library
central centre century wonder crowned crowning jenny jens jena rublev librarian франция франкфурт европа европы wong
jennifer poundland sterlings eurovision kronos kronberg лирика кронштадт єва"""
MONEY = """dollar dollars dollari dollaro dolarów долларов доларів euro euros euroa evra євро ευρώ pound pounds pfund
libras yen jenów иен yuan юаней ruble rubles rubel rubli рубля рублей rupee rupees rupie रुपये francs franken franków
франков crowns kronor kroner kronen крон złotych złoty lira lire won гривень hryvnias reais pesos cents centimes $ €
£ ₹ 円 元 원"""


@pytest.mark.parametrize("word", NO_MONEY.split())
def test_a_word_that_only_begins_like_a_currency_is_none(word: str) -> None:
    assert not currency(fold(word))
    assert all(f.unit != "money" for f in figures(f"12 {word}"))


@pytest.mark.parametrize("word", MONEY.split())
def test_forms_of_currencies_are_known(word: str) -> None:
    assert currency(fold(word))
    if word.isascii() and word.isalpha():
        (figure,) = figures(f"It cost 1,300 {word} in all.")
        assert (figure.unit, figure.value) == ("money", 1300)


def names_of(text: str, language: str) -> set[tuple[str, ...]]:
    return {fact.name for fact in analyse(Article("x", text, language=language)).facts.all() if fact.name}


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "On Sunday we saw that Frankie Dettori won the last race.", ("frankie", "dettori")),
        ("en", "On Sunday the crowd in France saw that Frank Lampard had left.", ("frank", "lampard")),
        ("en", "On Sunday the crowd in France saw that Frank Lampard had left.", ("france",)),
        ("en", "Ministers from across Europe met in Ghent on Sunday.", ("europe",)),
        ("en", "The verdict of Southwark Crown Court came on Sunday.", ("southwark", "crown", "court")),
        ("en", "They met the actor Sterling Brown at the door.", ("sterling", "brown")),
        ("en", "They met Jenny Franklin at the door.", ("jenny", "franklin")),
        ("es", "El domingo habló Francisco Franco en la plaza.", ("francisco", "franco")),
        ("pl", "W niedzielę wygrała Jena Malone z Europy.", ("jena", "malone")),
        ("ru", "Вчера министры из Франции и Европы встретились.", ("франции",)),
    ],
)
def test_a_name_keeps_what_is_a_unit_elsewhere(language: str, text: str, name: tuple[str, ...]) -> None:
    assert name in names_of(text, language)


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "On Sunday they paid EUR 5 million to Ghent.", ("eur",)),
        ("en", "On Sunday they paid 5 million Euros to Ghent.", ("euros",)),
        ("en", "On Sunday they paid 500 Swiss Francs to Ghent.", ("swiss", "francs")),
        ("en", "It began at 9:30 GMT in Ghent, and ended at 9 p.m. EST there.", ("gmt",)),
        ("en", "It began at 9:30 GMT in Ghent, and ended at 9 p.m. EST there.", ("est",)),
        ("de", "In Gent zahlten sie 1,3 Millionen US-Dollar an Anna Krone.", ("us", "dollar")),
    ],
)
def test_a_unit_beside_a_figure_is_no_name(language: str, text: str, name: tuple[str, ...]) -> None:
    assert name not in names_of(text, language)

"""Figures, dates and names as each language writes them, and which of them agree."""

from __future__ import annotations

from datetime import date
from itertools import pairwise, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from copytaster.text import names as module
from copytaster.text.dates import days, in_year
from copytaster.text.figures import figures
from copytaster.text.names import SPELT, same_in_style, same_name, same_word, skeleton
from copytaster.text.words import words

READ = [
    ("de", "1,3 Mio. Euro", 1.3e6, "money"), ("de", "1.200 Menschen", 1200, "number"),
    ("de", "am 7. Oktober", 1007, "date"),
    ("de", "um 21.30 Uhr", 2130, "clock"), ("de", "zwei Milliarden", 2e9, "number"),
    ("de", "3,5 Prozent", 3.5, "percent"),
    ("ru", "1,3 млн рублей", 1.3e6, "money"), ("ru", "7 октября", 1007, "date"), ("ru", "15 тысяч", 15_000, "number"),
    ("ru", "40 процентов", 40, "percent"), ("zh", "130万人", 1.3e6, "number"), ("zh", "10月7日", 1007, "date"),
    ("zh", "三个月", 3 * 30.44, "time"), ("zh", "一百三十万", 1.3e6, "number"), ("zh", "1.3亿元", 1.3e8, "money"),
    ("ja", "3か月", 3 * 30.44, "time"), ("ja", "2億円", 2e8, "money"), ("ko", "130만 명", 1.3e6, "number"),
    ("ko", "10월 7일", 1007, "date"), ("fr", "le 7 octobre", 1007, "date"), ("fr", "à 21h30", 2130, "clock"),
    ("fr", "12 000 personnes", 12_000, "number"), ("hi", "दो करोड़ रुपये", 2e7, "money"),
    ("es", "7 de octubre", 1007, "date"),
    ("es", "3,5 por ciento", 3.5, "percent"), ("es", "2 mil millones", 2e9, "number"),
    ("ar", "١٫٣ مليون", 1.3e6, "number"),
    ("tr", "1,3 milyon lira", 1.3e6, "money"), ("en", "$1.2 million", 1.2e6, "money"), ("en", "9 p.m.", 2100, "clock"),
    ("en", "7.20pm", 1920, "clock"), ("en", "Sept. 30", 930, "date"), ("en", "12 500 tonnes", 12.5e6, "mass"),
    ("en", "08.11.2026", 1108, "date"), ("und", "1,300,000", 1.3e6, "number"), ("pt", "7 de outubro", 1007, "date"),
    ("sv", "1,3 miljoner kronor", 1.3e6, "money"), ("id", "1,3 juta", 1.3e6, "number"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "value", "unit"), READ)
def test_each_language_in_its_own_habit(language: str, text: str, value: float, unit: str) -> None:
    (figure,) = figures(text, language)
    assert (figure.value, figure.unit) == (pytest.approx(value), unit)
    assert text[figure.span.start : figure.span.end].strip() == text[figure.span.start : figure.span.end]


SAME = [
    ("140 days", "almost five months"), ("1.3 million", "1,300,000"), ("1.3 million", "1,287,000"),
    ("$1.2 million", "1.2m dollars"),
    ("€450,000", "450,000 euros"), ("9 p.m.", "21:00"), ("3.5 percent", "3.5%"), ("12,500", "12 500"),
    ("12'500", "12 500"), ("1\u2019850\u2019000 euros", "1,850,000 euros"),
    ("a dozen", "12"),
    ("five miles", "8 km"), ("twenty-five", "25"), ("aged 58", "58-year-old"), ("at 2.47am", "at 02.47"),
    ("80km/h", "50 mph"), ("2½ years", "2.5 years"), ("3 ¾ miles", "3.75 miles"),
    ("£1½ million", "£1.5 million"), ("5½ per cent", "5.5%"),
]  # fmt: skip
OTHER = [
    ("2½ years", "2 years"),
    ("47-year-old", "48-year-old"), ("four hours", "five hours"), ("1.3m", "1.03m"), ("1.3 million", "1.2 million"),
    ("3.5 percent", "3.7 percent"), ("9 p.m.", "9 a.m."), ("Sept. 30", "Sept. 29"), ("12,500", "12,600"),
    ("2016", "2017"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "same"), [(*p, True) for p in SAME] + [(*p, False) for p in OTHER])
def test_which_agree(one: str, other: str, same: bool) -> None:
    (f,), (g,) = figures(one), figures(other)
    assert f.agrees(g) is g.agrees(f) is same


def test_the_same_figure_in_four_languages() -> None:
    said = [("en", "1.3 million"), ("de", "1,3 Mio."), ("ru", "1,3 млн"), ("zh", "130万"), ("hi", "13 लाख")]
    found = [figures(text, language)[0] for language, text in said]
    assert all(f.agrees(g) for f, g in product(found, found))


@given(
    st.text(st.sampled_from("1234567890 .,:-万億日月年個点%$€£pmMayoct hundred一二三\n"), max_size=80),
    st.sampled_from(["en", "de", "zh", "ko", "xx"]),
)
def test_figures_stand_where_they_say_and_in_order(text: str, language: str) -> None:
    found = figures(text, language)
    assert all(0 <= f.span.start < f.span.end <= len(text) for f in found)
    assert all(f.span.start <= g.span.start for f, g in pairwise(found))


def test_days_are_counted_from_publication() -> None:
    text = "It closes on Thursday, he said yesterday; sun and may are no days."
    thursday, yesterday = days(text, "en", words(text))
    published = date(2026, 10, 7)  # a Wednesday
    assert [date.fromordinal(d) for d in thursday.may_be(published)] == [date(2026, 10, 1), date(2026, 10, 8)]
    assert date(2026, 10, 6).toordinal() in yesterday.may_be(published)
    assert thursday.may_be(None) == ()
    assert in_year(1230, date(2026, 1, 2)) == (date(2025, 12, 30).toordinal(),)
    assert in_year(229, date(2025, 6, 1)) == (date(2024, 2, 29).toordinal(),)
    assert in_year(1399, date(2025, 6, 1)) == ()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ostrzeżenie obowiązuje od czwartku do niedzieli.", "pl", [3, 6]),
        ("Дорога закрыта с понедельника до пятницы.", "ru", [0, 4]),
        ("Об охране окружающей среды.", "ru", []),
    ],
)
def test_days_are_read_in_the_case_that_from_and_to_ask_for(text: str, language: str, expected: list[int]) -> None:
    assert [day.weekday for day in days(text, language, words(text))] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("kiev", "kyiv"), ("киев", "kyiv"), ("путин", "putin"), ("zelensky", "зеленский"), ("selenskyj", "zelenskyy"),
     ("шевченко", "shevchenko"), ("muller", "mueller"), ("teheran", "tehran"), ("turk", "turks"),
     ("koerner", "korner")],
)  # fmt: skip
def test_one_name_in_several_spellings(one: str, other: str) -> None:
    assert same_word(one, other)
    assert same_word(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("dunmarra", "ellerby"), ("pune", "poona"), ("martin", "merton"), ("lyle", "kyle"), ("berlin", "bern"),
     ("smith", "jones")],
)  # fmt: skip
def test_other_names(one: str, other: str) -> None:
    assert not same_word(one, other)


def test_names_with_and_without_forenames() -> None:
    assert same_name(("kabulov",), ("zamir", "kabulov"))
    assert same_name(("who",), ("world", "health", "organization"))
    assert not same_name(("john", "smith"), ("jane", "smith"))
    assert not same_name(("koerner", "bank"), ("alster", "bank"))


def test_one_name_has_all_the_words_of_the_other_or_is_its_initials() -> None:
    words = ("zamir", "kabulov", "kabulow", "who", "world", "health", "organization", "bank")
    some = [(), *product(words), *product(words, repeat=2), ("world", "health", "organization")]
    for one, other in product(some, repeat=2):
        short, long = sorted((one, other), key=len)
        initials = len(short) == 1 < len(long) and "".join(w[0] for w in long) == short[0]
        assert same_name(one, other) == (initials or all(any(same_word(w, v) for v in long) for w in short))


def test_house_style_is_no_slip() -> None:
    style = [("kiev", "kyiv"), ("odessa", "odesa"), ("zelensky", "zelenskyy"), ("иван", "ivan")]
    slips = [("halvorsen", "halvorson"), ("smith", "smyth"), ("aldercote", "aldercott")]
    assert all(same_in_style(*pair) for pair in style)
    assert not any(same_in_style(*pair) for pair in slips)


@given(st.text("abcdeiyz", min_size=1, max_size=12), st.integers(0, 11), st.sampled_from(["", "a", "y", "zz"]))
def test_words_that_differ_by_a_slip_in_eight_letters_are_one(word: str, at: int, slip: str) -> None:
    """The quick look that refuses most pairs refuses none of these."""
    other = word[:at] + slip + word[at + 1 :]
    sounds = [skeleton(w)[0].replace("y", "i") for w in (word, other)]
    alike = bool(all(sounds)) and Levenshtein.normalized_similarity(*sounds) >= SPELT
    assert same_word(word, other) >= alike
    assert same_word(word, other) == same_word(other, word)


FORMS = st.text("abcdeghijkoptsvyzß\u00f8\u0439\u0434\u0447\u0444\u5317\u4eac", min_size=1, max_size=9)


@given(FORMS | st.sampled_from(sorted(module._PLACES)), FORMS | st.sampled_from(sorted(module._PLACES)))
@example("zelenskiye", "zelenskjj")
def test_the_quick_look_refuses_no_word_that_the_long_one_takes(one: str, other: str) -> None:
    assert same_word(one, other) == (one == other or module._one_word(module._spelt[one], module._spelt[other]))

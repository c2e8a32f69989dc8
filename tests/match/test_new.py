"""What is new in an article: what none of its sources has, in whatever form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copytaster.fingerprint import analyse
from copytaster.match.new import new_in
from copytaster.model import (
    Article,
    Credit,
    CreditStatus,
    Derivation,
    Direction,
    RelationKind,
    Ruling,
    Source,
    Verdict,
)  # fmt: skip

WIRE = Article(
    "wire",
    "Zamir Kabulov said in Moscow that 1.3 million people had waited 140 days for aid. He told reporters that nobody "
    "could survive another winter like the last one. A 58-year-old driver was hurt at 02.47.",
    agency="TASS",
    language="en",
)
REWRITE = Article(
    "rewrite",
    "For almost five months 1,300,000 Afghans have waited, Mr Kabulov said, with Ada Brenneke at his side in Moscow. "
    "“Nobody could survive another winter like the last one”, he said. “We shall send eleven lorries before the snow”, "
    "said Brenneke. A driver, 58, was hurt at 2.47am, wrote the Kabul Courier. It costs 25 dollars a head.",
    outlet="Kabul Courier",
    language="en",
)


def found(article: Article, *sources: Article, **changed: object) -> list[tuple[str, str]]:
    known = tuple(
        replace(Source(s.id, RelationKind.REWRITE, 0.9, Direction.FROM_SOURCE, 0.1, 0.8, 0.8), **changed)
        for s in sources
    )
    credit = Credit(CreditStatus.NOT_APPLICABLE)
    verdict = Verdict(Derivation.WHOLLY, 0.9, {}, {}, known, (), credit)
    new, _ = new_in(article, verdict, {s.id: s for s in sources}, analyse)
    return [(n.what, article.text[n.span.start : n.span.end]) for n in new]


def test_only_what_the_source_has_in_no_form() -> None:
    assert found(REWRITE, WIRE) == [
        ("name", "Afghans"),
        ("name", "Ada Brenneke"),
        ("quotation", "“We shall send eleven lorries before the snow”"),
        ("figure", "eleven"),
        ("figure", "25"),
    ]


def test_a_figure_that_went_the_other_way_is_new_with_the_word_that_tells() -> None:
    wire = replace(WIRE, text="The index of Dunsop fell 2.4 percent on Monday. It had been at 980 points.")
    rewrite = replace(REWRITE, text="The index of Dunsop rose 2.4 percent. It climbed by 17.2 points to 980 points.")
    assert found(rewrite, wire) == [("figure", "rose 2.4 percent"), ("figure", "17.2")]
    assert found(replace(rewrite, text="The index of Dunsop moved 2.4 percent."), wire) == []


def test_what_any_source_has_is_not_new() -> None:
    other = Article("other", "Ada Brenneke promised eleven lorries for the Afghans, at 25 dollars.", language="en")
    assert found(REWRITE, WIRE, other) == [("quotation", "“We shall send eleven lorries before the snow”")]
    assert found(REWRITE, REWRITE) == []


@pytest.mark.parametrize(
    "changed",
    [{"ruling": Ruling.REJECTED}, {"direction": Direction.TO_SOURCE}],
)
def test_a_source_that_cannot_have_given_counts_for_nothing(changed: dict[str, object]) -> None:
    assert found(REWRITE, WIRE, **changed) == []
    assert found(REWRITE) == []


def test_nothing_is_said_where_names_cannot_be_compared() -> None:
    chinese = Article("zh", "卡布洛夫在莫斯科说，130万人等了140天。", language="zh", agency="Xinhua")
    new = found(REWRITE, chinese)
    assert {what for what, _ in new} == {"figure"}
    assert ("figure", "1,300,000") not in new
    assert ("figure", "five months") not in new


def test_persons_keep_their_names_in_another_alphabet() -> None:
    russian = Article("ru", "Замир Кабулов говорил в Москве, что 1,3 млн человек ждали 140 дней.", language="ru")
    assert [text for what, text in found(REWRITE, russian) if what == "name"] == ["Ada Brenneke"]


def test_an_article_of_very_many_figures_says_how_many_were_left_out() -> None:
    """Never an empty success: the first are looked for, and the rest is counted."""
    table = " ".join(f"Stall {n} sold {n * 7 + 10_001} eels." for n in range(600))
    wire = replace(WIRE, text=" ".join(f"Stall {n} sold {n * 7 + 50_004} eels." for n in range(600)))
    source = Source("wire", RelationKind.REWRITE, 0.9, Direction.FROM_SOURCE, 0.1, 0.8, 0.8)
    verdict = Verdict(Derivation.WHOLLY, 0.9, {}, {}, (source,), (), Credit(CreditStatus.NOT_APPLICABLE))
    article = replace(REWRITE, text=table)
    new, left_out = new_in(article, verdict, {"wire": wire}, analyse)
    assert new
    assert left_out > 400
    few, none_left = new_in(replace(article, text=table[:400]), verdict, {"wire": wire}, analyse)
    assert few
    assert none_left == 0


def test_a_fact_of_the_thirteenth_source_is_not_new() -> None:
    others = [replace(WIRE, id=f"other{n}", text=f"Ferry {n} left Lindholm at dusk.") for n in range(12)]
    said = "“We shall send eleven lorries before the snow”, said Ada Brenneke, for 25 dollars."
    last = replace(WIRE, id="last", text=said)
    assert ("name", "Ada Brenneke") in found(REWRITE, *others)
    assert {what for _, what in found(REWRITE, *others, last)}.isdisjoint({"Ada Brenneke", "25"})

"""The fewest, earliest sources that explain an article: each rule of the attribution, on pairs made by hand."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from copytaster.match.attribute import attribute, may_be_source
from copytaster.match.model import models
from copytaster.match.relate import View
from copytaster.model import Kind
from tests.match.made import article, every, seen

STORY = article("story", hours=5)
REUTERS, LATER = article("w1", agency="Reuters", hours=0), article("w2", agency="Reuters", hours=1)
AFP, SIBLING = article("afp", agency="AFP", hours=0.5), article("sibling", hours=3)


def chosen(*views: View) -> list[str]:
    found = {tuple(v.other.id for v in attribute(STORY, order, models()).sources) for order in
             itertools.permutations(views)}  # fmt: skip
    assert len(found) == 1, "the order of the views decides"
    return list(found.pop())


def test_a_wire_is_asked_before_an_outlet_that_explains_as_much() -> None:
    assert chosen(seen(STORY, SIBLING, every(6)), seen(STORY, REUTERS, every(5))) == ["w1"]


def test_an_outlet_explains_nothing_that_the_wire_does_not() -> None:
    half = {n: (n, 5.0) for n in range(4)}
    assert chosen(seen(STORY, SIBLING, every(6)), seen(STORY, REUTERS, every(5))) == ["w1"]
    rest = {n: (n, 5.0) for n in range(4, 8)}
    assert chosen(seen(STORY, SIBLING, rest), seen(STORY, REUTERS, half)) == ["w1", "sibling"]


def test_beside_a_wire_an_outlet_gets_no_sentence_that_the_wire_says_too() -> None:
    some = {n: (n, 2.0 if n < 5 else -3.0) for n in range(8)}
    views = [seen(STORY, SIBLING, every(6)), seen(STORY, REUTERS, some)]
    found = attribute(STORY, views, models())
    assert [found.claims[n].source.other.id for n in range(8)] == ["w1"] * 5 + ["sibling"] * 3


def test_beside_a_wire_an_outlet_in_another_language_is_no_source() -> None:
    """It has from the wire what both seem to have from it."""
    rest = {n: (n, 5.0) for n in range(4, 8)}
    story, abroad = replace(STORY, language="hi"), replace(SIBLING, language="en")
    wire = seen(story, replace(REUTERS, language="hi"), {n: (n, 5.0) for n in range(4)})
    for language, sources in (("en", ["w1"]), ("hi", ["w1", "sibling"])):
        outlet = seen(story, replace(abroad, language=language), rest)
        assert [v.other.id for v in attribute(story, [wire, outlet], models()).sources] == sources
    alone = attribute(story, [seen(story, abroad, every(), Kind.TRANSLATION)], models())
    assert [v.other.id for v in alone.sources] == ["sibling"]


def test_of_two_outlets_of_one_minute_neither_gives_anything_beside_the_wire() -> None:
    """Nobody knows which came first: both have it from elsewhere, as two reporters of one hearing have."""
    beside = article("beside", hours=5)
    half, rest = {n: (n, 5.0) for n in range(4)}, {n: (n, 5.0) for n in range(4, 8)}
    assert chosen(seen(STORY, beside, rest), seen(STORY, REUTERS, half)) == ["w1"]
    assert chosen(seen(STORY, beside, every())) == ["beside"]


def test_of_two_that_explain_alike_the_earlier_one() -> None:
    assert chosen(seen(STORY, AFP, every()), seen(STORY, REUTERS, every())) == ["w1"]


def test_of_two_of_one_moment_the_one_that_explains_more_and_else_their_texts_decide_not_their_ids() -> None:
    for i, j in (("w1", "w2"), ("w2", "w1")):
        less, more = (replace(REUTERS, id=n, agency=a, text=a) for n, a in ((i, "AFP"), (j, "Reuters")))
        known = [seen(STORY, less, every(5)), seen(STORY, more, every(5.2))]
        assert attribute(STORY, known, models()).sources[0].other.agency == "Reuters"
        alike = [seen(STORY, one, every(5)) for one in (less, more)]
        assert attribute(STORY, alike, models()).sources[0].other.agency == "AFP"


def test_of_two_that_explain_alike_the_one_that_is_credited() -> None:
    views = [seen(STORY, AFP, every()), seen(STORY, REUTERS, every())]
    assert attribute(STORY, views, models(), {"AFP"}).sources[0].other.id == "afp"


def test_of_versions_of_a_wire_the_one_whose_words_it_carries() -> None:
    first, second = seen(STORY, REUTERS, every(), Kind.EDITED), seen(STORY, LATER, every(), Kind.VERBATIM)
    assert chosen(first, second) == ["w2"]
    assert chosen(seen(STORY, REUTERS, every(), Kind.VERBATIM), second) == ["w1"]


def test_a_second_wire_for_sentences_that_are_liker_to_it() -> None:
    first = seen(STORY, REUTERS, {n: (n, 3.0 if n < 5 else 0.5) for n in range(8)})
    second = seen(STORY, AFP, {n: (n, 0.5 if n < 5 else 3.0) for n in range(8)})
    assert chosen(first, second) == ["w1", "afp"]
    found = attribute(STORY, [first, second], models())
    assert [found.claims[n].source.other.id for n in range(8)] == ["w1"] * 5 + ["afp"] * 3


def test_one_sentence_is_no_second_source() -> None:
    one_more = seen(STORY, AFP, {7: (0, 5.0)}, Kind.PARAPHRASE)
    assert chosen(seen(STORY, REUTERS, every(5, 7)), one_more) == ["w1"]


def test_one_lifted_sentence_is_an_item() -> None:
    assert chosen(seen(STORY, REUTERS, every(5, 7)), seen(STORY, AFP, {7: (0, 5.0)}, Kind.VERBATIM)) == ["w1", "afp"]


@pytest.mark.parametrize("kind", [Kind.VERBATIM, Kind.PARAPHRASE])
def test_more_of_the_same_sentences_make_it_surer(kind: Kind) -> None:
    few, many = ({n: (n, 2.0) for n in range(count)} for count in (2, 6))
    assert attribute(STORY, [seen(STORY, REUTERS, few, kind)], models()).odds < (
        attribute(STORY, [seen(STORY, REUTERS, many, kind)], models()).odds
    )


@pytest.mark.parametrize("new", ["new_names", "new_figures"])
def test_what_no_source_has_makes_it_less_sure(new: str) -> None:
    plain = seen(STORY, REUTERS, every(2.0, 5))
    more = seen(STORY, REUTERS, every(2.0, 5), **{f"{new}_{plain.here}": 4.0})
    assert attribute(STORY, [more], models()).odds < attribute(STORY, [plain], models()).odds


def test_quotations_prove_nothing() -> None:
    assert not attribute(STORY, [seen(STORY, REUTERS, {0: (0, 6.0), 3: (2, 6.0)}, Kind.QUOTE)], models()).derived


def test_who_came_later_or_shares_a_form_is_no_source() -> None:
    assert not may_be_source(seen(STORY, article("after", hours=9), every()))
    assert not may_be_source(seen(STORY, REUTERS, every(), same_form=1.0))
    assert attribute(STORY, [seen(STORY, REUTERS, every(), same_form=1.0)], models()).sources == ()


def test_a_rival_wire_needs_runs_of_its_words() -> None:
    assert not may_be_source(seen(AFP, REUTERS, every()))
    assert may_be_source(seen(AFP, REUTERS, every(), fives_a=0.3, fives_b=0.3))
    assert may_be_source(seen(LATER, REUTERS, every()))


def test_two_outlets_need_more_than_an_outlet_and_a_wire() -> None:
    links = every(1.5, 5)
    wire, outlet = (attribute(STORY, [seen(STORY, x, links)], models()).odds for x in (REUTERS, SIBLING))
    assert outlet < wire


def test_what_is_explained_already_is_left_out() -> None:
    found = attribute(STORY, [seen(STORY, REUTERS, every())], models(), taken={0, 1, 2})
    assert sorted(found.claims) == [3, 4, 5, 6, 7]


def test_nothing_to_go_by() -> None:
    assert not attribute(STORY, [], models()).derived
    assert attribute(STORY, [seen(STORY, REUTERS, {})], models()).sources == ()


def test_other_versions_of_the_wire_give_what_it_does_not_say() -> None:
    """One wire in parts: a single sentence is enough."""
    first = seen(STORY, REUTERS, {n: (n, 5.0) for n in range(5)})
    last = {5: (5, 3.0)}
    assert chosen(first, seen(STORY, LATER, last)) == ["w1", "w2"]


def test_a_credit_makes_it_likelier() -> None:
    views = [seen(STORY, REUTERS, {n: (n, 1.0) for n in range(3)})]
    silent, named = attribute(STORY, views, models()), attribute(STORY, views, models(), {"Reuters"})
    assert named.odds > silent.odds
    assert attribute(STORY, views, models(), {"AFP"}).odds == pytest.approx(silent.odds)

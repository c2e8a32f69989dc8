"""Items: a digest that has one sentence from a wire, and an article that shares as many terms here and there."""

from __future__ import annotations

import pytest

from copytaster.fingerprint.analysis import Analysis, analyse
from copytaster.fingerprint.terms import term_keys, term_places
from copytaster.match.items import told_in_one_place
from copytaster.model import Article

ITEM = "A ferry carrying 214 people ran aground off Sandvaer on Tuesday, the coastguard in Kirkholm said."
OTHERS = [
    "Good morning. Rain will clear from the west by noon.",
    "The council meets tonight to set its budget for the year.",
    "Two schools will open late because of a burst pipe.",
    "The town band rehearses on Thursday in the old chapel.",
]


def analysed(*sentences: str) -> Analysis:
    return analyse(Article(id="a", text="\n\n".join(sentences), language="en"))


def rare_in(sentence: str) -> dict[int, float]:
    """Its terms, each as rare as any can be."""
    return {int(term): 1.0 for term in term_keys(analysed(sentence)).tolist()}


@pytest.mark.parametrize("place", range(5))
def test_an_item_is_seen_wherever_it_stands(place: int) -> None:
    assert told_in_one_place(analysed(*OTHERS[:place], ITEM, *OTHERS[place:]), rare_in(ITEM))


def test_two_sentences_side_by_side_are_one_item_and_two_apart_are_none() -> None:
    first, second = "The ferry ran aground off Sandvaer.", "Some 214 people were aboard, Kirkholm's coastguard said."
    shared = dict.fromkeys((*rare_in(first), *rare_in(second)), 0.7)
    few = dict(sorted(shared.items())[:0]) | dict.fromkeys(rare_in("Sandvaer 214 Kirkholm"), 0.7)
    assert told_in_one_place(analysed(*OTHERS, first, second), few)
    assert not told_in_one_place(analysed(first, *OTHERS, second), few)


@pytest.mark.parametrize("rarity", [0.0, 0.2])
def test_common_terms_are_no_item(rarity: float) -> None:
    shared = dict.fromkeys(list(rare_in(ITEM))[:5], rarity)
    assert not told_in_one_place(analysed(ITEM, *OTHERS), shared)


def test_nothing_shared_is_no_item() -> None:
    assert not told_in_one_place(analysed(ITEM), {})
    assert not told_in_one_place(analysed(), rare_in(ITEM))


def test_every_term_of_an_article_has_a_place() -> None:
    digest = analysed(*OTHERS[:2], ITEM, *OTHERS[2:])
    terms = set(term_keys(digest).tolist())
    places = term_places(digest)
    assert {term for _, term in places} == terms
    item = [digest.text[span.start : span.end] for span in digest.spans].index(ITEM)
    assert {s for s, term in places if term in rare_in(ITEM)} == {item}

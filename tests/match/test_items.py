"""Items: a digest that has one sentence from a wire, and an article that shares as many terms here and there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from copytaster.fingerprint.analysis import Analysis, analyse
from copytaster.fingerprint.terms import term_keys, term_places
from copytaster.match.compare import align, by_words, compare, suspicious
from copytaster.match.items import BESIDE, MOST_NAMES, Item, item, may_hold_an_item, told_in_one_place
from copytaster.match.model import models
from copytaster.match.said import SAID, Said
from copytaster.match.similarity import trigram_places
from copytaster.model import Article
from tests.match.meanings import meaning

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


WIRE = (
    "KIRKHOLM, Oct 6 (Agency) - A ferry carrying 214 people ran aground off Sandvaer on Tuesday.",
    "The coastguard in Kirkholm sent three lifeboats and a helicopter from the naval station.",
    "Passengers were taken to the village hall, where the parish council served soup and bread.",
    "The owner, Fjordline, said that the master had reported a failure of the steering gear.",
    "Ferries have linked the islands with the mainland since 1887, when the first pier was built.",
    "The accident commission will question the master and the mate in Kirkholm on Thursday.",
)
RETOLD = "Over in Sandvaer a ferry has struck the rocks; lifeboats fetched everybody, and nobody got wet but the cook."
LONG = [
    "A dairy in the hills has made a cheese of four tonnes, and cannot get it through the door of the barn.",
    "Teachers in the north have ended a strike of three weeks after the ministry promised to mend their roofs.",
    "A grey parrot that whistles the anthem has been missing since the fair, says the widow who keeps it.",
    "Nutmeg growers were paid the best price in twenty years at the auction, in spite of a wet season.",
    "The cathedral will have no choir on Sunday, for the boys have measles and the organist a broken wrist.",
    "Cricket was washed out at both grounds; the umpires played chess in the pavilion until the tea was cold.",
    "The museum has found, in a drawer that nobody opened since the war, the ring which it said was stolen.",
    "A tram driver who stopped for a family of ducks was cleared of delaying the evening service by an hour.",
]


@pytest.mark.parametrize("place", [0, 4, 8])
def test_a_digest_of_which_little_is_shared_is_compared_for_what_stands_side_by_side(place: int) -> None:
    digest, wire = analysed(*LONG[:place], RETOLD, *LONG[place:]), analysed(*WIRE)
    assert may_hold_an_item(digest, wire)
    assert not suspicious(digest, wire, trigram_places(digest, wire)[0])
    assert compare(digest, wire, meaning) is not None
    assert not may_hold_an_item(analysed(*LONG), wire)


@pytest.mark.parametrize("sentences", [(), ("Rain.",), ("", "Rain."), OTHERS])
def test_hardly_any_text_may_hold_no_item(sentences: tuple[str, ...]) -> None:
    assert not may_hold_an_item(analysed(*sentences), analysed(*WIRE))
    assert not may_hold_an_item(analysed(*WIRE), analysed(*sentences))


def test_what_stands_elsewhere_and_what_nobody_told() -> None:
    """Of an own story all is about the matter, and of a digest one place."""
    x = analysed(*(f"Sentence number {n} of the story says that much." for n in range(8)))
    words = [int(n) for n in x.lengths]
    features = np.zeros((8, len(SAID)), np.float32)
    features[:, SAID.index("names_missing")] = [0, 0, 1, 0, 0, 2, 0, 4]
    odds = np.array([-4, -4, -1, 3, -2, -4, 5, -4], np.float32)
    none = np.zeros(8, np.int32)
    beside = align(x, x, *by_words(x, x, trigram_places(x, x)), meaning, models())
    of = Said(odds, none, none, features, beside.of_a.shared)
    digest = np.array([0, 0, 1, 1, 1, 0, 0, 0], bool)
    untold = float(words[2] + words[4])
    assert item(x, of, digest, {2, 3, 4}) == Item(0.0, untold, 1.0)
    story = np.ones(8, bool)
    outside = (words[0] + words[6] + words[7]) / sum(words)
    assert item(x, of, story, {3}) == Item(pytest.approx(outside), float(sum(words) - words[3] - words[6]), 3.0)
    assert item(x, of, story, {6}).names == MOST_NAMES
    assert item(x, of, story, ()).names == MOST_NAMES, "where all are quotations, the surest of them is looked at"
    assert BESIDE == 2


def test_a_pair_says_so_of_both_its_sides() -> None:
    digest, wire = replace(analysed(*LONG[:4], RETOLD, *LONG[4:]), article_id="d"), analysed(*WIRE)
    pair = compare(digest, wire, meaning)
    assert pair is not None
    assert (pair.a, pair.b) == ("a", "d")
    assert pair.evidence["elsewhere_b"] <= 0.2
    assert pair.evidence["untold_b"] < pair.evidence["words_b"] / 3

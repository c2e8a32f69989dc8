"""Who is worth aligning: what the index answers, and what the outlines say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copytaster.fingerprint import VERSION, encode, terms_in
from copytaster.fingerprint.ranks import NOT_A_WIRE
from copytaster.index.memory import MemoryIndex
from copytaster.match.candidates import (
    FEWEST_TERMS,
    ITEM_RARITY,
    ITEM_TERMS,
    ITEMS_ALONE,
    LEAST_RARITY,
    LEAST_TERMS,
    TERMS_ALONE,
    Choice,
    candidates,
    chosen,
    fewest_terms,
    shared_terms,
    terms_needed,
)
from copytaster.model import FINGERPRINT_HEAD, Article, Fingerprint, Outline

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LIMIT, WINDOW = 10, 14
FAR = timedelta(days=WINDOW + 1)


_TEXTS = count(1)


def made(terms: Sequence[int], passages: Sequence[int] = (), anchors: Sequence[int] = ()) -> Fingerprint:
    none = np.zeros(0, np.uint64)
    kept, runs, tied = (np.array(sorted(set(some)), np.uint64) for some in ((*terms, *anchors), passages, anchors))
    text = np.array([next(_TEXTS)], np.uint64)
    return Fingerprint(np.zeros(128, np.uint32), none, runs, kept, 100, VERSION, text, NOT_A_WIRE, tied)


class Shelf:
    """Articles in an index, of which only outlines are known."""

    def __init__(self) -> None:
        self.index = MemoryIndex()
        self.fingerprints: dict[int, Fingerprint] = {}
        self.outlines: dict[int, Outline] = {}

    def put(
        self, fingerprint: Fingerprint, agency: str | None = None, at: datetime = NOW, language: str = "en"
    ) -> int:
        seq = len(self.outlines) + 1
        self.index.add(seq, fingerprint)
        self.fingerprints[seq] = fingerprint
        self.outlines[seq] = Outline(f"id{seq}", agency, at, encode(fingerprint)[:FINGERPRINT_HEAD], language)
        return seq

    def found(self, seq: int) -> list[int]:
        """Whom a check of that article would align."""
        return [choice.seq for choice in self.choices(seq) if not choice.item]

    def for_an_item(self, seq: int) -> list[int]:
        """Whom it would read to see whether an item stands there."""
        return [choice.seq for choice in self.choices(seq) if choice.item]

    def choices(self, seq: int) -> list[Choice]:
        mine, fingerprint = self.outlines[seq], self.fingerprints[seq]
        terms, at = fingerprint.rare_terms, mine.published_at
        article = Article(id=mine.id, text="", agency=mine.agency, published_at=at, language=mine.language)
        answer = self.index.probe(fingerprint)
        suspects = candidates(answer, seq, fewest_terms(article, terms), fingerprint.anchored)
        return chosen(suspects, self.outlines, article, terms, LIMIT, WINDOW)


@pytest.mark.parametrize(
    ("shorter", "shared", "suspected"),
    [(60, 7, True), (60, 6, False), (20, 7, True), (20, 6, False), (10, 4, True), (10, 3, False), (5, 3, True)],
)
def test_a_wire_is_suspected_by_fewer_terms_of_a_brief_and_from_both_sides(
    shorter: int, shared: int, suspected: bool
) -> None:
    brief, wire = (made(range(shorter)), None), (made([*range(shared), *range(1_000, 1_080)]), "Reuters")
    for both in ((brief, wire), (wire, brief)):
        shelf = Shelf()
        one, other = (shelf.put(*article) for article in both)
        assert shelf.found(one) == ([other] if suspected else [])
        assert shelf.found(other) == ([one] if suspected else [])


@pytest.mark.parametrize(("shared", "suspected"), [(2, False), (3, True), (6, True), (7, False)])
def test_a_wire_is_read_for_an_item_of_a_digest_and_the_digest_for_a_late_wire(shared: int, suspected: bool) -> None:
    """Of seven terms and more a whole article is suspected, and no place is looked for."""
    digest, wire = (made(range(40)), None), (made([*range(shared), *range(1_000, 1_080)]), "Reuters")
    for both in ((digest, wire), (wire, digest)):
        shelf = Shelf()
        one, other = (shelf.put(*article) for article in both)
        assert shelf.for_an_item(one) == ([other] if suspected else [])
        assert shelf.for_an_item(other) == ([one] if suspected else [])


def test_terms_that_are_not_rare_enough_are_no_item() -> None:
    shelf = Shelf()
    for _ in range(60):
        shelf.put(made([1, 2, 3]), language="en")
    wire = shelf.put(made([1, 2, 3, *range(1_000, 1_080)]), "Reuters")
    assert wire not in shelf.for_an_item(shelf.put(made([*range(1, 41)])))


def test_no_more_wires_are_read_for_an_item_than_eight_the_strongest() -> None:
    shelf = Shelf()
    wires = [shelf.put(made([*range(3 * n, 3 * n + 3 + n // 6), 5_000 + n]), "Reuters") for n in range(12)]
    digest = shelf.put(made(range(40)))
    assert len(shelf.for_an_item(digest)) == ITEMS_ALONE
    assert set(wires[6:]) <= set(shelf.for_an_item(digest))


def test_the_rareness_of_what_is_shared_is_told_by_term() -> None:
    shelf = Shelf()
    common, wire = [shelf.put(made([1, 2])) for _ in range(9)], shelf.put(made([1, 3, 4], anchors=[9]), "Reuters")
    mine = made([1, 2, 3, 5], anchors=[9])
    told = shared_terms(shelf.index.probe(mine), mine, [wire, common[0]])
    unit = math.log(1_002)
    assert told[wire] == {1: pytest.approx(math.log(1_002 / 11) / unit), 3: pytest.approx(math.log(1_002 / 2) / unit)}
    assert set(told[common[0]]) == {1, 2}


@pytest.mark.parametrize("agency", [None, "Reuters"])
def test_between_two_outlets_or_two_wires_brevity_excuses_nothing(agency: str | None) -> None:
    shelf = Shelf()
    one, other = shelf.put(made(range(10)), agency), shelf.put(made(range(6)), agency)
    assert shelf.found(one) == shelf.found(other) == []


@pytest.mark.parametrize(
    ("language", "shared", "suspected"), [("ru", 3, True), ("ru", 2, False), ("en", 9, False), ("hi", 3, True)]
)
def test_anchors_alone_are_enough_across_languages(language: str, shared: int, suspected: bool) -> None:
    """And within a language of which nobody knows which words are rare; in English its rare terms must do it."""
    shelf = Shelf()
    wire = shelf.put(made([], anchors=range(500, 500 + shared)), "TASS", language=language)
    mine = shelf.put(made([], anchors=range(500, 520)), language="hi" if language == "hi" else "en")
    assert shelf.found(mine) == ([wire] if suspected else [])
    assert shelf.found(wire) == ([mine] if suspected else [])


def test_anchors_that_everybody_has_make_nobody_a_suspect() -> None:
    shelf = Shelf()
    common = range(500, 504)
    wires = [shelf.put(made([], anchors=common), "TASS", language="ru") for _ in range(300)]
    assert shelf.found(shelf.put(made([], anchors=common), language="en")) == []
    rare = shelf.put(made([], anchors=[*common, 900, 901]), "TASS", language="ru")
    assert shelf.found(shelf.put(made([], anchors=[*common, 900, 901]), language="en")) == [rare]
    assert len(wires) == 300


@given(st.integers(0, 300))
def test_terms_needed_never_fall_as_an_article_grows(terms: int) -> None:
    assert FEWEST_TERMS <= terms_needed(terms) <= terms_needed(terms + 1) <= LEAST_TERMS


def test_the_outline_says_how_many_terms_there_are() -> None:
    for terms in (0, 1, 104):
        assert terms_in(encode(made(range(terms), range(9)))[:FINGERPRINT_HEAD]) == terms


def test_outside_the_window_terms_alone_are_nothing() -> None:
    shelf = Shelf()
    mine = shelf.put(made(range(30), [1, 2]))
    by_terms = shelf.put(made(range(30)), at=NOW - FAR)
    by_words = shelf.put(made([], [1]), at=NOW - FAR)
    assert shelf.found(mine) == [by_words]
    assert shelf.found(by_terms) == []


def test_articles_on_the_same_beat_crowd_out_no_wire() -> None:
    """However many share more terms: wires are counted apart, and come first."""
    shelf = Shelf()
    mine = shelf.put(made(range(60)))
    for _ in range(3 * TERMS_ALONE):
        shelf.put(made(range(40)))
    wire = shelf.put(made(range(12)), agency="Reuters")
    found = shelf.found(mine)
    assert found[0] == wire
    assert len(found) == 1 + LIMIT


def test_a_late_wire_reaches_every_copy() -> None:
    shelf = Shelf()
    copies = [shelf.put(made(range(40), [n, 1_000])) for n in range(300)]
    wire = shelf.put(made(range(40), [*range(300), 1_000]), agency="AFP")
    assert sorted(shelf.found(wire)) == copies
    assert all(shelf.found(copy)[0] == wire for copy in copies[:5])


@given(st.lists(st.sets(st.integers(0, 30), max_size=20), min_size=2, max_size=12), st.integers(1, 8))
def test_suspects_are_those_that_counting_finds(shelves: list[set[int]], fewest: int) -> None:
    """Against a count by hand, with and without words in common."""
    shelf = Shelf()
    for keys in shelves:
        shelf.put(made(keys, [k for k in keys if k % 10 == 0]))
    mine = shelf.fingerprints[1]
    expected = {}
    for seq, other in list(shelf.fingerprints.items())[1:]:
        terms = set(mine.terms.tolist()) & set(other.terms.tolist())
        passages = set(mine.passages.tolist()) & set(other.passages.tolist())
        rarity = sum(math.log(1_002 / (sum(t in keys for keys in shelves) + 1)) for t in terms)
        units = rarity / math.log(1_002)
        whole, item = len(terms) >= fewest and units >= LEAST_RARITY, len(terms) >= ITEM_TERMS and units >= ITEM_RARITY
        if passages or whole or item:
            expected[seq] = (0, len(passages), len(terms), round(rarity, 3))
    found = candidates(shelf.index.probe(mine), 1, fewest)
    assert {c.seq: (c.bands, c.passages, c.terms, pytest.approx(c.rarity, abs=2e-3)) for c in found} == expected
    assert len(found) == len(expected)

"""What comparison measures has its names in one place, and so has what is taken of a pair that does not say."""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from copytaster.fingerprint import analyse
from copytaster.match.compare import compare
from copytaster.match.evidence import UNMEASURED, of_side, turned_evidence
from copytaster.match.relate import view
from copytaster.model import Article, Pair
from tests.match.meanings import meaning
from tests.quality.quarry import DOCUMENTS, prepared

TOGETHER = {"facts_agree", "facts_differ", "same_form", "identical", "respelt"}


def test_all_that_is_measured_of_a_side_has_a_name_here_and_the_rest_is_of_both() -> None:
    """A name that this version measures and the table lacks would be missing from older pairs, and not be turned."""
    read = [analyse(prepared(name)[0]) for name in sorted(DOCUMENTS)]
    pairs = [found for a, b in combinations(read, 2) if (found := compare(a, b, meaning)) is not None]
    assert pairs
    sided = {f"{name}_{side}" for name in UNMEASURED for side in "ab"}
    for pair in pairs:
        assert sided <= set(pair.evidence) <= sided | TOGETHER


def test_turned_and_turned_back() -> None:
    evidence = {"words_a": 1.0, "words_b": 2.0, "matter_a": 0.25, "identical": 1.0}
    turned = turned_evidence(evidence)
    assert turned == {"words_b": 1.0, "words_a": 2.0, "matter_b": 0.25, "identical": 1.0}
    assert turned_evidence(turned) == evidence


def test_what_an_older_pair_did_not_measure_is_taken_from_the_article() -> None:
    long = Article("long", "word " * 40)
    taken = {name: of_side({}, name, "a", long) for name in UNMEASURED}
    assert taken == {
        "words": 40, "sentences": 2, "characters": math.inf, "matter": 0.5, "new_names": 0, "new_figures": 0,
        "new_quotes": 0, "fives": 0, "asked": 0, "elsewhere": 0.25, "untold": 10, "item_names": 0,
        "apart": 0, "opened": 1,
    }  # fmt: skip


@pytest.mark.parametrize("name", UNMEASURED)
def test_what_was_measured_is_believed_nothing_too(name: str) -> None:
    evidence = {f"{name}_a": 0.0, f"{name}_b": 7.0}
    assert [of_side(evidence, name, side, Article("x", "some words")) for side in "ab"] == [0, 7]


def test_an_article_asks_for_its_own_side() -> None:
    pair = Pair("a", "b", (), 0.0, {"words_a": 3.0, "words_b": 5.0})
    a, b = Article("a", "x"), Article("b", "x y")
    assert (view(a, b, pair).mine("words"), view(b, a, pair).mine("words")) == (3.0, 5.0)
    assert view(b, a, Pair("a", "b", (), 0.0)).mine("words") == 2.0

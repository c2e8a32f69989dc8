"""What one article says of another, sentence by sentence: which numbers, and which model of the three."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copytaster.fingerprint import Analysis, analyse
from copytaster.match import joins
from copytaster.match.model import models
from copytaster.match.said import (
    SAID,
    SHORT_ODDS,
    Columns,
    features_of,
    in_any_run,
    likeness,
    own_fives,
    plain_features_of,
    said,
    said_features,
)
from copytaster.model import Article
from tests.match.meanings import meaning

WIRE = """Firefighters rescued nine people from a burning ferry off Tenby on Saturday, the coastguard said.

"We heard shouting from the lower deck and went straight in," said crew chief Owen Pryce.

The ferry, built in 1988, had left Rosslare with 140 passengers on board."""
OWN = """Nine people were brought to safety when a ferry caught fire off Tenby, according to the coastguard.

"We heard shouting from the lower deck and went straight in," Pryce told us on the quay.

The harbour cafe opened early and gave out 60 cups of tea to Mara Bell and her neighbours.

By Ada Brown"""


def read(text: str, id: str, language: str = "en") -> Analysis:
    return analyse(Article(id=id, text=text, language=language))


@pytest.fixture(scope="module")
def texts() -> tuple[Analysis, Analysis]:
    return read(OWN, "own"), read(WIRE, "wire")


def column(features: np.ndarray, name: str) -> list[float]:
    return [round(float(v), 2) for v in features[:, SAID.index(name)]]


def test_the_numbers_of_each_sentence(texts: tuple[Analysis, Analysis]) -> None:
    own, wire = texts
    features, best, _ = said_features(own, wire, likeness(own, wire, meaning(own) @ meaning(wire).T))
    assert best[:2].tolist() == [0, 1]
    assert column(features, "cosine")[0] > 0.7 > 0.4 > column(features, "cosine")[2]
    assert column(features, "names_missing")[2] >= 2
    assert column(features, "figures_missing")[2] == 1
    assert column(features, "runs")[1] > 0.5, "the quotation stands in both"
    assert column(features, "own_runs")[1] < 0.3, "and is nobody's choice of words"


def test_log_odds(texts: tuple[Analysis, Analysis]) -> None:
    own, wire = texts
    found = said(own, wire, likeness(own, wire, meaning(own) @ meaning(wire).T), models())
    assert found.odds[0] > 1 > -2 > found.odds[2]
    assert found.odds[3] <= SHORT_ODDS, "a byline is evidence of nothing"


def test_without_vectors_words_decide(texts: tuple[Analysis, Analysis]) -> None:
    own, wire = texts
    found = said(own, own, likeness(own, own, None), models())
    assert (found.odds[:3] > 2).all()
    assert said(own, wire, likeness(own, wire, None), models()).odds[2] < -2


def test_across_languages() -> None:
    german = read("Feuerwehrleute haben am Samstag vor Tenby neun Menschen von einer brennenden Fähre gerettet, "
                  "teilte die Küstenwache mit.\n\nIm Museum von Bath wurde eine Ausstellung über Bienen eröffnet.",
                  "de", "de")  # fmt: skip
    wire = read(WIRE, "wire")
    found = said(german, wire, likeness(german, wire, meaning(german) @ meaning(wire).T), models(), "said_across")
    assert found.best[0] == 0
    assert found.odds[0] > 0 > found.odds[1]


def test_runs_of_words(texts: tuple[Analysis, Analysis]) -> None:
    own, wire = texts
    runs, chosen = in_any_run(own, wire)
    quoted = [w for w, inside in zip(own.words.norms, runs & ~chosen, strict=True) if inside]
    assert "shouting" in quoted
    assert "cafe" not in quoted
    assert not own_fives(own, wire).any(), "five words in a row are shared in quotation marks only"
    assert own_fives(wire, wire)[:12].all()


def test_an_empty_article() -> None:
    nothing, wire = read("", "none"), read(WIRE, "wire")
    assert len(said(nothing, wire, likeness(nothing, wire, None), models()).odds) == 0


@given(st.lists(st.lists(st.floats(-9, 9, width=32), min_size=12, max_size=12), max_size=9))
def test_the_compiled_loop_makes_the_same_numbers(rows: list[list[float]]) -> None:
    numbers = np.array(rows, np.float32).reshape(-1, 12).T.copy()
    columns = Columns(*numbers[:6], numbers[6:8], *numbers[8:])
    found, plain = features_of(columns), plain_features_of(columns)
    assert found.dtype == plain.dtype == np.float32
    assert found.shape == plain.shape == (len(rows), len(SAID))
    assert found.tolist() == plain.tolist()


@pytest.mark.skipif(joins._joins is None, reason="built without a compiler")
def test_columns_that_do_not_fit_together_are_refused() -> None:
    three = np.zeros(3, np.float32)
    with pytest.raises(ValueError, match="fit together"):
        features_of(Columns(*[three] * 6, np.zeros((2, 2), np.float32), *[three] * 4))

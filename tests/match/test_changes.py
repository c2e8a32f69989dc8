"""Drift: which words differ between a passage and its source, and which only look as if they did."""

from __future__ import annotations

import pytest

from copytaster.fingerprint import analyse
from copytaster.match import changes as drift
from copytaster.match.changes import changes
from copytaster.model import Article, Kind


def told(one: str, other: str, kind: Kind = Kind.EDITED) -> list[tuple[str, str, str]]:
    """What differs between two sentences: what, here and there."""
    a, b = (analyse(Article(id=n, text=text, language="en")) for n, text in (("a", one), ("b", other)))
    found = changes(a, 0, (0, len(a.words)), b, 0, (0, len(b.words)), kind)
    return [(c.what, one[c.a.start : c.a.end], other[c.b.start : c.b.end]) for c in found if c.a and c.b]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("The fire burnt 14 houses.", "The fire burnt 41 houses.", [("figure", "14", "41")]),
        ("It costs 1.3m euros.", "It costs 1.03m euros.", [("figure", "1.3m", "1.03m")]),
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

"""Derivation is read off the attribution: not, partially or wholly, how surely, and what weighed how much."""

from __future__ import annotations

import pytest

from copytaster.match.attribute import NOTHING, attribute
from copytaster.match.derive import WHOLLY, derive, wholly_features
from copytaster.match.model import models
from copytaster.match.passages import Shown
from copytaster.model import Derivation, Kind
from tests.match.made import article, every, seen

STORY, REUTERS = article("story", hours=5), article("w1", agency="Reuters", hours=0)
ALL = attribute(STORY, [seen(STORY, REUTERS, every(), Kind.VERBATIM)], models())

NONE = Shown(0.0, 0.0)


def test_without_a_source_nothing_is_derived() -> None:
    derivation, confidence, evidence = derive(NOTHING, NONE, models())
    assert derivation is Derivation.NOT
    assert confidence > 0.9
    assert evidence == {}


def test_sources_that_it_was_not_made_from_make_nothing_derived() -> None:
    quoted = attribute(STORY, [seen(STORY, REUTERS, {0: (0, 6.0)}, Kind.QUOTE)], models())
    assert derive(quoted, Shown(0.0, 0.2), models())[0] is Derivation.NOT
    # nor does an article in which nothing is shown
    assert derive(ALL, NONE, models())[0] is Derivation.NOT


def test_it_takes_a_source_for_nearly_everything_to_be_wholly_derived() -> None:
    assert derive(ALL, Shown(0.98, 0.0), models())[0] is Derivation.WHOLLY
    part = attribute(STORY, [seen(STORY, REUTERS, every(5.0, 2), Kind.VERBATIM)], models())
    assert part.derived
    assert derive(part, Shown(0.2, 0.0), models())[0] is Derivation.PARTIALLY


@pytest.mark.parametrize("shown", [0.0, 0.1, 0.5, 1.0])
def test_confidence_is_a_share_and_the_evidence_adds_up(shown: float) -> None:
    found = Shown(shown, 0.0)
    derivation, confidence, evidence = derive(ALL, found, models())
    assert 0 <= confidence <= 1
    if derivation is Derivation.NOT:
        assert {"coverage", "lift"} <= evidence.keys()
    else:
        odds = float(models()["wholly"].odds(wholly_features(ALL, found)))
        assert set(evidence) == {"base", *WHOLLY}
        assert sum(evidence.values()) == pytest.approx(abs(odds), abs=0.01)


def test_a_quotation_that_no_source_has_speaks_against_wholly() -> None:
    """Who rewrites can quote nobody whom the source does not quote."""
    view = seen(STORY, REUTERS, every(), Kind.VERBATIM)
    added = seen(STORY, REUTERS, every(), Kind.VERBATIM, **{f"new_quotes_{view.here}": 12.0})
    plain, more = (wholly_features(attribute(STORY, [v], models()), Shown(0.9, 0.0)) for v in (view, added))
    assert models()["wholly"].odds(more) < models()["wholly"].odds(plain)
    # of two sources, one that has it is enough
    half = seen(STORY, REUTERS, {n: (n, 5.0) for n in range(4)}, Kind.VERBATIM, **{f"new_quotes_{view.here}": 12.0})
    rest = seen(STORY, article("afp", agency="AFP", hours=1), {n: (n, 5.0) for n in range(4, 8)}, Kind.VERBATIM)
    both = attribute(STORY, [half, rest], models())
    assert len(both.sources) == 2
    assert wholly_features(both, Shown(0.9, 0.0))[WHOLLY.index("new_quotes")] == 0.0

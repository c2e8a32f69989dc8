"""Who says the quotations of labelled events: no figure may fall, in the half that rules were tuned on or the other."""

from __future__ import annotations

import pytest

from tests.quality import speakers

FLOORS = {"tuned on": (0.98, 0.87), "unseen": (0.95, 0.75)}
"""Half → precision and recall."""


@pytest.mark.slow
def test_neither_precision_nor_recall_has_fallen() -> None:
    found = dict(zip(FLOORS, map(speakers.scored, speakers.halves()), strict=True))
    assert sum(score.count for score in found.values()) >= 190
    assert all(found[half].precision >= precision for half, (precision, _) in FLOORS.items()), found
    assert all(found[half].recall >= recall for half, (_, recall) in FLOORS.items()), found

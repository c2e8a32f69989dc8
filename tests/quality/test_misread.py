"""Hard events whose outlets were scanned: copies are found all the same, and misread letters accuse nobody."""

from __future__ import annotations

import random

import pytest

from copytaster.commands.scoring import submission
from tests.match.misread import misread
from tests.quality import score
from tests.quality.library import Library
from tests.quality.test_unseen import derived

pytestmark = pytest.mark.slow

WIRES = ("wire", "wire_update", "wire_correction", "release")
COPIES = ("stale_copy", "release_copy")
OWN = ("template", "independent", "independent_release", "rival_wire")


@pytest.mark.parametrize("share", [0.03, 0.06, 0.1])
def test_copies_are_found_and_patterns_are_not_taken_for_copies(share: float) -> None:
    docs = {k: d for k, d in score.documents(score.HERE / "hard").items() if d["role"] in WIRES + COPIES + OWN}
    order = list(docs)
    random.Random(1).shuffle(order)
    library = Library()
    ids = {}
    for seed, name in enumerate(order):
        said = submission(docs[name])
        if docs[name]["role"] in COPIES + OWN and said.get("text"):
            said["text"] = misread(said["text"], share, seed)
        ids[name] = library.add(**said)
    found = {name for name in order if derived(library.report(ids[name]))}
    copies = {name for name in order if docs[name]["role"] in COPIES}
    assert len(copies) == 12
    assert len(copies & found) >= (12 if share < 0.1 else 10)
    assert not {name for name in found if docs[name]["role"] in OWN}

"""Hard events, which the models were trained on: how many are found of each role, and who is accused. No figure may
fall. What strangers' stories give is in `test_unseen`.

Hard events have rewrites by machine, briefs, explainers, blends of two wires, live blogs, releases, and briefs of one
pattern about different events.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from copytaster import pipeline
from copytaster.clean import Submission
from copytaster.commands.scoring import submission
from tests.quality import score
from tests.quality.library import SETTINGS, Library
from tests.quality.test_unseen import derived

pytestmark = pytest.mark.slow

FOUND = {
    "hard": {
        "spun": 6, "release_copy": 6, "stale_copy": 6, "ai_rewrite": 6, "brief": 5, "explainer": 5, "blend": 6,
        "liveblog": 5,
    },
}  # fmt: skip
"""Folder → role → documents that are said to be derived."""
OWN = (
    "independent", "sametopic", "template", "independent_release", "independent_abroad", "sametopic_abroad", "release",
    "rival_wire",
)  # fmt: skip


@pytest.mark.parametrize("folder", FOUND)
def test_no_role_is_found_less_and_nobody_is_accused(folder: str) -> None:
    docs = score.documents(score.HERE / folder)
    assert len(docs) >= 50
    _, reports, _ = score.run(docs)
    found = Counter(doc["role"] for name, doc in docs.items() if derived(reports[name]))
    roles = Counter(doc["role"] for doc in docs.values())
    assert set(FOUND[folder]) <= set(roles)
    fallen = {role: found[role] for role, least in FOUND[folder].items() if found[role] < least}
    assert not fallen
    assert not [name for name, doc in docs.items() if doc["role"] in OWN and derived(reports[name])]


LATER = datetime(2027, 1, 1, tzinfo=UTC)
"""After every event."""


@pytest.mark.parametrize("folder", ["hard", "more"])
def test_of_two_forms_of_one_publisher_neither_is_made_from_the_other(folder: str) -> None:
    forms = {name: doc for name, doc in score.documents(score.HERE / folder).items() if doc["role"] == "template"}
    assert len(forms) >= 12
    library = Library()
    ids = {
        name: library.check(*pipeline.prepare(Submission(**submission(doc)), SETTINGS, LATER))
        for name, doc in forms.items()
    }
    assert not [name for name in forms if derived(library.report(ids[name]))]

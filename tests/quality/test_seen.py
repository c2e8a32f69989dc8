"""Hard events, which the models were trained on: how many are found of each role, and who is accused. No figure may
fall. What strangers' stories give is in `test_unseen`.

Hard events have rewrites by machine, briefs, explainers, blends of two wires, live blogs, releases, and briefs of one
pattern about different events.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.quality import score
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

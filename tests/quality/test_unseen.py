"""15 events that nothing was trained on: what is found in them, and who is accused. No figure may fall.

They were written by people who had not seen how articles are compared. Who trains on them moves them to ``more``, and
writes others.
"""

from __future__ import annotations

import pytest

from tests.quality import score
from tests.quality.library import Report

pytestmark = pytest.mark.slow

MADE = frozenset((
    "copy", "trimmed", "rewrite", "spun", "ai_rewrite", "brief", "explainer", "blend", "liveblog", "release_copy",
    "stale_copy", "translation", "translation_cut", "translation_rewrite", "translation_excerpt", "wire_correction",
    "wire_update", "light_edit", "composite", "roundup", "followup",
))  # fmt: skip
FOUND = {
    "421-thursby-libel": 3,
    "422-haldane-steam-thefts": 4,
    "423-axe-bay-penguin": 3,
    "424-tolliver-snooker": 4,
    "425-ghent-kidney-drug-trial": 10,
    "426-strahan-salmon-escape": 8,
    "427-kisumu-short-marathon": 9,
    "428-ranchi-exam-cancelled": 10,
    "431-lubwanga-tailings-award": 9,
    "432-nordskjell-salmon-cull": 9,
    "433-jharkhand-exam-leak": 9,
    "434-bucaramanga-short-marathon": 9,
    "441-carloforte-ferry-aground": 8,
    "442-karaevli-tablet-archive": 7,
    "443-hallwachs-chemnitz-closure": 8,
}
"""Event → documents that were made from another one of it, and are found to be. What is missed are a column and a
feature of which a third is the wire's, two explainers, a brief, two digests with one sentence in words of their own,
and a free rewrite in Turkish. (Two later wires are another agency's own.)"""
ACCUSED = dict.fromkeys(FOUND, 0) | {"421-thursby-libel": 1}
"""Event → documents that were made from none, and are said to be. An accusation that is wrong is worse than a miss.
The one is a court report of six sentences by who sat in the same room."""


@pytest.mark.parametrize("event", FOUND)
def test_what_was_made_is_found_and_nobody_else_is_accused(event: str) -> None:
    docs = {d: doc for d, doc in score.documents(score.HERE / "unseen").items() if d.startswith(event.split("-")[0])}
    assert len(docs) >= 8
    ids, reports, _ = score.run(docs)
    flagged = {name for name in docs if derived(reports[name])}
    made = {name for name, doc in docs.items() if doc["role"] in MADE}
    assert len(flagged & made) >= FOUND[event], sorted(made - flagged)
    assert len(flagged - made) <= ACCUSED[event], sorted(flagged - made)
    assert set(ids) == set(docs)


def derived(report: Report) -> bool:
    """Whether a report says that the article was made from another one."""
    return any(s["relation"] in score.DERIVED and s["direction"] != "to_source" for s in report["sources"])

"""Twenty labelled events, all through one library: no figure may fall. See `score` for what each one means."""

from __future__ import annotations

import json

import pytest

from tests.quality import score
from tests.quality.library import Library, Report, consistent

Run = tuple[dict[str, dict[str, object]], dict[str, str], dict[str, Report], Library]


@pytest.fixture(scope="module")
def desk() -> Run:
    docs = score.documents()
    assert len(docs) > 200
    return docs, *score.run(docs)


def test_no_figure_has_fallen(desk: Run) -> None:
    docs, ids, reports, _ = desk
    fallen = score.fallen(score.score(docs, ids, reports), json.loads(score.FLOORS.read_text()))
    assert not fallen, "\n".join(fallen)


def test_floors_hold_what_may_never_be_given_up() -> None:
    """Whatever else is traded: whole copies are found, and nothing is taken for a copy of another event."""
    floors = json.loads(score.FLOORS.read_text())
    assert floors["cross"] == 0
    assert {floors[f"recall.{role}"] for role in ("copy", "trimmed", "light_edit")} == {1.0}
    assert {floors[f"false.{role}"] for role in ("independent", "sametopic", "rival_wire")} == {0.0}


def test_every_place_in_every_report_is_what_it_says(desk: Run) -> None:
    _, _, reports, library = desk
    for report in reports.values():
        consistent(report, library)


def test_relations_agree_seen_from_either_side(desk: Run) -> None:
    """`from_source` here is `to_source` there; what was made from a wire is so in the wire's report too."""
    _, ids, reports, _ = desk
    by_id = {ids[name]: report for name, report in reports.items()}
    other_way = {"from_source": "to_source", "to_source": "from_source", "undetermined": "undetermined"}
    seen, found = 0, []
    for here, report in by_id.items():
        for source in report["sources"]:
            back = [s for s in by_id[source["article_id"]]["sources"] if s["article_id"] == here]
            if not back:  # too little to be worth naming there
                assert source["relation"] not in score.DERIVED
                continue
            assert len(back) == 1
            assert back[0]["direction"] == other_way[source["direction"]]
            assert back[0]["resemblance"] == source["resemblance"]
            if source["agency"] and source["share"] and source["relation"] in score.DERIVED:
                found.append(back[0]["relation"] in score.DERIVED)
            seen += 1
    assert seen > 500
    assert sum(found) >= 0.8 * len(found), "an article of two wires, or of two versions, may owe neither enough alone"


def test_a_figure_that_falls_is_named() -> None:
    floors = {"recall.copy": 1.0, "false.independent": 0.0, "kind": 0.9, "gone": 0.5}
    good = {"recall.copy": 1.0, "false.independent": 0.0, "kind": 0.8995, "gone": 0.6}
    assert score.fallen(good, floors) == []
    bad = {"recall.copy": 0.95, "false.independent": 0.05, "kind": 0.95}
    assert score.fallen(bad, floors) == [
        "false.independent: 0.0500, was 0.0000", "gone: not measured any more", "recall.copy: 0.9500, was 1.0000"
    ]  # fmt: skip
    assert score.raised({"recall.copy": 0.9, "false.independent": 0.1, "kind": 0.95}, floors) == floors | {"kind": 0.95}

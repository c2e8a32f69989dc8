"""What two articles side by side show: the passages of both reports as these show them, and what else is alike."""

from __future__ import annotations

from typing import Any

from service.pages.aligned import passages_from, side_by_side, turned


def row(kind: str, here: tuple[int, int], there: tuple[int, int], *changes: dict[str, Any]) -> dict[str, Any]:
    places = ({"start": start, "end": end} for start, end in (here, there))
    return {"kind": kind, "score": 0.9, "here": next(places), "there": next(places), "changes": list(changes)}


def test_of_what_is_aligned_twice_the_first_is_shown() -> None:
    passage, elsewhere, far = (
        row("quote", (0, 100), (50, 150)), row("verbatim", (0, 100), (200, 300)), row("edited", (900, 2_000), (0, 9))
    )  # fmt: skip
    known = [row("verbatim", (20, 60), (60, 100)), elsewhere], [row("edited", (1_900, 2_100), (8, 20))]
    assert side_by_side([passage, far], *known) == [passage, far, elsewhere]
    assert side_by_side() == []


def test_passages_come_from_one_source_with_their_changes_and_may_be_turned() -> None:
    change = {"what": "speaker", "here": {"start": 1, "end": 2}, "there": {"start": 3, "end": 4}}
    passages = [
        {"start": 0, "end": 9, "kind": "quote", "score": 0.5, "changes": [change],
         "source": {"article_id": "w", "start": 5, "end": 7}},
        {"start": 9, "end": 12, "kind": "quote", "score": 0.5, "changes": [],
         "source": {"article_id": "x", "start": 5, "end": 7}},
    ]  # fmt: skip
    (found,) = passages_from({"passages": passages}, "w")
    assert (found["here"], found["there"]) == ({"start": 0, "end": 9}, {"start": 5, "end": 7})
    back = turned(found)
    assert back["changes"] == [{"what": "speaker", "here": change["there"], "there": change["here"]}]
    assert turned(back) == found
    assert passages_from({}, "w") == []

"""What is aligned in two articles side by side: the passages that the reports on them show, as they show them, with
their changes and speakers, and what else the two have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]
"""Kind, score, place here and place there, and the changes between the two."""
STRETCH = 400
"""Characters within which rows are laid beside each other."""


def passages_from(report: Mapping[str, Any], source: str) -> list[Row]:
    """The passages that an article has from a source."""
    return [
        {
            "kind": p["kind"], "score": p["score"], "here": _place(p), "there": _place(p["source"]),
            "changes": p["changes"],
        }
        for p in report.get("passages") or () if p["source"]["article_id"] == source
    ]  # fmt: skip


def turned(row: Row) -> Row:
    """The same seen from the other article."""
    changes = [{**c, "here": c["there"], "there": c["here"]} for c in row["changes"]]
    return {**row, "here": row["there"], "there": row["here"], "changes": changes}


def side_by_side(*known: Iterable[Row]) -> list[Row]:
    """All rows; of those that align the same, only what is known first."""
    found: list[Row] = []
    near: dict[int, list[Row]] = {}
    for rows in known:
        fresh = [r for r in rows if not any(_same(r, f) for stretch in _stretches(r) for f in near.get(stretch, ()))]
        found += fresh
        for row in fresh:
            for stretch in _stretches(row):
                near.setdefault(stretch, []).append(row)
    return found


def _stretches(row: Row) -> range:
    """Where a row stands in the first article, by stretches of its text."""
    return range(row["here"]["start"] // STRETCH, row["here"]["end"] // STRETCH + 1)


def _same(one: Row, other: Row) -> bool:
    return _meet(one["here"], other["here"]) and _meet(one["there"], other["there"])


def _place(of: Mapping[str, Any]) -> dict[str, int]:
    return {"start": of["start"], "end": of["end"]}


def _meet(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])

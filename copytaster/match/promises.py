"""What the parts of a report promise each other. Every report that a test makes is held to this.

They hold because everything in a report is read off one attribution; this page says what that means, for whoever
changes how it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from copytaster.model import Derivation, Direction, RelationKind, Ruling

ROUNDED = 0.006
"""What rounding may take from a sum of shares."""


def broken(report: Mapping[str, Any]) -> list[str]:
    """What a report of a checked article breaks, in words; empty when it keeps every promise."""
    found: list[str] = []
    # What a reader may not see yet is left out, and said to be: the rest of such a report is not the whole.
    whole = all(limit["limit"] != "embargo" for limit in report.get("limits", ()))
    sources = {s["article_id"]: s for s in report["sources"]}
    counted = {i: s for i, s in sources.items() if s["judgement"] != Ruling.REJECTED}
    derived = {i: s for i, s in counted.items() if RelationKind(s["relation"]).derived}
    may_give = {i: s for i, s in derived.items() if s["direction"] != Direction.TO_SOURCE}
    if whole and bool(may_give) != (report["derivation"] != Derivation.NOT):
        found.append(f"{report['derivation']} with {len(may_give)} derived sources that it may come from")
    givers = {p["source"]["article_id"] for p in report["passages"]}
    found += [f"a passage is from {i}, which is not among the sources" for i in sorted(givers - counted.keys())]
    found += [
        f"{i} is {s['relation']} and gave no passage"
        for i, s in may_give.items()
        if s["direction"] == Direction.FROM_SOURCE and i not in givers and s["relation"] != RelationKind.UPDATE
    ]
    total = sum(s["share"] for s in sources.values()) + report["coverage"]["original"]
    if whole and abs(total - 1) > ROUNDED:
        found.append(f"shares and original make {total:.3f}")
    if abs(sum(report["coverage"].values()) - 1) > ROUNDED:
        found.append(f"the coverage makes {sum(report['coverage'].values()):.3f}")
    if strange := {i for i, s in sources.items() if s["share"] and i not in givers}:
        found.append(f"{sorted(strange)} have a share without a passage")
    ends = [0] + [p["end"] for p in report["passages"]]
    if any(p["start"] < end for p, end in zip(report["passages"], ends, strict=False)):
        found.append("passages overlap or are out of order")
    return found

"""Where the passages of a report stand in the text, and how many characters of it they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from copytaster.match.relate import visible
from service.pages.report import recalculation


def clip(spans: Sequence[Mapping[str, int]], length: int) -> list[tuple[int, int]]:
    """Boilerplate spans in order, inside the text, without overlap."""
    out: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda s: s["start"]):
        start, end = max(span["start"], out[-1][1] if out else 0), min(span["end"], length)
        if start < end:
            out.append((start, end))
    return out


def place(
    text: str, passages: Sequence[Mapping[str, Any]], blanks: Sequence[tuple[int, int]]
) -> tuple[list[recalculation.Counted], list[dict[str, Any]]]:
    """Passages numbered in the order of the text, where they overlap the earlier one keeps the words."""
    spans: list[recalculation.Counted] = []
    drawn: list[dict[str, Any]] = []
    end = 0
    for passage in passages:
        start, stop = max(passage["start"], end), min(passage["end"], len(text))
        if start >= stop:
            continue
        end = stop
        seen = visible(text, start, stop)
        blank = sum(
            visible(text, max(start, a), max(start, a, min(stop, b)))
            for a, b in blanks
            if a < stop and b > start
        )
        chain = [passage["source"]["article_id"], *(a["article_id"] for a in passage.get("alternatives") or ())]
        spans.append(
            recalculation.Counted(
                len(spans) + 1,
                passage["kind"],
                seen - blank,
                seen,
                recalculation.words(text[start:stop]),
                tuple(dict.fromkeys(chain)),
            )
        )
        drawn.append({**passage, "start": start, "end": stop, "from": passage["start"], "text": text[start:stop]})
    return spans, drawn

"""The graph of a story: who took from whom. Coordinates only; the template draws.

Layers run from left to right. The many that took from one article and gave nothing on are folded into one knot, so
that 500 copies stay readable; a circle of copies is cut where it is entered.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from service.pages.data import Entry

WIDTH = 1000
MARGIN = 44
UNFOLDED = 7
"""Leaves of one article that are drawn one by one; more of them are folded."""
LAYERS = 5
ROOM = 0.66
"""Part of a layer's width that labels have."""


class EdgeLike(Protocol):
    @property
    def taker(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def determined(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Knot:
    """An article in the graph, or (`folded`) many that took from the same one."""

    article_id: str
    name: str
    title: str
    x: int
    y: int
    wire: bool
    origin: bool
    folded: int


def _short(text: str, step: int, wide: float) -> str:
    """As much of `text` as fits beside a knot, at `wide` units a letter (full-width ones count twice)."""
    room, out = step * ROOM - 18, ""
    for letter in " ".join(text.split()):
        room -= wide * (1.9 if unicodedata.east_asian_width(letter) in "WF" else 1)
        if room < 0:
            return out.rstrip() + "…"
        out += letter
    return out


@dataclass(frozen=True, slots=True)
class Line:
    x1: int
    y1: int
    x2: int
    y2: int
    relation: str
    determined: bool

    @property
    def path(self) -> str:
        """Straight between the two lines of the label, then over to the other; on the left side within a layer."""
        x1, y1, x2, y2 = self.x1, self.y1, self.x2, self.y2
        if x2 <= x1:
            return f"M{x1} {y1}C{x1 - 34} {y1} {x1 - 34} {y2} {x2} {y2}"
        if y1 == y2:
            return f"M{x1} {y1}H{x2}"
        turn = x1 + round((x2 - x1) * ROOM)
        middle = (turn + x2) // 2
        return f"M{x1} {y1}H{turn}C{middle} {y1} {middle} {y2} {x2} {y2}"


@dataclass(frozen=True, slots=True)
class Graph:
    width: int
    height: int
    knots: tuple[Knot, ...]
    lines: tuple[Line, ...]


def graph(
    entries: Sequence[Entry], names: Mapping[str, str], edges: Sequence[EdgeLike], origins: Collection[str]
) -> Graph:
    """Layers from left to right: origins, what was made from them, what was made from that."""
    if not entries:
        return Graph(WIDTH, 0, (), ())
    main: dict[str, EdgeLike] = {}
    for edge in edges:
        if edge.determined and edge.taker not in main:
            main[edge.taker] = edge
    depth: dict[str, int] = {}

    order = {e.article_id: n for n, e in enumerate(entries)}
    for e in entries:
        if e.article_id not in depth:
            _iterative(e.article_id, main, depth)
    children: dict[str, list[str]] = {}
    for taker, edge in main.items():
        if taker in order and edge.source in order:
            children.setdefault(edge.source, []).append(taker)
    by_id = {e.article_id: e for e in entries}
    step = (WIDTH - MARGIN) // max(3, min(LAYERS, max(depth.values(), default=0) + 1))
    knots: dict[str, Knot] = {}
    more: list[Knot] = []
    folded_into: dict[str, tuple[int, int]] = {}
    row = 0

    def put(start: str) -> None:
        """`start` and what hangs on it, a row for each leaf; the many that are folded come last."""
        nonlocal row
        stack: list[tuple[str, list[str]]] = [(start, [])]
        while stack:
            at, hidden = stack.pop()
            if hidden:
                x, y = MARGIN + min(LAYERS - 1, depth[at] + 1) * step, 34 + row * 46
                more.append(Knot("", f"and {len(hidden):,} others", "", x, y, False, False, len(hidden)))
                folded_into.update(dict.fromkeys(hidden, (x, y)))
                row += 1
                continue
            if at in knots:
                continue
            e = by_id[at]
            knots[at] = Knot(
                at,
                _short(names[at], step, 7.2),
                _short(e.title or "Untitled", step, 6.5),
                MARGIN + depth[at] * step,
                34 + row * 46,
                bool(e.agency),
                at in origins,
                0,
            )
            mine = sorted(children.get(at, ()), key=order.__getitem__)
            leaves = [c for c in mine if c not in children]
            shown = mine if len(leaves) <= UNFOLDED else [c for c in mine if c in children] + leaves[: UNFOLDED - 1]
            if not shown or depth[shown[0]] <= depth[at]:
                row += 1
            if len(shown) < len(mine):
                stack.append((at, [c for c in mine if c not in set(shown)]))
            stack.extend((c, []) for c in reversed(shown) if c not in knots)

    for e in entries:
        if e.article_id not in main and e.article_id not in folded_into:
            put(e.article_id)
    for e in entries:  # what hangs on a circle only
        if e.article_id not in knots and e.article_id not in folded_into:
            put(e.article_id)
    lines: list[Line] = []
    drawn: set[tuple[int, int, int, int]] = set()
    for edge in edges:
        a, b = knots.get(edge.source), knots.get(edge.taker)
        if a is None:
            continue
        x, y = (b.x, b.y) if b else folded_into.get(edge.taker, (0, 0))
        strongest = main.get(edge.taker) is edge
        if not x or (not b and not strongest) or (a.x, a.y, x, y) in drawn:
            continue
        if edge.determined and not strongest and len(entries) > 30:
            continue  # in a large story only the strongest tie of each article
        drawn.add((a.x, a.y, x, y))
        lines.append(Line(a.x, a.y, x, y, edge.relation, edge.determined))
    return Graph(WIDTH, 34 + row * 46, (*knots.values(), *more), tuple(lines))


def _iterative(start: str, main: Mapping[str, EdgeLike], depth: dict[str, int]) -> None:
    """Depth along the chain of strongest ties; a circle starts anew where it is entered."""
    chain, seen, at = [], set(), start
    while at not in depth and at not in seen:
        seen.add(at)
        chain.append(at)
        edge = main.get(at)
        if edge is None:
            break
        at = edge.source
    level = depth.get(at, -1)
    for i in reversed(chain):
        level = min(LAYERS - 1, level + 1)
        depth[i] = level

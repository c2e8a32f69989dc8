"""The graph of a story: who took from whom. Coordinates only; the template draws. On a phone it is a list, in which
each stands under what it took most from.

Layers run from left to right. The many that took from one article and gave nothing on are folded into one knot, so
that 500 copies stay readable; a circle of copies is cut where it is entered.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from copytaster.frozen import frozen
from service.pages.data import Entry
from service.pages.desk.view import title_of

WIDTH = 1000
MARGIN = 44
UNFOLDED = 7
"""Leaves of one article that are drawn one by one; more of them are folded."""
LAYERS = 5
ROW = 46
LARGE = 30
"""Articles beyond which a story is drawn with the strongest ties alone."""
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


@frozen
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


@frozen
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


class Tie(NamedTuple):
    """One thing that an article took. `source`: of whom, where that is not the one it stands under."""

    relation: str
    source: str
    determined: bool


@frozen
class Branch:
    """An article in the list, or (`folded`) many that took from the same one; `depth` from 0."""

    article_id: str
    name: str
    title: str
    depth: int
    wire: bool
    origin: bool
    folded: int
    ties: tuple[Tie, ...]


@frozen
class Graph:
    """`down`: the same as a list, in the order in which it is drawn."""

    width: int
    height: int
    knots: tuple[Knot, ...]
    lines: tuple[Line, ...]
    down: tuple[Branch, ...] = ()


def graph(
    entries: Sequence[Entry], names: Mapping[str, str], edges: Sequence[EdgeLike], origins: Collection[str]
) -> Graph:
    """Layers from left to right: origins, what was made from them, what was made from that."""
    if not entries:
        return Graph(WIDTH, 0, (), ())
    drawing = _Drawing(entries, names, edges, origins)
    for e in entries:
        if e.article_id not in drawing.main:
            drawing.put(e.article_id)
    for e in entries:  # what hangs on a circle only
        drawing.put(e.article_id)
    knots = *drawing.knots.values(), *drawing.more
    return Graph(WIDTH, 34 + drawing.row * ROW, knots, drawing.lines(edges), tuple(drawing.down))


class _Drawing:
    """Puts one article after the other into its layer and the next free row."""

    def __init__(
        self, entries: Sequence[Entry], names: Mapping[str, str], edges: Sequence[EdgeLike], origins: Collection[str]
    ) -> None:
        self.main: dict[str, EdgeLike] = {}
        """Of each article its strongest tie to what it took from."""
        for edge in edges:
            if edge.determined:
                self.main.setdefault(edge.taker, edge)
        self.knots: dict[str, Knot] = {}
        self.more: list[Knot] = []
        self.down: list[Branch] = []
        self.row = 0
        self._names, self._origins = names, origins
        self._ties: dict[str, list[EdgeLike]] = {}
        for edge in edges:
            self._ties.setdefault(edge.taker, []).append(edge)
        self._by_id = {e.article_id: e for e in entries}
        self._order = {e.article_id: n for n, e in enumerate(entries)}
        self._depth: dict[str, int] = {}
        for e in entries:
            if e.article_id not in self._depth:
                _deepen(e.article_id, self.main, self._depth)
        self._children: dict[str, list[str]] = {}
        for taker, edge in self.main.items():
            if taker in self._order and edge.source in self._order:
                self._children.setdefault(edge.source, []).append(taker)
        self._step = (WIDTH - MARGIN) // max(3, min(LAYERS, max(self._depth.values(), default=0) + 1))
        self._folded_into: dict[str, tuple[int, int]] = {}

    def put(self, start: str) -> None:
        """`start` and what hangs on it, a row for each leaf; the many that are folded come last."""
        if start in self._folded_into:
            return
        stack: list[tuple[str, list[str]]] = [(start, [])]
        while stack:
            at, hidden = stack.pop()
            if hidden:
                self._fold(at, hidden)
            elif at not in self.knots:
                shown, folded = self._place(at)
                if folded:
                    stack.append((at, folded))
                stack.extend((c, []) for c in reversed(shown) if c not in self.knots)

    def _place(self, at: str) -> tuple[list[str], list[str]]:
        """Draw one article. What was made from it: those to be drawn one by one, and those to be folded."""
        depth = self._depth[at]
        entry, x, y = self._by_id[at], MARGIN + depth * self._step, 34 + self.row * ROW
        name, title = _short(self._names[at], self._step, 7.2), _short(title_of(entry), self._step, 6.5)
        wire, origin = bool(entry.agency), at in self._origins
        self.knots[at] = Knot(at, name, title, x, y, wire, origin, 0)
        self.down.append(Branch(at, self._names[at], title_of(entry), depth, wire, origin, 0, self._tied(at)))
        mine = sorted(self._children.get(at, ()), key=self._order.__getitem__)
        leaves = [c for c in mine if c not in self._children]
        parents = [c for c in mine if c in self._children]
        shown = mine if len(leaves) <= UNFOLDED else parents + leaves[: UNFOLDED - 1]
        if not shown or self._depth[shown[0]] <= depth:
            self.row += 1
        drawn = set(shown)
        return shown, [c for c in mine if c not in drawn]

    def _fold(self, at: str, hidden: Sequence[str]) -> None:
        x, y = MARGIN + min(LAYERS - 1, self._depth[at] + 1) * self._step, 34 + self.row * ROW
        self.more.append(Knot("", f"and {len(hidden):,} others", "", x, y, False, False, len(hidden)))
        self.down.append(Branch("", "", "", min(LAYERS - 1, self._depth[at] + 1), False, False, len(hidden), ()))
        self._folded_into.update(dict.fromkeys(hidden, (x, y)))
        self.row += 1

    def _tied(self, at: str) -> tuple[Tie, ...]:
        """What an article took, of the one that it stands under first."""
        above = self.main.get(at)
        under = above if above and above.source in self.knots else None
        found = [e for e in self._ties.get(at, ()) if e is not under and e.source in self._names]
        named = [Tie(e.relation, self._names[e.source], e.determined) for e in found]
        return (Tie(under.relation, "", True), *named) if under else tuple(named)

    def lines(self, edges: Sequence[EdgeLike]) -> tuple[Line, ...]:
        """Each two places are joined once; in a large story only the strongest tie of each article is drawn."""
        found: dict[tuple[int, int, int, int], Line] = {}
        for edge in edges:
            a, b = self.knots.get(edge.source), self.knots.get(edge.taker)
            place = (b.x, b.y) if b else self._folded_into.get(edge.taker)
            strongest = self.main.get(edge.taker) is edge
            if a is None or place is None or (b is None and not strongest):
                continue
            if edge.determined and not strongest and len(self._by_id) > LARGE:
                continue
            line = Line(a.x, a.y, *place, edge.relation, edge.determined)
            found.setdefault((line.x1, line.y1, line.x2, line.y2), line)
        return tuple(found.values())


def _deepen(start: str, main: Mapping[str, EdgeLike], depth: dict[str, int]) -> None:
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

"""Where things stand in the two drawings of a story. Coordinates only; the template draws.

Both drawings stay readable whatever the size of the story: the timeline stacks and then bundles what falls together, the
graph folds the many that took from one article and gave nothing on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from .data import Entry

WIDTH = 1000
LEFT = 150
STACK = 5
"""Dots on top of each other before they become one bar."""
LANES = 7
UNFOLDED = 7
"""Leaves of one article that are drawn one by one; more of them are folded."""
LAYERS = 5


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
class Dot:
    article_id: str
    label: str
    x: int
    y: int
    wire: bool
    origin: bool


@dataclass(frozen=True, slots=True)
class Many:
    x: int
    y: int
    height: int
    label: str


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    y: int
    count: int


@dataclass(frozen=True, slots=True)
class Tick:
    x: int
    label: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Timeline:
    height: int
    lanes: tuple[Lane, ...]
    dots: tuple[Dot, ...]
    many: tuple[Many, ...]
    ticks: tuple[Tick, ...]
    undated: int


def timeline(entries: Sequence[Entry], names: Mapping[str, str], origins: Collection[str]) -> Timeline:
    """A lane for each agency, and one for all outlets; time runs to the right."""
    dated = [(t, e) for e in entries if (t := e.published_at or e.received_at)]
    if not dated:
        return Timeline(0, (), (), (), (), len(entries))
    start, end = min(t for t, _ in dated), max(t for t, _ in dated)
    if end - start < timedelta(minutes=10):
        start, end = start - timedelta(minutes=10), end + timedelta(minutes=10)
    inner = WIDTH - LEFT - 30

    def place(t: datetime) -> int:
        return LEFT + round(inner * (t - start) / (end - start))

    agencies = list(dict.fromkeys(names[e.article_id] for _, e in sorted(dated, key=lambda p: p[0]) if e.agency))
    kept = agencies[:LANES - 1] if len(agencies) > LANES - 1 else agencies
    lane_of = {a: a if a in kept else "Other agencies" for a in agencies}
    order = [*kept, *(["Other agencies"] if len(agencies) > len(kept) else []),
             *(["Outlets"] if any(not e.agency for _, e in dated) else [])]
    lanes, dots, many, y = [], [], [], 30
    for name in order:
        mine = [(t, e) for t, e in dated if (lane_of[names[e.article_id]] if e.agency else "Outlets") == name]
        bins: dict[int, list[tuple[datetime, Entry]]] = {}
        for t, e in sorted(mine, key=lambda p: (p[0], p[1].article_id)):
            bins.setdefault(place(t) // 14, []).append((t, e))
        tall = max(len(b) for b in bins.values())
        height = max(34, 14 * min(tall, STACK) + 20) if tall <= STACK else 14 * STACK + 24
        base = y + height - 14
        for column, members in sorted(bins.items()):
            if len(members) > STACK:
                size = max(14, round((height - 18) * len(members) / tall))
                many.append(Many(column * 14, base + 6 - size, size, f"{name}: {len(members)} articles about {_clock(members[0][0])}"))
                continue
            for level, (t, e) in enumerate(members):
                x = place(t) if len(members) == 1 else column * 14 + 7
                dots.append(Dot(e.article_id, f"{names[e.article_id]}, {_clock(t)}: {(e.title or 'Untitled')[:120]}", x,
                                base - 14 * level, bool(e.agency), e.article_id in origins))
        lanes.append(Lane(name, base, len(mine)))
        y += height + 8
    return Timeline(y + 24, tuple(lanes), tuple(dots), tuple(many), _ticks(start, end, place), len(entries) - len(dated))


def _clock(t: datetime) -> str:
    return f"{t.day} {t:%b %H:%M} UTC"


def _ticks(start: datetime, end: datetime, place: object) -> tuple[Tick, ...]:
    """Round moments, at most eight of them."""
    assert callable(place)
    seconds = (end - start).total_seconds()
    steps = [300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 432000, 864000, 2592000, 7776000, 31557600]
    step = next((s for s in steps if seconds / s <= 7), steps[-1] * max(1, round(seconds / steps[-1] / 6)))
    at = datetime.fromtimestamp((start.timestamp() // step + 1) * step, UTC)
    out = []
    while at <= end and len(out) < 9:
        label = f"{at.day} {at:%b}" if step >= 86400 else f"{at:%H:%M}" if at.hour or at.minute else f"{at.day} {at:%b}"
        if step >= 7776000:
            label = f"{at:%b %Y}"
        out.append(Tick(place(at), label, at.isoformat().replace("+00:00", "Z")))
        at += timedelta(seconds=step)
    return tuple(out)


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
        middle = (self.x1 + self.x2) // 2
        if self.x1 == self.x2:
            return f"M{self.x1} {self.y1}C{self.x1 - 34} {self.y1} {self.x1 - 34} {self.y2} {self.x2} {self.y2}"
        return f"M{self.x1} {self.y1}C{middle} {self.y1} {middle} {self.y2} {self.x2} {self.y2}"


@dataclass(frozen=True, slots=True)
class Graph:
    width: int
    height: int
    knots: tuple[Knot, ...]
    lines: tuple[Line, ...]


def graph(entries: Sequence[Entry], names: Mapping[str, str], edges: Sequence[EdgeLike], origins: Collection[str]) -> Graph:
    """Layers from left to right: origins, what was made from them, what was made from that."""
    if not entries:
        return Graph(WIDTH, 0, (), ())
    main: dict[str, EdgeLike] = {}
    for e in edges:
        if e.determined and e.taker not in main:
            main[e.taker] = e
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
    step = WIDTH // max(3, min(LAYERS, max(depth.values(), default=0) + 1))
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
                x, y = 20 + min(LAYERS - 1, depth[at] + 1) * step, 34 + row * 46
                more.append(Knot("", f"and {len(hidden):,} others", "", x, y, False, False, len(hidden)))
                folded_into.update(dict.fromkeys(hidden, (x, y)))
                row += 1
                continue
            if at in knots:
                continue
            e = by_id[at]
            knots[at] = Knot(at, names[at], e.title or "Untitled", 20 + depth[at] * step, 34 + row * 46, bool(e.agency),
                             at in origins, 0)
            mine = sorted(children.get(at, ()), key=order.__getitem__)
            leaves = [c for c in mine if c not in children]
            shown = mine if len(leaves) <= UNFOLDED else [c for c in mine if c in children] + leaves[:UNFOLDED - 1]
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
    lines, drawn = [], set()
    for e in edges:
        a = knots.get(e.source)
        b = knots.get(e.taker)
        if a is None:
            continue
        x, y = (b.x, b.y) if b else folded_into.get(e.taker, (0, 0))
        if not x or (not b and main.get(e.taker) is not e) or (a.x, a.y, x, y) in drawn:
            continue
        if e.determined and main.get(e.taker) is not e and len(entries) > 30:
            continue  # in a large story only the strongest tie of each article
        drawn.add((a.x, a.y, x, y))
        lines.append(Line(a.x, a.y, x, y, e.relation, e.determined))
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

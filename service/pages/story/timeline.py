"""The timeline of a story: a lane for each agency and one for all outlets. Coordinates only; the template draws.

What falls together is stacked, and beyond `STACK` bundled into a bar, so that 500 copies stay readable. Where a window
is too narrow for lanes the same dots and bars stand one under the other, in the order of time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from copytaster.frozen import frozen
from copytaster.moments import stamp
from service.pages.data import Entry
from service.pages.desk.view import title_of

WIDTH = 1000
LEFT = 150
STACK = 5
"""Dots on top of each other before they become one bar."""
LANES = 7


@frozen
class Dot:
    article_id: str
    name: str
    title: str
    at: datetime
    x: int
    y: int
    wire: bool
    origin: bool

    @property
    def label(self) -> str:
        return f"{self.name}, {_clock(self.at)}: {self.title[:120]}"


@frozen
class Many:
    name: str
    size: int
    at: datetime
    """When the first of them came."""
    x: int
    y: int
    height: int

    @property
    def label(self) -> str:
        return f"{self.name}: {self.size:,} articles about {_clock(self.at)}"


@frozen
class Lane:
    name: str
    y: int
    count: int


@frozen
class Tick:
    x: int
    label: str
    stamp: str


@frozen
class Timeline:
    height: int
    lanes: tuple[Lane, ...]
    dots: tuple[Dot, ...]
    many: tuple[Many, ...]
    ticks: tuple[Tick, ...]
    undated: int

    @property
    def down(self) -> list[Dot | Many]:
        """What is drawn, the earliest first."""
        return sorted((*self.dots, *self.many), key=lambda one: (one.at, one.name))


def dated(entries: Sequence[Entry]) -> list[tuple[datetime, Entry]]:
    """Articles with the time of their publication; with the time they came in, where nothing says more of any."""
    published = [(e.published_at, e) for e in entries if e.published_at]
    return published or [(e.received_at, e) for e in entries if e.received_at]


def timeline(entries: Sequence[Entry], names: Mapping[str, str], origins: Collection[str]) -> Timeline:
    """A lane for each agency, and one for all outlets; time runs to the right."""
    placed = dated(entries)
    if not placed:
        return Timeline(0, (), (), (), (), len(entries))
    start, end = min(t for t, _ in placed), max(t for t, _ in placed)
    if end - start < timedelta(minutes=10):
        start, end = start - timedelta(minutes=10), end + timedelta(minutes=10)
    inner = WIDTH - LEFT - 30

    def place(t: datetime) -> int:
        return LEFT + round(inner * (t - start) / (end - start))

    agencies = list(dict.fromkeys(names[e.article_id] for _, e in sorted(placed, key=lambda p: p[0]) if e.agency))
    kept = agencies[: LANES - 1] if len(agencies) > LANES - 1 else agencies
    lane_of = {a: a if a in kept else "Other agencies" for a in agencies}
    order = [
        *kept,
        *(["Other agencies"] if len(agencies) > len(kept) else []),
        *(["Outlets"] if any(not e.agency for _, e in placed) else []),
    ]
    lanes, dots, many, y = [], [], [], 30
    for name in order:
        mine = [(t, e) for t, e in placed if (lane_of[names[e.article_id]] if e.agency else "Outlets") == name]
        bins: dict[int, list[tuple[datetime, Entry]]] = {}
        for t, e in sorted(mine, key=lambda p: (p[0], p[1].article_id)):
            bins.setdefault(place(t) // 14, []).append((t, e))
        tall = max(len(b) for b in bins.values())
        height = max(34, 14 * min(tall, STACK) + 20) if tall <= STACK else 14 * STACK + 24
        base = y + height - 14
        for column, members in sorted(bins.items()):
            if len(members) > STACK:
                size = max(14, round((height - 18) * len(members) / tall))
                many.append(Many(name, len(members), members[0][0], column * 14, base + 6 - size, size))
                continue
            for level, (t, e) in enumerate(members):
                x = place(t) if len(members) == 1 else column * 14 + 7
                i = e.article_id
                dots.append(Dot(i, names[i], title_of(e), t, x, base - 14 * level, bool(e.agency), i in origins))
        lanes.append(Lane(name, base, len(mine)))
        y += height + 8
    return Timeline(
        y + 24, tuple(lanes), tuple(dots), tuple(many), _ticks(start, end, place), len(entries) - len(placed)
    )


def _clock(t: datetime) -> str:
    return f"{t.day} {t:%b %H:%M} UTC"


def _ticks(start: datetime, end: datetime, place: Callable[[datetime], int]) -> tuple[Tick, ...]:
    """Round moments, at most eight of them."""
    seconds = (end - start).total_seconds()
    steps = [
        300,
        600,
        900,
        1800,
        3600,
        7200,
        10800,
        21600,
        43200,
        86400,
        172800,
        432000,
        864000,
        2592000,
        7776000,
        31557600,
    ]
    step = next((s for s in steps if seconds / s <= 7), steps[-1] * max(1, round(seconds / steps[-1] / 6)))
    at = datetime.fromtimestamp((start.timestamp() // step + 1) * step, UTC)
    out: list[Tick] = []
    while at <= end and len(out) < 9:
        label = f"{at.day} {at:%b}" if step >= 86400 else f"{at:%H:%M}" if at.hour or at.minute else f"{at.day} {at:%b}"
        if step >= 7776000:
            label = f"{at:%b %Y}"
        out.append(Tick(place(at), label, stamp(at)))
        at += timedelta(seconds=step)
    return tuple(out)

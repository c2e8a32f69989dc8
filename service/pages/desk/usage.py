"""The page of an agency or an outlet: who made what of its articles, what it took, over time and by outlet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from urllib.parse import quote, urlencode

from copytaster.archive import Use
from copytaster.fields import beginning
from copytaster.frozen import frozen
from service.counted import Counted, Credited, Kind, Side
from service.pages import oddities
from service.pages.days import day_after
from service.pages.wording import count
from service.schemas.answers import UsageByDay, UsageByOutlet, UsageTotals

SHOWN = 50
"""Uses, and outlets, that are listed; the table for spreadsheets has all."""
MOST_BARS = 60
HEIGHT = 90
BAR = 14


@frozen
class Bar:
    """A day, or several, of the chart: heights from the ground up, in units of the drawing."""

    label: str
    x: int
    credited: int
    uncredited: int
    other: int


@frozen
class Chart:
    """Articles over time."""

    bars: tuple[Bar, ...]
    width: int
    most: int
    every: int
    """Days in a bar."""
    first: str
    last: str
    sentence: str


@frozen
class Half:
    """One half of the page."""

    side: Side
    finding: str
    totals: UsageTotals
    outlets: Sequence[UsageByOutlet]
    """Those with most articles first."""
    others: int
    """Outlets that are not listed."""
    chart: Chart | None
    uses: Sequence[Credited]
    more: int
    stale: int
    cut: bool
    table: str
    """Where all of it is to be had as CSV."""


@frozen
class UsageView:
    """The page."""

    kind: Kind
    name: str
    given: Half
    taken: Half
    since: str
    until: str
    source_id: str | None


def bare(*halves: Counted) -> list[str]:
    """Ids of the articles that the page lists and that have no headline."""
    named = [(i, title) for half in halves for one in half.uses[:SHOWN] for i, title in _titles(one.use)]
    return list(dict.fromkeys(i for i, title in named if not title))


def _titles(use: Use) -> tuple[tuple[str, str | None], tuple[str, str | None]]:
    return (use.article_id, use.title), (use.source_id, use.source_title)


def build(
    kind: Kind, name: str, given: Counted, taken: Counted, since: str = "", until: str = "",
    source_id: str | None = None, beginnings: Mapping[str, str] = MappingProxyType({}),
) -> UsageView:  # fmt: skip
    """The page from what was counted. `beginnings`: what those without a headline are called, by id."""

    def half(side: Side, found: Counted) -> Half:
        listed = [_titled(one, beginnings) for one in found.uses[:SHOWN]]
        return _half(side, kind, name, found, listed, _table(side, kind, name, since, until, source_id))

    return UsageView(kind, name, half("given", given), half("taken", taken), since, until, source_id)


def _table(side: Side, kind: Kind, name: str, since: str, until: str, source_id: str | None) -> str:
    asked = {"side": side, "format": "csv", "since": since, "until": day_after(until), "source_id": source_id}
    folder = "agencies" if kind == "agency" else "outlets"
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/api/v1/{folder}/{quote(name, safe='')}/usage?{query}"


def _titled(one: Credited, beginnings: Mapping[str, str]) -> Credited:
    called = [oddities.legible(title) or beginnings.get(i) or beginning("") for i, title in _titles(one.use)]
    return one._replace(use=one.use._replace(title=called[0], source_title=called[1]))


def _half(side: Side, kind: Kind, name: str, found: Counted, listed: Sequence[Credited], table: str) -> Half:
    return Half(
        side, finding(side, kind, name, found), found.totals, found.by_outlet[:SHOWN],
        max(0, len(found.by_outlet) - SHOWN), _chart(found.by_day), listed,
        max(0, len(found.uses) - SHOWN), found.stale, found.cut, table,
    )  # fmt: skip


def finding(side: Side, kind: Kind, name: str, found: Counted) -> str:
    """What was counted, in a sentence or two."""
    totals = found.totals
    if side == "given":
        if not totals["articles"]:
            return f"Nothing in the archive was made from {'wires' if kind == 'agency' else 'articles'} of {name}."
        what = count(totals["sources"], "wire" if kind == "agency" else "article")
        said = (
            f"{what} of {name} {'was' if totals['sources'] == 1 else 'were'} used in "
            f"{count(totals['articles'], 'article')} by {count(totals['outlets'], 'outlet')}."
        )
    else:
        if not totals["articles"]:
            return f"Nothing of {name} in the archive was made from others’ articles."
        were = "was" if totals["articles"] == 1 else "were"
        said = (
            f"{count(totals['articles'], 'article')} of {name} {were} made from "
            f"{count(totals['sources'], 'article')} of {count(totals['outlets'], 'publisher')}."
        )
    return said + credit(totals)


def credit(totals: UsageTotals) -> str:
    """How many say so; nothing where nobody has to."""
    if not totals["credited"] and not totals["uncredited"]:
        return ""
    said = f" {totals['credited']:,} {'credits' if totals['credited'] == 1 else 'credit'} it"
    said += f", {totals['uncredited']:,} {'does' if totals['uncredited'] == 1 else 'do'} not"
    return f"{said}; {totals['not_owed']:,} need not." if totals["not_owed"] else f"{said}."


def used(found: Counted) -> str:
    """Of one article: ``Used by 14 outlets, 9 credited``; empty where nobody made anything of it."""
    totals = found.totals
    if not totals["articles"]:
        return ""
    said = f"Used by {count(totals['outlets'], 'outlet')}"
    articles = f" in {count(totals['articles'], 'article')}" if totals["articles"] != totals["outlets"] else ""
    owed = totals["credited"] + totals["uncredited"]
    return said + articles + (f", {totals['credited']:,} credited" if owed else "")


def _chart(days: Sequence[UsageByDay]) -> Chart | None:
    """Articles by day; where that makes too many bars, by several days."""
    if not days:
        return None
    first, last = date.fromisoformat(days[0]["day"]), date.fromisoformat(days[-1]["day"])
    length = (last - first).days + 1
    every = -(-length // MOST_BARS)
    sums: dict[int, list[int]] = {}
    for day in days:
        at = (date.fromisoformat(day["day"]) - first).days // every
        one = sums.setdefault(at, [0, 0, 0])
        one[0] += day["credited"]
        one[1] += day["uncredited"]
        one[2] += day["not_owed"]
    most = max(sum(one) for one in sums.values())
    bars = []
    for number, one in sorted(sums.items()):
        heights = [max(2, round(HEIGHT * n / most)) if n else 0 for n in one]
        start = first + timedelta(days=number * every)
        label = f"{start:%-d %b %Y}: {one[0]} credited, {one[1]} uncredited, {one[2]} that need not credit"
        bars.append(Bar(label, number * BAR, *heights))
    width = BAR * (-(-length // every))
    busiest = max(sums, key=lambda at: (sum(sums[at]), -at))
    top = first + timedelta(days=busiest * every)
    what = "day" if every == 1 else f"{every} days"
    sentence = f"Articles by {what}, at most {most}, {'on' if every == 1 else 'from'} {top:%-d %b %Y} on."
    sentence = sentence.replace(f"{top:%-d %b %Y} on.", f"{top:%-d %b %Y}.") if every == 1 else sentence
    return Chart(tuple(bars), width, most, every, f"{first:%-d %b %Y}", f"{last:%-d %b %Y}", sentence)

"""Uses, counted: what they add up to, by day and by publisher.

Promises
    * API, table and pages count the same uses in the same way: `counted` is the one place.
    * Whether an agency is credited in an article is what the credit audit of its report says of that agency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from copytaster.archive import Use
from copytaster.credit import SIGNIFICANT, canonical
from copytaster.frozen import frozen
from copytaster.moments import stamp
from service.schemas.answers import UsageByDay, UsageByOutlet, UsageTotals

Kind = Literal["agency", "outlet"]
Side = Literal["given", "taken"]
"""What others made of its articles, or what it made of others'."""


class Credited(NamedTuple):
    """A use, and whether the article credits the agency; None where it need not, or where there is no agency."""

    use: Use
    credited: bool | None


@frozen
class Counted:
    """Uses with what they add up to."""

    uses: Sequence[Credited]
    totals: UsageTotals
    by_outlet: Sequence[UsageByOutlet]
    by_day: Sequence[UsageByDay]
    stale: int
    cut: bool


def counted(uses: Sequence[Use], side: Side = "given", stale: int = 0, cut: bool = False) -> Counted:
    """What these uses add up to, by day and by outlet: by who took, or, of what was taken, by whose it was."""
    credited = _credited(uses)
    other = _taker if side == "given" else _giver
    by_outlet: list[UsageByOutlet] = [
        {"outlet": name, "last": stamp(max(one.use.known_at for one in some)), **_totals(some, other)}
        for name, some in _grouped(credited, other)
    ]
    by_outlet.sort(key=lambda row: (-row["articles"], row["outlet"] or ""))
    by_day: list[UsageByDay] = [
        {"day": day or "", **_totals(some, other)}
        for day, some in _grouped(credited, lambda one: one.use.known_at.date().isoformat())
    ]
    by_day.sort(key=lambda row: row["day"])
    return Counted(credited, _totals(credited, other), by_outlet, by_day, stale, cut)


def _credited(uses: Sequence[Use]) -> list[Credited]:
    shares: dict[tuple[str, str], float] = {}
    for use in uses:
        if use.source_agency:
            key = use.article_id, usual(use.source_agency)
            shares[key] = shares.get(key, 0.0) + use.share
    found = []
    for use in uses:
        credited: bool | None = None
        if use.source_agency:
            name = usual(use.source_agency)
            owed = shares[use.article_id, name] >= SIGNIFICANT
            credited = True if name in use.named else False if owed else None
        found.append(Credited(use, credited))
    return found


def usual(agency: str) -> str:
    """The name under which articles of an agency are kept: its usual short one, else what it is called."""
    return canonical(agency) or agency


def _grouped(
    uses: Iterable[Credited], key: Callable[[Credited], str | None]
) -> Iterable[tuple[str | None, list[Credited]]]:
    groups: dict[str | None, list[Credited]] = {}
    for one in uses:
        groups.setdefault(key(one), []).append(one)
    return groups.items()


def _taker(one: Credited) -> str | None:
    return one.use.outlet or one.use.agency


def _giver(one: Credited) -> str | None:
    return one.use.source_agency or one.use.source_outlet


def _totals(uses: Sequence[Credited], other: Callable[[Credited], str | None]) -> UsageTotals:
    """An article that names one of two agencies counts as uncredited: the other has a right to know."""
    said: dict[str, bool | None] = {}
    for use, credited in uses:
        before = said.get(use.article_id, credited)
        said[use.article_id] = False if False in (before, credited) else True if True in (before, credited) else None
    answers = list(said.values())
    return {
        "articles": len(said),
        "outlets": len({other(one) for one in uses}),
        "sources": len({use.source_id for use, _ in uses}),
        "characters": sum(use.characters for use, _ in uses),
        "credited": answers.count(True),
        "uncredited": answers.count(False),
        "not_owed": answers.count(None),
    }

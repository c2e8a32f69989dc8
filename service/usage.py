"""Usage, counted: what became of the articles of an agency or an outlet, or what they made of others'.

Promises
    * API, table and pages count the same uses in the same way: `counted` is the one place.
    * Whether an agency is credited in an article is what the credit audit of its report says of that agency.
    * Of very many uses the sums are kept for a moment, see `kept`: whoever reads them page by page reads one count.
    * Who is not known has no usage: that is said, and no zeros are shown.
    * Reports that are about to be read anew are read first, some of them; how many are left is said.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from copytaster import pipeline
from copytaster.archive import ArchiveUnavailable, Asked, Use
from copytaster.credit import SIGNIFICANT, canonical
from copytaster.moments import stamp
from service.access import embargo
from service.errors import Problem
from service.schemas.answers import UsageByDay, UsageByOutlet, UsageTotals
from service.state import State

FRESH = 50
"""Stale reports that are read anew before an answer."""
SECONDS = 0.3
"""How long that may take."""

Kind = Literal["agency", "outlet"]
Side = Literal["given", "taken"]
"""What others made of its articles, or what it made of others'."""


class Credited(NamedTuple):
    """A use, and whether the article credits the agency; None where it need not, or where there is no agency."""

    use: Use
    credited: bool | None


@dataclass(frozen=True, slots=True)
class Counted:
    """Uses with what they add up to."""

    uses: Sequence[Credited]
    totals: UsageTotals
    by_outlet: Sequence[UsageByOutlet]
    by_day: Sequence[UsageByDay]
    stale: int
    cut: bool


def usage(state: State, asked: Asked, side: Side = "given") -> Counted:
    """The uses that fit, as their reports have them, or had them a moment ago."""

    def count() -> Counted:
        left = _refreshed(state)
        found = state.archive.uses(asked)
        return counted(found.uses, side, left, found.cut)

    return state.usages.of((asked._replace(visible_at=None), asked.visible_at is None, side), count)


def _refreshed(state: State) -> int:
    """Reads stale reports anew, for a short while; how many are left. Any of them may be a use by now."""
    until = time.monotonic() + SECONDS
    stale = state.archive.stale(FRESH)
    for done, article_id in enumerate(stale):
        if time.monotonic() > until:
            return state.archive.queue().stale if len(stale) == FRESH else len(stale) - done
        with contextlib.suppress(ArchiveUnavailable):
            pipeline.refresh(article_id, state.archive, state.settings, state.now())
    return state.archive.queue().stale if stale else 0


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
            key = use.article_id, _name(use.source_agency)
            shares[key] = shares.get(key, 0.0) + use.share
    found = []
    for use in uses:
        credited: bool | None = None
        if use.source_agency:
            name = _name(use.source_agency)
            owed = shares[use.article_id, name] >= SIGNIFICANT
            credited = True if name in use.named else False if owed else None
        found.append(Credited(use, credited))
    return found


def _name(agency: str) -> str:
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


def require_known(state: State, kind: Kind, name: str) -> None:
    """Raises `Problem` (404) for a publisher that is not known: a count of nothing would say that it was never used.

    An agency is known by the list of agencies or by an article of its own, an outlet by an article; one that whoever
    asks may not see yet makes nobody known.
    """
    listed = kind == "agency" and canonical(name) is not None
    if not listed and not state.archive.published(kind, name, embargo.visible_at(state)):
        raise Problem(404, "no_publisher", f"No {kind} called “{name[:64]}” is known here, and no article is from it.")


def asked_of(kind: Kind, name: str, side: Side) -> Asked:
    """Uses of the articles of an agency or an outlet, or by it."""
    if kind == "agency":
        known = _name(name)
        return Asked(of_agency=known) if side == "given" else Asked(by_agency=known)
    return Asked(of_outlet=name) if side == "given" else Asked(by_outlet=name)

"""The finding of a report in one plain sentence: what it was made from, how much earlier that was, and the credit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from copytaster.credit import SIGNIFICANT, named_by
from service.pages import oddities
from service.pages.wording import NARROW, count, listed

if TYPE_CHECKING:
    from service.pages.report.model import SourceView

REUSED = "\ue000"
"""Stands in the sentence where the share of reused text is said; the page puts a live figure there."""
_MADE = {
    "identical": "The same text as",
    "copy": "Copied from",
    "rewrite": "Rewritten from",
    "translation": "Translated from",
    "excerpt": "Has passages lifted from",
    "update": "An update of an article by",
}
_TAKEN = {
    "identical": "appeared word for word in",
    "copy": "was copied by",
    "rewrite": "was rewritten by",
    "translation": "was translated by",
    "excerpt": "was excerpted by",
    "update": "was updated by",
}
_BESIDE = {
    "same-source": "it and {} were made from the same article",
    "same-form": "it has the form of {}, with other facts",
    "shared-quotes": "it shares quotations with {}, nothing else",
    "same-event": "{} tells the same event independently",
}


def owed(report: Mapping[str, Any]) -> list[str]:
    """The agencies to which a credit is due, as `audit` has them: of what is less than `SIGNIFICANT` none is."""
    shares = {one["agency"]: one["share"] for one in report.get("by_agency") or ()}
    found = (report.get("credit") or {}).get("found") or ()
    return [oddities.legible(name) for name in found if shares.get(name, SIGNIFICANT) >= SIGNIFICANT]


def credited(report: Mapping[str, Any]) -> list[str]:
    """The agencies that the article names as sources of its text, itself and those of its pictures aside."""
    own = {report["article"].get("agency"), report["article"].get("outlet")}
    return [oddities.legible(name) for name in named_by(report.get("credit") or {}) if name not in own]


def sentence(
    status: str,
    sources: Sequence[SourceView],
    credit: str,
    found: Sequence[str],
    stated: Sequence[str],
    error: str | None = None,
    not_compared: int = 0,
) -> str:
    """One sentence, with its full stop. Names come as they are; escape the whole."""
    if status == "queued":
        return "Waiting to be checked; the finding appears here by itself."
    if status == "checking":
        return "Being checked at this moment; the finding appears here by itself."
    if status == "failed":
        return f"The check failed: {(error or 'no reason was recorded').rstrip('.')}."
    alive = [s for s in sources if s.judgement != "rejected" and not s.aside]
    derived = [s for s in alive if s.derived]
    taken_from = [s for s in derived if s.direction == "from_source"]
    versions = [s for s in derived if s.direction == "undetermined" and s.relation == "update"]
    undetermined = [s for s in derived if s.direction == "undetermined" and s not in versions]
    given_to = [s for s in derived if s.direction == "to_source"]
    if taken_from:
        return _from(taken_from, alive, credit, found, stated)
    if undetermined:
        return _either(undetermined, credit, found, stated)
    if given_to:
        names = list(dict.fromkeys(s.name for s in sorted(given_to, key=_time)))
        top = sorted(given_to, key=_time)[0]
        if len(given_to) == 1:
            when = f", {top.gap}" if top.gap else ""
            return f"An origin: it {_TAKEN.get(top.relation, 'was taken up by')} {top.name}{when}."
        return f"An origin: {len(given_to):,} articles were made from it, by {listed(names)}."
    if versions:
        return f"A version of what {versions[0].name} published; which of the two came first cannot be told."
    if alive:
        first = next((s for s in alive if s.direction != "to_source"), alive[0])  # as lists name it
        return _beside(first, _credit(credit, found, stated))
    if sources:
        return "Nothing is left of its sources: all were rejected or set aside."
    if not_compared:
        rest = f"with {count(not_compared, 'other')} it was not compared"
        return f"Nothing was found in the articles that it was compared with; {rest}."
    return "Original, as far as the archive goes: no passage of it stands in any other article."


def _from(
    sources: Sequence[SourceView], alive: Sequence[SourceView], credit: str, found: Sequence[str], stated: Sequence[str]
) -> str:
    """`sources`: what it was made from; `alive`: all that the text may have a share of."""
    top = sources[0]
    shown = [s for s in sources if s.share > 0 and s.relation == top.relation] or [top]
    names = _names(shown)
    made = _MADE.get(top.relation, "Made from")
    gap = f", {_turned(top.gap)}" if top.gap and len(names) == 1 else ""
    # The share that is told is that of all together, so all are named, whoever came first.
    more = [name for name in _names([s for s in alive if s.share > 0 and s not in shown]) if name not in names]
    beside = f", with passages from {listed(more)}" if more else ""
    said = _credit(credit, found, stated)
    return f"{made} {listed(names)}{gap}{beside}: {REUSED} of the text{', ' + said if said else ''}."


def _names(sources: Sequence[SourceView]) -> list[str]:
    """Each once, with its language where that is another."""
    return list(dict.fromkeys(f"{s.name} ({s.language})" if s.language else s.name for s in sources))


def _either(sources: Sequence[SourceView], credit: str, found: Sequence[str], stated: Sequence[str]) -> str:
    """Where nobody can tell who took from whom."""
    top = sources[0]
    others = f" and {count(len(sources) - 1, 'other')}" if len(sources) > 1 else ""
    named = stated and credit in {"credited", "partly_credited"}
    said = f" It credits {listed(stated)}." if named else _stop(_credit(credit, found, stated))
    if top.relation == "identical":
        return f"The same text as {top.name}{others}; who took from whom cannot be told.{said}"
    amount = f"{REUSED} of the text is in both"
    return f"Made from the same copy as {top.name}{others}, or one from the other: {amount}.{said}"


def _beside(top: SourceView, said: str) -> str:
    """Of an article that is not derived: what it has to do with the one that is nearest to it."""
    if top.share > 0 and top.relation in ("same-event", "same-source"):
        return f"Not derived, but {REUSED} of the text stands in {top.name} too{', ' + said if said else ''}."
    return f"Not derived: {_BESIDE.get(top.relation, _BESIDE['same-event']).format(top.name)}."


def _turned(gap: str) -> str:
    """How much later the article came than its source, from how much earlier the source came."""
    span, _, which = gap.rpartition(" ")
    return f"{span} {({'earlier': 'later', 'later': 'earlier'}).get(which, which)}"


def _credit(status: str, found: Sequence[str], stated: Sequence[str]) -> str:
    if status == "credited":
        return "credited"
    if status == "partly_credited":
        missing = [name for name in found if name not in stated]
        return f"partly credited ({listed(missing)} not named)" if missing else "partly credited"
    if status == "uncredited":
        return "uncredited"
    if status == "miscredited":
        return f"credited to {listed(stated)} instead" if stated else "miscredited"
    return ""


def _stop(said: str) -> str:
    return f" {said[0].upper()}{said[1:]}." if said else ""


def _time(source: SourceView) -> str:
    return source.published.isoformat() if source.published else f"~{NARROW}"

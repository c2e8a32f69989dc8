"""What a report says of the use of its article: killed, corrected, under embargo, how it was made, what was noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.pages import oddities
from service.pages.wording import count, instant

_STATES = {
    "canceled": "Killed: its publisher asks everybody not to print it.",
    "corrected": "This version corrects an earlier one.",
}
_ENDED = {"canceled": "A later version has killed it.", "corrected": "A later version has corrected it."}
MOST = 40
"""Articles that still print it that are named one by one."""


@dataclass(frozen=True, slots=True)
class UseView:
    """One line about the use of an article; the articles that it speaks of, by id."""

    kind: str
    """``canceled``, ``corrected``, ``withheld``, ``source`` or ``note``."""
    sentence: str
    article_ids: tuple[str, ...] = ()
    until: datetime | None = None
    """What the sentence ends with."""


def lines(report: Mapping[str, Any], now: datetime | None = None) -> tuple[UseView, ...]:
    """All that there is to say of the use of the article, what matters most first. Without `now` its embargo holds."""
    article = report["article"]
    status, ending = str(article.get("status") or "usable"), report.get("superseded_by")
    found = []
    if status in _STATES:
        found.append(UseView(status, _STATES[status]))
    if ending:
        found.append(UseView(ending["status"], _ENDED[ending["status"]], (ending["article_id"],)))
    if printed := report.get("printed_by"):
        made = count(len(printed), "article")
        sentence = f"{made} made from it or from an earlier version still {_prints(printed)} it:"
        found.append(UseView(found[0].kind if found else "canceled", sentence, tuple(printed[:MOST])))
    if status == "withheld":
        found.append(_embargo(instant(article.get("embargoed_until")), now))
    found += [UseView("note", f"A source was later {_past(s)}.", (s["article_id"],)) for s in _ended_sources(report)]
    if source := article.get("digital_source"):
        term = oddities.legible(str(source).rstrip("/").rpartition("/")[2])
        found.append(UseView("source", f"Its publisher declares how it was made: {term} (IPTC digital source type)."))
    found += [UseView("note", oddities.legible(note["detail"])) for note in article.get("notes") or ()]
    return tuple(found)


def named(report: Mapping[str, Any]) -> list[str]:
    """Ids of the articles that `lines` speaks of."""
    return list(dict.fromkeys(i for line in lines(report) for i in line.article_ids))


def _embargo(until: datetime | None, now: datetime | None) -> UseView:
    if until is None:
        return UseView("withheld", "Under embargo, until a later version releases it.")
    if now is None or until > now:
        return UseView("withheld", "Under embargo until", until=until)
    return UseView("note", "It was under embargo until", until=until)


def _prints(printed: Sequence[str]) -> str:
    return "prints" if len(printed) == 1 else "print"


def _past(source: Mapping[str, Any]) -> str:
    return "killed" if source["superseded_by"]["status"] == "canceled" else "corrected"


def _ended_sources(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Sources that the article may come from and that a later version, not this one, killed or corrected."""
    own = report["article"].get("id")
    ended = (s for s in report.get("sources") or () if s.get("superseded_by") and s.get("direction") != "to_source")
    return [s for s in ended if s["superseded_by"]["article_id"] != own]

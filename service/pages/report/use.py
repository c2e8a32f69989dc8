"""What a report says of the use of its article: killed, corrected, under embargo, how it was made, what was noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from copytaster.frozen import frozen
from service.pages import oddities
from service.pages.wording import DERIVED, count, instant

_STATES = {
    "canceled": "Killed: its publisher asks everybody not to print it.",
    "corrected": "This version corrects an earlier one.",
}
_ENDED = {"canceled": "A later version has killed it.", "corrected": "A later version has corrected it."}
MOST = 12
"""Articles that still print it that are named one by one; its story has them all."""


@frozen
class UseView:
    """One line about the use of an article; the articles that it speaks of, by id."""

    kind: str
    """``canceled``, ``corrected``, ``withheld``, ``source`` or ``note``."""
    sentence: str
    article_ids: tuple[str, ...] = ()
    until: datetime | None = None
    """What the sentence ends with."""
    more: int = 0
    """Articles that it speaks of and does not name."""


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
        kind, more = found[0].kind if found else "canceled", max(0, len(printed) - MOST)
        found.append(UseView(kind, sentence, tuple(printed[:MOST]), more=more))
    if status == "withheld":
        found.append(_embargo(instant(article.get("embargoed_until")), now))
    found += _ended_lines(report)
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


def _ended_lines(report: Mapping[str, Any]) -> list[UseView]:
    """A line for the sources that were killed, and one for those that were corrected."""
    ended = _ended_sources(report)
    found = []
    for status, word in (("canceled", "killed"), ("corrected", "corrected")):
        ids = tuple(s["article_id"] for s in ended if s["superseded_by"]["status"] == status)
        if ids:
            one = len(ids) == 1
            sentence = f"A source was later {word}." if one else f"{len(ids)} sources were later {word}:"
            found.append(UseView("note", sentence, ids))
    return found


def _ended_sources(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those that the article may have been made from and that a later version, not this one, killed or corrected."""
    own = report["article"].get("id")
    return [
        s
        for s in report.get("sources") or ()
        if s["relation"] in DERIVED and s.get("direction") != "to_source"
        and s.get("superseded_by") and s["superseded_by"]["article_id"] != own
    ]  # fmt: skip

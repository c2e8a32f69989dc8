"""How the pages say things: labels, shares, counts and times. One place, so that two pages never differ.

What alerts say too stands in `copytaster.phrases`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from copytaster.counts import count as count
from copytaster.counts import listed as listed
from copytaster.phrases import NARROW as NARROW
from copytaster.phrases import relation as relation
from copytaster.phrases import share as share

KINDS = ("verbatim", "edited", "paraphrase", "translation", "quote")
KIND_LABELS = {
    "verbatim": "Verbatim",
    "edited": "Edited",
    "paraphrase": "Paraphrase",
    "translation": "Translation",
    "quote": "Quotation",
    "original": "Original",
    "boilerplate": "Boilerplate",
}
KIND_HELP = {
    "verbatim": "the same words",
    "edited": "the same sentence, lightly changed",
    "paraphrase": "the same content in other words",
    "translation": "the same sentence in another language",
    "quote": "a quotation of the same speaker in both",
    "original": "no passage of another article covers it",
    "boilerplate": "set aside by cleaning, not evidence",
}
BOILERPLATE_LABELS = {
    "about": "an organisation about itself",
    "advert": "advertising",
    "advisory": "a note to editors",
    "bio": "about the writer",
    "byline": "byline",
    "caption": "caption or picture credit",
    "comments": "comments",
    "contact": "a call for information",
    "cookie": "consent",
    "copyright": "copyright",
    "credit": "credit line",
    "date": "date",
    "dateline": "dateline",
    "embed": "an embedded post",
    "notice": "notice",
    "other": "boilerplate",
    "paywall": "paywall",
    "player": "player",
    "promo": "promotion",
    "recurring": "recurs in unrelated articles",
    "related": "a way to another story",
    "repeated": "said twice",
    "republished": "where it first stood",
    "rule": "a rule",
    "share": "sharing",
}
RELATION_LABELS = {
    "identical": "Identical",
    "copy": "Copy",
    "rewrite": "Rewrite",
    "translation": "Translation",
    "excerpt": "Excerpt",
    "update": "Update",
    "same-source": "Same source",
    "same-form": "Same form",
    "shared-quotes": "Shared quotes",
    "same-event": "Same event",
}
RELATION_HELP = {
    "identical": "the same text",
    "copy": "whole or cut, lightly edited",
    "rewrite": "reworded throughout",
    "translation": "the same text in another language",
    "excerpt": "some passages lifted into other material",
    "update": "a later or earlier version by the same publisher",
    "same-source": "both were made from a third article; neither took from the other",
    "same-form": "one pattern of words with other facts; not derived",
    "shared-quotes": "only quotations in common; not derived",
    "same-event": "the same event; not derived",
}
DERIVED = frozenset({"identical", "copy", "rewrite", "translation", "excerpt", "update"})
DERIVATION_LABELS = {
    "wholly_derived": "Wholly derived",
    "partially_derived": "Partially derived",
    "not_derived": "Not derived",
}
CREDIT_LABELS = {
    "credited": "Credited",
    "partly_credited": "Partly credited",
    "uncredited": "Uncredited",
    "miscredited": "Miscredited",
    "not_applicable": "No credit due",
}
DIRECTION_LABELS = {
    "from_source": "This article took from it",
    "to_source": "It took from this article",
    "undetermined": "Who took from whom is undetermined",
}
STATUS_LABELS = {"queued": "Queued", "checking": "Checking", "checked": "Checked", "failed": "Failed"}
CHANGE_LABELS = {"figure": "Figure", "name": "Name", "date": "Date", "quote": "Quoted words", "speaker": "Speaker"}
ALERT_LABELS = {
    "uncredited": "Uncredited", "killed": "Killed wire", "corrected": "Corrected wire", "used": "Used",
    "draft": "Draft",
}  # fmt: skip
CARRIED_LABELS = {"corrected": "Corrected facts", "killed": "A killed wire"}
"""What an article still prints although its agency took it back."""
SINCE_LABELS = {"today": "Today", "yesterday": "Since yesterday", "week": "Last 7 days"}
SORT_LABELS = {"received": "Received", "published": "Published"}
FACET_LABELS = {
    "q": "Words", "credit": "Credit", "relation": "Relation", "derivation": "Derivation",
    "source_agency": "Made from wires of", "outlet": "Outlet", "agency": "Agency", "outdated": "Still prints",
    "language": "Language", "status": "Check", "pubstatus": "Use", "assigned": "Assigned to", "since": "From",
    "until": "Until",
}  # fmt: skip
"""Filters of the desk."""
EMBARGOED = "Embargoed"
USE_LABELS = {
    "usable": "Usable", "withheld": "Sent under embargo", "canceled": "Killed", "corrected": "Correction",
}  # fmt: skip
"""What a publisher says with an article."""
ENDED_LABELS = {"canceled": "Killed", "corrected": "Corrected"}
"""What a later version of it did to an article."""
NEW_LABELS = {"name": "Names", "figure": "Figures", "date": "Dates", "quotation": "Quotations"}
"""What is said of facts that no source has."""


def facts_compared(facts: Mapping[str, int] | None) -> str:
    """``31 facts agree, 1 differs``; nothing where none was compared."""
    agree, differ = (facts or {}).get("agree", 0), (facts or {}).get("differ", 0)
    if not agree and not differ:
        return ""
    said = f"{count(agree, 'fact')} {'agrees' if agree == 1 else 'agree'}"
    return f"{said}, {differ:,} {'differs' if differ == 1 else 'differ'}" if differ else said


def instant(value: str | datetime | None) -> datetime | None:
    """A time from JSON as an aware datetime in UTC; None when it is missing or cannot be read."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


def span_of_time(seconds: float) -> str:
    """A duration in one unit, coarse enough to read and fine enough to be right: ``40 min``, ``3 days``, ``18 months``.

    The browser says the same (``static/page.js``).
    """
    seconds = abs(seconds)
    if seconds < 60:
        return f"{round(seconds)} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    if seconds < 36 * 3600:
        return f"{round(seconds / 3600)} h"
    days = round(seconds / 86400)
    if days < 60:
        return count(days, "day")
    return count(round(days / 30.44), "month") if days < 731 else count(int(days / 365.25), "year")


def ago(value: datetime, now: datetime) -> str:
    """``3 h ago``, ``just now``, ``in 2 days``."""
    seconds = (now - value).total_seconds()
    if abs(seconds) < 60:
        return "just now"
    return f"{span_of_time(seconds)} ago" if seconds > 0 else f"in {span_of_time(seconds)}"


def earlier(source: datetime | None, article: datetime | None) -> str:
    """How much earlier the source came out than the article: ``2 h earlier``, ``40 min later``, or nothing."""
    if source is None or article is None:
        return ""
    seconds = (article - source).total_seconds()
    if abs(seconds) < 60:
        return "at the same minute"
    return f"{span_of_time(seconds)} {'earlier' if seconds > 0 else 'later'}"


def long_time(value: datetime) -> str:
    """``21 Nov 2026, 14:05 UTC``."""
    return f"{value.day} {value:%b %Y, %H:%M} UTC"

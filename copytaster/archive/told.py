"""What an event says of a verdict: enough that nobody must fetch the report to know whether it matters to them.

Promise: of an article under embargo nothing is told, neither that it is the source nor its agency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from copytaster.archive.versions import carriers_of, endings_of
from copytaster.model import ENDING, Article, Direction, PubStatus, Ruling, Source, Verdict

MOST = 20
"""Facts, or articles, that one event names."""
LONGEST = 200
"""Characters of a fact."""


def main_source(sources: Sequence[Source]) -> Source | None:
    """What the article came from, in one line of a list: the first that the report names and that may be it."""
    may_be = (s for s in sources if s.ruling is not Ruling.REJECTED and s.direction is not Direction.TO_SOURCE)
    return next(may_be, None)


def status_told(article: Article, at: datetime) -> dict[str, str]:
    """What events say of the use of an article, where that is not the usual; an embargo that is over is not told."""
    over = article.status is PubStatus.WITHHELD and not article.hidden(at)
    return {} if over or article.status is PubStatus.USABLE else {"pubstatus": article.status.value}


def accept_told(article: Article, at: datetime) -> dict[str, str]:
    """What an event says of an article that has no verdict: nothing of most."""
    return status_told(article, at) | ({"version_of": article.version_of} if article.version_of else {})


def check_told(
    connection: Connection, article_id: str, verdict: Verdict, known: Mapping[str, Article], now: datetime
) -> dict[str, Any]:
    """What the event of a check says. `known` are the articles that the verdict speaks of, and its own."""
    told = _verdict_told(verdict, known, now)
    source = known.get(told.get("source_id", ""))
    if source is not None and source.is_wire:
        ended = endings_of(connection, [source.id], now).get(source.id)
        if ended is not None:
            told["source_superseded_by"] = {"article_id": ended.article_id, "status": ended.status.value}
    own = known.get(article_id)
    if own is None:
        return told
    if facts := _facts(own, verdict, known, now):
        told |= {"outdated": len(facts), "outdated_facts": facts[:MOST]}
    if own.status in ENDING and (carriers := carriers_of(connection, own.id, now)):
        some = [{"article_id": row.id, "outlet": row.outlet or row.agency} for row in carriers[:MOST]]
        told |= {"printed_by": some, "printed_by_count": len(carriers)}
    return told | status_told(own, now)


def _verdict_told(verdict: Verdict, known: Mapping[str, Article], now: datetime) -> dict[str, Any]:
    told: dict[str, Any] = {"derivation": verdict.derivation.value, "credit_status": verdict.credit.status.value}
    named = [known.get(source.article_id) for source in verdict.sources]
    if all(other is not None and not other.hidden(now) for other in named):
        told["agencies"] = [
            {"agency": agency, "share": share}
            for agency, share in sorted(verdict.by_agency.items(), key=lambda x: (-x[1], x[0]))
            if share > 0
        ]
    best = main_source(verdict.sources)
    other = known.get(best.article_id) if best is not None else None
    if best is not None and other is not None and not other.hidden(now):
        told |= {"source_id": best.article_id, "relation": best.relation.value, "share": best.share}
        told |= {"agency": other.agency} if other.agency else {}
        told |= {"source_status": other.status.value} if other.status is not PubStatus.USABLE else {}
    return told


def _facts(article: Article, verdict: Verdict, known: Mapping[str, Article], now: datetime) -> list[dict[str, str]]:
    """What the article still has of a wire that was corrected since, as its report names it."""

    def shown(other_id: str) -> bool:
        other = known.get(other_id)
        return other is not None and not other.hidden(now)

    return [
        {
            "what": fact.what,
            "text": article.text[fact.span.start : fact.span.end][:LONGEST],
            "corrected": fact.corrected[:LONGEST],
            "source": fact.source,
            "corrected_by": fact.corrected_by,
        }
        for fact in verdict.outdated
        if shown(fact.source) and shown(fact.corrected_by)
    ]

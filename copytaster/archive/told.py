"""What an event says of a verdict: enough that nobody must fetch the report to know whether it matters to them.

Promise: of an article under embargo nothing is told, neither that it is the source nor its agency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from copytaster.model import Article, Direction, PubStatus, Ruling, Source, Verdict


def main_source(sources: Sequence[Source]) -> Source | None:
    """What the article came from, in one line of a list: the first that the report names and that may be it."""
    may_be = (s for s in sources if s.ruling is not Ruling.REJECTED and s.direction is not Direction.TO_SOURCE)
    return next(may_be, None)


def status_told(status: PubStatus) -> dict[str, str]:
    """What events say of the use of an article, where that is not the usual."""
    return {} if status is PubStatus.USABLE else {"pubstatus": status.value}


def verdict_told(verdict: Verdict, others: Mapping[str, Article], now: datetime) -> dict[str, Any]:
    """What events say of a verdict; `others` are the articles that it speaks of."""
    told: dict[str, Any] = {"derivation": verdict.derivation.value, "credit_status": verdict.credit.status.value}
    named = [others.get(source.article_id) for source in verdict.sources]
    if all(other is not None and not other.hidden(now) for other in named):
        told["agencies"] = [
            {"agency": agency, "share": share}
            for agency, share in sorted(verdict.by_agency.items(), key=lambda x: (-x[1], x[0]))
            if share > 0
        ]
    best = main_source(verdict.sources)
    other = others.get(best.article_id) if best is not None else None
    if best is not None and other is not None and not other.hidden(now):
        told |= {"source_id": best.article_id, "relation": best.relation.value, "share": best.share}
        told |= {"agency": other.agency} if other.agency else {}
        told |= {"source_status": other.status.value} if other.status is not PubStatus.USABLE else {}
    if verdict.outdated:
        told["outdated"] = len(verdict.outdated)
    return told

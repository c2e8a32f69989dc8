"""What a reader may know of a verdict that rests on articles under embargo.

Promise: of an article that is hidden from the reader nothing is told, neither its text nor its agency nor that it
corrects another, but that there is something. What is told of the others stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from copytaster.credit.agencies import canonical
from copytaster.model import Article, Passage, Verdict


def mentioned(verdict: Verdict) -> set[str]:
    """The ids of all articles that a verdict speaks of."""
    return (
        {s.article_id for s in verdict.sources}
        | {a.article_id for p in verdict.passages for a in (p.source, *p.alternatives)}
        | {i for o in verdict.outdated for i in (o.source, o.corrected_by)}
        | set(verdict.not_compared)
    )


def veiled(verdict: Verdict, seen: Mapping[str, Article]) -> Verdict:
    """The verdict without what it says of articles that are not among `seen`."""
    if mentioned(verdict) <= seen.keys():
        return verdict
    sources = tuple(s for s in verdict.sources if s.article_id in seen)
    shares: dict[str, float] = {}
    for source in sources:
        if agency := seen[source.article_id].agency:
            shares[agency] = round(shares.get(agency, 0.0) + source.share, 3)
    by_agency = {agency: min(share, shares[agency]) for agency, share in verdict.by_agency.items() if agency in shares}
    known = {canonical(agency) or agency for agency in shares}
    return replace(
        verdict,
        sources=sources,
        passages=tuple(_passage(p, seen) for p in verdict.passages if p.source.article_id in seen),
        by_agency=by_agency,
        credit=replace(verdict.credit, found=tuple(name for name in verdict.credit.found if name in known)),
        not_compared=tuple(i for i in verdict.not_compared if i in seen),
        outdated=tuple(o for o in verdict.outdated if o.source in seen and o.corrected_by in seen),
    )


def _passage(passage: Passage, seen: Mapping[str, Article]) -> Passage:
    return replace(passage, alternatives=tuple(a for a in passage.alternatives if a.article_id in seen))

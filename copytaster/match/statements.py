"""Statements: what a release among the sources says, all may have from it, and nobody is shown to have it from a wire.

A sentence that a release says about as surely as others do counts as a quotation, whatever words it is told in. Who
prints a release is made from it as a whole; a sentence of it in somebody's story was quoted, not lifted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from copytaster.match.relate import View
from copytaster.match.releases import stated_before
from copytaster.model import Correspondence, Kind

STATED = 2.0
"""Log-odds from which a release says a sentence: who retells its matter in other words may have that from the wire."""
LIKER = 1.0
"""Log-odds by which a sentence is liker to another article than to a release, from which it is not the release's."""


def releases(views: Sequence[View]) -> list[View]:
    """Those whose other article is a release that a wire among them may have quoted, or the article where none is."""
    wires = [v.other for v in views if v.other.is_wire]
    return [
        v for v in views
        if not v.other.is_wire and any(stated_before(v.other, quoter) for quoter in wires or (v.article,))
    ]  # fmt: skip


def said_by_releases(found: Iterable[View]) -> dict[int, float]:
    """Number of the article's sentence → how surely a release says it, log-odds; what was quoted is beyond doubt."""
    sure: dict[int, float] = {}
    for v in found:
        for c in v.links:
            odds = -math.inf if c.odds_a is None else math.inf if c.kind is Kind.QUOTE and c.odds_a > 0 else c.odds_a
            if odds >= STATED:
                sure[c.i] = max(odds, sure.get(c.i, odds))
    return sure


def heard(links: Mapping[int, Correspondence], by_release: Mapping[int, float]) -> Mapping[int, Correspondence]:
    """Links by the number of their sentence; as quotations those of sentences that a release says about as surely."""
    if not by_release:
        return links
    return {i: _as_heard(c, by_release.get(i)) for i, c in links.items()}


def heard_there(v: View, by_release: Mapping[int, float]) -> View:
    """A pair with links as quotations where a release says the sentence of the other article: `by_release` is of that
    one."""
    return replace(v, links=tuple(_as_heard(c, by_release.get(c.j)) for c in v.links)) if by_release else v


def _as_heard(c: Correspondence, stated_for: float | None) -> Correspondence:
    if stated_for is None or stated_for <= (c.odds_a or 0.0) - LIKER:
        return c
    return replace(c, kind=Kind.QUOTE)

"""Furniture: text that others share with an article and that tells nothing of where it came from.

A promo, a disclaimer, a helpline, a background paragraph that runs for weeks: many articles carry it which share
nothing else with this one. The days tell it from a story's sentence, which many may carry too, but all at about the
same time.
"""

from __future__ import annotations

from collections.abc import Sequence

from copytaster.model import Article, Kind, Pair, Span

DAYS = 7
"""Days on which others share a span with this article, and little else, from which the span is furniture."""
LITTLE = 2
"""Surely linked sentences of a pair that shares little."""


def furniture(article: Article, known: Sequence[tuple[Pair, Article]]) -> list[Span]:
    """The spans of `article` that are furniture, in order. `known`: its pairs and the other article of each."""
    alone: list[tuple[Span, int]] = []
    for pair, other in known:
        mine = pair.a == article.id
        sure = [
            c.a if mine else c.b
            for c in pair.correspondences
            if c.kind is not Kind.QUOTE and max(c.odds_a or -9.0, c.odds_b or -9.0) > 0
        ]
        when = other.published_at or other.received_at
        if when is not None and 0 < len(sure) <= LITTLE:
            alone += [(span, when.toordinal()) for span in sure]
    return [
        span
        for span in sorted({s for s, _ in alone})
        if len({day for s, day in alone if s.overlap(span) * 2 > len(span)}) >= DAYS
    ]

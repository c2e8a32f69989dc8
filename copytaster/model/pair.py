"""What comparison found between two articles.

A `Pair` depends on their two texts alone, never on the order of arrival; ``pair.a < pair.b`` by article id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from copytaster.frozen import frozen
from copytaster.model.article import Span
from copytaster.model.words import Kind


@frozen
class Change:
    """A figure, name, date or quoted word that differs between a reused passage and its source."""

    what: str
    """``figure``, ``name``, ``date`` or ``quote``."""
    a: Span | None
    b: Span | None


@frozen
class Correspondence:
    """One aligned stretch of a pair: `a` in the first article, `b` in the second."""

    a: Span
    b: Span
    kind: Kind
    score: float
    """Mean of the probability that the two correspond and of the share of words they have in common, in [0, 1]."""
    changes: tuple[Change, ...] = ()
    i: int = 0
    """The number of a's sentence, and of b's."""
    j: int = 0
    odds_a: float | None = None
    """Log-odds that a's sentence was taken from b, where this is its likest sentence there."""
    odds_b: float | None = None
    own: int = 0
    """Distinct words in runs in common that are neither names nor quoted in both: those a reporter chose."""
    rest_a: Span | None = None
    """The sentence of a beside this one that says the rest of b's, which says more than this one."""
    rest_b: Span | None = None


NOT_ALIGNED = "not_aligned"


@frozen
class Pair:
    """All that alignment found between two articles, symmetric; `evidence` is what verdicts weigh."""

    a: str
    b: str
    correspondences: tuple[Correspondence, ...]
    resemblance: float
    evidence: Mapping[str, float] = field(default_factory=dict)

    @property
    def standing(self) -> tuple[Correspondence, ...]:
        """Those that more likely than not say the same; the others count only beside them."""
        odds = ([o for o in (c.odds_a, c.odds_b) if o is not None] for c in self.correspondences)
        return tuple(c for c, known in zip(self.correspondences, odds, strict=True) if not known or max(known) > 0)

    @property
    def aligned(self) -> bool:
        """Whether the two were compared. If not, one of them had too much in common with too many others."""
        return NOT_ALIGNED not in self.evidence

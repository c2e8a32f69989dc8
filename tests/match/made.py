"""Pairs made by hand, for what is decided over pairs: every number in them is chosen, no text is compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from copytaster.match.relate import View, view
from copytaster.model import Article, Correspondence, Kind, Pair, Span

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
WIDTH = 100
"""Characters of every sentence, the white space behind it included."""


def article(id: str, sentences: int = 8, agency: str | None = None, hours: float | None = 0, **more: str) -> Article:
    """An article of so many sentences of `WIDTH` characters; `hours` after `START`, None: no time."""
    text = "".join(f"{id} {n} ".ljust(WIDTH - 2, "x") + ". " for n in range(sentences)).rstrip()
    when = None if hours is None else START + timedelta(hours=hours)
    return Article(id=id, text=text, agency=agency, published_at=when, outlet=more.get("outlet", agency or f"The {id}"))


def place(n: int) -> Span:
    return Span(n * WIDTH, n * WIDTH + WIDTH - 1)


def pair(
    a: Article, b: Article, links: Mapping[int, tuple[int, float]], kind: Kind = Kind.EDITED, **evidence: float
) -> Pair:
    """Sentence of a → (sentence of b, log-odds). The same odds are given to both sides."""
    low, high = sorted((a, b), key=lambda x: x.id)
    turned = low is not a
    found: Sequence[Correspondence] = [
        Correspondence(place(j if turned else i), place(i if turned else j), kind, 0.8, (), j if turned else i,
                       i if turned else j, odds, odds, 12 if kind in (Kind.VERBATIM, Kind.EDITED) else 0)
        for i, (j, odds) in links.items()
    ]  # fmt: skip
    sides = {f"{name}_{side}": float(value) for side in "ab" for name, value in
             {"words": 160, "sentences": 8, "new_names": 0, "fives": 0}.items()}  # fmt: skip
    return Pair(low.id, high.id, tuple(sorted(found, key=lambda c: (c.a, c.b))), 0.6, sides | evidence)


def seen(a: Article, b: Article, links: Mapping[int, tuple[int, float]], kind: Kind = Kind.EDITED, **ev: float) -> View:
    return view(a, b, pair(a, b, links, kind, **ev))


def every(odds: float = 5.0, sentences: int = 8) -> dict[int, tuple[int, float]]:
    """Each sentence from the sentence of the same number."""
    return {n: (n, odds) for n in range(sentences)}

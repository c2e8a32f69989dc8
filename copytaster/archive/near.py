"""Whose pairs a verdict is resolved from, however many there are.

Promises
    * Of all that an article was compared with the first `MOST` count: wires before others, then the earliest, and
      whomever an editor ruled on. Of those with the article's very own words the first few: the others say the same.
    * That choice follows from what is in the archive, not from the order in which it came.
    * The place of the last one that counts is the article's horizon. A pair with somebody beyond it changes nothing, so
      that one more copy of a story that thousands carry makes no verdict stale but those of the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from copytaster.archive import codec, prepared
from copytaster.archive.rows import article_of
from copytaster.archive.store import chunks
from copytaster.fingerprint.ranks import FIRST, rank_of
from copytaster.model import Article, Pair

MOST = prepared.MOST_NEAR


class Near(NamedTuple):
    """The neighbours of an article that count for its verdict."""

    articles: dict[str, Article]
    pairs: dict[str, Pair]
    """By the id of the other article, as are the articles."""
    horizon: str | None
    """The place of the last one that counts; None when all do."""
    given: frozenset[str]
    """Who of those whose pairs were given is here, whether it counts or not."""
    seqs: dict[str, int]
    """The numbers of all these."""


def place(agency: str | None, known_at: datetime, article_id: str) -> str:
    """Sorts the neighbours of an article, and is kept as the horizon."""
    return f"{int(agency is None)} {known_at.astimezone(UTC).isoformat(timespec='microseconds')} {article_id}"


def near(connection: Connection, own: Any, ruled: Mapping[str, Any], given: Mapping[str, Pair] | None) -> Near:
    """The neighbours that count for the article of the row `own`. `given`: pairs to be stored, by the other article;
    they count as if they were. `ruled`: on whom there is a ruling."""
    rows = {row.id: row for row in prepared.NEIGHBOURS.all(connection, {"seq": own.seq})}
    if len(rows) > MOST:
        rows = {row.id: row for row in prepared.FIRST_NEIGHBOURS.all(connection, {"seq": own.seq})}
        if ruled:
            named = prepared.NAMED_NEIGHBOURS.all(connection, {"seq": own.seq, "ids": sorted(ruled)})
            rows.update((row.id, row) for row in named)
    pairs = {other: codec.load_pair(min(own.id, other), max(own.id, other), row.pair) for other, row in rows.items()}
    here = frozenset(given or ()) & rows.keys()
    if given:
        for some in chunks(sorted(set(given) - rows.keys())):
            found = {row.id: row for row in prepared.BY_ID.all(connection, {"ids": some})}
            rows |= found
            here |= found.keys()
        pairs |= {other: given[other] for other in here if given[other].aligned or other not in pairs}
    counted, horizon = _counted({other: place(row.agency, row.known_at, other) for other, row in rows.items()}, ruled)
    articles = {other: article_of(rows[other]) for other in counted}
    for other in _late_twins(articles, pairs) - ruled.keys():
        del articles[other]
    seqs = {other: row.seq for other, row in rows.items()}
    return Near(articles, {other: pairs[other] for other in sorted(articles)}, horizon, here, seqs)


def beyond(connection: Connection, seq: int) -> int:
    """How many neighbours the article has beyond those that count."""
    return max(0, int(prepared.HOW_NEAR.scalar(connection, {"seq": seq}) or 0) - MOST)


def _counted(places: Mapping[str, str], ruled: Mapping[str, Any]) -> tuple[list[str], str | None]:
    ordered = sorted(places, key=places.__getitem__)
    if len(ordered) <= MOST:
        return ordered, None
    return [*ordered[:MOST], *(other for other in ordered[MOST:] if other in ruled)], places[ordered[MOST - 1]]


def _late_twins(articles: Mapping[str, Article], pairs: Mapping[str, Pair]) -> set[str]:
    """Those with the very same words that more than `FIRST` others come before."""
    twins = [other for other in articles if pairs[other].evidence.get("identical")]
    return set(sorted(twins, key=lambda other: rank_of(articles[other]))[FIRST:])

"""Parts: how much of each article of a list came from which source; in one query, for pages that list many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from copytaster.archive.listing import Part
from copytaster.archive.narrowing import visible
from copytaster.archive.schema import articles, relations
from copytaster.archive.store import Store, chunks
from copytaster.model import Direction, RelationKind


class Parts(Store):
    """The sources of many articles."""

    def parts(self, ids: Iterable[str], visible_at: datetime | None = None) -> Mapping[str, list[Part]]:
        """id → its sources in the order in which its report names them; those that an editor rejected come last.
        `visible_at`: without the sources whose embargo holds at that moment."""
        taker, source = articles.alias("taker"), articles.alias("source")
        seen = [] if visible_at is None else [visible(visible_at, source)]
        statement = (
            sa.select(
                taker.c.id, source.c.id, source.c.agency, source.c.outlet, relations.c.relation, relations.c.direction,
                relations.c.share, relations.c.derived, relations.c.tied, relations.c.score,
            )
            .join_from(taker, relations, relations.c.article == taker.c.seq)
            .join(source, source.c.seq == relations.c.source)
            .where(*seen)
        )  # fmt: skip
        found: dict[str, list[tuple[tuple[bool, bool, float, float, str], Part]]] = {}
        with self.reading() as connection:
            for some in chunks(set(ids)):
                for row in connection.execute(statement.where(taker.c.id.in_(some))):
                    taken, given, agency, outlet, relation, direction, share, derived, tied, score = row
                    place = (derived and not tied, not derived, -share, -score, given)
                    part = Part(given, agency, outlet, RelationKind(relation), Direction(direction), share)
                    found.setdefault(taken, []).append((place, part))
        return {taken: [part for _, part in sorted(parts)] for taken, parts in found.items()}

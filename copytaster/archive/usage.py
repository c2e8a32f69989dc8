"""Usage: what became of the articles of an agency or an outlet, and what an outlet took.

Promises
    * A use is what a report says: a source that the article is derived from (not rejected by an editor; where either
      may have taken from the other it is nobody's use), with the characters of the passages attributed to it.
    * What an agency or an outlet did with articles of its own (versions, updates) is no use.
    * One query, however many uses there are; of very many the latest `MOST`, and `cut` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from copytaster.archive.narrowing import visible
from copytaster.archive.schema import articles, relations, standing
from copytaster.archive.store import Store
from copytaster.model import CreditStatus, Direction, RelationKind

MOST = 20_000
"""Uses in one answer."""


class Use(NamedTuple):
    """One article, and one source that it was made from."""

    article_id: str
    title: str | None
    outlet: str | None
    agency: str | None
    known_at: datetime
    """Published, else received."""
    source_id: str
    source_title: str | None
    source_outlet: str | None
    source_agency: str | None
    source_known_at: datetime
    relation: RelationKind
    share: float
    """Of the article's own characters, from this source."""
    characters: int
    """Of the article, in passages that are attributed to this source."""
    credit_status: CreditStatus | None
    named: tuple[str, ...]
    """The agencies that the article names as sources of its text."""


class Asked(NamedTuple):
    """Which uses are wanted; everything given must hold."""

    of_agency: str | None = None
    """Whose wires were used."""
    of_outlet: str | None = None
    """Whose articles, which are no wires, were used."""
    by_agency: str | None = None
    """Which agency's wires used others."""
    by_outlet: str | None = None
    """Which outlet used others."""
    source_id: str | None = None
    since: datetime | None = None
    """Of articles published (else received) at this moment or later."""
    until: datetime | None = None
    visible_at: datetime | None = None
    """Without those whose embargo holds at this moment."""


class Uses(NamedTuple):
    """The uses, the latest first; `cut`: there are more."""

    uses: Sequence[Use]
    cut: bool


_taker, _source = articles.alias("taker"), articles.alias("source")
_OWN = sa.func.coalesce(_taker.c.agency, _taker.c.outlet)
_THEIRS = sa.func.coalesce(_source.c.agency, _source.c.outlet)
_COLUMNS = (
    _taker.c.id, _taker.c.title, _taker.c.outlet, _taker.c.agency, _taker.c.known_at,
    _source.c.id, _source.c.title, _source.c.outlet, _source.c.agency, _source.c.known_at,
    relations.c.relation, relations.c.share, relations.c.characters,
    standing.c.credit_status, standing.c.named,
)  # fmt: skip


class Usage(Store):
    """Who made what from whose articles."""

    def published(self, by: Literal["agency", "outlet"], name: str, visible_at: datetime | None = None) -> bool:
        """Whether any article is by the agency or outlet of this name; those under embargo at `visible_at` aside."""
        held = [] if visible_at is None else [visible(visible_at)]
        found = sa.select(articles.c.seq).where(articles.c[by] == name, *held).limit(1)
        with self.reading() as connection:
            return connection.execute(found).first() is not None

    def uses(self, asked: Asked, most: int = MOST) -> Uses:
        """The latest uses that fit."""
        statement = (
            sa.select(*(column.label(f"c{n}") for n, column in enumerate(_COLUMNS)))
            .select_from(
                relations.join(_taker, _taker.c.seq == relations.c.article)
                .join(_source, _source.c.seq == relations.c.source)
                .join(standing, standing.c.seq == relations.c.article)
            )
            .where(
                relations.c.tied,
                relations.c.characters > 0,
                relations.c.direction == Direction.FROM_SOURCE.value,
                sa.or_(_OWN.is_(None), _THEIRS.is_(None), _OWN != _THEIRS),
                *_conditions(asked),
            )
            .order_by(_taker.c.known_at.desc(), _taker.c.id, _source.c.id)
            .limit(most + 1)
        )
        with self.reading() as connection:
            found = [_use(row) for row in connection.execute(statement)]
        return Uses(found[:most], len(found) > most)


def _conditions(asked: Asked) -> list[sa.ColumnElement[bool]]:
    equal = [
        (asked.of_agency, _source.c.agency), (asked.of_outlet, _source.c.outlet),
        (asked.by_agency, _taker.c.agency), (asked.by_outlet, _taker.c.outlet), (asked.source_id, _source.c.id),
    ]  # fmt: skip
    found = [column == value for value, column in equal if value is not None]
    if asked.of_outlet is not None:
        found.append(_source.c.agency.is_(None))
    if asked.by_outlet is not None:
        found.append(_taker.c.agency.is_(None))
    if asked.since is not None:
        found.append(_taker.c.known_at >= asked.since)
    if asked.until is not None:
        found.append(_taker.c.known_at < asked.until)
    if asked.visible_at is not None:
        found += [visible(asked.visible_at, _taker), visible(asked.visible_at, _source)]
    return found


def _use(row: Any) -> Use:
    relation, share, characters, credit, named = row[10:]
    status = CreditStatus(credit) if credit else None
    names = tuple(named.split("\n")) if named else ()
    return Use._make((*row[:10], RelationKind(relation), share, characters, status, names))

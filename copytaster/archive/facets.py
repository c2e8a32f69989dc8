"""Facets: into which values the articles that fit fall, and how many have each; counted over all of them.

Promises
    * A count beside a value is the number of articles that the list has once it is narrowed to that value: a facet
      leaves its own filter out, and every other one holds.
    * Each facet is one query over one narrow index or table, whatever the articles say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive.listing import Carried, Facet, Facets
from copytaster.archive.narrowing import TAKEN, conditions, to_seen
from copytaster.archive.records import Filters
from copytaster.archive.schema import articles, outbox, relations, standing
from copytaster.archive.store import Store
from copytaster.model import PubStatus

MOST = 100
"""Values of one facet, those that most articles have first; `more` says whether there are others."""
_COLUMNS: Mapping[str, sa.Column[Any]] = {
    "outlet": articles.c.outlet,
    "agency": articles.c.agency,
    "language": articles.c.language,
    "pubstatus": articles.c.pubstatus,
    "derivation": standing.c.derivation,
    "credit_status": standing.c.credit_status,
    "status": outbox.c.status,
    "relation": relations.c.relation,
}
_SOURCE = articles.alias("source")
NAMES = (*_COLUMNS, "source_agency", "outdated")


class Faceting(Store):
    """Counts for whoever narrows a list."""

    def facets(self, filters: Filters, names: Iterable[str]) -> Facets:
        """How many articles fit, and the named facets of them. Raises KeyError for a facet that is none."""
        with self.reading() as connection:
            total = connection.execute(_counted(outbox, filters, self.postgres)).scalar_one()
            found = {name: _facet(connection, name, filters, self.postgres) for name in names}
        return Facets(total, found)


def _facet(connection: Connection, name: str, filters: Filters, postgres: bool) -> Facet:
    others = replace(filters, **{name: None})
    if name == "outdated":
        counts = {
            what.value: connection.execute(_counted(standing, replace(others, outdated=what), postgres)).scalar_one()
            for what in Carried
        }
        return Facet({value: n for value, n in counts.items() if n})
    statement, seq = _grouped(name)
    if name in ("relation", "source_agency"):  # what is counted are relations
        statement = statement.where(*to_seen(filters.visible_at))
    if name == "pubstatus":  # nearly all are usable: those that are not stand in an index of their own
        statement = statement.where(sa.text("pubstatus <> 'usable'"))
    statement = _narrowed(statement, seq, others, postgres).order_by(sa.desc("n"), "value").limit(MOST + 1)
    rows = connection.execute(statement).all()
    values = {str(row.value): int(row.n) for row in rows[:MOST]}
    if name == "pubstatus":
        rest = connection.execute(_counted(outbox, others, postgres)).scalar_one() - sum(values.values())
        values = ({PubStatus.USABLE.value: rest} if rest else {}) | values
    return Facet(values, len(rows) > MOST)


def _grouped(name: str) -> tuple[sa.Select[Any], sa.ColumnElement[int]]:
    """The values of a facet with how many articles have each, and the number of an article that is counted."""
    if name == "source_agency":
        column, seq = _SOURCE.c.agency, relations.c.article
        # From the wires to what was made of them: the index on agencies has all that is asked of a wire.
        made_from = _SOURCE.join(relations, relations.c.source == _SOURCE.c.seq + 0)
        statement = sa.select(column.label("value"), sa.func.count(seq.distinct()).label("n"))
        return statement.select_from(made_from).where(TAKEN, column.is_not(None)).group_by(column), seq
    column = _COLUMNS[name]
    several = column.table is relations  # an article has one row for each of its relations
    seq = relations.c.article if several else column.table.c.seq
    number = sa.func.count(seq.distinct()) if several else sa.func.count()
    return sa.select(column.label("value"), number.label("n")).where(column.is_not(None)).group_by(column), seq


def _counted(table: sa.Table, filters: Filters, postgres: bool) -> sa.Select[Any]:
    """How many articles fit, counted where that costs least."""
    statement: sa.Select[Any] = sa.select(sa.func.count()).select_from(table)
    return _narrowed(statement, table.c.seq, filters, postgres)


def _narrowed(
    statement: sa.Select[Any], seq: sa.ColumnElement[int], filters: Filters, postgres: bool
) -> sa.Select[Any]:
    """With the filters. Each is a set of numbers that is made once; what is counted is read off one index, number by
    number, and looked for in these sets: a plan that no value of a filter makes bad."""
    number = seq + 0  # which no index has: or SQLite would look up each number of a set in the table itself
    for condition in conditions(filters, number, postgres).values():
        if condition.table is None:
            statement = statement.where(condition.holds)
        else:
            among = sa.select(condition.table.c.seq).where(condition.holds).correlate(None)
            statement = statement.where(number.in_(among))
    return statement

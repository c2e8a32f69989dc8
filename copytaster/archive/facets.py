"""Facets: into which values the articles that fit fall, and how many have each; counted over all of them.

Promises
    * A count beside a value is the number of articles that the list has once it is narrowed to that value: a facet
      leaves its own filter out, and every other one holds.
    * Each facet is one query over one narrow index or table, whatever the articles say; what fits is found once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive.listing import Carried, Facet, Facets
from copytaster.archive.narrowing import COLUMNS, TAKEN, carrying, conditions, to_seen
from copytaster.archive.records import Filters
from copytaster.archive.schema import articles, outbox, relations, standing
from copytaster.archive.store import Store
from copytaster.model import PubStatus

MOST = 100
"""Values of one facet, those that most articles have first; `more` says whether there are others."""
_COLUMNS: Mapping[str, sa.Column[Any]] = {**COLUMNS, "relation": relations.c.relation}
_SOURCE = articles.alias("source")
_FITTING = sa.table("fitting", sa.column("seq", sa.Integer), schema="temp")
NAMES = (*_COLUMNS, "source_agency", "outdated")


class Faceting(Store):
    """Counts for whoever narrows a list."""

    def facets(self, filters: Filters, names: Iterable[str]) -> Facets:
        """How many articles fit, and the named facets of them. Raises KeyError for a facet that is none."""
        with self.reading() as connection:
            counting = _Counting(connection, filters, self.postgres)
            total = counting.number(filters)
            found = {name: _facet(counting, name, filters) for name in names}
        return Facets(total, found)


class _Counting:
    """Counts what fits. SQLite would make the set of what fits anew for each facet: there it is made once, in a table
    of this connection alone, by whose numbers every facet looks."""

    def __init__(self, connection: Connection, filters: Filters, postgres: bool) -> None:
        self._postgres = postgres
        self.execute = connection.execute
        self._apart: Filters | None = None
        if not postgres and conditions(filters, outbox.c.seq, postgres):
            connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS fitting (seq INTEGER PRIMARY KEY)")
            connection.exec_driver_sql("DELETE FROM temp.fitting")
            fitting = self.narrowed(sa.select(outbox.c.seq), outbox.c.seq, filters)
            connection.execute(sa.insert(_FITTING).from_select(["seq"], fitting))
            self._apart = filters

    def narrowed(self, statement: sa.Select[Any], seq: sa.ColumnElement[int], filters: Filters) -> sa.Select[Any]:
        """With the filters. Each is a set of numbers that is made once; what is counted is read off one index, number
        by number, and looked for in these sets: a plan that no value of a filter makes bad."""
        number = seq + 0  # which no index has: or SQLite would look up each number of a set in the table itself
        if filters == self._apart:
            return statement.where(number.in_(sa.select(_FITTING.c.seq)))
        for condition in conditions(filters, number, self._postgres).values():
            if condition.table is None:
                statement = statement.where(condition.holds)
            else:
                among = sa.select(condition.table.c.seq).where(condition.holds).correlate(None)
                statement = statement.where(number.in_(among))
        return statement

    def number(self, filters: Filters, *among: sa.SelectBase) -> int:
        """How many articles fit and are in these sets too, counted where that costs least."""
        table = standing if among else outbox
        statement: sa.Select[Any] = sa.select(sa.func.count()).select_from(table)
        for numbers in among:
            statement = statement.where((table.c.seq + 0).in_(numbers))
        return int(self.execute(self.narrowed(statement, table.c.seq, filters)).scalar_one())


def _facet(counting: _Counting, name: str, filters: Filters) -> Facet:
    others = replace(filters, **{name: None})
    if name == "outdated":
        counts = {what.value: counting.number(others, carrying(what, filters.visible_at)) for what in Carried}
        return Facet({value: n for value, n in counts.items() if n})
    statement, seq = _grouped(name)
    if name in ("relation", "source_agency"):  # what is counted are relations
        statement = statement.where(*to_seen(filters.visible_at))
    if name == "pubstatus":  # nearly all are usable: those that are not stand in an index of their own
        statement = statement.where(sa.text("pubstatus <> 'usable'"))
    statement = counting.narrowed(statement, seq, others).order_by(sa.desc("n"), "value").limit(MOST + 1)
    rows = counting.execute(statement).all()
    values = {str(row.value): int(row.n) for row in rows[:MOST]}
    if name == "pubstatus":
        rest = counting.number(others) - sum(values.values())
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

"""A statement that every article needs: written by SQLAlchemy once, run by the driver itself.

SQLAlchemy knows the SQL of both databases, and how values go in and come out. That is asked once for each database, and
for each length of a list in an IN, of which there are ten: a list is filled up with its last value. What is left of an
execution is the driver's. By way of `Connection.execute` the same took three times as long as the database.

Trouble of the driver's is told in SQLAlchemy's words, as for any other statement.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

Values = Mapping[str, Any]
"""By the names of the parameters. A statement is always given the same names."""
Converter = Callable[[Any], Any]
NOTHING: Values = {}


class Statement:
    """`made` is a statement of SQLAlchemy's, or a function that gives it for the name of a database's dialect.

    A list is given for an expanding parameter, and must hold something. Rows are tuples with the columns' names. One
    object may be used by any thread, and by any number of databases.
    """

    def __init__(self, made: Any | Callable[[str], Any]) -> None:
        self._made = made
        self._compiled: dict[str, tuple[Any, tuple[str, ...]]] = {}
        self._plain: dict[str, _Form] = {}
        """Of those databases for which it has no list, whose lengths would have to be looked at."""
        self._forms: dict[tuple[str, tuple[int, ...]], _Form] = {}

    def all(self, connection: Connection, values: Values = NOTHING) -> list[Any]:
        """Every row."""
        form = self._form(connection, values)
        cursor = _run(connection, form, form.bound(values))
        try:
            return form.rows(cursor, connection.dialect)
        finally:
            cursor.close()

    def first(self, connection: Connection, values: Values = NOTHING) -> Any | None:
        """The first row; None when there is none."""
        found = self.all(connection, values)
        return found[0] if found else None

    def scalar(self, connection: Connection, values: Values = NOTHING) -> Any | None:
        """The first column of the first row; None when there is none."""
        found = self.all(connection, values)
        return found[0][0] if found else None

    def run(self, connection: Connection, values: Values = NOTHING) -> int:
        """How many rows it changed."""
        form = self._form(connection, values)
        cursor = _run(connection, form, form.bound(values))
        try:
            return int(cursor.rowcount)
        finally:
            cursor.close()

    def run_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """The same for each of these values, in one go."""
        if rows:
            form = self._form(connection, rows[0])
            _run(connection, form, [form.bound(values) for values in rows], many=True).close()

    def _form(self, connection: Connection, values: Values) -> _Form:
        dialect = connection.dialect
        form = self._plain.get(dialect.name)
        if form is not None:
            return form
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            statement = self._made(dialect.name) if callable(self._made) else self._made
            made = statement.compile(dialect=dialect, column_keys=sorted(values))
            lists = tuple(bind.key for bind in made.bind_names if bind.expanding and bind.required)
            compiled = self._compiled[dialect.name] = made, lists
        made, lists = compiled
        if len(lists) == 1:
            lengths: tuple[int, ...] = (1 << (len(values[lists[0]]) - 1).bit_length(),)
        else:
            lengths = tuple(1 << (len(values[name]) - 1).bit_length() for name in lists)
        form = self._forms.get((dialect.name, lengths))
        if form is None:
            filled = {name: [None] * length for name, length in zip(lists, lengths, strict=True)}
            form = self._forms[dialect.name, lengths] = _form_of(made, {**values, **filled}, dialect)
            if not lists:
                self._plain[dialect.name] = form
        return form


class _Parameter(NamedTuple):
    name: str
    """In the SQL."""
    key: str
    """In what is given."""
    place: int | None
    """In a list; beyond its end its last value stands."""
    into: Converter | None


class _Step(NamedTuple):
    """A parameter, or all of a list, where parameters go by their places."""

    key: str | None
    """In what is given; None: nobody gives it, it is `constant`."""
    length: int
    """Of a list, which is filled up with its last value; 0: it is none."""
    into: Converter | None
    constant: Any = None


@dataclass
class _Form:
    """A statement as one database takes it."""

    sql: str
    parameters: tuple[_Parameter, ...]
    constants: Values
    """Parameters that nobody gives, by their names in the SQL."""
    steps: tuple[_Step, ...] | None
    """Where parameters go by their places: in order."""
    columns: Sequence[Any]
    """Of the rows that come."""
    row: Callable[[Iterable[Any]], Any]
    out: tuple[tuple[int, Converter], ...] | None = None
    """Places of columns whose values are converted; known when the first rows have come."""

    def bound(self, values: Values) -> Any:
        """The parameters, as the driver takes them."""
        if self.steps is not None:
            return self._in_order(self.steps, values)
        found = dict(self.constants)
        for name, key, place, into in self.parameters:
            value = values[key]
            if place is not None:
                value = value[place] if place < len(value) else value[-1]
            found[name] = value if into is None else into(value)
        return found

    @staticmethod
    def _in_order(steps: tuple[_Step, ...], values: Values) -> list[Any]:
        found: list[Any] = []
        for key, length, into, constant in steps:
            if key is None:
                found.append(constant)
            elif length:
                some = values[key] if into is None else [into(value) for value in values[key]]
                found += some
                found += some[-1:] * (length - len(some))
            else:
                found.append(values[key] if into is None else into(values[key]))
        return found

    def rows(self, cursor: Any, dialect: Dialect) -> list[Any]:
        """What the cursor holds."""
        out = self.out
        if out is None:
            kinds = [column.type.dialect_impl(dialect) for column in self.columns]
            converters = [k.result_processor(dialect, d[1]) for k, d in zip(kinds, cursor.description, strict=True)]
            out = self.out = tuple((place, c) for place, c in enumerate(converters) if c is not None)
        if not out:
            return list(map(self.row, cursor.fetchall()))
        found = []
        for row in cursor.fetchall():
            cells = list(row)
            for place, convert in out:
                cells[place] = convert(cells[place])
            found.append(self.row(cells))
        return found


def _form_of(compiled: Any, values: Values, dialect: Dialect) -> _Form:
    state = compiled.construct_expanded_state(values)
    parameters: list[_Parameter] = []
    constants: dict[str, Any] = {}
    for bind, name in compiled.bind_names.items():
        into = bind.type.dialect_impl(dialect).bind_processor(dialect)
        expanded = state.parameter_expansion.get(name)
        if bind.key in values:
            places = enumerate(expanded) if expanded is not None else [(None, name)]
            parameters += [_Parameter(one, bind.key, place, into) for place, one in places]
        else:
            for one in [name] if expanded is None else expanded:
                value = state.parameters[one]
                constants[one] = value if into is None else into(value)
    columns = list(getattr(compiled.statement, "exported_columns", ()))
    names = [getattr(column, "name", "") for column in columns]  # a subquery has none
    row = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    steps = _steps(state.positiontup, parameters, constants) if compiled.positional else None
    return _Form(state.statement, tuple(parameters), constants, steps, columns, row._make)


def _steps(names: Sequence[str], parameters: Iterable[_Parameter], constants: Values) -> tuple[_Step, ...]:
    given = {parameter.name: parameter for parameter in parameters}
    found: list[_Step] = []
    for name in names:
        if name in constants:
            found.append(_Step(None, 0, None, constants[name]))
            continue
        _, key, place, into = given[name]
        if place:  # the places of a list follow each other
            found[-1] = found[-1]._replace(length=place + 1)
        else:
            found.append(_Step(key, 0 if place is None else 1, into))
    return tuple(found)


def _run(connection: Connection, form: _Form, bound: Any, many: bool = False) -> Any:
    driver = connection.connection.dbapi_connection  # the driver's own: neither driver is one that is asked with await
    assert driver is not None
    cursor: Any = driver.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(form.sql, bound)
    except connection.dialect.loaded_dbapi.Error as error:
        cursor.close()
        raise told(connection, form.sql, error) from error
    return cursor


def told(connection: Connection, sql: str, error: Exception) -> Exception:
    """The driver's error in SQLAlchemy's words; a connection that is lost is given up."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    return sa.exc.DBAPIError.instance(
        sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, connection_invalidated=lost,
        dialect=dialect,
    )  # fmt: skip

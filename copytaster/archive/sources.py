"""Sources: how far feeds, folders and mailboxes were read, and which of their items were taken.

Promises
    * One process reads a source at a time: it holds a lease under a fence. What it says of its progress after it lost
      the lease is not written.
    * What became of an item, and the count of it, are one transaction. An item is noted after the archive has its
      article, never before: whoever dies in between submits it again, and it is known then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive.records import Source, Taken
from copytaster.archive.schema import sources, taken
from copytaster.archive.store import Store, chunks, insert_new


class Sources(Store):
    """How far each source was read, and who reads it."""

    def sources(self) -> list[Source]:
        """Every source that was ever read, by label."""
        with self.reading() as connection:
            return [_source(row) for row in connection.execute(sa.select(sources).order_by(sources.c.label))]

    def take_source(self, source: str, kind: str, label: str, holder: str, lease_seconds: float) -> Source | None:
        """Takes the lease on a source, which is stored when it is new. None: somebody else has the lease."""
        this = sources.c.source == source
        free = sa.or_(sources.c.lease_until.is_(None), sources.c.lease_until <= self.moment())
        new = {"source": source, "kind": kind, "label": label, "cursor": "{}",
               "taken": 0, "refused": 0, "failures": 0, "fence": 0}  # fmt: skip
        with self.reading() as connection:  # most looks find it held: do not queue for the write lock
            known = connection.execute(sa.select(free).where(this)).one_or_none()
        if known is None:
            with self.writing() as connection:
                insert = insert_new(connection, sources).values(new)
                connection.execute(insert.on_conflict_do_nothing(index_elements=["source"]))
        elif not known[0]:
            return None
        lease = {"label": label, "fence": sources.c.fence + 1, "holder": holder}
        return self._change(sa.and_(this, free), lease | {"lease_until": self.moment(lease_seconds)})

    def hold_source(self, source: Source, lease_seconds: float) -> Source | None:
        """Prolongs the lease. None: it was lost."""
        return self._under_fence(source, {"lease_until": self.moment(lease_seconds)})

    def looked(
        self, source: Source, cursor: str, now: datetime, next_look: datetime, lease_seconds: float
    ) -> Source | None:
        """Writes down that the source was read up to `cursor`, and prolongs the lease. None: it was lost."""
        well = {"failures": 0, "failing_since": None, "error": None}
        seen = {"cursor": cursor, "looked_at": now, "next_look": next_look, "lease_until": self.moment(lease_seconds)}
        return self._under_fence(source, {**well, **seen})

    def not_looked(
        self, source: Source, error: str, now: datetime, next_look: datetime, lease_seconds: float
    ) -> Source | None:
        """Writes down that the source could not be read, and when to try again. None: the lease was lost."""
        since = sa.func.coalesce(sources.c.failing_since, sa.literal(now, sources.c.next_look.type))
        return self._under_fence(
            source,
            {
                "failures": sources.c.failures + 1,
                "failing_since": since,
                "next_look": next_look,
                "error": error[:500],
                "lease_until": self.moment(lease_seconds),
            },
        )

    def leave_source(self, source: Source) -> None:
        """Gives the lease back, so that another process need not wait for its end."""
        self._under_fence(source, {"holder": None, "lease_until": None})

    def drop_source(self, source: str) -> bool:
        """Forgets a source and its items. False: there is none. One that is still set will be new again."""
        with self.writing() as connection:
            connection.execute(sa.delete(taken).where(taken.c.source == source))
            return connection.execute(sa.delete(sources).where(sources.c.source == source)).rowcount > 0

    def taken(self, source: str, items: Iterable[str]) -> dict[str, Taken]:
        """item → what became of it, of those that are known."""
        found: dict[str, Taken] = {}
        with self.reading() as connection:
            for some in chunks(set(items)):
                rows = connection.execute(sa.select(taken).where(taken.c.source == source, taken.c.item.in_(some)))
                found.update((row.item, _taken(row)) for row in rows)
        return found

    def note_taken(self, item: Taken) -> None:
        """Writes down what became of an item, over what was known of it, and counts it with its source."""
        values = {column.name: getattr(item, column.name) for column in taken.c}
        counted: dict[str, Any] = {}
        if item.article_id is not None:
            counted = {"taken": sources.c.taken + 1, "taken_at": item.at}
        elif not item.tries:
            counted = {"refused": sources.c.refused + 1}
        with self.writing() as connection:
            insert = insert_new(connection, taken).values(values)
            later = {name: value for name, value in values.items() if name not in ("source", "item")}
            connection.execute(insert.on_conflict_do_update(index_elements=["source", "item"], set_=later))
            if counted:
                connection.execute(sa.update(sources).where(sources.c.source == item.source).values(counted))

    def not_taken(self, limit: int = 20) -> Sequence[Taken]:
        """The items that became no article, the latest first."""
        statement = sa.select(taken).where(taken.c.article_id.is_(None)).order_by(taken.c.at.desc()).limit(limit)
        with self.reading() as connection:
            return [_taken(row) for row in connection.execute(statement)]

    def forget_taken(self, before: datetime, limit: int) -> int:
        """Forgets items that were taken long ago; how many. One that its source still shows is submitted again, and
        known by its text."""
        old = sa.select(taken.c.source, taken.c.item).where(taken.c.at < before).limit(limit)
        with self.writing() as connection:
            rows = connection.execute(old).all()
            for row in rows:
                connection.execute(sa.delete(taken).where(taken.c.source == row.source, taken.c.item == row.item))
        return len(rows)

    def _under_fence(self, source: Source, values: dict[str, Any]) -> Source | None:
        return self._change(sa.and_(sources.c.source == source.source, sources.c.fence == source.fence), values)

    def _change(self, which: sa.ColumnElement[bool], values: dict[str, Any]) -> Source | None:
        with self.writing() as connection:
            changed = sa.update(sources).where(which).values(values).returning(*sources.c)
            row = connection.execute(changed).one_or_none()
        return None if row is None else _source(row)


def forget(connection: Connection, article_id: str) -> None:
    """Takes out what items of an article were called: often its headline. That they were taken stays known."""
    connection.execute(sa.update(taken).where(taken.c.article_id == article_id).values(label=""))


def _source(row: Any) -> Source:
    return Source(**row._mapping)


def _taken(row: Any) -> Taken:
    return Taken(**row._mapping)

"""Who did what, of every process that shares the archive: what the audit page reads.

Promises
    * A deed is kept in its own transaction, whatever becomes of what was done.
    * Nothing here is ever changed; what is taken away is older than whoever runs this wants to know.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from copytaster.archive.schema import deeds
from copytaster.archive.store import Store, chunks
from copytaster.moments import stamp


class Deeds(Store):
    """The list of deeds."""

    def keep_deed(self, at: datetime, what: str, who: str, said: Mapping[str, Any]) -> None:
        """Keeps a deed. `said`: what else there is to say of it, as JSON has it; its ``editor`` is whom it names."""
        body = json.dumps(said, default=str, ensure_ascii=False)
        values = {"at": at, "what": what, "who": who, "editor": said.get("editor"), "said": body}
        with self.writing() as connection:
            connection.execute(sa.insert(deeds).values(**values))

    def deeds(
        self, most: int, who: Collection[str] | None = None, what: str | None = None, before: int | None = None
    ) -> Sequence[Mapping[str, Any]]:
        """The latest, newest first, with ``id, at, what, who`` and what else was said.

        `who`: only those that one of these did, as key, person or editor; `what`: only those of this kind; `before`:
        only those with a lower id.
        """
        statement = sa.select(deeds).order_by(deeds.c.id.desc()).limit(most)
        if before is not None:
            statement = statement.where(deeds.c.id < before)
        if who is not None:
            statement = statement.where(sa.or_(deeds.c.who.in_(sorted(who)), deeds.c.editor.in_(sorted(who))))
        if what is not None:
            statement = statement.where(deeds.c.what == what)
        with self.reading() as connection:
            rows = connection.execute(statement).all()
        return [
            {**json.loads(row.said), "id": row.id, "at": stamp(row.at, "milliseconds"), "what": row.what,
             "who": row.who}
            for row in rows
        ]  # fmt: skip

    def forget_deeds(self, before: datetime, limit: int = 1_000) -> int:
        """Takes away at most `limit` deeds of before this moment, the oldest first; how many that was."""
        old = sa.select(deeds.c.id).where(deeds.c.at < before).order_by(deeds.c.at).limit(limit)
        with self.reading() as connection:
            ids = list(connection.execute(old).scalars())
        if not ids:
            return 0
        with self.writing() as connection:
            return sum(
                connection.execute(sa.delete(deeds).where(deeds.c.id.in_(some))).rowcount for some in chunks(ids)
            )

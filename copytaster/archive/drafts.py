"""What was found in drafts, kept for a while where somebody asked for it.

Promises
    * Who does not know the link of a draft cannot open it: the table holds a digest of it.
    * After its end it is not handed out, and soon forgotten; it is forgotten with any article that it names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive.schema import drafts
from copytaster.archive.store import Store


class Draft(NamedTuple):
    """The report of a draft, and until when it is kept."""

    report: Mapping[str, Any]
    embargo: bool
    """Whether it was made for somebody who may read what is under embargo."""
    until: datetime


class Drafts(Store):
    """Drafts under links of their own."""

    def keep_draft(self, link: str, report: Mapping[str, Any], embargo: bool, until: datetime) -> None:
        """Keeps a report under a link that nobody can guess."""
        values = {"draft": _digest(link), "report": json.dumps(report, ensure_ascii=False), "embargo": embargo}
        with self.writing() as connection:
            connection.execute(sa.insert(drafts).values(until=until, **values))

    def draft(self, link: str, now: datetime) -> Draft | None:
        """What is kept under a link; None: nothing, or no longer."""
        statement = sa.select(drafts).where(drafts.c.draft == _digest(link), drafts.c.until > now)
        with self.reading() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else Draft(json.loads(row.report), row.embargo, row.until)

    def forget_drafts(self, now: datetime) -> int:
        """Forgets those that are over; how many."""
        with self.writing() as connection:
            return connection.execute(sa.delete(drafts).where(drafts.c.until <= now)).rowcount


def forget(connection: Connection, article_id: str) -> None:
    """Takes out the drafts whose reports name an article: they hold its words."""
    connection.execute(sa.delete(drafts).where(drafts.c.report.contains(article_id, autoescape=True)))


def _digest(link: str) -> str:
    return hashlib.blake2b(link.encode("utf-8", "replace"), digest_size=20).hexdigest()

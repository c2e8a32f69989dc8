"""What was found in drafts, kept for a while where somebody asked for it.

Promises
    * Who does not know the link of a draft cannot open it, but for whoever had it checked: the table holds a digest of
      the link.
    * After its end it is not handed out, and soon forgotten; it is forgotten with any article that it names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive.schema import drafts
from copytaster.archive.store import Store
from copytaster.fields import called


class Draft(NamedTuple):
    """What was found in a draft, and until when it is kept."""

    id: str
    """A digest of its link: opens it for its owner alone."""
    title: str | None
    report: Mapping[str, Any]
    embargo: bool
    """Whether it was made for somebody who may read what is under embargo."""
    owner: str | None
    """The key or person who had it checked; None: nobody was asked who they are."""
    at: datetime | None
    until: datetime


class KeptDraft(NamedTuple):
    """A draft as a list has it."""

    id: str
    title: str | None
    at: datetime | None
    until: datetime


class Drafts(Store):
    """Drafts under links of their own. A comparison with an owner of None asks for those that nobody owns."""

    def keep_draft(
        self, link: str, report: Mapping[str, Any], embargo: bool, until: datetime, owner: str | None = None,
        at: datetime | None = None,
    ) -> str:  # fmt: skip
        """Keeps a report under a link that nobody can guess. Returns its id."""
        values = {"draft": _digest(link), "report": json.dumps(report, ensure_ascii=False), "embargo": embargo}
        values |= {"title": called(report.get("article") or {}), "owner": owner}
        with self.writing() as connection:
            connection.execute(sa.insert(drafts).values(until=until, at=at, **values))
        return _digest(link)

    def draft(self, link: str, now: datetime, owner: str | None = None) -> Draft | None:
        """What is kept under a link, or under the id of a draft of this owner; None: nothing, or no longer."""
        own = sa.and_(drafts.c.draft == link, drafts.c.owner == owner)
        statement = sa.select(drafts).where(sa.or_(drafts.c.draft == _digest(link), own), drafts.c.until > now)
        with self.reading() as connection:
            row = connection.execute(statement).first()
        if row is None:
            return None
        return Draft(row.draft, row.title, json.loads(row.report), row.embargo, row.owner, row.at, row.until)

    def drafts(self, owner: str | None, now: datetime, most: int = 200) -> Sequence[KeptDraft]:
        """What this owner had kept, the latest first."""
        columns = drafts.c.draft.label("id"), drafts.c.title, drafts.c.at, drafts.c.until
        own = sa.select(*columns).where(drafts.c.owner == owner, drafts.c.until > now)
        with self.reading() as connection:
            rows = connection.execute(own.order_by(drafts.c.until.desc()).limit(most))
            return [KeptDraft(*row) for row in rows]

    def drop_draft(self, link: str, owner: str | None = None) -> bool:
        """Forgets what is kept under a link, or under the id of a draft of this owner. False: nothing is."""
        own = sa.and_(drafts.c.draft == link, drafts.c.owner == owner)
        with self.writing() as connection:
            gone = connection.execute(sa.delete(drafts).where(sa.or_(drafts.c.draft == _digest(link), own)))
            return gone.rowcount > 0

    def forget_drafts(self, now: datetime) -> int:
        """Forgets those that are over; how many."""
        with self.writing() as connection:
            return connection.execute(sa.delete(drafts).where(drafts.c.until <= now)).rowcount


def forget(connection: Connection, article_id: str) -> None:
    """Takes out the drafts whose reports name an article: they hold its words."""
    connection.execute(sa.delete(drafts).where(drafts.c.report.contains(article_id, autoescape=True)))


def _digest(link: str) -> str:
    return hashlib.blake2b(link.encode("utf-8", "replace"), digest_size=20).hexdigest()

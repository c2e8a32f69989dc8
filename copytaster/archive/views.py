"""Views: ways of looking at the desk that somebody kept, for themselves, for a team or for all.

Promise: a name is given once among those of one owner; whoever keeps it again replaces what it stood for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from copytaster.archive.listing import View
from copytaster.archive.schema import views
from copytaster.archive.store import Store

MOST = 100
"""Views of one owner."""
HIGHEST = 2**63 - 1
"""What both databases take as a number; no view has a higher one."""


class Views(Store):
    """The list of views. An owner is a person, a key, a team, or None: everybody."""

    def keep_view(self, name: str, query: str, owner: str | None, now: datetime) -> View | None:
        """Keeps a view, in the place of one of this name. None: the owner has `MOST` already."""
        mine = views.c.owner == owner
        with self.writing() as connection:
            known = connection.execute(sa.select(views.c.id).where(mine, views.c.name == name)).scalar()
            if known is not None:
                connection.execute(sa.update(views).where(views.c.id == known).values(query=query, at=now))
                return View(known, name, query, owner, now)
            if connection.execute(sa.select(sa.func.count()).select_from(views).where(mine)).scalar_one() >= MOST:
                return None
            made = sa.insert(views).values(name=name, query=query, owner=owner, at=now).returning(views.c.id)
            return View(connection.execute(made).scalar_one(), name, query, owner, now)

    def views(self, owners: Collection[str] = ()) -> Sequence[View]:
        """Those of everybody, and those of these owners; by name, those of all first."""
        wanted = sa.or_(views.c.owner.is_(None), views.c.owner.in_(sorted(owners)))
        statement = sa.select(views).where(wanted).order_by(views.c.owner.is_not(None), views.c.name, views.c.id)
        with self.reading() as connection:
            return [View(**row._mapping) for row in connection.execute(statement)]

    def drop_view(self, view_id: int, owners: Collection[str] = (), everybody: bool = True) -> bool:
        """Forgets a view of these owners or, where they may, one of everybody. False: there is none of that number."""
        if view_id > HIGHEST:
            return False
        theirs = sa.or_(views.c.owner.in_(sorted(owners)), *([views.c.owner.is_(None)] if everybody else []))
        with self.writing() as connection:
            return connection.execute(sa.delete(views).where(views.c.id == view_id, theirs)).rowcount > 0

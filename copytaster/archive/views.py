"""Views: ways of looking at the desk that somebody kept, for themselves or for all.

Promise: a name is given once among those of one owner; whoever keeps it again replaces what it stood for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from copytaster.archive.listing import View
from copytaster.archive.schema import views
from copytaster.archive.store import Store

MOST = 100
"""Views of one owner."""


class Views(Store):
    """The list of views."""

    def keep_view(self, name: str, query: str, owner: str | None, now: datetime) -> bool:
        """Keeps a view, in the place of one of this name. False: the owner has `MOST` already."""
        mine = _of(owner)
        with self.writing() as connection:
            known = connection.execute(sa.select(views.c.id).where(mine, views.c.name == name)).scalars().all()
            if known:
                connection.execute(sa.update(views).where(views.c.id.in_(known)).values(query=query, at=now))
                return True
            if connection.execute(sa.select(sa.func.count()).select_from(views).where(mine)).scalar_one() >= MOST:
                return False
            connection.execute(sa.insert(views).values(name=name, query=query, owner=owner, at=now))
        return True

    def views(self, owner: str | None) -> Sequence[View]:
        """Those of everybody, and those of this owner; by name, their own last."""
        wanted = views.c.owner.is_(None) if owner is None else sa.or_(views.c.owner.is_(None), _of(owner))
        statement = sa.select(views).where(wanted).order_by(views.c.owner.is_not(None), views.c.name, views.c.id)
        with self.reading() as connection:
            return [View(**row._mapping) for row in connection.execute(statement)]

    def drop_view(self, view_id: int, owner: str | None, shared: bool = True) -> bool:
        """Forgets a view of this owner or, where they may, a `shared` one. False: there is none of that number."""
        theirs = sa.or_(*([views.c.owner.is_(None)] if shared else []), *([] if owner is None else [_of(owner)]))
        with self.writing() as connection:
            return connection.execute(sa.delete(views).where(views.c.id == view_id, theirs)).rowcount > 0


def _of(owner: str | None) -> sa.ColumnElement[bool]:
    return views.c.owner.is_(None) if owner is None else views.c.owner == owner

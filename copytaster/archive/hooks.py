"""Webhook targets: how far each was told of the events, and who tells it now.

Promises
    * One process tells a target at a time: it holds a lease under a fence, as a worker does on an article; what it says
      of its progress after it lost the lease is not written.
    * The cursor only grows, and nothing passes it by: not a failure, not a restart. What a target was not told of
      (skipped by hand, or forgotten by retention) is counted in `missed`.
    * A target that is new begins with what happens from now on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive.records import Hook
from copytaster.archive.schema import events, webhooks
from copytaster.archive.store import Store, insert_new

ALERTS = "alerts"
"""Whoever rings alerts reads the events as a target does."""


class Hooks(Store):
    """How far each webhook target was told, and who tells it."""

    def hooks(self) -> list[Hook]:
        """Every target that was ever told something, by label; `ALERTS` is none of them."""
        statement = sa.select(webhooks).where(webhooks.c.target != ALERTS).order_by(webhooks.c.label)
        with self.reading() as connection:
            return [_hook(row) for row in connection.execute(statement)]

    def take_hook(self, target: str, label: str, holder: str, lease_seconds: float) -> Hook | None:
        """Takes the lease on a target, which is stored when it is new. None: somebody else has the lease."""
        this = webhooks.c.target == target
        free = sa.or_(webhooks.c.lease_until.is_(None), webhooks.c.lease_until <= self.moment())
        with self.reading() as connection:  # most looks find it held: do not queue for the write lock
            known = connection.execute(sa.select(free).where(this)).one_or_none()
        if known is None:
            with self.writing() as connection:
                _begin(connection, target, label)
        elif not known[0]:
            return None
        lease = {"holder": holder, "lease_until": self.moment(lease_seconds)}
        return self._update(sa.and_(this, free), {"label": label, "fence": webhooks.c.fence + 1, **lease})

    def told(self, hook: Hook, delivered: int, now: datetime, lease_seconds: float, sent: bool = True) -> Hook | None:
        """Writes down that everything up to `delivered` has arrived, and prolongs the lease.

        `sent`: something was delivered since the last time, so whatever was wrong is over. None, and nothing written:
        the lease was lost.
        """
        values: dict[str, Any] = {"delivered": _later(delivered), "lease_until": self.moment(lease_seconds)}
        if sent:
            values |= {"delivered_at": now, "failures": 0, "failing_since": None, "next_try": None, "error": None}
        return self._under(hook, values)

    def not_told(self, hook: Hook, delivered: int, error: str, next_try: datetime, now: datetime) -> Hook | None:
        """Writes down that the events up to `delivered` have arrived, the next has not. None: the lease was lost."""
        return self._under(
            hook,
            {
                "delivered": _later(delivered),
                "delivered_at": sa.case((webhooks.c.delivered < delivered, now), else_=webhooks.c.delivered_at),
                "failures": webhooks.c.failures + 1,
                "failing_since": sa.func.coalesce(webhooks.c.failing_since, sa.literal(now, webhooks.c.next_try.type)),
                "next_try": next_try,
                "error": error[:500],
            },
        )

    def leave_hook(self, hook: Hook) -> None:
        """Gives the lease back, so that another process need not wait for its end."""
        self._under(hook, {"holder": None, "lease_until": None})

    def skip(self, hook: Hook, until: int, missed: int) -> Hook | None:
        """Passes over the events up to `until`, of which the target would have been told `missed`. Whoever tells it at
        this moment loses the lease, and begins again behind them. None: the cursor has moved since `hook` was read."""
        unmoved = sa.and_(webhooks.c.target == hook.target, webhooks.c.delivered == hook.delivered)
        well = {"failures": 0, "failing_since": None, "next_try": None, "error": None}
        free = {"fence": webhooks.c.fence + 1, "holder": None, "lease_until": None}
        return self._update(unmoved, {"delivered": until, "missed": webhooks.c.missed + missed, **well, **free})

    def drop_hook(self, target: str) -> bool:
        """Forgets a target. False: there is none. One that is still told something will be new again."""
        with self.writing() as connection:
            return connection.execute(sa.delete(webhooks).where(webhooks.c.target == target)).rowcount > 0

    def _under(self, hook: Hook, values: dict[str, Any]) -> Hook | None:
        return self._update(sa.and_(webhooks.c.target == hook.target, webhooks.c.fence == hook.fence), values)

    def _update(self, which: sa.ColumnElement[bool], values: dict[str, Any]) -> Hook | None:
        with self.writing() as connection:
            changed = sa.update(webhooks).where(which).values(values).returning(*webhooks.c)
            row = connection.execute(changed).one_or_none()
        return None if row is None else _hook(row)


def forget(connection: Connection, ids: Sequence[int]) -> None:
    """Counts these events as missed by every target that was not told of them; they are about to be deleted."""
    if not ids:
        return
    behind = sa.select(webhooks.c.target, webhooks.c.delivered).where(webhooks.c.delivered < max(ids)).with_for_update()
    for row in connection.execute(behind).all():
        connection.execute(
            sa.update(webhooks)
            .where(webhooks.c.target == row.target)
            .values(delivered=max(ids), missed=webhooks.c.missed + sum(1 for i in ids if i > row.delivered))
        )


def _begin(connection: Connection, target: str, label: str) -> None:
    last = connection.execute(sa.select(sa.func.max(events.c.id))).scalar_one() or 0
    new = {"target": target, "label": label, "delivered": last, "missed": 0, "failures": 0, "fence": 0}
    connection.execute(insert_new(connection, webhooks).values(new).on_conflict_do_nothing(index_elements=["target"]))


def _later(delivered: int) -> sa.Case[int]:
    """The cursor to store: it never goes back, whoever moved it meanwhile."""
    return sa.case((webhooks.c.delivered < delivered, delivered), else_=webhooks.c.delivered)


def _hook(row: Any) -> Hook:
    return Hook(**row._mapping)

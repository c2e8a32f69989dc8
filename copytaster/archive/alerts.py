"""Alerts that were rung, and how far they were sent.

Promises
    * A rule rings once for a story and a publisher, whichever of its articles rings again, and whoever looks.
    * An alert is kept until it has arrived everywhere, or was given up after many tries; then its row says why.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.alerts import Alert
from copytaster.archive.narrowing import hidden
from copytaster.archive.records import Rung
from copytaster.archive.schema import alerts, articles, members
from copytaster.archive.store import Store


class Alerts(Store):
    """The list of alerts."""

    def ring(self, alert: Alert, label: str, sent: bool, now: datetime) -> bool:
        """Keeps an alert, unless its rule rang for this story and publisher before. `sent`: nobody is to be told."""
        with self.writing() as connection:
            if _rang(connection, alert):
                return False
            connection.execute(
                sa.insert(alerts).values(
                    rule=alert.rule, label=label, kind=alert.when, article_id=alert.article_id,
                    source_id=alert.source_id, publisher=alert.publisher, sentence=alert.sentence, at=now, told="[]",
                    done=sent, tries=0,
                )
            )  # fmt: skip
        return True

    def alerts(self, limit: int = 100, visible_at: datetime | None = None) -> Sequence[Rung]:
        """The latest first. `visible_at`: without those of articles whose embargo holds at that moment."""
        statement = sa.select(alerts).order_by(alerts.c.id.desc()).limit(limit)
        if visible_at is not None:
            held = sa.select(articles.c.id).where(articles.c.seq.in_(hidden(visible_at)))
            statement = statement.where(
                alerts.c.article_id.not_in(held),
                sa.or_(alerts.c.source_id.is_(None), alerts.c.source_id.not_in(held)),
            )
        with self.reading() as connection:
            return [_rung(row) for row in connection.execute(statement)]

    def unsent(self, now: datetime, limit: int = 50) -> Sequence[Rung]:
        """Alerts that are to be sent now, the oldest first."""
        due = sa.or_(alerts.c.next_try.is_(None), alerts.c.next_try <= now)
        statement = sa.select(alerts).where(~alerts.c.done, due).order_by(alerts.c.id).limit(limit)
        with self.reading() as connection:
            return [_rung(row) for row in connection.execute(statement)]

    def note_sent(
        self, alert_id: int, told: Sequence[str], done: bool, error: str | None, next_try: datetime | None
    ) -> None:
        """Whom it has reached by now; `done`: nobody else is to be told, or it was given up."""
        values = {"told": json.dumps(sorted(told)), "done": done, "tries": alerts.c.tries + 1, "next_try": next_try,
                  "error": error}  # fmt: skip
        with self.writing() as connection:
            connection.execute(sa.update(alerts).where(alerts.c.id == alert_id).values(values))


def forget(connection: Connection, article_id: str) -> None:
    """Takes out what rang for an article, or over one that was made from it: its sentence names their headlines."""
    of = sa.or_(alerts.c.article_id == article_id, alerts.c.source_id == article_id)
    connection.execute(sa.delete(alerts).where(of))


def _rang(connection: Connection, alert: Alert) -> bool:
    same = [
        alerts.c.rule == alert.rule,
        alerts.c.publisher.is_(None) if alert.publisher is None else alerts.c.publisher == alert.publisher,
    ]
    story = (
        sa.select(members.c.story_id).join_from(members, articles).where(articles.c.id == alert.article_id)
    ).scalar_subquery()
    in_story = sa.select(articles.c.id).join_from(members, articles).where(members.c.story_id == story)
    found = sa.select(alerts.c.id).where(
        *same, sa.or_(alerts.c.article_id == alert.article_id, alerts.c.article_id.in_(in_story))
    )
    return connection.execute(found.limit(1)).first() is not None


def _rung(row: Any) -> Rung:
    return Rung(**{**row._mapping, "told": tuple(json.loads(row.told))})

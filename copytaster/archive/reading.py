"""Reading for the desk: lists, stories, counts. All by keyset and index; no page costs more for being far back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive import prepared
from copytaster.archive.events import CHECKED
from copytaster.archive.listing import Sort
from copytaster.archive.narrowing import conditions, hidden, visible
from copytaster.archive.readers import names_for, rows_for, stories_of
from copytaster.archive.records import BadCursor, Filters, Queue, Relation, Row, Story
from copytaster.archive.rows import select_rows
from copytaster.archive.schema import articles, events, members, outbox, relations, standing
from copytaster.archive.store import Store, chunks
from copytaster.model import Direction, RelationKind, Status

MOST_ROWS = 500
"""Rows in one page."""


class Reading(Store):
    """Single articles, lists, stories and figures for whoever looks on."""

    def find(self, article_id: str, visible_at: datetime | None = None) -> Row | None:
        """The article with its state; None when it is not here. `visible_at`: as it is told to who may see no more than
        what is free at that moment (`readers`); whether they may see this one is not asked."""
        with self.reading() as connection:
            row = prepared.FIND.first(connection, {"id": article_id})
            return None if row is None else rows_for(connection, [row], visible_at)[0]

    def list(
        self,
        filters: Filters | None = None,
        cursor: str | None = None,
        limit: int = 50,
        *,
        excerpt: int | None = None,
        sort: Sort = Sort.RECEIVED,
    ) -> tuple[Sequence[Row], str | None]:
        """A page of articles, and the cursor of the next page (None: this is the last).

        `sort` says what comes first. `excerpt` cuts each text to so many code points. Raises `BadCursor`.
        """
        limit = max(1, min(limit, MOST_ROWS))
        filters = filters or Filters()
        published = sort is Sort.PUBLISHED
        seq = articles.c.seq if published else _ordered_by(filters)
        order = [articles.c.known_at.desc(), seq.desc()] if published else [seq.desc()]
        statement = select_rows(excerpt).order_by(*order).limit(limit + 1)
        if cursor is not None:
            statement = statement.where(_further(cursor) if published else seq < _read_cursor(cursor))
        for condition in conditions(filters, articles.c.seq, self.postgres).values():
            statement = statement.where(condition.holds)
        with self.reading() as connection:
            rows = connection.execute(statement).all()
            page, more = rows[:limit], len(rows) > limit
            shown = rows_for(connection, page, filters.visible_at)
        following = (_place(page[-1]) if published else _cursor(page[-1].seq)) if more else None
        return shown, following

    def story(
        self, story_id: str, limit: int = 500, *, excerpt: int | None = None, visible_at: datetime | None = None,
        cursor: str | None = None,
    ) -> Story | None:  # fmt: skip
        """The story that the article of that id is in. None: it is in none, or nothing of it may be seen.

        `visible_at`: without the articles whose embargo holds at that moment, and named for who sees the others.
        `cursor`: `following` of the page before. Raises `BadCursor`.
        """
        seen = [] if visible_at is None else [visible(visible_at)]
        with self.reading() as connection:
            name = stories_of(connection, [story_id]).get(story_id)
            shown_as = names_for(connection, [name], visible_at).get(name) if name is not None else None
            if name is None or shown_as is None:
                return None
            size = connection.execute(_sizes([name], visible_at)).scalars().one_or_none() or 0
            rows = connection.execute(
                select_rows(excerpt)
                .where(members.c.story_id == name, *seen, *([] if cursor is None else [_behind(cursor)]))
                .order_by(articles.c.known_at, articles.c.id)
                .limit(limit + 1)
            ).all()
            further, rows = rows[limit:], rows[:limit]
            shown = {row.seq: row.id for row in rows}
            # Of the articles shown alone: a story of thousands has hundreds of thousands of relations.
            edges = [
                edge
                for some in chunks(shown)
                for edge in connection.execute(sa.select(relations).where(relations.c.article.in_(some)))
                if edge.source in shown or cursor is not None
            ]
            if cursor is not None:  # what the articles of this page have from those of the pages before
                shown |= _before(connection, name, {edge.source for edge in edges} - shown.keys(), cursor, seen)
                edges = [edge for edge in edges if edge.source in shown]
            told = rows_for(connection, rows, visible_at)
        edges.sort(key=lambda edge: (-edge.score, edge.article, edge.source))
        return Story(
            shown_as,
            told,
            [_relation(e, shown[e.article], shown[e.source]) for e in edges[: limit * 20]],
            size,
            _place(rows[-1]) if further else None,
        )

    def story_sizes(self, story_ids: Iterable[str], visible_at: datetime | None = None) -> dict[str, int]:
        """Article → how many articles its story has, of those that are in one; for pages that list many.
        `visible_at`: without the articles whose embargo holds at that moment."""
        sizes: dict[str, int] = {}
        with self.reading() as connection:
            stories = stories_of(connection, story_ids)
            for some in chunks(set(stories.values())):
                sizes.update((row.story_id, row.n) for row in connection.execute(_sizes(some, visible_at)))
        return {article_id: sizes[name] for article_id, name in stories.items() if name in sizes}

    def relations(self, ids: Sequence[str]) -> Sequence[Relation]:
        """The relations that the verdicts of these articles name, the strongest first."""
        left, right = articles.alias(), articles.alias()
        statement = (
            sa.select(relations, left.c.id.label("article_id"), right.c.id.label("source_id"))
            .join_from(relations, left, left.c.seq == relations.c.article)
            .join(right, right.c.seq == relations.c.source)
            .where(left.c.id.in_(ids))
            .order_by(relations.c.score.desc(), left.c.id, right.c.id)
        )
        with self.reading() as connection:
            return [_relation(row, row.article_id, row.source_id) for row in connection.execute(statement)]

    def counts(self) -> dict[Status, int]:
        """Articles by status. Counts them all: for pages and metrics, not for every request."""
        statement = sa.select(outbox.c.status, sa.func.count().label("n")).group_by(outbox.c.status)
        with self.reading() as connection:
            found = {row.status: row.n for row in connection.execute(statement)}
        return {status: found.get(status.value, 0) for status in Status}

    def queue(self) -> Queue:
        """How the queue stands. Costs what is in it, not what is in the archive."""
        with self.reading() as connection:
            [row] = prepared.QUEUE.all(connection)
        return Queue(*row)

    def checked_by_minute(self, now: datetime, minutes: int) -> Sequence[int]:
        """Checks that ended in each of the `minutes` before `now`, the last minute last. Counted in the database: it
        costs what happened in that time, and carries none of it here."""
        second = sa.cast(sa.extract("epoch", events.c.at), sa.BigInteger)
        ago = ((int(now.timestamp()) - second) // 60).label("ago")
        since = now - timedelta(minutes=minutes)
        statement = (
            sa.select(ago, sa.func.count().label("n"))
            .where(events.c.at > since, events.c.at <= now, events.c.kind == CHECKED)
            .group_by(ago)
        )
        found = [0] * minutes
        with self.reading() as connection:
            for row in connection.execute(statement):
                found[max(0, minutes - 1 - row.ago)] += row.n
        return found

    def waiting(self) -> int:
        """Articles that nobody has claimed yet."""
        statement = sa.select(sa.func.count()).where(outbox.c.status == Status.QUEUED.value)
        with self.reading() as connection:
            return connection.execute(statement).scalar_one()



def _relation(row: Any, article_id: str, source_id: str) -> Relation:
    kind, direction = RelationKind(row.relation), Direction(row.direction)
    return Relation(article_id, source_id, kind, row.score, direction, row.tied, row.share)

def _sizes(names: Sequence[str], visible_at: datetime | None) -> sa.Select[Any]:
    """How many articles each of these stories has, and its name."""
    seen = [] if visible_at is None else [members.c.seq.not_in(hidden(visible_at))]
    number = sa.func.count().label("n")
    statement = sa.select(number, members.c.story_id).where(members.c.story_id.in_(names), *seen)
    return statement.group_by(members.c.story_id)


def _ordered_by(filters: Filters) -> sa.ColumnElement[int]:
    """The number of the article in the table whose index has the filter and that number in order.

    The same numbers stand in each table; a database that is asked for another one sorts all that the filter finds."""
    if filters.status is not None:
        return outbox.c.seq
    if filters.derivation is not None or filters.credit_status is not None:
        return standing.c.seq
    return articles.c.seq


def _place(row: Any) -> str:
    """The cursor behind an article in an order of time."""
    return base64.urlsafe_b64encode(f"t{row.known_at.isoformat()} {row.id}".encode()).decode().rstrip("=")


def _behind(cursor: str) -> sa.ColumnElement[bool]:
    """The articles of a story behind that place, earliest first. Raises `BadCursor`."""
    moment, article_id = _read_place(cursor, "a page of a story")
    later = sa.and_(articles.c.known_at == moment, articles.c.id > article_id)
    return sa.or_(articles.c.known_at > moment, later)


def _further(cursor: str) -> sa.ColumnElement[bool]:
    """The articles of a list behind that place, latest first. Raises `BadCursor`."""
    moment, article_id = _read_place(cursor, "a list of articles by publication")
    before = sa.select(articles.c.seq).where(articles.c.id == article_id).scalar_subquery()
    # An article that is gone meanwhile leaves its moment; what shares it to the microsecond is then passed over.
    earlier = sa.and_(articles.c.known_at == moment, articles.c.seq < before)
    return sa.and_(articles.c.known_at <= moment, sa.or_(articles.c.known_at < moment, earlier))


def _read_place(cursor: str, whose: str) -> tuple[datetime, str]:
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("utf-8")
        at, _, article_id = plain.removeprefix("t").partition(" ")
        moment = datetime.fromisoformat(at)
        if plain[:1] != "t" or moment.utcoffset() is None or not article_id or "\0" in article_id:
            raise ValueError
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError, binascii.Error):
        raise BadCursor(f"this is not a cursor that {whose} ended with") from None
    return moment, article_id


def _before(
    connection: Connection, name: str, seqs: Iterable[int], cursor: str, seen: Sequence[sa.ColumnElement[bool]]
) -> dict[int, str]:
    """seq → id of those of these articles of a story that stand on the pages before."""
    found: dict[int, str] = {}
    for some in chunks(seqs):
        rows = connection.execute(
            sa.select(articles.c.seq, articles.c.id)
            .join_from(members, articles)
            .where(members.c.story_id == name, articles.c.seq.in_(some), ~_behind(cursor), *seen)
        )
        found.update((row.seq, row.id) for row in rows)
    return found


def _cursor(seq: int) -> str:
    return base64.urlsafe_b64encode(f"s{seq}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> int:
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        if plain[:1] != "s" or not plain[1:].isdigit() or len(plain) > 19:
            raise ValueError
        return int(plain[1:])
    except (ValueError, binascii.Error):
        raise BadCursor("this is not a cursor that a list of articles ended with") from None

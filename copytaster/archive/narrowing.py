"""What a list, or the counts beside it, are narrowed by: each filter as a condition, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from copytaster.archive import search
from copytaster.archive.listing import Carried
from copytaster.archive.records import Filters
from copytaster.archive.schema import (
    FULL_TEXT,
    HIDEABLE,
    OUTDATED,
    articles,
    members,
    notes,
    outbox,
    relations,
    standing,
)
from copytaster.model import Direction, PubStatus, RelationKind

COLUMNS: Mapping[str, sa.Column[Any]] = {
    "outlet": articles.c.outlet,
    "agency": articles.c.agency,
    "language": articles.c.language,
    "pubstatus": articles.c.pubstatus,
    "derivation": standing.c.derivation,
    "credit_status": standing.c.credit_status,
    "status": outbox.c.status,
}
"""Filters that a column answers, as they are narrowed to and counted."""
_MOMENTS: Mapping[str, tuple[sa.Column[datetime], bool]] = {
    "since": (articles.c.known_at, True),
    "until": (articles.c.known_at, False),
    "received_since": (articles.c.accepted_at, True),
    "received_until": (articles.c.accepted_at, False),
}


class Condition:
    """One filter: what must hold, and the table that it is asked of; None: only the number of the article is."""

    def __init__(self, holds: sa.ColumnElement[bool], table: sa.Table | None = None) -> None:
        self.holds = holds
        self.table = table


def conditions(filters: Filters, seq: sa.ColumnElement[int], postgres: bool) -> dict[str, Condition]:
    """Name of a filter → its condition on the article whose number is `seq`."""
    found: dict[str, Condition] = {}
    for name, column in COLUMNS.items():
        value = getattr(filters, name)
        if value is not None:
            found[name] = Condition(column == str(value), column.table)
    for name, (moment, from_it) in _MOMENTS.items():
        value = getattr(filters, name)
        if value is not None:
            found[name] = Condition(moment >= value if from_it else moment < value, articles)
    for name, numbers in _NUMBERS.items():
        value = getattr(filters, name)
        if value is not None:
            found[name] = Condition(seq.in_(numbers(str(value), filters.visible_at)))
    if filters.story is not None:
        found["story"] = Condition(members.c.story_id == _story_of(filters.story), members)
    if filters.visible_at is not None:
        found["visible_at"] = Condition(seq.not_in(hidden(filters.visible_at)))
    if filters.q is not None and filters.q.strip():
        found["q"] = Condition(_matches(filters.q, seq, postgres))
    return found


def visible(now: datetime | sa.BindParameter[datetime], of: sa.FromClause = articles) -> sa.ColumnElement[bool]:
    """As `held`, the other way round."""
    free = sa.and_(of.c.embargoed_until.is_(None), of.c.pubstatus != PubStatus.WITHHELD)
    return sa.or_(free, of.c.embargoed_until <= now)


def hidden(now: datetime) -> sa.Select[tuple[int]]:
    """The numbers of the articles whose embargo holds. Costs what may be hidden, not what is in the archive."""
    endless = sa.and_(articles.c.embargoed_until.is_(None), articles.c.pubstatus == PubStatus.WITHHELD)
    held = sa.or_(endless, articles.c.embargoed_until > now)
    return sa.select(articles.c.seq).where(sa.text(f"({HIDEABLE})"), held).correlate(None)


def to_seen(visible_at: datetime | None) -> list[sa.ColumnElement[bool]]:
    """Of a relation: its source may be seen."""
    return [] if visible_at is None else [relations.c.source.not_in(hidden(visible_at))]


def _story_of(article_id: str) -> sa.ScalarSelect[str]:
    """The story that an article is in."""
    named = articles.alias("named")
    own = sa.select(members.c.story_id).join_from(members, named, named.c.seq == members.c.seq)
    return own.where(named.c.id == article_id).correlate(None).scalar_subquery()


def _with_relation(relation: str, visible_at: datetime | None) -> sa.Select[tuple[int]]:
    wanted = sa.select(relations.c.article).where(relations.c.relation == relation, *to_seen(visible_at))
    return wanted.correlate(None)


def _from_article(article_id: str, visible_at: datetime | None) -> sa.Select[tuple[int]]:
    source = articles.alias("source")
    return _tied(source, visible_at).where(source.c.id == article_id)


def _from_agency(agency: str, visible_at: datetime | None) -> sa.Select[tuple[int]]:
    source = articles.alias("source")
    return _tied(source, visible_at).where(source.c.agency == agency)


TAKEN = sa.and_(relations.c.tied, relations.c.direction != Direction.TO_SOURCE.value)
"""Of a relation: the article was made from the source, and no editor has rejected that."""


def _tied(source: sa.FromClause, visible_at: datetime | None) -> sa.Select[tuple[int]]:
    """The articles that were made from a source, which editors have not rejected."""
    return (
        sa.select(relations.c.article)
        .join_from(source, relations, source.c.seq == relations.c.source)
        .where(TAKEN, *to_seen(visible_at))
        .correlate(None)
    )


def carrying(what: str, visible_at: datetime | None) -> sa.SelectBase:
    """The articles that still print what an agency took back: as `Versions.carriers` has them, of all at once."""
    if what != Carried.KILLED:
        corrected = sa.select(standing.c.seq).where(sa.text(OUTDATED)).correlate(None)
        return corrected if what == Carried.CORRECTED else corrected.where(sa.false())
    version = articles.alias("version")
    update = relations.c.relation == RelationKind.UPDATE.value
    seen = [] if visible_at is None else [articles.c.seq.not_in(hidden(visible_at))]
    # Made once, off the index on what is not usable: or SQLite would make one of its own over all articles each time.
    killed = (
        sa.select(articles.c.seq, articles.c.agency, articles.c.outlet, articles.c.known_at)
        .where(articles.c.pubstatus == PubStatus.CANCELED, sa.text("pubstatus <> 'usable'"), *seen)
        .correlate(None)
    ).cte("killed")
    gone = sa.union(
        sa.select(killed.c.seq, killed.c.agency, killed.c.outlet).correlate(None),
        *(
            sa.select(version.c.seq, version.c.agency, version.c.outlet)
            .join_from(killed, relations, relations.c[end] == killed.c.seq + 0)
            .join(version, version.c.seq == relations.c[start])
            .where(update, version.c.known_at <= killed.c.known_at)
            .correlate(None)
            for start, end in (("article", "source"), ("source", "article"))
        ),
    ).cte("gone")
    taker = articles.alias("taker")
    theirs, own = sa.func.coalesce(gone.c.agency, gone.c.outlet), sa.func.coalesce(taker.c.agency, taker.c.outlet)
    backwards = relations.c.direction == Direction.TO_SOURCE.value
    tied = sa.case((relations.c.tied, 1), else_=0) == 1  # of which no index of its own is worth making
    made = [
        sa.select(taker.c.seq)
        .join_from(gone, relations, relations.c[given] == gone.c.seq + 0)  # these few first, then what they gave
        .join(taker, taker.c.seq == relations.c[took])
        .where(tied, ~update, way, sa.or_(theirs.is_(None), own.is_(None), theirs != own))
        .correlate(None)
        for given, took, way in (("source", "article", ~backwards), ("article", "source", backwards))
    ]
    return sa.union(*made)


def _assigned_to(person: str, visible_at: datetime | None) -> sa.Select[tuple[int]]:
    """The articles whose last assignment names this person."""
    later = notes.alias("later")
    given_on = sa.exists().where(later.c.article == notes.c.article, later.c.assigns, later.c.id > notes.c.id)
    own = sa.select(notes.c.article).where(notes.c.assignee_id == person, notes.c.assigns, ~given_on)
    return own.correlate(None)


_NUMBERS: Mapping[str, Callable[[str, datetime | None], sa.SelectBase]] = {
    "relation": _with_relation,
    "source_id": _from_article,
    "source_agency": _from_agency,
    "outdated": carrying,
    "assignee": _assigned_to,
}


def _matches(query: str, seq: sa.ColumnElement[int], postgres: bool) -> sa.ColumnElement[bool]:
    terms = search.terms(query)
    if not terms:
        return sa.false()  # signs alone are in no article
    if not postgres:
        found = sa.text(f"SELECT rowid FROM {FULL_TEXT} WHERE {FULL_TEXT} MATCH :match")
        return _among(seq, found.bindparams(match=search.fts5(query)), "rowid")
    every = " && ".join(f"phraseto_tsquery('simple', :term{n})" for n in range(len(terms)))
    found = sa.text(f"SELECT seq FROM {FULL_TEXT} WHERE words @@ ({every})")
    return _among(seq, found.bindparams(**{f"term{n}": term for n, term in enumerate(terms)}), "seq")


def _among(seq: sa.ColumnElement[int], found: sa.TextClause, key: str) -> sa.ColumnElement[bool]:
    column: sa.ColumnClause[int] = sa.column(key, sa.BigInteger)
    return seq.in_(sa.select(found.columns(column).subquery("found").c[key]))

"""Versions of one article: who may be one, what killed or corrected whom, and who still prints what was killed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from copytaster.archive.rows import ARTICLE, article_of
from copytaster.archive.schema import articles, relations
from copytaster.archive.store import Store, chunks
from copytaster.model import ENDING, Article, Direction, Ending, PubStatus, RelationKind

MOST = 200
"""Articles of one agency that are looked at for the story of a kill or a correction."""


class Versions(Store):
    def kin(self, article: Article, within: timedelta) -> dict[int, Article]:
        """seq → article of those that may be versions of this one by their identifiers, or, where one of the two is
        killed or corrected, as the same agency's within this time of it. Whether they are is not decided here."""
        statement = sa.select(*ARTICLE).where(articles.c.id != article.id, sa.or_(*_kin(article)))
        found: dict[int, Article] = {}
        with self.reading() as connection:
            for row in connection.execute(statement.order_by(articles.c.known_at.desc()).limit(MOST)):
                found[row.seq] = article_of(row)
            when = article.published_at or article.received_at
            if article.agency and when is not None:
                of_agency = sa.select(*ARTICLE).where(
                    articles.c.id != article.id,
                    articles.c.agency == article.agency,
                    articles.c.known_at.between(when - within, when + within),
                )
                if article.status not in ENDING:
                    of_agency = of_agency.where(
                        articles.c.pubstatus != PubStatus.USABLE, articles.c.pubstatus.in_(ENDING)
                    )
                rows = connection.execute(of_agency.order_by(articles.c.known_at.desc()).limit(MOST))
                found.update((row.seq, article_of(row)) for row in rows)
        return found

    def endings(self, ids: Iterable[str]) -> dict[str, Ending]:
        """id → the latest version that kills or corrects it, of those that have one; a kill outweighs a correction."""
        old, new = articles.alias(), articles.alias()
        found: dict[str, Ending] = {}
        with self.reading() as connection:
            for some in chunks(set(ids)):
                statement = (
                    sa.select(old.c.id, new.c.id.label("by"), new.c.pubstatus, new.c.known_at)
                    .join_from(relations, old, old.c.seq == relations.c.source)
                    .join(new, new.c.seq == relations.c.article)
                    .where(
                        old.c.id.in_(some),
                        relations.c.relation == RelationKind.UPDATE.value,
                        new.c.pubstatus.in_(ENDING),
                        new.c.known_at >= old.c.known_at,
                    )
                    .order_by(new.c.pubstatus == PubStatus.CANCELED, new.c.known_at, new.c.id)
                )
                for row in connection.execute(statement):
                    found[row.id] = Ending(row.by, row.pubstatus, row.known_at)
        return found

    def carriers(self, article_id: str) -> Sequence[str]:
        """Who still prints an article or an earlier version of it, earliest first: those that were made from it and
        are not its publisher's own."""
        with self.reading() as connection:
            own = connection.execute(sa.select(articles).where(articles.c.id == article_id)).one_or_none()
            if own is None:
                return []
            earlier = sa.select(relations.c.source).where(
                relations.c.article == own.seq, relations.c.relation == RelationKind.UPDATE.value
            )
            versions = {own.seq, *connection.execute(earlier).scalars()}
            statement = (
                sa.select(articles.c.id)
                .distinct()
                .add_columns(articles.c.known_at)
                .join_from(relations, articles, articles.c.seq == relations.c.article)
                .where(
                    relations.c.source.in_(versions),
                    relations.c.tied,
                    relations.c.relation != RelationKind.UPDATE.value,
                    relations.c.direction != Direction.TO_SOURCE.value,
                    *_not_of(own),
                )
                .order_by(articles.c.known_at, articles.c.id)
            )
            return [row.id for row in connection.execute(statement)]


def _kin(article: Article) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [articles.c.version_of == article.id]
    if article.external_id:
        found += [articles.c.external_id == article.external_id, articles.c.version_of == article.external_id]
    if article.version_of:
        found += [articles.c.external_id == article.version_of, articles.c.id == article.version_of]
    return found


def _not_of(own: Any) -> list[sa.ColumnElement[bool]]:
    if own.agency is not None:
        return [articles.c.agency.is_distinct_from(own.agency)]
    return [articles.c.outlet.is_distinct_from(own.outlet)] if own.outlet is not None else []

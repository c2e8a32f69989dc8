"""Accepting: an article, its fingerprint and its place in the queue, in one transaction.

Promises
    * When `accept` has returned, the article survives any crash; when it raised, nothing of it is there.
    * One article an id, one article an idempotency key, whoever races: the loser is given the winner's.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive import embargoes, events, prepared, search
from copytaster.archive.columns import storable
from copytaster.archive.records import Accepted, ArchiveUnavailable, Row, Unstorable
from copytaster.archive.rows import row_of, select_rows
from copytaster.archive.schema import FULL_TEXT, articles, keys
from copytaster.archive.statement import Statement
from copytaster.archive.store import Store, insert_new
from copytaster.archive.told import accept_told
from copytaster.fields import FIELDS
from copytaster.model import Article, Status

_TRIES = 10
_COLUMNS = tuple(f.beside for f in FIELDS)
_values = attrgetter(*(f.name for f in FIELDS))


class _Lost(Exception):
    """Another transaction took the idempotency key between our look and our write."""


class Accepting(Store):
    """Taking articles in, and finding the one that an idempotency key stands for."""

    def accept(
        self, article: Article, fingerprint: bytes, fingerprint_version: int, idempotency_key: str | None,
        now: datetime, request_id: str | None = None,
    ) -> Accepted:  # fmt: skip
        """Stores the article as queued, or says which one the archive has already for this id or this key.

        `request_id` is handed out again with each lease on the article; of a longer one the first 64 characters are.

        Raises `Unstorable` for text that SQL cannot hold, `ArchiveUnavailable` when nothing could be written.
        """
        _refuse_unstorable(article)
        key = digest(idempotency_key)
        for _ in range(_TRIES):
            if key is not None:  # who sends a key may be sending again: no need to wait for a turn to write
                with self.reading() as connection:
                    known = _known(connection, article.id, key)
                if known is not None and known.attached:
                    return known.accepted
            try:
                with self.writing() as connection:
                    taken = self._insert(connection, article, fingerprint, fingerprint_version, key, now, request_id)
            except _Lost:
                continue
            if taken is not None:
                return taken
        raise ArchiveUnavailable("the archive is busy: others kept submitting and deleting this same article")

    def _insert(
        self, connection: Connection, article: Article, body: bytes, version: int, key: str | None, now: datetime,
        request_id: str | None,
    ) -> Accepted | None:  # fmt: skip
        """Stores the article. None: somebody else has been here meanwhile; look again."""
        if key is not None:  # it may name another article, which is to be known before this one is stored
            known = _known(connection, article.id, key)
            if known is not None:
                there = known.attached or self._attach(connection, key, known.accepted.seq)
                return known.accepted if there else None
        values = dict(zip(_COLUMNS, _values(article), strict=True))
        values |= {
            "known_at": article.published_at or article.received_at or now,
            "accepted_at": now,
        }
        seq = prepared.NEW_ARTICLE.scalar(connection, values)
        if seq is None:
            known = _known(connection, article.id, None) if key is None else None
            return known and known.accepted
        if key is not None and not self._attach(connection, key, seq):
            raise _Lost  # and take the article back
        prepared.NEW_FINGERPRINT.run(connection, {"seq": seq, "version": version, "body": body})
        waiting = {
            "seq": seq, "status": Status.QUEUED.value, "fence": 0, "tries": 0, "checks": 0, "queued_at": now,
            "request_id": request_id[:64] if request_id else None,
        }  # fmt: skip
        prepared.NEW_IN_OUTBOX.run(connection, waiting)
        prepared.NEW_STANDING.run(connection, {"seq": seq, "revision": 0})
        _INDEX_WORDS.run(
            connection,
            {"seq": seq, **{name: search.words(getattr(article, name) or "") for name in ("title", "outlet", "text")}},
        )
        embargoes.hold(connection, seq, article, now)
        events.emit(connection, events.ACCEPTED, [article.id], now, **accept_told(article, now))
        return Accepted(article.id, seq, True, Status.QUEUED)

    def _attach(self, connection: Connection, key: str | None, seq: int) -> bool:
        """False: the key, or the article, is no longer what it was when we looked."""
        here = sa.select(articles.c.seq).where(articles.c.seq == seq).with_for_update(read=True, key_share=True)
        if connection.execute(here).first() is None:
            return False
        statement = insert_new(connection, keys).values(key=key, seq=seq).on_conflict_do_nothing(index_elements=["key"])
        return connection.execute(statement.returning(keys.c.seq)).first() is not None

    def find_idempotent(self, key: str) -> Row | None:
        """The article that was accepted, or met, under this idempotency key."""
        statement = select_rows().join(keys, keys.c.seq == articles.c.seq).where(keys.c.key == digest(key))
        with self.reading() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else row_of(row)


_WORDS = {
    "sqlite": f"INSERT INTO {FULL_TEXT} (rowid, title, outlet, text) VALUES (:seq, :title, :outlet, :text)",
    "postgresql": f"INSERT INTO {FULL_TEXT} (seq, words) VALUES (:seq, to_tsvector('simple', left(:title, 1000))"
    " || to_tsvector('simple', left(:outlet, 1000)) || to_tsvector('simple', :text))",
}
_INDEX_WORDS = Statement(lambda dialect: sa.text(_WORDS[dialect]))


class _Known(NamedTuple):
    accepted: Accepted
    attached: bool
    """Nothing is left to write: the key names this article already, or none was given."""


def _known(connection: Connection, article_id: str, key: str | None) -> _Known | None:
    """The article that the idempotency key names; without one, the article with this id."""
    if key is not None:
        row = prepared.KNOWN_BY_KEY.first(connection, {"key": key})
        if row is not None:
            return _Known(Accepted(row.id, row.seq, False, Status(row.status)), True)
    row = prepared.KNOWN_BY_ID.first(connection, {"id": article_id})
    if row is None:
        return None
    return _Known(Accepted(row.id, row.seq, False, Status(row.status)), key is None)


def digest(key: str | None) -> str | None:
    """Keys are whatever clients send: only a digest of them is kept."""
    return None if key is None else hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def _refuse_unstorable(article: Article) -> None:
    for value in _values(article):
        if isinstance(value, str):
            if "\0" in value:
                raise Unstorable("the article holds a NUL character")
            if storable(value) != value:
                raise Unstorable("the article holds half a surrogate pair")
        elif isinstance(value, datetime) and value.utcoffset() is None:
            raise Unstorable("the article holds a time without a time zone")

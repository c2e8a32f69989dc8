"""People who sign in, the sessions of browsers, and what people say of articles.

Promises
    * A person is known by issuer and subject, never by a name or an address, which others may get.
    * A session that was closed, or whose time is over, is not found, by any process, at once.
    * The archive keeps a digest of what opens a session: who reads the archive cannot sign in with it.
    * Notes are kept as long as their article; the last that assigns says who has it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive.records import Note, Person, Session
from copytaster.archive.rows import seqs_of
from copytaster.archive.schema import articles, notes, persons, sessions
from copytaster.archive.store import Store, chunks, insert_new
from copytaster.frozen import names_of


class People(Store):
    """Persons, sessions, notes and assignments."""

    def meet(self, person: Person) -> None:
        """Keeps what the provider says of somebody now; since when they are known stays."""
        values = {name: getattr(person, name) for name in ("issuer", "subject", "name", "email", "seen_at")}
        values["said"] = json.dumps(person.said, ensure_ascii=False)
        with self.writing() as connection:
            insert = insert_new(connection, persons).values(id=person.id, met_at=person.met_at, **values)
            connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=values))

    def people(self, limit: int = 1_000) -> Sequence[Person]:
        """Those who have signed in, by name."""
        with self.reading() as connection:
            rows = connection.execute(sa.select(persons).order_by(persons.c.name, persons.c.id).limit(limit))
            return [_person(row) for row in rows]

    def open_session(self, session: Session, now: datetime) -> None:
        """Keeps a session; those whose time is over are forgotten."""
        with self.writing() as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.until <= now))
            connection.execute(
                sa.insert(sessions).values({name: getattr(session, name) for name in names_of(Session)})
            )

    def session(self, digest: str, now: datetime) -> tuple[Session, Person | None] | None:
        """The session and whose it is (None: a key's). None: it is over, or never was."""
        found = (
            sa.select(sessions, *(column.label(f"person_{column.name}") for column in persons.c))
            .join_from(sessions, persons, sessions.c.person == persons.c.id, isouter=True)
            .where(sessions.c.digest == digest, sessions.c.until > now)
        )
        with self.reading() as connection:
            row = connection.execute(found).first()
        if row is None:
            return None
        values = row._mapping
        session = Session(**{name: values[name] for name in names_of(Session)})
        return session, None if session.person is None else _person(row, "person_")

    def close_session(self, digest: str) -> bool:
        """Ends a session. False: there was none."""
        with self.writing() as connection:
            return bool(connection.execute(sa.delete(sessions).where(sessions.c.digest == digest)).rowcount)

    def close_sessions(self, person: str | None, sid: str | None) -> list[str]:
        """Ends the sessions of this person, or those that the provider calls so, or where both are given what is both.
        Returns whose they were, one entry a session."""
        said = [column == value for column, value in ((sessions.c.person, person), (sessions.c.sid, sid)) if value]
        if not said:
            return []
        with self.writing() as connection:
            gone = connection.execute(sa.delete(sessions).where(*said).returning(sessions.c.person))
            return [str(who) for who in gone.scalars()]

    def annotate(self, note: Note) -> Note | None:
        """Keeps a note, and returns it with its number. None: its article is not here."""
        with self.writing() as connection:
            seq = seqs_of(connection, [note.article_id]).get(note.article_id)
            if seq is None:
                return None
            values = {name: getattr(note, name) for name in names_of(Note) if name not in ("id", "article_id")}
            written = connection.execute(sa.insert(notes).values(article=seq, **values).returning(notes.c.id))
            return _note(written.scalar_one(), note.article_id, values)

    def notes(self, article_id: str) -> Sequence[Note]:
        """What was said of an article, oldest first."""
        statement = (
            sa.select(notes)
            .join_from(notes, articles, articles.c.seq == notes.c.article)
            .where(articles.c.id == article_id)
            .order_by(notes.c.id)
        )
        with self.reading() as connection:
            return [_note(row.id, article_id, row._mapping) for row in connection.execute(statement)]

    def assigned(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Article → who has it; articles that nobody has are left out."""
        with self.reading() as connection:
            return {i: who for part in chunks(article_ids) for i, who in _assigned(connection, part) if who}


def _assigned(connection: Connection, article_ids: Sequence[str]) -> list[tuple[str, str | None]]:
    last = (
        sa.select(sa.func.max(notes.c.id))
        .join_from(notes, articles, articles.c.seq == notes.c.article)
        .where(articles.c.id.in_(article_ids), notes.c.assigns)
        .group_by(notes.c.article)
    )
    found = (
        sa.select(articles.c.id, notes.c.assignee)
        .join_from(notes, articles, articles.c.seq == notes.c.article)
        .where(notes.c.id.in_(last))
    )
    return [(row.id, row.assignee) for row in connection.execute(found)]


def _person(row: Any, prefix: str = "") -> Person:
    values = {name: row._mapping[prefix + name] for name in names_of(Person)}
    return Person(**{**values, "said": tuple(json.loads(values["said"]))})


def _note(number: int, article_id: str, values: Any) -> Note:
    said = {name: values[name] for name in names_of(Note) if name not in ("id", "article_id")}
    return Note(id=number, article_id=article_id, **said)

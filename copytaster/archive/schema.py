"""The tables. What was submitted never changes; what is known of it lives in narrow rows beside it.

`articles`, `fingerprints`, `keys` are written once, on acceptance. `outbox` is the queue, one row an
article: status, lease, fence. `standing` says how current its verdict is; `verdicts`, `relations` hold it. `members`
is the grouping into stories. `events` is what happened, `webhooks` who was told how much of it. `sources` says how
far feeds, folders and mailboxes were read, `taken` which of their items. `persons` sign in, `sessions` are those of
their browsers, `notes` what they say; `views` are ways of looking at the desk that somebody kept, `drafts` what was
found in drafts, for a day. Full-text tables differ by engine and are made by the migration alone.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from copytaster.archive.columns import Moment, Name, Number, Packed, Term, Words
from copytaster.fields import FIELDS, MOMENT, OPTIONAL_TEXT, PUBSTATUS, TEXT, Field
from copytaster.model import PubStatus

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

def _article(name: str, **options: Any) -> sa.Column[int]:
    return sa.Column(name, Number, sa.ForeignKey("articles.seq", ondelete="CASCADE"), nullable=False, **options)


def _column(field: Field) -> sa.Column[Any]:
    """The column that a field of `Article` is kept in."""
    if field.name == "id":
        return sa.Column("id", Name(64), nullable=False, unique=True)
    if field.type == MOMENT:
        return sa.Column(field.beside, Moment)
    if field.type in (TEXT, OPTIONAL_TEXT):
        return sa.Column(field.beside, Words, nullable=field.type == OPTIONAL_TEXT)
    if field.type == PUBSTATUS:
        return sa.Column(field.beside, Term(PubStatus), nullable=False, server_default=PubStatus.USABLE)
    return sa.Column(field.beside, Packed(field), nullable=False, server_default="[]")


HIDEABLE = "pubstatus = 'withheld' OR embargoed_until IS NOT NULL"
"""Articles that somebody may not see at some moment: an index has them alone."""
OUTDATED = "outdated > 0"
"""Articles that still have what their wire has corrected since: the same."""

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("seq", Number, primary_key=True),
    *map(_column, FIELDS),
    sa.Column("known_at", Moment, nullable=False),  # published_at, else received_at, else accepted_at
    sa.Column("accepted_at", Moment, nullable=False),
    sa.Index(None, "known_at"),
    sa.Index(None, "accepted_at"),
    # Versions of one article find each other by these; killed, corrected and withheld ones are few.
    sa.Index(None, "external_id"),
    sa.Index(None, "version_of"),
    sa.Index(
        "ix_articles_not_usable",
        "agency",
        "known_at",
        sqlite_where=sa.text("pubstatus <> 'usable'"),
        postgresql_where=sa.text("pubstatus <> 'usable'"),
    ),
    sa.Index(None, "agency", "known_at"),
    sa.Index(None, "outlet", "known_at"),
    sa.Index("ix_articles_language_seq", "language", "seq"),
    sa.Index(
        "ix_articles_hideable", "seq", sqlite_where=sa.text(HIDEABLE), postgresql_where=sa.text(HIDEABLE)
    ),
    sqlite_autoincrement=True,  # a number is never used twice: the fingerprint index knows articles by it
)

fingerprints = sa.Table(
    "fingerprints",
    metadata,
    _article("seq", primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

meanings = sa.Table(  # the vectors of an article's sentences, of those that were encoded
    "meanings",
    metadata,
    _article("seq", primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("key", Name(40), primary_key=True),  # the digest of an Idempotency-Key
    _article("seq"),
    sa.Index(None, "seq"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    _article("seq", primary_key=True, autoincrement=False),
    sa.Column("status", Name(16), nullable=False),
    sa.Column("error", Words),
    sa.Column("worker", Words),
    sa.Column("fence", Number, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("checks", sa.Integer, nullable=False),
    sa.Column("queued_at", Moment, nullable=False),
    sa.Column("lease_until", Moment),
    sa.Column("checked_at", Moment),
    sa.Column("request_id", Name(64)),  # of the request that it was accepted with, for the log lines about it
    sa.Index("ix_outbox_status_seq", "status", "seq"),
    sa.Index(
        "ix_outbox_lease_until",
        "lease_until",
        sqlite_where=sa.text("status = 'checking'"),
        postgresql_where=sa.text("status = 'checking'"),
    ),
)

standing = sa.Table(
    "standing",
    metadata,
    _article("seq", primary_key=True, autoincrement=False),
    sa.Column("revision", Number, nullable=False),
    sa.Column("verdict_revision", Number),  # of the evidence the verdict was resolved from; none yet: null
    sa.Column("horizon", Name(120)),  # the place of the last neighbour that counts; null: all do, or nobody knows
    sa.Column("left_out", sa.Integer, nullable=False, server_default="0"),  # who carry it too and were not compared
    sa.Column("derivation", Name(32)),
    sa.Column("relation", Name(32)),
    sa.Column("source_id", Name(64)),
    sa.Column("credit_status", Name(32)),
    sa.Column("named", Words),  # the agencies that it names as sources of its text, a line each
    sa.Column("outdated", sa.Integer, nullable=False, server_default="0"),  # facts that its wire has corrected since
    sa.Index("ix_standing_derivation_seq", "derivation", "seq"),
    sa.Index("ix_standing_credit_status_seq", "credit_status", "seq"),
    sa.Index("ix_standing_outdated", "seq", sqlite_where=sa.text(OUTDATED), postgresql_where=sa.text(OUTDATED)),
    sa.Index(
        "ix_standing_stale",
        "seq",
        sqlite_where=sa.text("verdict_revision <> revision"),
        postgresql_where=sa.text("verdict_revision <> revision"),
    ),
)

verdicts = sa.Table(
    "verdicts",
    metadata,
    _article("seq", primary_key=True, autoincrement=False),
    sa.Column("body", Words, nullable=False),
)

pairs = sa.Table(
    "pairs",
    metadata,
    _article("low", primary_key=True, autoincrement=False),
    _article("high", primary_key=True, autoincrement=False),
    sa.Column("body", Words, nullable=False),
    sa.CheckConstraint("low < high", name="order"),
    sa.Index(None, "high", "low"),
)

relations = sa.Table(
    "relations",
    metadata,
    _article("article", primary_key=True, autoincrement=False),
    _article("source", primary_key=True, autoincrement=False),
    sa.Column("relation", Name(32), nullable=False),
    sa.Column("score", sa.Float(53), nullable=False),
    sa.Column("direction", Name(16), nullable=False),
    sa.Column("derived", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("tied", sa.Boolean(create_constraint=False), nullable=False),  # derived and not rejected: makes stories
    sa.Column("share", sa.Float(53), nullable=False, server_default="0"),  # of the article, attributed to the source
    sa.Column("characters", sa.Integer, nullable=False, server_default="0"),  # of the passages attributed to it
    sa.Index(None, "source", "article"),
    sa.Index(None, "relation", "article"),
)

members = sa.Table(
    "members",
    metadata,
    _article("seq", primary_key=True, autoincrement=False),
    sa.Column("story_id", Name(64), nullable=False),
    sa.Index(None, "story_id", "seq"),
)

rulings = sa.Table(
    "rulings",
    metadata,
    _article("low", primary_key=True, autoincrement=False),
    _article("high", primary_key=True, autoincrement=False),
    sa.Column("ruling", Name(16), nullable=False),
    sa.CheckConstraint("low < high", name="order"),
    sa.Index(None, "high", "low"),
)

judgements = sa.Table(
    "judgements",
    metadata,
    sa.Column("id", Number, primary_key=True),
    _article("article"),
    _article("source"),
    sa.Column("ruling", Name(16)),  # null: the ruling was taken back
    sa.Column("who", Words, nullable=False),
    sa.Column("note", Words),
    sa.Column("at", Moment, nullable=False),
    sa.Column("person", Name(64)),  # no foreign key: the word of somebody who has left stands
    sa.Index(None, "article"),
    sa.Index(None, "source"),
    sqlite_autoincrement=True,
)

persons = sa.Table(
    "persons",
    metadata,
    sa.Column("id", Name(64), primary_key=True),  # a digest of issuer and subject
    sa.Column("issuer", Words, nullable=False),
    sa.Column("subject", Words, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("email", Words),  # only one that the provider holds to be theirs
    sa.Column("said", Words, nullable=False),  # JSON: the values of the claim that makes rights
    sa.Column("met_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)

sessions = sa.Table(  # of browsers, begun with a key or by a person
    "sessions",
    metadata,
    sa.Column("digest", Name(64), primary_key=True),  # of the cookie, which is kept nowhere
    sa.Column("key_id", Name(64)),
    sa.Column("proof", Name(64)),  # the beginning of the key's digest: another key under this id is another
    sa.Column("person", Name(64), sa.ForeignKey("persons.id", ondelete="CASCADE")),
    sa.Column("until", Moment, nullable=False),
    sa.Column("sid", Words),  # what the provider calls the session there
    sa.Index(None, "until"),
    sa.Index(None, "person"),
)

notes = sa.Table(  # what people say of an article, and to whom they give it
    "notes",
    metadata,
    sa.Column("id", Number, primary_key=True),
    _article("article"),
    sa.Column("who", Words, nullable=False),
    sa.Column("person", Name(64)),
    sa.Column("text", Words, nullable=False),
    sa.Column("assigns", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("assignee", Words),  # null where `assigns`: nobody has it any more
    sa.Column("assignee_id", Name(64)),
    sa.Column("at", Moment, nullable=False),
    sa.Index(None, "article"),
    sa.Index(None, "assignee_id"),
    sqlite_autoincrement=True,
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("kind", Name(16), nullable=False),
    sa.Column("article_id", Name(64), nullable=False),  # no foreign key: a deletion is an event too
    sa.Column("at", Moment, nullable=False),
    sa.Column("detail", Words, nullable=False),
    sa.Index(None, "at"),
    sqlite_autoincrement=True,
)

embargoes = sa.Table(  # that hold, until an event tells of their end
    "embargoes",
    metadata,
    _article("seq", primary_key=True, autoincrement=False),
    sa.Column("until", Moment, nullable=False),
    sa.Index(None, "until"),
)

webhooks = sa.Table(
    "webhooks",
    metadata,
    sa.Column("target", Name(64), primary_key=True),  # a digest of the address: the address itself may be a secret
    sa.Column("label", Words, nullable=False),
    sa.Column("delivered", Number, nullable=False),  # the last event it was told of, or that was skipped
    sa.Column("delivered_at", Moment),
    sa.Column("missed", Number, nullable=False),  # events that it was never told of: skipped, or too old
    sa.Column("failures", sa.Integer, nullable=False),  # in a row
    sa.Column("failing_since", Moment),
    sa.Column("next_try", Moment),
    sa.Column("error", Words),
    sa.Column("fence", Number, nullable=False),
    sa.Column("holder", Words),
    sa.Column("lease_until", Moment),
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("source", Name(64), primary_key=True),  # a digest of what it is: its address may hold a secret
    sa.Column("kind", Name(16), nullable=False),
    sa.Column("label", Words, nullable=False),
    sa.Column("cursor", Words, nullable=False),  # JSON, whose words are those of its kind
    sa.Column("looked_at", Moment),
    sa.Column("taken_at", Moment),
    sa.Column("taken", Number, nullable=False),
    sa.Column("refused", Number, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),  # in a row
    sa.Column("failing_since", Moment),
    sa.Column("next_look", Moment),
    sa.Column("error", Words),
    sa.Column("fence", Number, nullable=False),
    sa.Column("holder", Words),
    sa.Column("lease_until", Moment),
)

taken = sa.Table(
    "taken",
    metadata,
    sa.Column("source", Name(64), primary_key=True),
    sa.Column("item", Name(40), primary_key=True),  # a digest of what the source calls it
    sa.Column("version", Name(40), nullable=False),  # a digest of what it said
    sa.Column("label", Words, nullable=False),
    sa.Column("article_id", Name(64)),  # null: it became no article, or not yet
    sa.Column("reason", Words),
    sa.Column("tries", sa.Integer, nullable=False),  # at an item that is still to be had; 0: it is settled
    sa.Column("at", Moment, nullable=False),
    sa.Index(None, "at"),
    sa.Index(None, "article_id"),
)

alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("rule", Name(64), nullable=False),
    sa.Column("label", Words, nullable=False),
    sa.Column("kind", Name(16), nullable=False),
    sa.Column("article_id", Name(64), nullable=False),  # no foreign key: of a draft, or of one that is gone
    sa.Column("source_id", Name(64)),
    sa.Column("publisher", Words),
    sa.Column("sentence", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("told", Words, nullable=False),  # JSON: digests of the addresses that it reached
    sa.Column("done", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("next_try", Moment),
    sa.Column("error", Words),
    sa.Index(None, "rule", "article_id"),
    sa.Index(None, "done", "id"),
    sqlite_autoincrement=True,
)

views = sa.Table(
    "views",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("query", Words, nullable=False),  # the filters of the desk, as they stand in its address
    sa.Column("owner", Name(64)),  # null: it is everybody's
    sa.Column("at", Moment, nullable=False),
    sa.Index(None, "owner", "name"),
    sqlite_autoincrement=True,
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("draft", Name(64), primary_key=True),  # a digest of its link: who reads the table cannot open it
    sa.Column("report", Words, nullable=False),  # JSON
    sa.Column("embargo", sa.Boolean(create_constraint=False), nullable=False),  # it may name what is under embargo
    sa.Column("until", Moment, nullable=False),
    sa.Column("owner", Name(64)),  # the key or person who had it checked; null: nobody was asked
    sa.Column("title", Words),
    sa.Column("at", Moment),
    sa.Index(None, "until"),
    sa.Index(None, "owner"),
)

deeds = sa.Table(  # who did what, on whichever machine
    "deeds",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("what", Name(40), nullable=False),
    sa.Column("who", Words, nullable=False),
    sa.Column("editor", Words),
    sa.Column("said", Words, nullable=False),  # JSON
    sa.Index(None, "at"),
    sa.Index(None, "what", "id"),
    sa.Index(None, "who", "id"),
    sa.Index(None, "editor", "id"),
    sqlite_autoincrement=True,
)

FULL_TEXT = "article_words"
"""SQLite: an FTS5 table. PostgreSQL: a table with a `tsvector`. Both hold what `search.words` makes of an article."""

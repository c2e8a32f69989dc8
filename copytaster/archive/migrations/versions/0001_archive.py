"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("byline", sa.Text()),
        sa.Column("outlet", sa.Text()),
        sa.Column("agency", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("external_id", sa.Text()),
        sa.Column("credit", sa.Text()),
        sa.Column("published_at", MOMENT),
        sa.Column("received_at", MOMENT),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("boilerplate", sa.Text(), nullable=False),
        sa.Column("known_at", MOMENT, nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_articles"),
        sa.UniqueConstraint("id", name="uq_articles_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_articles_accepted_at", "articles", ["accepted_at"])
    op.create_index("ix_articles_known_at", "articles", ["known_at"])
    op.create_table(
        "events",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("article_id", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_at", "events", ["at"])
    op.create_table(
        "fingerprints",
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["articles.seq"], name="fk_fingerprints_seq", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name="pk_fingerprints"),
    )
    op.create_table(
        "judgements",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("article", NUMBER, nullable=False),
        sa.Column("source", NUMBER, nullable=False),
        sa.Column("ruling", sa.String(length=16)),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.seq"], name="fk_judgements_article", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source"], ["articles.seq"], name="fk_judgements_source", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_judgements"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_judgements_article", "judgements", ["article"])
    op.create_index("ix_judgements_source", "judgements", ["source"])
    op.create_table(
        "keys",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["articles.seq"], name="fk_keys_seq", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name="pk_keys"),
    )
    op.create_index("ix_keys_seq", "keys", ["seq"])
    op.create_table(
        "members",
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("story_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["articles.seq"], name="fk_members_seq", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name="pk_members"),
    )
    op.create_index("ix_members_story_id_seq", "members", ["story_id", "seq"])
    op.create_table(
        "outbox",
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("worker", sa.Text()),
        sa.Column("fence", NUMBER, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("checked_at", MOMENT),
        sa.ForeignKeyConstraint(["seq"], ["articles.seq"], name="fk_outbox_seq", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_lease_until",
        "outbox",
        ["lease_until"],
        sqlite_where=sa.text("status = 'checking'"),
        postgresql_where=sa.text("status = 'checking'"),
    )
    op.create_index("ix_outbox_status_seq", "outbox", ["status", "seq"])
    op.create_table(
        "pairs",
        sa.Column("low", NUMBER, autoincrement=False, nullable=False),
        sa.Column("high", NUMBER, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("low < high", name="ck_pairs_order"),
        sa.ForeignKeyConstraint(["high"], ["articles.seq"], name="fk_pairs_high", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["low"], ["articles.seq"], name="fk_pairs_low", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("low", "high", name="pk_pairs"),
    )
    op.create_index("ix_pairs_high_low", "pairs", ["high", "low"])
    op.create_table(
        "relations",
        sa.Column("article", NUMBER, autoincrement=False, nullable=False),
        sa.Column("source", NUMBER, autoincrement=False, nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Float(precision=53), nullable=False),
        sa.Column("direction", sa.String(length=16), nullable=False),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.Column("tied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.seq"], name="fk_relations_article", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source"], ["articles.seq"], name="fk_relations_source", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article", "source", name="pk_relations"),
    )
    op.create_index("ix_relations_relation_article", "relations", ["relation", "article"])
    op.create_index("ix_relations_source_article", "relations", ["source", "article"])
    op.create_table(
        "rulings",
        sa.Column("low", NUMBER, autoincrement=False, nullable=False),
        sa.Column("high", NUMBER, autoincrement=False, nullable=False),
        sa.Column("ruling", sa.String(length=16), nullable=False),
        sa.CheckConstraint("low < high", name="ck_rulings_order"),
        sa.ForeignKeyConstraint(["high"], ["articles.seq"], name="fk_rulings_high", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["low"], ["articles.seq"], name="fk_rulings_low", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("low", "high", name="pk_rulings"),
    )
    op.create_index("ix_rulings_high_low", "rulings", ["high", "low"])
    op.create_table(
        "standing",
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("verdict_revision", NUMBER),
        sa.Column("derivation", sa.String(length=32)),
        sa.Column("relation", sa.String(length=32)),
        sa.Column("source_id", sa.String(length=64)),
        sa.Column("credit_status", sa.String(length=32)),
        sa.ForeignKeyConstraint(["seq"], ["articles.seq"], name="fk_standing_seq", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name="pk_standing"),
    )
    op.create_index("ix_standing_derivation_seq", "standing", ["derivation", "seq"])
    op.create_index(
        "ix_standing_stale",
        "standing",
        ["seq"],
        sqlite_where=sa.text("verdict_revision <> revision"),
        postgresql_where=sa.text("verdict_revision <> revision"),
    )
    op.create_table(
        "verdicts",
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["articles.seq"], name="fk_verdicts_seq", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name="pk_verdicts"),
    )

    # Full text is the engines' own affair; the models do not know these tables.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE article_words USING fts5("
            "title, outlet, text, tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")"
        )
    else:
        op.execute(
            "CREATE TABLE article_words (seq BIGINT PRIMARY KEY REFERENCES articles (seq) ON DELETE CASCADE,"
            " words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_article_words_words ON article_words USING gin (words)")
        # Rows that change all the time stay on their page when it has room.
        op.execute("ALTER TABLE outbox SET (fillfactor = 70)")
        op.execute("ALTER TABLE standing SET (fillfactor = 70)")

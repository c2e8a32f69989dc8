"""People who sign in, their sessions, and what they say of an article: notes, assignments."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text()),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("met_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_persons"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(64)),
        sa.Column("proof", sa.String(64)),
        sa.Column("person", sa.String(64)),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_sessions_person_persons", ondelete="CASCADE"),
    )
    op.create_index("ix_sessions_until", "sessions", ["until"])
    op.create_table(
        "notes",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("article", NUMBER, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("person", sa.String(64)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("assigns", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("assignee", sa.Text()),
        sa.Column("assignee_id", sa.String(64)),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.ForeignKeyConstraint(["article"], ["articles.seq"], name="fk_notes_article_articles", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notes_article", "notes", ["article"])
    op.add_column("judgements", sa.Column("person", sa.String(64)))

"""Where articles come from by themselves: how far each source was read, and which of its items were taken."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("looked_at", MOMENT),
        sa.Column("taken_at", MOMENT),
        sa.Column("taken", NUMBER, nullable=False),
        sa.Column("refused", NUMBER, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", MOMENT),
        sa.Column("next_look", MOMENT),
        sa.Column("error", sa.Text()),
        sa.Column("fence", NUMBER, nullable=False),
        sa.Column("holder", sa.Text()),
        sa.Column("lease_until", MOMENT),
        sa.PrimaryKeyConstraint("source", name="pk_sources"),
    )
    op.create_table(
        "taken",
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(64)),
        sa.Column("reason", sa.Text()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source", "item", name="pk_taken"),
    )
    op.create_index("ix_taken_at", "taken", ["at"])

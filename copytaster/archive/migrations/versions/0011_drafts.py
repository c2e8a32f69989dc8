"""What was found in drafts, kept for a day where somebody asked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

MOMENT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("draft", sa.String(64), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("embargo", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("draft", name="pk_drafts"),
    )
    op.create_index("ix_drafts_until", "drafts", ["until"])

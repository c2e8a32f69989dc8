"""Sessions know what their provider calls them, so that it can end them; drafts know whose they are, and can be listed;
who has an article is found by the person; who did what is kept where every process writes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")


def upgrade() -> None:
    op.add_column("sessions", sa.Column("sid", sa.Text(), nullable=True))
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.add_column("drafts", sa.Column("owner", sa.String(64), nullable=True))
    op.add_column("drafts", sa.Column("title", sa.Text(), nullable=True))
    op.add_column("drafts", sa.Column("at", MOMENT, nullable=True))
    op.create_index("ix_drafts_owner", "drafts", ["owner"])
    op.create_index("ix_notes_assignee_id", "notes", ["assignee_id"])
    op.create_table(
        "deeds",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deeds"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deeds_what_id", "deeds", ["what", "id"])
    op.create_index("ix_deeds_who_id", "deeds", ["who", "id"])

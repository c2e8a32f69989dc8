"""What the desk counts and narrows by: languages, credit, facts corrected since; and views that somebody kept.

How many facts of an article its wire has corrected since is read from the verdicts that are stored.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")
HIDEABLE = sa.text("pubstatus = 'withheld' OR embargoed_until IS NOT NULL")
OUTDATED = sa.text("outdated > 0")


def upgrade() -> None:
    op.add_column("standing", sa.Column("outdated", sa.Integer(), nullable=False, server_default="0"))
    _count_outdated()
    op.create_index("ix_standing_credit_status_seq", "standing", ["credit_status", "seq"])
    op.create_index("ix_standing_outdated", "standing", ["seq"], sqlite_where=OUTDATED, postgresql_where=OUTDATED)
    op.create_index("ix_articles_language_known_at", "articles", ["language", "known_at"])
    op.create_index("ix_articles_hideable", "articles", ["seq"], sqlite_where=HIDEABLE, postgresql_where=HIDEABLE)
    op.create_table(
        "views",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(64)),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_views"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_views_owner_name", "views", ["owner", "name"])


def _count_outdated() -> None:
    """Of the verdicts that name any; the others keep their nought."""
    connection = op.get_bind()
    verdicts = sa.table("verdicts", sa.column("seq"), sa.column("body"))
    standing = sa.table("standing", sa.column("seq"), sa.column("outdated"))
    named = sa.select(verdicts).where(verdicts.c.body.like('%"outdated":[[%'))
    for row in connection.execute(named).all():
        found = len(json.loads(row.body)["outdated"])
        connection.execute(sa.update(standing).where(standing.c.seq == row.seq).values(outdated=found))

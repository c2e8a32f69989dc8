"""Embargoes are known until an event tells of their end; who did what is found by its age, to be forgotten."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "embargoes",
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["articles.seq"], name="fk_embargoes_seq", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name="pk_embargoes"),
    )
    op.create_index("ix_embargoes_until", "embargoes", ["until"])
    op.create_index("ix_deeds_at", "deeds", ["at"])
    op.create_index("ix_deeds_editor_id", "deeds", ["editor", "id"])
    articles = sa.table("articles", sa.column("seq", NUMBER), sa.column("embargoed_until", MOMENT))
    now = datetime.now(UTC)
    if op.get_bind().dialect.name == "sqlite":
        now = now.replace(tzinfo=None)
    held = sa.select(articles.c.seq, articles.c.embargoed_until).where(articles.c.embargoed_until > now)
    op.execute(sa.table("embargoes", sa.column("seq"), sa.column("until")).insert().from_select(["seq", "until"], held))

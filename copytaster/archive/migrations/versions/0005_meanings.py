"""The vectors of an article's sentences, kept so that nothing is encoded twice; and verdicts are read anew.

A verdict has been one attribution since: what older ones say of siblings and shares is no longer said. They are made
stale, and resolved again from the pairs that are stored when somebody asks or a worker has time.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "meanings",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["articles.seq"], name="fk_meanings_seq_articles", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name="pk_meanings"),
    )
    standing = sa.table("standing", sa.column("revision"), sa.column("verdict_revision"))
    op.execute(
        sa.update(standing)
        .where(standing.c.verdict_revision.is_not(None))
        .values(revision=standing.c.revision + 1)
    )

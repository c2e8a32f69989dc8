"""How much of an article came from each source, and whom it names, stand beside the relation: for whoever asks what
became of a wire. Verdicts are read anew, so that those of before say it too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("relations", sa.Column("share", sa.Float(53), nullable=False, server_default="0"))
    op.add_column("relations", sa.Column("characters", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("standing", sa.Column("named", sa.Text(), nullable=True))
    op.create_index("ix_articles_outlet_known_at", "articles", ["outlet", "known_at"])
    standing = sa.table("standing", sa.column("revision"), sa.column("verdict_revision"))
    op.execute(
        sa.update(standing)
        .where(standing.c.verdict_revision.is_not(None))
        .values(revision=standing.c.revision + 1)
    )

"""What publishers say of the use of an article, which versions belong together, and what cleaning noted."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("articles", sa.Column("pubstatus", sa.String(length=16), nullable=False, server_default="usable"))
    op.add_column("articles", sa.Column("embargoed_until", MOMENT))
    for name in ("version_of", "slug", "digital_source"):
        op.add_column("articles", sa.Column(name, sa.Text()))
    op.add_column("articles", sa.Column("notes", sa.Text(), nullable=False, server_default="[]"))
    op.create_index("ix_articles_external_id", "articles", ["external_id"])
    op.create_index("ix_articles_version_of", "articles", ["version_of"])
    op.create_index("ix_articles_agency_known_at", "articles", ["agency", "known_at"])
    op.create_index(
        "ix_articles_not_usable",
        "articles",
        ["agency", "known_at"],
        sqlite_where=sa.text("pubstatus <> 'usable'"),
        postgresql_where=sa.text("pubstatus <> 'usable'"),
    )

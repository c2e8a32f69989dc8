"""Which request an article came with; how far each webhook target was told."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("request_id", sa.String(length=64)))
    op.create_table(
        "webhooks",
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("delivered", NUMBER, nullable=False),
        sa.Column("delivered_at", MOMENT),
        sa.Column("missed", NUMBER, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", MOMENT),
        sa.Column("next_try", MOMENT),
        sa.Column("error", sa.Text()),
        sa.Column("fence", NUMBER, nullable=False),
        sa.Column("holder", sa.Text()),
        sa.Column("lease_until", MOMENT),
        sa.PrimaryKeyConstraint("target", name="pk_webhooks"),
    )

"""How far a verdict looks where very many carry one text, and how many were not compared."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("standing", sa.Column("horizon", sa.String(length=120)))
    op.add_column("standing", sa.Column("left_out", sa.Integer(), nullable=False, server_default="0"))

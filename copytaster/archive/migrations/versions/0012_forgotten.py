"""What was taken of an article that is deleted finds it by its id, to forget its headline; articles of one language are
listed in the order of their arrival.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.drop_index("ix_articles_language_known_at", "articles")
    op.create_index("ix_articles_language_seq", "articles", ["language", "seq"])
    op.create_index("ix_taken_article_id", "taken", ["article_id"])
    taken = sa.table("taken", sa.column("label"), sa.column("article_id"))
    articles = sa.table("articles", sa.column("id"))
    gone = taken.c.article_id.is_not(None) & ~sa.exists().where(articles.c.id == taken.c.article_id)
    op.execute(sa.update(taken).where(gone).values(label=""))

"""How long a feed rests between two batches of articles: so long a silence is no news to an admin."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    # None known, until the next body is read.
    op.get_bind().exec_driver_sql("ALTER TABLE feed_state ADD COLUMN rest_s REAL NOT NULL DEFAULT 0")

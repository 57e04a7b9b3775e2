"""What the fast reader of documents has proved, feed by feed."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        CREATE TABLE feed_trust (
            feed_id INTEGER PRIMARY KEY REFERENCES feeds (id),
            reader TEXT NOT NULL,
            shapes TEXT NOT NULL,
            entries INTEGER NOT NULL,
            demoted_at INTEGER,
            difference TEXT NOT NULL
        ) STRICT
        """
    )

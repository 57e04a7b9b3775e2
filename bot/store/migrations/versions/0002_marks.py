"""Marks: who found which story relevant to which watchlist; articles are found by their URL."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    # A mark outlives its article and its story: what was learned from it stays.
    """
    CREATE TABLE marks (
        watchlist_id TEXT NOT NULL,
        story_id INTEGER NOT NULL,
        person TEXT NOT NULL,
        article_id INTEGER NOT NULL,
        is_relevant INTEGER NOT NULL,
        features TEXT NOT NULL,
        passages TEXT NOT NULL,
        marked_at INTEGER NOT NULL,
        PRIMARY KEY (watchlist_id, story_id, person)
    ) STRICT
    """,
    "CREATE INDEX articles_of_url ON articles (canonical_url)",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)

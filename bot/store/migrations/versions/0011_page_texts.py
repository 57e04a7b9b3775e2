"""The texts of articles' own pages, kept for a while so that a page is read once."""

from alembic import op

revision = "0011"
down_revision = "0010"

STATEMENTS = (
    """
    CREATE TABLE page_texts (
        canonical_url TEXT PRIMARY KEY,
        text TEXT NOT NULL,
        refusal TEXT NOT NULL,
        text_key TEXT NOT NULL,
        read_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX page_texts_of_key ON page_texts (text_key)",
    "CREATE INDEX page_texts_by_age ON page_texts (read_at)",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)

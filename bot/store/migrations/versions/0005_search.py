"""Search: words with their counts, for typing errors and beginnings of words; searches behind page buttons.

``terms`` holds words without Han and kana. Every word in three or more articles is in ``common_endings``
too, written backwards, so that words of one ending stand together as words of one beginning do.
"""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    # What stands in the first column takes two bytes less for each word, and most words stand in the body.
    "DROP TABLE article_fts",
    """
    CREATE VIRTUAL TABLE article_fts USING fts5 (
        body, title, summary, uni, meta, content='', columnsize=0, detail=full, tokenize='ascii'
    )
    """,
    "DELETE FROM search_index",
    "CREATE TABLE terms (term TEXT PRIMARY KEY, df INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE common_endings (
        chars INTEGER NOT NULL,
        reversed TEXT NOT NULL,
        PRIMARY KEY (chars, reversed)
    ) STRICT, WITHOUT ROWID
    """,
    # The articles up to here are counted in terms.
    "ALTER TABLE search_index ADD COLUMN counted_id INTEGER NOT NULL DEFAULT 0",
    # What the index holds of every word, read from the index itself: costs nothing until it is asked.
    "CREATE VIRTUAL TABLE article_vocabulary USING fts5vocab (article_fts, row)",
    """
    CREATE TABLE searches (
        key TEXT PRIMARY KEY,
        text TEXT NOT NULL,
        highest_id INTEGER NOT NULL,
        asked_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX searches_by_age ON searches (asked_at)",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)

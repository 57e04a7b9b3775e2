"""Subscriptions that people made, the log of what they changed, and the digests' windows."""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    # Without an hour it is instant, with a weekday a week's digest. What filters nothing is 0 or [].
    """
    CREATE TABLE subscriptions (
        channel_id INTEGER NOT NULL REFERENCES channels (id),
        watchlist_id TEXT NOT NULL,
        hour INTEGER,
        zone TEXT,
        weekday INTEGER,
        min_score REAL NOT NULL,
        langs TEXT NOT NULL,
        kinds TEXT NOT NULL,
        mention TEXT NOT NULL,
        person TEXT NOT NULL,
        since_at INTEGER NOT NULL,
        PRIMARY KEY (channel_id, watchlist_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE changes (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        person TEXT NOT NULL,
        channel_id INTEGER REFERENCES channels (id),
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX changes_of_channel ON changes (channel_id, id)",
    # The log keeps what was written, whoever asks.
    """
    CREATE TRIGGER changes_are_not_rewritten BEFORE UPDATE ON changes
    BEGIN SELECT RAISE(ABORT, 'the log of changes is never rewritten'); END
    """,
    """
    CREATE TRIGGER changes_are_not_deleted BEFORE DELETE ON changes
    BEGIN SELECT RAISE(ABORT, 'nothing is taken out of the log of changes'); END
    """,
    # INSERT OR REPLACE takes a row out without asking the trigger above.
    """
    CREATE TRIGGER changes_are_not_replaced BEFORE INSERT ON changes
    WHEN EXISTS (SELECT 1 FROM changes WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the log of changes is never rewritten'); END
    """,
    # The primary key is the promise "a channel gets a window's digest once".
    """
    CREATE TABLE digest_windows (
        channel_id INTEGER NOT NULL REFERENCES channels (id),
        window_key TEXT NOT NULL,
        ended_at INTEGER NOT NULL,
        PRIMARY KEY (channel_id, window_key)
    ) STRICT, WITHOUT ROWID
    """,
    # An alert with a schedule and no delivery waits for that schedule's digest.
    "ALTER TABLE alerts ADD COLUMN digest TEXT",
    """
    CREATE INDEX alerts_waiting ON alerts (channel_id, digest, id)
    WHERE delivery_id IS NULL AND digest IS NOT NULL
    """,
    # A delivery with a title is a digest of its own, whatever the number of its alerts.
    "ALTER TABLE deliveries ADD COLUMN title TEXT",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)

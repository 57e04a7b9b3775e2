"""What politeness needs of a feed: its rhythm, its host, where it moved to, why it is polled when it is."""

from alembic import op

from bot.core.hosts import host_key

revision = "0007"
down_revision = "0006"

STATEMENTS = (
    "ALTER TABLE feeds ADD COLUMN format TEXT NOT NULL DEFAULT 'feed'",
    "ALTER TABLE feeds ADD COLUMN page TEXT",
    "ALTER TABLE feeds ADD COLUMN full_text INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE feeds ADD COLUMN group_name TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE feed_state ADD COLUMN host_key TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE feed_state ADD COLUMN adopted_url TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE feed_state ADD COLUMN move TEXT",
    "ALTER TABLE feed_state ADD COLUMN hints TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE feed_state ADD COLUMN listed INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE feed_state ADD COLUMN empty_polls INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE feed_state ADD COLUMN due_because TEXT NOT NULL DEFAULT 'new'",
    "ALTER TABLE feed_state ADD COLUMN not_before INTEGER",
    "ALTER TABLE feed_state ADD COLUMN rhythm_s REAL",
    "ALTER TABLE feed_state ADD COLUMN wait_s REAL",
    "ALTER TABLE feed_state ADD COLUMN failing_since INTEGER",
    "ALTER TABLE feed_state ADD COLUMN stop TEXT",
    "ALTER TABLE feed_state ADD COLUMN stopped_at INTEGER",
    "ALTER TABLE feed_state ADD COLUMN stopped_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE feed_state ADD COLUMN told TEXT NOT NULL DEFAULT ''",
    # A host that asked us to stay away does so for all its feeds, and after a restart too.
    "CREATE TABLE host_blocks (host_key TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
    for feed_id, url in connection.exec_driver_sql("SELECT id, url FROM feeds").fetchall():
        connection.exec_driver_sql(
            "UPDATE feed_state SET host_key = ? WHERE feed_id = ?", (host_key(url), feed_id)
        )

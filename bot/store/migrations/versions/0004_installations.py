"""Installations: the Slack workspaces that let the bot in, and the people on the way to do so."""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    """
    CREATE TABLE installations (
        team_id TEXT PRIMARY KEY,
        team_name TEXT NOT NULL,
        enterprise_id TEXT NOT NULL,
        bot_token TEXT NOT NULL,
        bot_user_id TEXT NOT NULL,
        scopes TEXT NOT NULL,
        installed_by TEXT NOT NULL,
        installed_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE install_states (
        state TEXT PRIMARY KEY,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)

"""What admins were told of topics, channels and the network; of feeds it stands in feed_state."""

from alembic import op

revision = "0009"
down_revision = "0008"

STATEMENTS = (
    """
    CREATE TABLE health_told (
        subject TEXT PRIMARY KEY,
        state TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # How often a topic has alerts is asked every few minutes.
    "CREATE INDEX alerts_by_age ON alerts (created_at)",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)

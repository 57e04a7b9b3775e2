"""The outbox: a delivery carries one alert, several, or a notice; channels know their workspace."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    # A delivery's message is its notice or, without one, its alerts'.
    """
    CREATE TABLE deliveries_anew (
        id INTEGER PRIMARY KEY,
        channel_id INTEGER NOT NULL REFERENCES channels (id),
        delivery_key TEXT NOT NULL UNIQUE,
        notice TEXT,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        due_at INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        first_attempt_at INTEGER,
        last_attempt_at INTEGER,
        lease_until INTEGER,
        lease_token TEXT,
        receipt TEXT,
        error TEXT NOT NULL DEFAULT '',
        is_maybe_posted INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    INSERT INTO deliveries_anew (id, channel_id, delivery_key, state, attempts, due_at, created_at,
                                 lease_until, lease_token, receipt, error, is_maybe_posted)
    SELECT id, channel_id, delivery_key, state, attempts, due_at, created_at,
           lease_until, lease_token, receipt, error, attempts > 0 AND state != 'sent'
    FROM deliveries
    """,
    "ALTER TABLE alerts ADD COLUMN delivery_id INTEGER REFERENCES deliveries_anew (id)",
    "UPDATE alerts SET delivery_id = (SELECT id FROM deliveries WHERE alert_id = alerts.id)",
    "DROP TABLE deliveries",
    "ALTER TABLE deliveries_anew RENAME TO deliveries",
    """
    CREATE INDEX deliveries_open ON deliveries (channel_id, id)
    WHERE state IN ('ready', 'leased', 'sending', 'retry', 'uncertain')
    """,
    "CREATE INDEX deliveries_by_state ON deliveries (state)",
    "CREATE INDEX alerts_of_delivery ON alerts (delivery_id)",
    # A channel that is paused is probed when its block is over; the whole workspace was paused with it
    # where the token was refused.
    "ALTER TABLE channels ADD COLUMN workspace TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE channels ADD COLUMN paused_at INTEGER",
    "ALTER TABLE channels ADD COLUMN is_workspace_paused INTEGER NOT NULL DEFAULT 0",
    "UPDATE channels SET workspace = adapter, paused_at = CASE WHEN paused_reason IS NOT NULL THEN 0 END",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)

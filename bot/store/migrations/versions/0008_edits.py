"""Posted messages that no longer say what their alerts say: since when, and how often they were edited."""

from alembic import op

revision = "0008"
down_revision = "0007"

STATEMENTS = (
    "ALTER TABLE deliveries ADD COLUMN edit_due_at INTEGER",
    "ALTER TABLE deliveries ADD COLUMN edits INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX deliveries_to_edit ON deliveries (edit_due_at) WHERE edit_due_at IS NOT NULL",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)

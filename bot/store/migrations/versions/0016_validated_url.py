"""A feed's validators are remembered with the address they came from."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    # Unknown for those that are there: they go along with redirects until the next answer.
    op.get_bind().exec_driver_sql("ALTER TABLE feed_state ADD COLUMN validated_url TEXT NOT NULL DEFAULT ''")

"""A feed's freshness is remembered: a 304 that does not repeat it leaves it as it was."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    # Unknown for those that are there, until an answer says it.
    op.get_bind().exec_driver_sql("ALTER TABLE feed_state ADD COLUMN max_age_s REAL")

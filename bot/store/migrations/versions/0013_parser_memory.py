"""What the parser remembers of each feed's last document, so that it reads only what is new in the next."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.get_bind().exec_driver_sql("ALTER TABLE feed_trust ADD COLUMN memory BLOB NOT NULL DEFAULT x''")

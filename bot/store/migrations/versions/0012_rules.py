"""Each match says by which version of its watchlist it was found; earlier ones do not know."""

from alembic import op

revision = "0012"
down_revision = "0011"

STATEMENTS = ("ALTER TABLE matches ADD COLUMN rules TEXT NOT NULL DEFAULT ''",)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)

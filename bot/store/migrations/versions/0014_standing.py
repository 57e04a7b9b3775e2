"""Which watchlists are in force, which were before, and which the files say that are not in force."""

from alembic import op

revision = "0014"
down_revision = "0013"

STATEMENTS = (
    # The watchlists as compressed JSON.
    """
    CREATE TABLE rule_sets (
        version TEXT PRIMARY KEY,
        watchlists BLOB NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE rules_standing (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        in_force TEXT NOT NULL REFERENCES rule_sets (version),
        since_at INTEGER NOT NULL,
        put_by TEXT NOT NULL,
        earlier TEXT REFERENCES rule_sets (version),
        waiting TEXT REFERENCES rule_sets (version),
        waiting_at INTEGER,
        refused_by TEXT NOT NULL,
        owes_report INTEGER NOT NULL
    ) STRICT
    """,
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)

"""Which schema a database has, and how it gets to the one this program works with.

Alembic is imported only when there is something to migrate: it takes longer to import than everything else
at start-up.
"""

import logging
import sqlite3
from pathlib import Path

from bot.errors import SchemaMismatch

MIGRATIONS = Path(__file__).parent / "migrations"


def head_revision() -> str:
    """Return the newest revision this program knows; files are named ``<revision>_<what>.py``."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def stored_revision(connection: sqlite3.Connection, path: Path) -> str | None:
    """Return the database's revision, None where it is empty.

    Raises: SchemaMismatch where the tables are another program's.
    """
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" in tables:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])
    if tables:
        raise SchemaMismatch(f"{path}: holds another program's tables: set [store] url to another file")
    return None


def refuse_newer(stored: str | None, path: Path) -> None:
    """Raises: SchemaMismatch where a later Topicwire has written this database."""
    if stored is not None and stored > head_revision():
        raise SchemaMismatch(
            f"{path}: has schema {stored}, this Topicwire knows up to {head_revision()}: "
            "install the newer version again, or restore the backup made before the update"
        )


def upgrade(connection: sqlite3.Connection) -> None:
    """Run the revisions that are missing, all in one transaction: a crash leaves the schema as it was.

    Raises: sqlite3.Error.
    """
    for name in ("alembic", "alembic.runtime.migration", "alembic.runtime.plugins"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # Slow to import, seldom needed.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy import StaticPool, create_engine, event  # noqa: PLC0415
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def _begin(begun: object) -> None:
        connection.execute("BEGIN IMMEDIATE")

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        with engine.begin() as session:
            config.attributes["connection"] = session
            command.upgrade(config, "head")
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise error.orig from error
        raise

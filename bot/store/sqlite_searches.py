"""Searches behind page buttons as units of work on a SQLite connection."""

import sqlite3
from datetime import datetime, timedelta

from bot.ports_search import SavedSearch
from bot.store.sql import searches as sql
from bot.store.values import from_ms, storable, to_ms

KEPT = timedelta(days=7)
"""Whoever turns a page later asks anew."""


def save_search(
    connection: sqlite3.Connection, text: str, *, highest_id: int, key: str, now: datetime
) -> None:
    """Keep a search, and drop those that are too old; see ``ports_store.SavedSearches``."""
    connection.execute(sql.DROP_OLD, {"oldest": to_ms(now - KEPT)})
    connection.execute(
        sql.SAVE_SEARCH, {"key": key, "text": storable(text), "highest_id": highest_id, "now": to_ms(now)}
    )


def find_search(connection: sqlite3.Connection, key: str) -> SavedSearch | None:
    row = connection.execute(sql.FIND_SEARCH, {"key": storable(key)}).fetchone()
    if row is None:
        return None
    return SavedSearch(
        key=row["key"], text=row["text"], highest_id=row["highest_id"], asked_at=from_ms(row["asked_at"])
    )

"""Marks as units of work on a SQLite connection."""

import sqlite3

from bot.core.mark import Mark
from bot.store.sql import marks as sql
from bot.store.values import (
    dump_features,
    dump_passages,
    from_ms,
    load_features,
    load_passages,
    storable,
    to_ms,
)


def save_mark(connection: sqlite3.Connection, mark: Mark) -> None:
    """Set or change a person's mark; see ``ports_store.MarkStore.save_mark``."""
    connection.execute(
        sql.SAVE_MARK,
        {
            "watchlist_id": mark.watchlist_id,
            "story_id": mark.story_id,
            "person": storable(mark.person),
            "article_id": mark.article_id,
            "is_relevant": mark.is_relevant,
            "features": dump_features(mark.features),
            "passages": dump_passages(mark.passages),
            "marked_at": to_ms(mark.marked_at),
        },
    )


def list_marks(connection: sqlite3.Connection, watchlist_id: str) -> list[Mark]:
    """Return a watchlist's marks, oldest first."""
    rows = connection.execute(sql.LIST_MARKS, {"watchlist_id": watchlist_id})
    return [
        Mark(
            watchlist_id=row["watchlist_id"],
            story_id=row["story_id"],
            article_id=row["article_id"],
            person=row["person"],
            is_relevant=bool(row["is_relevant"]),
            features=load_features(row["features"]),
            passages=load_passages(row["passages"]),
            marked_at=from_ms(row["marked_at"]),
        )
        for row in rows
    ]

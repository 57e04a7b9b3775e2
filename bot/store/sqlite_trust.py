"""What the fast reader has proved on each feed, as units of work on a SQLite connection."""

import sqlite3

from bot.core.parser_trust import NO_TRUST, ParserTrust
from bot.store.sql import trust as sql
from bot.store.values import dump_shapes, from_ms_or_none, load_shapes, to_ms_or_none


def load_trust(connection: sqlite3.Connection, feed_id: int) -> ParserTrust:
    row = connection.execute(sql.LOAD_TRUST, {"feed_id": feed_id}).fetchone()
    if row is None:
        return NO_TRUST
    return ParserTrust(
        reader=row["reader"],
        shapes=load_shapes(row["shapes"]),
        entries=row["entries"],
        demoted_at=from_ms_or_none(row["demoted_at"]),
        difference=row["difference"],
    )


def save_trust(connection: sqlite3.Connection, feed_id: int, trust: ParserTrust) -> None:
    connection.execute(
        sql.SAVE_TRUST,
        {
            "feed_id": feed_id,
            "reader": trust.reader,
            "shapes": dump_shapes(trust.shapes),
            "entries": trust.entries,
            "demoted_at": to_ms_or_none(trust.demoted_at),
            "difference": trust.difference,
        },
    )

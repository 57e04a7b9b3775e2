"""What the parser knows of each feed, as units of work on a SQLite connection."""

import sqlite3

from bot.core.parser_knowledge import NO_KNOWLEDGE, ParserKnowledge
from bot.core.parser_trust import ParserTrust
from bot.store.sql import knowledge as sql
from bot.store.values import dump_shapes, from_ms_or_none, load_shapes, to_ms_or_none


def load_knowledge(connection: sqlite3.Connection, feed_id: int) -> ParserKnowledge:
    row = connection.execute(sql.LOAD_KNOWLEDGE, {"feed_id": feed_id}).fetchone()
    if row is None:
        return NO_KNOWLEDGE
    trust = ParserTrust(
        reader=row["reader"],
        shapes=load_shapes(row["shapes"]),
        entries=row["entries"],
        demoted_at=from_ms_or_none(row["demoted_at"]),
        difference=row["difference"],
    )
    return ParserKnowledge(trust=trust, memory=row["memory"])


def save_knowledge(connection: sqlite3.Connection, feed_id: int, knowledge: ParserKnowledge) -> None:
    trust = knowledge.trust
    connection.execute(
        sql.SAVE_KNOWLEDGE,
        {
            "feed_id": feed_id,
            "reader": trust.reader,
            "shapes": dump_shapes(trust.shapes),
            "entries": trust.entries,
            "demoted_at": to_ms_or_none(trust.demoted_at),
            "difference": trust.difference,
            "memory": knowledge.memory,
        },
    )

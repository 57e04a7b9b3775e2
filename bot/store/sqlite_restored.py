"""A database that was restored from a backup, as a unit of work on a SQLite connection."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.model import OutgoingNotice
from bot.store.sql import deliveries, feeds
from bot.store.sqlite_deliveries import add_notice
from bot.store.sqlite_digests import leave_out_sent
from bot.store.sqlite_feeds import polled_until
from bot.store.values import to_ms

DIGEST_SENT_AFTER = timedelta(minutes=10)
"""A digest that was due so long before the last poll was posted; of a later one nobody can tell."""


def begin_anew(
    connection: sqlite3.Connection, *, marked_at: datetime, notices: Sequence[OutgoingNotice], now: datetime
) -> datetime | None:
    """See ``ports_store.FeedStore.begin_after_restore``.

    Args:
        marked_at: how far polling had come; a database that is not as far lost what came after it.

    Returns: how far this one has come, None where it lost nothing, or has nothing yet.
    """
    polled_at = polled_until(connection)
    if polled_at is None or polled_at >= marked_at:
        return None
    connection.execute(feeds.BASELINE_ALL)
    connection.execute(deliveries.DOUBT_ALL, {"until": to_ms(marked_at)})
    leave_out_sent(connection, until=marked_at - DIGEST_SENT_AFTER)
    for notice in notices:
        add_notice(connection, notice, now=now)
    return polled_at

"""Feeds that people hold back and let go on, as units of work on a SQLite connection."""

import sqlite3

from bot.core.change import Change
from bot.core.feed import Stop
from bot.core.feed_stop import needs_new_start
from bot.store.sql import feeds as sql
from bot.store.sqlite_feeds import start_again, stored_feed
from bot.store.sqlite_subscriptions import add_change
from bot.store.values import storable, to_ms


def pause_feed(connection: sqlite3.Connection, feed_id: int, *, change: Change) -> bool:
    """See ``ports_store.FeedStops.pause_feed``."""
    stopped = {"feed_id": feed_id, "at": to_ms(change.at), "by": storable(change.person)}
    if not connection.execute(sql.PAUSE_FEED, stopped).rowcount:
        return False
    add_change(connection, change)
    return True


def resume_feed(connection: sqlite3.Connection, feed_id: int, *, change: Change) -> bool:
    """See ``ports_store.FeedStops.resume_feed``."""
    row = connection.execute(sql.STOPPED_FEED, {"feed_id": feed_id}).fetchone()
    if row is None:
        return False
    stored = stored_feed(row)
    if stored.state.stop is Stop.GONE:
        start_again(connection, feed_id, stored.feed.url, keeps_pause=False, now=change.at)
    else:
        forgets = needs_new_start(stored.state, now=change.at)
        connection.execute(sql.RESUME_FEED, {"feed_id": feed_id, "forgets_baseline": forgets})
    add_change(connection, change)
    return True

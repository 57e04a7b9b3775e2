"""Feeds and their polling state as units of work on a SQLite connection."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.model import Feed, FeedState, Outlet, OutletKind, StoredFeed
from bot.ports_store import FeedReport
from bot.store.sql import feeds as sql
from bot.store.values import (
    from_blob,
    from_ms,
    from_ms_or_none,
    storable,
    to_blob,
    to_ms,
    to_ms_or_none,
)


def sync_feeds(connection: sqlite3.Connection, feeds: Sequence[Feed], *, now: datetime) -> None:
    """Make ``feeds`` the configured ones; see ``ports_store.FeedStore.sync_feeds``.

    A feed that was removed and returns starts with a new baseline, due now.
    """
    configured = {row["id"] for row in connection.execute(sql.CONFIGURED_FEEDS)}
    connection.execute(sql.FORGET_ALL_FEEDS)
    for position, feed in enumerate(feeds):
        columns = {
            "url": feed.url,
            "outlet": storable(feed.outlet.name),
            "country": feed.outlet.country,
            "kind": feed.outlet.kind.value,
            "lang": feed.lang,
            "interval_s": feed.interval_s,
            "position": position,
        }
        stored = connection.execute(sql.FIND_FEED, {"url": feed.url}).fetchone()
        if stored is None:
            (feed_id,) = connection.execute(sql.ADD_FEED, columns).fetchone()
            connection.execute(sql.ADD_FEED_STATE, {"feed_id": feed_id, "now": to_ms(now)})
            continue
        feed_id = stored["id"]
        connection.execute(sql.UPDATE_FEED, columns | {"feed_id": feed_id})
        if feed_id not in configured:
            connection.execute(sql.START_AGAIN, {"feed_id": feed_id, "now": to_ms(now)})
        elif feed.interval_s is not None and feed.interval_s != stored["interval_s"]:
            polled_at = from_ms_or_none(stored["polled_at"]) or now
            due_at = to_ms(polled_at + timedelta(seconds=feed.interval_s))
            connection.execute(sql.BRING_FORWARD, {"feed_id": feed_id, "due_at": due_at})


def claim_due_feeds(
    connection: sqlite3.Connection, *, now: datetime, limit: int, lease_s: float
) -> list[StoredFeed]:
    """Lease what is due; the lease is the time after which someone else may poll it."""
    rows = connection.execute(sql.DUE_FEEDS, {"now": to_ms(now), "limit": limit}).fetchall()
    lease_until = to_ms(now + timedelta(seconds=lease_s))
    connection.executemany(
        sql.LEASE_FEED, [{"feed_id": row["feed_id"], "lease_until": lease_until} for row in rows]
    )
    return [_stored_feed(row) for row in rows]


def end_all_leases(connection: sqlite3.Connection) -> None:
    """At the start of the sole process: whoever held a lease is gone."""
    connection.execute(sql.END_ALL_LEASES)


def list_feeds(connection: sqlite3.Connection) -> list[FeedReport]:
    rows = connection.execute(sql.LIST_FEEDS).fetchall()
    return [FeedReport(stored=_stored_feed(row), articles=row["articles"]) for row in rows]


def outlet_of(connection: sqlite3.Connection, feed_id: int) -> Outlet | None:
    """Return a feed's outlet, None where the feed is unknown or no longer configured."""
    row = connection.execute(sql.OUTLET_OF_FEED, {"feed_id": feed_id}).fetchone()
    return None if row is None else outlet_from(row)


def save_state(connection: sqlite3.Connection, feed_id: int, state: FeedState) -> None:
    """Write the state and end the feed's lease."""
    connection.execute(
        sql.SAVE_FEED_STATE,
        {
            "feed_id": feed_id,
            "etag": to_blob(state.etag),
            "last_modified": to_blob(state.last_modified),
            "body_sha256": state.body_sha256,
            "next_poll_at": to_ms(state.next_poll_at),
            "polled_at": to_ms_or_none(state.polled_at),
            "ok_at": to_ms_or_none(state.ok_at),
            "baseline_at": to_ms_or_none(state.baseline_at),
            "news_at": to_ms_or_none(state.news_at),
            "failures": state.failures,
            "failure": storable(state.failure),
            "error": storable(state.error),
        },
    )


def outlet_from(row: sqlite3.Row) -> Outlet:
    return Outlet(name=row["outlet"], country=row["country"], kind=OutletKind(row["kind"]))


def _stored_feed(row: sqlite3.Row) -> StoredFeed:
    return StoredFeed(
        feed_id=row["feed_id"],
        feed=Feed(url=row["url"], outlet=outlet_from(row), lang=row["lang"], interval_s=row["interval_s"]),
        state=FeedState(
            etag=from_blob(row["etag"]),
            last_modified=from_blob(row["last_modified"]),
            body_sha256=row["body_sha256"],
            next_poll_at=from_ms(row["next_poll_at"]),
            polled_at=from_ms_or_none(row["polled_at"]),
            ok_at=from_ms_or_none(row["ok_at"]),
            baseline_at=from_ms_or_none(row["baseline_at"]),
            news_at=from_ms_or_none(row["news_at"]),
            failures=row["failures"],
            failure=row["failure"],
            error=row["error"],
        ),
    )

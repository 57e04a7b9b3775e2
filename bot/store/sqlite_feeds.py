"""Feeds and their polling state as units of work on a SQLite connection."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

from bot.core.feed import (
    DueReason,
    Feed,
    FeedFormat,
    FeedState,
    HostBlock,
    Outlet,
    OutletKind,
    Stop,
    StoredFeed,
)
from bot.core.hosts import PER_HOST, host_key
from bot.core.model import PollRecord
from bot.ports_store import FeedReport
from bot.store.sql import feeds as sql
from bot.store.values import (
    dump_hints,
    dump_move,
    dump_page,
    from_blob,
    from_ms,
    from_ms_or_none,
    load_hints,
    load_move,
    load_page,
    storable,
    to_blob,
    to_ms,
    to_ms_or_none,
)

MOST_PASSED = 100
"""Due feeds of hosts without room that are looked at before such hosts are left out of the search."""

_MOST_KEPT = 1 << 12
_DATES = tuple(name for name in FeedState._fields if name.endswith(("_at", "_before", "_since")))
_LOADED: Mapping[str, Callable[[Any], object]] = {
    **dict.fromkeys(_DATES, from_ms),
    "etag": from_blob,
    "last_modified": from_blob,
    "move": load_move,
    "hints": load_hints,
    "due_because": DueReason,
    "stop": Stop,
}
"""What of a feed's state has another form in its column, where it is not NULL."""
_FEED_WIDTH = len(sql.FEED_COLUMNS)
_LOADS = [(FeedState._fields.index(name), load) for name, load in _LOADED.items()]


def sync_feeds(connection: sqlite3.Connection, feeds: Sequence[Feed], *, now: datetime) -> None:
    """Make ``feeds`` the configured ones; see ``ports_store.FeedStore.sync_feeds``.

    A feed that was removed and returns starts with a new baseline, due now; so does one that is read in
    another way.
    """
    _take_over_moved(connection, {feed.url for feed in feeds})
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
            "format": feed.format.value,
            "page": dump_page(feed.page),
            "full_text": feed.full_text,
            "group_name": storable(feed.group),
            "position": position,
        }
        stored = connection.execute(sql.FIND_FEED, {"url": feed.url}).fetchone()
        if stored is None:
            (feed_id,) = connection.execute(sql.ADD_FEED, columns).fetchone()
            state = {"feed_id": feed_id, "now": to_ms(now), "host_key": host_key(feed.url)}
            connection.execute(sql.ADD_FEED_STATE, state)
            continue
        feed_id = stored["id"]
        connection.execute(sql.UPDATE_FEED, columns | {"feed_id": feed_id})
        is_read_as_before = (stored["format"], stored["page"]) == (columns["format"], columns["page"])
        if feed_id not in configured or not is_read_as_before:
            start_again(connection, feed_id, feed.url, keeps_pause=feed_id in configured, now=now)
        elif feed.interval_s is not None and feed.interval_s != stored["interval_s"]:
            polled_at = from_ms_or_none(stored["polled_at"]) or now
            due_at = to_ms(polled_at + timedelta(seconds=feed.interval_s))
            due_at = max(due_at, stored["not_before"] or 0)
            connection.execute(sql.BRING_FORWARD, {"feed_id": feed_id, "due_at": due_at})


def start_again(
    connection: sqlite3.Connection, feed_id: int, url: str, *, keeps_pause: bool, now: datetime
) -> None:
    """Let a feed begin anew at its configured address, due now."""
    again = {"feed_id": feed_id, "host_key": host_key(url), "keeps_pause": keeps_pause, "now": to_ms(now)}
    connection.execute(sql.START_AGAIN, again)


def claim_due_feeds(
    connection: sqlite3.Connection, *, now: datetime, limit: int, lease_s: float, busy: Mapping[str, int]
) -> list[StoredFeed]:
    """Lease what is due; the lease is the time after which someone else may poll it."""
    room: defaultdict[str, int] = defaultdict(lambda: PER_HOST)
    room.update((key, PER_HOST - polls) for key, polls in busy.items())
    room.update((key, 0) for key in blocked_hosts(connection, now=now))
    lease_until = to_ms(now + timedelta(seconds=lease_s))
    claimed: list[int] = []
    is_all_seen = False
    while not is_all_seen and len(claimed) < limit:
        found, is_all_seen = _due_feeds(connection, room, now=now, limit=limit - len(claimed))
        connection.execute(sql.LEASE_FEEDS, {"feed_ids": json.dumps(found), "lease_until": lease_until})
        claimed += found
    return list(map(stored_feed, connection.execute(sql.STORED_FEEDS, {"feed_ids": json.dumps(claimed)})))


def _due_feeds(
    connection: sqlite3.Connection, room: MutableMapping[str, int], *, now: datetime, limit: int
) -> tuple[list[int], bool]:
    """Return due feeds, longest due first, and whether no other is due; takes them off their hosts' room.

    A host with no room may have thousands: after some of them the database is to leave it out.
    """
    full = [key for key, polls in room.items() if polls <= 0]
    found: list[int] = []
    passed = 0
    for feed_id, key in connection.execute(sql.DUE_FEEDS, {"now": to_ms(now), "full": json.dumps(full)}):
        if room[key] > 0:
            room[key] -= 1
            found.append(feed_id)
        else:
            passed += 1
        if len(found) == limit or passed == MOST_PASSED:
            return found, False
    return found, True


def end_all_leases(connection: sqlite3.Connection) -> None:
    """At the start of the sole process: whoever held a lease is gone."""
    connection.execute(sql.END_ALL_LEASES)


def list_feeds(connection: sqlite3.Connection) -> list[FeedReport]:
    rows = connection.execute(sql.LIST_FEEDS).fetchall()
    return [
        FeedReport(
            stored=stored_feed(row),
            articles=row["articles"],
            blocked_until=from_ms_or_none(row["blocked_until"]),
        )
        for row in rows
    ]


def blocked_hosts(connection: sqlite3.Connection, *, now: datetime) -> dict[str, datetime]:
    """Return the hosts of which no feed is polled now, and until when."""
    rows = connection.execute(sql.BLOCKED_HOSTS, {"now": to_ms(now)})
    return {key: from_ms(until) for key, until in rows}


def block_host(connection: sqlite3.Connection, block: HostBlock) -> None:
    """Poll no feed of the host before the block ends; never shortens an earlier block."""
    connection.execute(sql.BLOCK_HOST, {"host_key": block.host_key, "until": to_ms(block.until)})


def polled_until(connection: sqlite3.Connection) -> datetime | None:
    """Return when a feed was last polled, whichever it was; None before the first poll."""
    (polled_at,) = connection.execute(sql.POLLED_UNTIL).fetchone()
    return from_ms_or_none(polled_at)


def outlet_of(connection: sqlite3.Connection, feed_id: int) -> Outlet:
    return outlet_from(connection.execute(sql.FEED, {"feed_id": feed_id}).fetchone())


def save_state(connection: sqlite3.Connection, record: PollRecord) -> bool:
    """Write what the poll made of the feed's state and end its lease.

    The outcome is written whole, of the rest what the poll changed. A feed that began anew meanwhile, or lost
    its baseline, keeps its new start; one that was paused stays so.

    Returns: False, and nothing is written, where the feed is unknown or no longer configured.
    """
    before, after = record.before, record.state
    outcome: dict[str, object] = {
        "next_poll_at": to_ms(after.next_poll_at),
        "due_because": after.due_because.value,
        "not_before": to_ms_or_none(after.not_before),
        "wait_s": after.wait_s,
        "polled_at": to_ms_or_none(after.polled_at),
        "ok_at": to_ms_or_none(after.ok_at),
        "empty_polls": after.empty_polls,
        "failures": after.failures,
        "failing_since": to_ms_or_none(after.failing_since),
        "failure": storable(after.failure),
        "error": storable(after.error),
    }
    lasting = _changed_lasting(before, after)
    if after.adopted_url != before.adopted_url:
        lasting["host_key"] = host_key(after.adopted_url or _url_of(connection, record.feed_id))
    had_baseline = before.baseline_at is not None
    saving = sql.save_feed_state(tuple(outcome), tuple(lasting), had_baseline=had_baseline)
    written = (*outcome.values(), *lasting.values(), record.feed_id)
    return connection.execute(saving, written).rowcount == 1


def _changed_lasting(before: FeedState, after: FeedState) -> dict[str, object]:
    # One comparison of them all, for most polls change none.
    were, are = _lasting_of(before), _lasting_of(after)
    if were == are:
        return {}
    return {
        name: dump(new)
        for (name, dump), old, new in zip(_LASTING.items(), were, are, strict=True)
        if new != old
    }


def _itself(value: object) -> object:
    return value


_LASTING: Mapping[str, Callable[[Any], object]] = {
    "etag": to_blob,
    "last_modified": to_blob,
    "validated_url": storable,
    "max_age_s": _itself,
    "adopted_url": storable,
    "move": dump_move,
    "body_fingerprint": _itself,
    "hints": dump_hints,
    "listed": int,
    "rhythm_s": _itself,
    "rest_s": _itself,
    "baseline_at": to_ms_or_none,
    "news_at": to_ms_or_none,
    "stop": _itself,
    "stopped_at": to_ms_or_none,
    "stopped_by": storable,
}
"""What few polls change, and others may write beside a poll, each with the form its column has.

``told`` is not among them: it is written by ``tell_health`` alone.
"""
_lasting_of = attrgetter(*_LASTING)


def _take_over_moved(connection: sqlite3.Connection, urls: Collection[str]) -> None:
    """Let feeds whose new address took the old one's place in the configuration have it as their own."""
    for row in connection.execute(sql.MOVED_FEEDS).fetchall():
        moved = {"feed_id": row["id"], "url": row["adopted_url"]}
        is_replaced = row["url"] not in urls and moved["url"] in urls
        if is_replaced and connection.execute(sql.FIND_FEED, moved).fetchone() is None:
            connection.execute(sql.RENAME_FEED, moved)
            connection.execute(sql.END_MOVE, moved)


def _url_of(connection: sqlite3.Connection, feed_id: int) -> str:
    row = connection.execute(sql.FEED, {"feed_id": feed_id}).fetchone()
    return "" if row is None else str(row["url"])


def outlet_from(row: sqlite3.Row) -> Outlet:
    return Outlet(name=row["outlet"], country=row["country"], kind=OutletKind(row["kind"]))


def stored_feed(columns: sqlite3.Row) -> StoredFeed:
    """Return the feed of a row that begins with ``sql.STORED_FEED_COLUMNS``."""
    # By their places: a Row looks through all its names for each column, which took longer than the query.
    feed_id, host_key, *values = columns
    state = values[_FEED_WIDTH : _FEED_WIDTH + len(FeedState._fields)]
    for at, load in _LOADS:
        if state[at] is not None:
            state[at] = load(state[at])
    feed = _configured_feed(tuple(values[:_FEED_WIDTH]))
    return StoredFeed(feed_id=feed_id, host_key=host_key, feed=feed, state=FeedState._make(state))


@lru_cache(maxsize=_MOST_KEPT)
def _configured_feed(columns: tuple[Any, ...]) -> Feed:
    """Return the feed of ``sql.FEED_COLUMNS``, which are asked for at each poll and seldom change."""
    url, outlet, country, kind, lang, interval_s, format_, page, full_text, group = columns
    return Feed(
        url=url,
        outlet=Outlet(name=outlet, country=country, kind=OutletKind(kind)),
        lang=lang,
        interval_s=interval_s,
        format=FeedFormat(format_),
        page=load_page(page),
        full_text=bool(full_text),
        group=group,
    )

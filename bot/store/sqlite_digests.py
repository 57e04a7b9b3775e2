"""Digests as units of work on a SQLite connection: what waits for one becomes deliveries, once."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.core import digest
from bot.core.digest import DigestPart, DueDigest, WaitingAlert, WaitingDigest
from bot.core.digest_window import last_window
from bot.core.model import Channel, DigestTime
from bot.store.sql import digests as sql
from bot.store.sqlite_channels import channel_id_of
from bot.store.sqlite_deliveries import add_delivery
from bot.store.values import dump_digest_time, from_ms, load_alert, load_digest_time, to_ms


def waiting_digests(connection: sqlite3.Connection) -> list[WaitingDigest]:
    return list(map(_waiting, connection.execute(sql.WAITING_DIGESTS)))


def digests_of_story(connection: sqlite3.Connection, story_id: int) -> list[WaitingDigest]:
    return list(map(_waiting, connection.execute(sql.DIGESTS_OF_STORY, {"story_id": story_id})))


def send_digest(connection: sqlite3.Connection, due: DueDigest, *, now: datetime) -> int:
    """Queue a window's digest; see ``ports_store.DigestStore.send_digest``."""
    channel_id = channel_id_of(connection, due.channel)
    window = {
        "channel_id": channel_id,
        "window_key": due.window.key,
        "ended_at": to_ms(due.window.ended_at),
    }
    if not connection.execute(sql.ADD_WINDOW, window).rowcount:
        return 0
    asked = {"digest": dump_digest_time(due.at), "watchlist_ids": json.dumps(due.watchlist_ids)}
    rows = connection.execute(sql.WAITING_ALERTS, window | asked).fetchall()
    parts = digest.plan_digest(due, _readable(row for row in rows if row["is_wanted"]))
    queue_parts(connection, channel_id, parts, now=now)
    shown = {alert_id for part in parts for alert_id in part.alert_ids}
    _leave_out(connection, [row["id"] for row in rows if row["id"] not in shown])
    return len(parts)


def reschedule(
    connection: sqlite3.Connection,
    channel: Channel,
    watchlist_id: str,
    digest_at: DigestTime | None,
    *,
    now: datetime,
) -> None:
    """Let what waits for a topic alone wait for another digest, or for none: then it goes out at once."""
    channel_id = channel_id_of(connection, channel)
    rows = _waiting_for(connection, channel_id, watchlist_id)
    ids = json.dumps([row["id"] for row in rows])
    if digest_at is not None:
        connection.execute(sql.MOVE_TO_DIGEST, {"digest": dump_digest_time(digest_at), "alert_ids": ids})
        return
    parts = digest.plan_release(channel, _readable(rows))
    queue_parts(connection, channel_id, parts, now=now)


def leave_out_topic(connection: sqlite3.Connection, channel_id: int, watchlist_id: str) -> None:
    """Let what waits for a topic alone wait no more."""
    _leave_out(connection, [row["id"] for row in _waiting_for(connection, channel_id, watchlist_id)])


def leave_out_sent(connection: sqlite3.Connection, *, until: datetime) -> None:
    """Let nothing wait any more that was in a digest by then, though this database does not know of it."""
    for waiting in waiting_digests(connection):
        sent = {
            "channel_id": channel_id_of(connection, waiting.channel),
            "digest": dump_digest_time(waiting.at),
            "ended_at": to_ms(last_window(waiting.at, until).ended_at),
        }
        connection.execute(sql.LEAVE_OUT_OLDER, sent)


def leave_out_elsewhere(connection: sqlite3.Connection, *, keep: Iterable[Channel]) -> None:
    """Let nothing wait for a digest of other channels than these."""
    kept = json.dumps([str(channel) for channel in keep])
    connection.execute(sql.LEAVE_OUT_ELSEWHERE, {"kept": kept})


def _waiting(row: sqlite3.Row) -> WaitingDigest:
    return WaitingDigest(
        channel=Channel(adapter=row["adapter"], external_id=row["external_id"]),
        at=load_digest_time(row["digest"]),
        oldest_at=from_ms(row["oldest_at"]),
    )


def _waiting_for(connection: sqlite3.Connection, channel_id: int, watchlist_id: str) -> list[sqlite3.Row]:
    asked = {"channel_id": channel_id, "watchlist_id": watchlist_id}
    return connection.execute(sql.WAITING_FOR_TOPIC, asked).fetchall()


def _readable(rows: Iterable[sqlite3.Row]) -> list[WaitingAlert]:
    """Without those that another version wrote: they hold up no digest."""
    found = []
    for row in rows:
        try:
            message = load_alert(row["message"])
        except ValueError:
            continue
        found.append(WaitingAlert(alert_id=row["id"], message=message, score=row["score"] or 0.0))
    return found


def queue_parts(
    connection: sqlite3.Connection, channel_id: int, parts: Sequence[DigestPart], *, now: datetime
) -> None:
    """Make each part a delivery at the end of the channel's queue, and give it its alerts."""
    for part in parts:
        delivery_id = add_delivery(
            connection, channel_id, delivery_key=part.delivery_key, now=now, title=part.title
        )
        put = {"delivery_id": delivery_id, "alert_ids": json.dumps(part.alert_ids)}
        connection.execute(sql.PUT_INTO_DIGEST, put)


def _leave_out(connection: sqlite3.Connection, alert_ids: Sequence[int]) -> None:
    connection.execute(sql.LEAVE_OUT, {"alert_ids": json.dumps(alert_ids)})

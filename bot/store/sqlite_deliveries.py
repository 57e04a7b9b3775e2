"""Channels and the outbox as units of work on a SQLite connection."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.core.model import Channel
from bot.core.outbox import ChannelReport, Delivery, DeliveryReport, DeliveryState, Receipt, SentAlert
from bot.store.sql import deliveries as sql
from bot.store.values import from_ms, from_ms_or_none, load_list, load_message, storable, to_ms


def channel_id_of(connection: sqlite3.Connection, channel: Channel) -> int:
    """Return the channel's row, made where there was none."""
    name = {"adapter": channel.adapter, "external_id": channel.external_id}
    row = connection.execute(sql.FIND_CHANNEL, name).fetchone()
    row = row or connection.execute(sql.ADD_CHANNEL, name).fetchone()
    return int(row["id"])


def add_delivery(
    connection: sqlite3.Connection, *, alert_id: int, channel_id: int, delivery_key: str, now: datetime
) -> None:
    connection.execute(
        sql.ADD_DELIVERY,
        {
            "alert_id": alert_id,
            "channel_id": channel_id,
            "delivery_key": delivery_key,
            "now": to_ms(now),
        },
    )


def claim_deliveries(
    connection: sqlite3.Connection, *, now: datetime, limit: int, lease_s: float, lease_token: str
) -> list[Delivery]:
    """Lease the due heads; see ``ports.DeliveryStore.claim_deliveries``."""
    claimed = []
    for row in connection.execute(sql.DUE_HEADS, {"now": to_ms(now), "limit": limit}).fetchall():
        try:
            claimed.append(_leased(row, lease_token))
        except ValueError as error:
            # Written by another version: it ends here, and its channel goes on with the next one.
            reason = f"the stored message cannot be read: {error}"
            connection.execute(sql.END_UNREADABLE, {"delivery_id": row["id"], "error": reason})
    lease_until = to_ms(now + timedelta(seconds=lease_s))
    connection.executemany(
        sql.LEASE_DELIVERY,
        [
            {
                "delivery_id": delivery.delivery_id,
                "state": delivery.state.value,
                "lease_until": lease_until,
                "lease_token": lease_token,
            }
            for delivery in claimed
        ],
    )
    return claimed


def save_delivery(connection: sqlite3.Connection, delivery: Delivery) -> bool:
    cursor = connection.execute(
        sql.SAVE_DELIVERY,
        {
            "delivery_id": delivery.delivery_id,
            "lease_token": delivery.lease_token,
            "state": delivery.state.value,
            "attempts": delivery.attempts,
            "due_at": to_ms(delivery.due_at),
            "receipt": delivery.receipt and storable(delivery.receipt.external_id),
            "error": storable(delivery.error),
        },
    )
    return cursor.rowcount == 1


def recover_deliveries(connection: sqlite3.Connection, *, now: datetime, is_sole_process: bool) -> int:
    cursor = connection.execute(
        sql.RECOVER_DELIVERIES, {"now": to_ms(now), "is_sole_process": is_sole_process}
    )
    return cursor.rowcount


def suppress_deliveries(connection: sqlite3.Connection, *, keep: Iterable[Channel]) -> int:
    kept = json.dumps([str(channel) for channel in keep])
    return connection.execute(sql.SUPPRESS_DELIVERIES, {"kept": kept}).rowcount


def block_channel(connection: sqlite3.Connection, channel: Channel, *, until: datetime) -> None:
    channel_id = channel_id_of(connection, channel)
    connection.execute(sql.BLOCK_CHANNEL, {"channel_id": channel_id, "until": to_ms(until)})


def pause_channel(connection: sqlite3.Connection, channel: Channel, *, reason: str) -> bool:
    """Pause with the latest reason; only the first pause is news."""
    channel_id = channel_id_of(connection, channel)
    (before,) = connection.execute(sql.PAUSED_REASON, {"channel_id": channel_id}).fetchone()
    connection.execute(sql.PAUSE_CHANNEL, {"channel_id": channel_id, "reason": storable(reason)})
    return before is None


def resume_channel(connection: sqlite3.Connection, channel: Channel) -> None:
    connection.execute(sql.RESUME_CHANNEL, {"adapter": channel.adapter, "external_id": channel.external_id})


def count_deliveries(connection: sqlite3.Connection) -> Mapping[DeliveryState, int]:
    """Every state has its number, also where it is 0."""
    counted = {row["state"]: row["deliveries"] for row in connection.execute(sql.COUNT_DELIVERIES)}
    return {state: counted.get(state.value, 0) for state in DeliveryState}


def alert_by_key(connection: sqlite3.Connection, delivery_key: str) -> SentAlert | None:
    row = connection.execute(sql.ALERT_BY_KEY, {"delivery_key": storable(delivery_key)}).fetchone()
    if row is None:
        return None
    return SentAlert(
        channel=Channel(adapter=row["adapter"], external_id=row["external_id"]),
        article_id=row["article_id"],
        story_id=row["story_id"],
        watchlist_ids=tuple(sorted(load_list(row["watchlist_ids"]))),
    )


def deliveries_of_story(connection: sqlite3.Connection, story_id: int) -> list[DeliveryReport]:
    return list(map(_report, connection.execute(sql.DELIVERIES_OF_STORY, {"story_id": story_id})))


def dead_deliveries(connection: sqlite3.Connection, *, limit: int) -> list[DeliveryReport]:
    return list(map(_report, connection.execute(sql.DEAD_DELIVERIES, {"limit": limit})))


def retry_deliveries(
    connection: sqlite3.Connection, delivery_ids: Sequence[int] | None, *, now: datetime
) -> int:
    """Let dead deliveries go on; see ``ports.DeliveryStore.retry_deliveries``."""
    ids = None if delivery_ids is None else json.dumps(list(delivery_ids))
    return connection.execute(sql.RETRY_DELIVERIES, {"delivery_ids": ids, "now": to_ms(now)}).rowcount


def held_channels(connection: sqlite3.Connection, *, now: datetime) -> list[ChannelReport]:
    return [
        ChannelReport(
            channel=Channel(adapter=row["adapter"], external_id=row["external_id"]),
            paused_reason=row["paused_reason"],
            blocked_until=from_ms_or_none(row["blocked_until"]),
        )
        for row in connection.execute(sql.HELD_CHANNELS, {"now": to_ms(now)})
    ]


def _report(row: sqlite3.Row) -> DeliveryReport:
    return DeliveryReport(
        delivery_id=row["id"],
        channel=Channel(adapter=row["adapter"], external_id=row["external_id"]),
        title=row["title"],
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        created_at=from_ms(row["created_at"]),
        due_at=from_ms(row["due_at"]),
        error=row["error"],
    )


def _leased(row: sqlite3.Row, lease_token: str) -> Delivery:
    is_uncertain = row["state"] == DeliveryState.UNCERTAIN
    return Delivery(
        delivery_id=row["id"],
        delivery_key=row["delivery_key"],
        channel=Channel(adapter=row["adapter"], external_id=row["external_id"]),
        message=load_message(row["message"]),
        state=DeliveryState.UNCERTAIN if is_uncertain else DeliveryState.LEASED,
        attempts=row["attempts"],
        due_at=from_ms(row["due_at"]),
        created_at=from_ms(row["created_at"]),
        lease_token=lease_token,
        error=row["error"],
        receipt=None if row["receipt"] is None else Receipt(external_id=row["receipt"]),
    )

"""The outbox as units of work on a SQLite connection."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.core import digest
from bot.core.delivery import BacklogRule
from bot.core.model import AlertMessage, Channel, Digest, Message, Notice, OutgoingNotice
from bot.core.outbox import Delivery, DeliveryReport, DeliveryState, Receipt, SentAlert
from bot.store.sql import deliveries as sql
from bot.store.sqlite_channels import channel_id_of
from bot.store.values import (
    dump_notice,
    from_ms,
    from_ms_or_none,
    load_alert,
    load_list,
    load_notice,
    storable,
    to_ms,
    to_ms_or_none,
)


def add_delivery(
    connection: sqlite3.Connection,
    channel_id: int,
    *,
    delivery_key: str,
    now: datetime,
    notice: Notice | None = None,
    title: str | None = None,
) -> int:
    """Put a delivery at the end of its channel's queue; its message is the notice, or alerts yet to come.

    Args:
        title: makes a digest of them, however many they are.
    """
    (delivery_id,) = connection.execute(
        sql.ADD_DELIVERY,
        {
            "channel_id": channel_id,
            "delivery_key": delivery_key,
            "notice": None if notice is None else dump_notice(notice),
            "title": title,
            "now": to_ms(now),
        },
    ).fetchone()
    return int(delivery_id)


def add_notice(connection: sqlite3.Connection, outgoing: OutgoingNotice, *, now: datetime) -> None:
    channel_id = channel_id_of(connection, outgoing.channel)
    add_delivery(connection, channel_id, delivery_key=outgoing.delivery_key, now=now, notice=outgoing.notice)


def due_channels(
    connection: sqlite3.Connection, adapter: str, *, now: datetime, limit: int, but: Iterable[Channel]
) -> list[Channel]:
    passed = json.dumps([channel.external_id for channel in but])
    asked = {"adapter": adapter, "external_id": None, "but": passed, "now": to_ms(now), "limit": limit}
    rows = connection.execute(sql.DUE_HEADS, asked)
    return [Channel(adapter=adapter, external_id=row["external_id"]) for row in rows]


def claim_delivery(
    connection: sqlite3.Connection,
    channel: Channel,
    *,
    now: datetime,
    lease_s: float,
    lease_token: str,
    backlog: BacklogRule,
) -> Delivery | None:
    """Lease a channel's head; see ``ports_store.DeliveryStore.claim_delivery``."""
    name = {"adapter": channel.adapter, "external_id": channel.external_id}
    asked = name | {"but": "[]", "now": to_ms(now), "limit": 1}
    while (row := connection.execute(sql.DUE_HEADS, asked).fetchone()) is not None:
        try:
            _merge_backlog(connection, row, backlog, now=now)
            claimed = _leased(connection, row, lease_token)
        except ValueError as error:
            # Written by another version: it ends here, and its channel goes on with the next one.
            reason = f"the stored message cannot be read: {error}"
            connection.execute(sql.END_UNREADABLE, {"delivery_id": row["id"], "error": reason})
            continue
        connection.execute(
            sql.LEASE_DELIVERY,
            {
                "delivery_id": claimed.delivery_id,
                "state": claimed.state.value,
                "lease_until": to_ms(now + timedelta(seconds=lease_s)),
                "lease_token": lease_token,
            },
        )
        return claimed
    return None


def _merge_backlog(
    connection: sqlite3.Connection, head: sqlite3.Row, backlog: BacklogRule, *, now: datetime
) -> None:
    """Give the head the alerts that wait behind it, as many as one digest holds, where there are too many."""
    channel = {"channel_id": head["channel_id"]}
    waiting, oldest_at = connection.execute(sql.BACKLOG, channel).fetchone()
    if not backlog.is_backlog(waiting, from_ms(oldest_at), now):
        return
    rows = connection.execute(sql.MERGEABLE, channel | {"limit": digest.ALERTS})
    alone = list(_readable(rows))
    merged = [delivery_id for delivery_id, _ in alone[: digest.fitting([alert for _, alert in alone])]][1:]
    if merged:
        # The head first: what is merged away may be referred to until its alerts have moved.
        moved = {"delivery_id": head["id"], "merged": json.dumps(merged)}
        connection.execute(sql.MERGE_ALERTS, moved)
        connection.execute(sql.DELETE_MERGED, moved)


def _readable(rows: Iterable[sqlite3.Row]) -> Iterator[tuple[int, AlertMessage]]:
    """The deliveries that may be merged, from the first on: one that may not ends it."""
    for row in rows:
        if not row["message"] or not row["is_mergeable"]:
            return
        try:
            yield row["id"], load_alert(row["message"])
        except ValueError:
            return


def split_digest(
    connection: sqlite3.Connection, delivery: Delivery, *, new_key: Callable[[], str], now: datetime
) -> int:
    """Make a digest's alerts deliveries of their own; see ``ports_store.DeliveryStore.split_digest``."""
    head = {"delivery_id": delivery.delivery_id, "lease_token": delivery.lease_token, "now": to_ms(now)}
    if not connection.execute(sql.BEGIN_ANEW, head).rowcount:
        return 0
    channel_id = channel_id_of(connection, delivery.channel)
    rest = [row["id"] for row in connection.execute(sql.SPLIT_OFF, head)]
    for alert_id in rest:
        own = add_delivery(connection, channel_id, delivery_key=new_key(), now=now)
        connection.execute(sql.MOVE_ALERT, {"delivery_id": own, "alert_id": alert_id})
    return len(rest) + 1


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
            "first_attempt_at": to_ms_or_none(delivery.first_attempt_at),
            "last_attempt_at": to_ms_or_none(delivery.last_attempt_at),
            "is_maybe_posted": delivery.is_maybe_posted,
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


def suppress_alerts(connection: sqlite3.Connection, channel_id: int) -> None:
    """End a channel's open deliveries of alerts; notices go on."""
    connection.execute(sql.SUPPRESS_ALERTS, {"channel_id": channel_id})


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
    found = connection.execute(sql.DELIVERIES_OF_STORY, {"story_id": story_id})
    return _reports(connection, [row["delivery_id"] for row in found])


def dead_deliveries(connection: sqlite3.Connection, *, limit: int) -> list[DeliveryReport]:
    found = connection.execute(sql.DEAD_DELIVERIES, {"limit": limit})
    return _reports(connection, [row["id"] for row in found])[::-1]


def retry_deliveries(
    connection: sqlite3.Connection, delivery_ids: Sequence[int] | None, *, now: datetime
) -> int:
    """Let dead deliveries go on; see ``ports_store.DeliveryStore.retry_deliveries``."""
    ids = None if delivery_ids is None else json.dumps(list(delivery_ids))
    return connection.execute(sql.RETRY_DELIVERIES, {"delivery_ids": ids, "now": to_ms(now)}).rowcount


def _reports(connection: sqlite3.Connection, ids: Sequence[int]) -> list[DeliveryReport]:
    return list(map(_report, connection.execute(sql.REPORT_DELIVERIES, {"ids": json.dumps(ids)})))


def _report(row: sqlite3.Row) -> DeliveryReport:
    others = f" (and {row['alerts'] - 1} more)" if row["alerts"] > 1 else ""
    return DeliveryReport(
        delivery_id=row["id"],
        channel=Channel(adapter=row["adapter"], external_id=row["external_id"]),
        title=row["title"] or row["first_title"] + others,
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        created_at=from_ms(row["created_at"]),
        due_at=from_ms(row["due_at"]),
        error=row["error"],
    )


def _leased(connection: sqlite3.Connection, row: sqlite3.Row, lease_token: str) -> Delivery:
    """Raises: ValueError for a message that cannot be read."""
    is_uncertain = row["state"] == DeliveryState.UNCERTAIN
    return Delivery(
        delivery_id=row["id"],
        delivery_key=row["delivery_key"],
        channel=Channel(adapter=row["adapter"], external_id=row["external_id"]),
        message=_message(connection, row),
        state=DeliveryState.UNCERTAIN if is_uncertain else DeliveryState.LEASED,
        attempts=row["attempts"],
        due_at=from_ms(row["due_at"]),
        created_at=from_ms(row["created_at"]),
        lease_token=lease_token,
        error=row["error"],
        receipt=None if row["receipt"] is None else Receipt(external_id=row["receipt"]),
        first_attempt_at=from_ms_or_none(row["first_attempt_at"]),
        last_attempt_at=from_ms_or_none(row["last_attempt_at"]),
        is_maybe_posted=bool(row["is_maybe_posted"]),
        is_probe=row["paused_reason"] is not None,
    )


def _message(connection: sqlite3.Connection, row: sqlite3.Row) -> Message:
    if row["notice"] is not None:
        return load_notice(row["notice"])
    rows = connection.execute(sql.ALERTS_OF_DELIVERY, {"delivery_id": row["id"]})
    alerts = [load_alert(alert["message"]) for alert in rows]
    if not alerts:
        raise ValueError("it has neither a notice nor an alert")
    if row["title"] is not None:
        return Digest(title=row["title"], alerts=tuple(alerts))
    return alerts[0] if len(alerts) == 1 else digest.compose_digest(alerts)

"""Subscriptions that people made, and the log of changes, as units of work on a SQLite connection."""

import sqlite3

from bot.core.change import Change
from bot.core.feed import OutletKind
from bot.core.model import (
    Channel,
    DigestTime,
)
from bot.core.subscription import StoredSubscription, Subscription
from bot.store.sql import subscriptions as sql
from bot.store.sqlite_channels import channel_id_of
from bot.store.sqlite_deliveries import suppress_alerts
from bot.store.sqlite_digests import leave_out_topic, reschedule
from bot.store.values import dump_list, from_ms, load_list, storable, to_ms


def list_subscriptions(connection: sqlite3.Connection) -> list[StoredSubscription]:
    return [
        StoredSubscription(
            subscription=Subscription(
                watchlist_id=row["watchlist_id"],
                channel=Channel(adapter=row["adapter"], external_id=row["external_id"]),
                digest_at=_digest_time(row),
                min_score=row["min_score"],
                langs=load_list(row["langs"]),
                kinds=tuple(map(OutletKind, load_list(row["kinds"]))),
                mention=row["mention"],
            ),
            person=row["person"],
            since_at=from_ms(row["since_at"]),
        )
        for row in connection.execute(sql.LIST_SUBSCRIPTIONS)
    ]


def save_subscription(connection: sqlite3.Connection, stored: StoredSubscription, *, change: Change) -> None:
    """See ``ports_store.SubscriptionStore.save_subscription``."""
    wanted = stored.subscription
    at = wanted.digest_at
    connection.execute(
        sql.SAVE_SUBSCRIPTION,
        {
            "channel_id": channel_id_of(connection, wanted.channel),
            "watchlist_id": wanted.watchlist_id,
            "hour": at and at.hour,
            "zone": at and at.zone,
            "weekday": at and at.weekday,
            "min_score": wanted.min_score,
            "langs": dump_list(wanted.langs),
            "kinds": dump_list(wanted.kinds),
            "mention": wanted.mention,
            "person": storable(stored.person),
            "since_at": to_ms(stored.since_at),
        },
    )
    reschedule(connection, wanted.channel, wanted.watchlist_id, at, now=change.at)
    add_change(connection, change)


def delete_subscription(
    connection: sqlite3.Connection, channel: Channel, watchlist_id: str, *, is_last: bool, change: Change
) -> bool:
    """See ``ports_store.SubscriptionStore.delete_subscription``."""
    channel_id = channel_id_of(connection, channel)
    name = {"channel_id": channel_id, "watchlist_id": watchlist_id}
    if not connection.execute(sql.DELETE_SUBSCRIPTION, name).rowcount:
        return False
    leave_out_topic(connection, channel_id, watchlist_id)
    if is_last:
        suppress_alerts(connection, channel_id)
    add_change(connection, change)
    return True


def add_change(connection: sqlite3.Connection, change: Change) -> None:
    connection.execute(
        sql.ADD_CHANGE,
        {
            "at": to_ms(change.at),
            "person": storable(change.person),
            "channel_id": None if change.channel is None else channel_id_of(connection, change.channel),
            "action": change.action,
            "subject": storable(change.subject),
            "before": storable(change.before),
            "after": storable(change.after),
        },
    )


def list_changes(connection: sqlite3.Connection, channel: Channel | None, *, limit: int) -> list[Change]:
    adapter, external_id = (None, None) if channel is None else (channel.adapter, channel.external_id)
    asked = {"adapter": adapter, "external_id": external_id, "limit": limit}
    return [_change(row) for row in connection.execute(sql.LIST_CHANGES, asked)]


def _change(row: sqlite3.Row) -> Change:
    is_of_channel = row["adapter"] is not None
    return Change(
        at=from_ms(row["at"]),
        person=row["person"],
        channel=Channel(adapter=row["adapter"], external_id=row["external_id"]) if is_of_channel else None,
        action=row["action"],
        subject=row["subject"],
        before=row["before"],
        after=row["after"],
    )


def _digest_time(row: sqlite3.Row) -> DigestTime | None:
    if row["hour"] is None:
        return None
    return DigestTime(hour=row["hour"], zone=row["zone"], weekday=row["weekday"])

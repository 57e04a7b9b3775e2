"""Channels as units of work on a SQLite connection: known, blocked, paused, resumed."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from bot.core.delivery import ChannelBlock, ChannelPause, next_probe
from bot.core.model import Channel
from bot.core.outbox import ChannelReport
from bot.store.sql import channels as sql
from bot.store.values import from_ms, from_ms_or_none, storable, to_ms


def channel_id_of(connection: sqlite3.Connection, channel: Channel) -> int:
    """Return the channel's row, made where there was none."""
    name = {"adapter": channel.adapter, "external_id": channel.external_id}
    row = connection.execute(sql.FIND_CHANNEL, name).fetchone()
    row = row or connection.execute(sql.ADD_CHANNEL, name | {"workspace": channel.workspace}).fetchone()
    return int(row["id"])


def block_channel(connection: sqlite3.Connection, channel: Channel, block: ChannelBlock) -> None:
    reach = _reach(connection, channel, is_for_workspace=block.is_for_workspace)
    connection.execute(sql.BLOCK_CHANNELS, reach | {"until": to_ms(block.until)})


def pause_channel(
    connection: sqlite3.Connection, channel: Channel, pause: ChannelPause, *, now: datetime
) -> bool:
    """Pause with the latest reason. A first pause is news, and a channel's own after its workspace's."""
    reach = _reach(connection, channel, is_for_workspace=pause.is_for_workspace)
    own = connection.execute(sql.PAUSED, reach).fetchone()
    before = connection.execute(sql.WORKSPACE_PAUSED, reach).fetchone() if pause.is_for_workspace else own
    is_news = before["paused_at"] is None or bool(own["is_workspace_paused"]) > pause.is_for_workspace
    paused_at = now if is_news else from_ms(before["paused_at"])
    connection.execute(
        sql.PAUSE_CHANNELS,
        reach
        | {
            "reason": storable(pause.reason),
            "now": to_ms(paused_at),
            "until": to_ms(next_probe(paused_at, now)),
        },
    )
    return is_news


def resume_channel(connection: sqlite3.Connection, channel: Channel) -> bool:
    """Let a channel go on, and its workspace where that was paused with it. Says whether it was paused."""
    reach = _reach(connection, channel, is_for_workspace=False)
    before = connection.execute(sql.PAUSED, reach).fetchone()
    reach |= {"is_for_workspace": bool(before["is_workspace_paused"])}
    return connection.execute(sql.RESUME_CHANNELS, reach).rowcount > 0


def forget_pauses(connection: sqlite3.Connection, *, keep: Iterable[Channel]) -> None:
    connection.execute(sql.FORGET_PAUSES, {"kept": json.dumps([str(channel) for channel in keep])})


def probe_paused(connection: sqlite3.Connection) -> None:
    connection.execute(sql.PROBE_PAUSED)


def held_channels(connection: sqlite3.Connection, *, now: datetime) -> list[ChannelReport]:
    return [
        ChannelReport(
            channel=Channel(adapter=row["adapter"], external_id=row["external_id"]),
            paused_reason=row["paused_reason"],
            blocked_until=from_ms_or_none(row["blocked_until"]),
        )
        for row in connection.execute(sql.HELD_CHANNELS, {"now": to_ms(now)})
    ]


def _reach(connection: sqlite3.Connection, channel: Channel, *, is_for_workspace: bool) -> dict[str, object]:
    return {
        "channel_id": channel_id_of(connection, channel),
        "workspace": channel.workspace,
        "is_for_workspace": is_for_workspace,
    }

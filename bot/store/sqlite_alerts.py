"""Alerts as units of work on a SQLite connection; those of one poll are made one by one, sent together."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.digest import WaitingAlert, plan_burst
from bot.core.feed import Outlet
from bot.core.model import Alert, Channel, Match
from bot.store.sql import articles as sql
from bot.store.sql.deliveries import MOVE_ALERT
from bot.store.sqlite_channels import channel_id_of
from bot.store.sqlite_deliveries import add_delivery
from bot.store.sqlite_digests import queue_parts
from bot.store.values import dump_alert, dump_digest_time, to_ms


def add_alert(
    connection: sqlite3.Connection, alert: Alert, *, article_id: int, story_id: int, made_at: datetime
) -> tuple[int, list[str]] | None:
    """Create an alert for those of its watchlists of which its channel has not heard in this story.

    Returns: its id and those watchlists; None where there is none, and so no alert.
    """
    heard = {"channel_id": channel_id_of(connection, alert.channel), "story_id": story_id}
    unheard = [
        watchlist_id
        for watchlist_id in dict.fromkeys(alert.watchlist_ids)
        if connection.execute(sql.HAS_HEARD, heard | {"watchlist_id": watchlist_id}).fetchone() is None
    ]
    if not unheard:
        return None
    (alert_id,) = connection.execute(
        sql.ADD_ALERT,
        heard
        | {
            "digest": None if alert.digest is None else dump_digest_time(alert.digest),
            "article_id": article_id,
            "message": dump_alert(alert.message),
            "now": to_ms(made_at),
        },
    ).fetchone()
    connection.executemany(
        sql.ADD_ALERT_TOPIC,
        [heard | {"watchlist_id": topic, "alert_id": alert_id} for topic in unheard],
    )
    return alert_id, unheard


@dataclass(frozen=True, slots=True, kw_only=True)
class PollAlerts:
    """What one poll has to tell. ``instant`` are the alerts of each channel without a delivery so far."""

    connection: sqlite3.Connection
    outlet: Outlet
    now: datetime
    instant: dict[Channel, list[WaitingAlert]] = field(default_factory=dict)
    delivery_keys: dict[int, str] = field(default_factory=dict)

    def add(self, alert: Alert, matches: Sequence[Match], article_id: int, story_id: int) -> bool:
        """Create the alert for those watchlists of which the channel has not heard in this story."""
        made = add_alert(self.connection, alert, article_id=article_id, story_id=story_id, made_at=self.now)
        if made is None:
            return False
        alert_id, unheard = made
        if alert.digest is None:
            score = max((match.score for match in matches if match.watchlist_id in unheard), default=0.0)
            waiting = WaitingAlert(alert_id=alert_id, message=alert.message, score=score)
            self.instant.setdefault(alert.channel, []).append(waiting)
            self.delivery_keys[alert_id] = alert.delivery_key
        return True

    def send(self, *, most: int | None) -> None:
        """Queue the instant alerts: each by itself, those beyond ``most`` in a digest behind them."""
        for channel, waiting in self.instant.items():
            channel_id = channel_id_of(self.connection, channel)
            burst = plan_burst(channel, waiting, outlet=self.outlet.name, most=most)
            for alert_id in burst.single_ids:
                key = self.delivery_keys[alert_id]
                own = add_delivery(self.connection, channel_id, delivery_key=key, now=self.now)
                self.connection.execute(MOVE_ALERT, {"delivery_id": own, "alert_id": alert_id})
            queue_parts(self.connection, channel_id, burst.parts, now=self.now)

"""Edits of posted messages as units of work on a SQLite connection."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.core.edit import EDITABLE_FOR, MOST_EDITS, Edit, StandingAlert
from bot.core.model import Channel, RevisedAlert
from bot.core.outbox import Receipt
from bot.store.sql import edits as sql
from bot.store.values import dump_alert, from_ms, load_alert, to_ms, to_ms_or_none


def standing_alerts(
    connection: sqlite3.Connection, article_ids: Sequence[int], *, now: datetime
) -> list[StandingAlert]:
    """Return the alerts of these articles whose text can still change; unreadable ones stay as they are."""
    asked = {
        "article_ids": json.dumps(list(article_ids)),
        "posted_after": to_ms(now - EDITABLE_FOR),
        "most_edits": MOST_EDITS,
    }
    found = []
    for row in connection.execute(sql.STANDING_ALERTS, asked):
        try:
            message = load_alert(row["message"])
        except ValueError:
            continue
        found.append(StandingAlert(alert_id=row["id"], article_id=row["article_id"], message=message))
    return found


def revise_alerts(connection: sqlite3.Connection, revised: Iterable[RevisedAlert], *, now: datetime) -> None:
    """Give alerts their new text, and let what was posted of them be edited."""
    for one in revised:
        changed = {"alert_id": one.alert_id, "message": dump_alert(one.message)}
        row = connection.execute(sql.REVISE_ALERT, changed).fetchone()
        if row is not None and row["delivery_id"] is not None:
            connection.execute(sql.EDIT_DELIVERY, {"delivery_id": row["delivery_id"], "now": to_ms(now)})


def due_edits(connection: sqlite3.Connection, adapter: str, *, now: datetime, limit: int) -> list[Edit]:
    edits: list[Edit] = []
    for row in connection.execute(sql.DUE_EDITS, {"adapter": adapter, "now": to_ms(now)}):
        if len(edits) == limit:
            break
        try:
            message = load_alert(row["message"])
        except ValueError:  # written by another version: the message stays as it is
            continue
        edits.append(
            Edit(
                delivery_id=row["id"],
                delivery_key=row["delivery_key"],
                channel=Channel(adapter=row["adapter"], external_id=row["external_id"]),
                receipt=Receipt(external_id=row["receipt"] or ""),
                message=message,
                due_at=from_ms(row["edit_due_at"]),
                posted_at=from_ms(row["last_attempt_at"] or row["edit_due_at"]),
            )
        )
    return edits


def save_edit(connection: sqlite3.Connection, edit: Edit, *, again_at: datetime | None) -> None:
    """End an edit, or put it off; a change that came meanwhile keeps its own time."""
    connection.execute(
        sql.SAVE_EDIT,
        {
            "delivery_id": edit.delivery_id,
            "due_at": to_ms(edit.due_at),
            "again_at": to_ms_or_none(again_at),
        },
    )

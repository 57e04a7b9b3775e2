"""The standing of the rules as units of work on a SQLite connection."""

import sqlite3
import zlib
from datetime import datetime

from bot.core.change import Change
from bot.core.model import OutgoingNotice
from bot.core.rule_set import RuleSet, rule_set
from bot.core.standing import Standing, Waiting
from bot.errors import StoreError
from bot.store.sql import standing as sql
from bot.store.sqlite_deliveries import add_notice
from bot.store.sqlite_subscriptions import add_change
from bot.store.values import dump_watchlists, from_ms, load_watchlists, storable, to_ms


def load_standing(connection: sqlite3.Connection) -> Standing | None:
    """See ``ports_rules.StandingStore.load_standing``."""
    row = connection.execute(sql.LOAD_STANDING).fetchone()
    try:
        return None if row is None else _standing(row)
    except (ValueError, zlib.error) as error:
        message = "the watchlists in force, as kept in the database, are damaged: restore a backup"
        raise StoreError(message) from error


def save_standing(
    connection: sqlite3.Connection,
    standing: Standing,
    *,
    change: Change | None,
    notice: OutgoingNotice | None,
    now: datetime,
) -> None:
    """See ``ports_rules.StandingStore.save_standing``."""
    waiting, before = standing.waiting, standing.before
    held = None if waiting is None else waiting.rules
    kept = {row["version"] for row in connection.execute(sql.LIST_RULE_SETS)}
    sets = {one.version: one for one in (standing.in_force, before, held) if one is not None}
    for version, one in sets.items():
        if version not in kept:
            connection.execute(
                sql.SAVE_RULE_SET, {"version": version, "watchlists": dump_watchlists(one.watchlists)}
            )
    named = {
        "in_force": standing.in_force.version,
        "earlier": before and before.version,
        "waiting": held and held.version,
    }
    connection.execute(
        sql.SAVE_STANDING,
        named
        | {
            "since_at": to_ms(standing.since),
            "put_by": storable(standing.by),
            "waiting_at": waiting and to_ms(waiting.at),
            "refused_by": storable(waiting.refused_by) if waiting else "",
            "owes_report": standing.owes_report,
        },
    )
    connection.execute(sql.FORGET_OTHERS, named)
    if change is not None:
        add_change(connection, change)
    if notice is not None:
        add_notice(connection, notice, now=now)


def _standing(row: sqlite3.Row) -> Standing:
    waiting = None
    if (held := _set(row["waiting"])) is not None:
        waiting = Waiting(rules=held, at=from_ms(row["waiting_at"]), refused_by=row["refused_by"])
    return Standing(
        in_force=rule_set(load_watchlists(row["in_force"])),
        since=from_ms(row["since_at"]),
        by=row["put_by"],
        before=_set(row["earlier"]),
        waiting=waiting,
        owes_report=bool(row["owes_report"]),
    )


def _set(watchlists: bytes | None) -> RuleSet | None:
    return None if watchlists is None else rule_set(load_watchlists(watchlists))

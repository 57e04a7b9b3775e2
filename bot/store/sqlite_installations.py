"""Installations as units of work on a SQLite connection."""

import sqlite3
from datetime import datetime

from bot.core.installation import Installation
from bot.store.sql import installations as sql
from bot.store.values import dump_list, from_ms, load_list, storable, to_ms


def save_installation(connection: sqlite3.Connection, installation: Installation) -> None:
    """Keep or replace a workspace's installation."""
    connection.execute(
        sql.SAVE_INSTALLATION,
        {
            "team_id": storable(installation.team_id),
            "team_name": storable(installation.team_name),
            "enterprise_id": storable(installation.enterprise_id),
            "bot_token": storable(installation.bot_token),
            "bot_user_id": storable(installation.bot_user_id),
            "scopes": dump_list(installation.scopes),
            "installed_by": storable(installation.installed_by),
            "installed_at": to_ms(installation.installed_at),
        },
    )


def find_installation(connection: sqlite3.Connection, team_id: str) -> Installation | None:
    row = connection.execute(sql.FIND_INSTALLATION, {"team_id": storable(team_id)}).fetchone()
    if row is None:
        return None
    return Installation(
        team_id=row["team_id"],
        team_name=row["team_name"],
        enterprise_id=row["enterprise_id"],
        bot_token=row["bot_token"],
        bot_user_id=row["bot_user_id"],
        scopes=load_list(row["scopes"]),
        installed_by=row["installed_by"],
        installed_at=from_ms(row["installed_at"]),
    )


def delete_installation(connection: sqlite3.Connection, team_id: str, *, until: datetime) -> bool:
    """Forget a workspace's installation, unless it is newer; see ``ports_store.InstallationStore``."""
    values = {"team_id": storable(team_id), "until": to_ms(until)}
    return connection.execute(sql.DELETE_INSTALLATION, values).rowcount > 0


def save_install_state(
    connection: sqlite3.Connection, state: str, *, now: datetime, expires_at: datetime
) -> None:
    """Keep a state, and drop those nobody came back with."""
    connection.execute(sql.DELETE_ENDED_STATES, {"now": to_ms(now)})
    connection.execute(sql.SAVE_STATE, {"state": state, "expires_at": to_ms(expires_at)})


def use_install_state(connection: sqlite3.Connection, state: str, *, now: datetime) -> bool:
    """Say whether the state was kept, and drop it."""
    values = {"state": storable(state), "now": to_ms(now)}
    return connection.execute(sql.USE_STATE, values).rowcount > 0

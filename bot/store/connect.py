"""Connections to the SQLite file, and what its errors mean in words an admin can act on."""

import sqlite3
from enum import StrEnum
from pathlib import Path

from bot.errors import StoreUnavailable

BUSY_TIMEOUT_S = 5.0
"""How long a statement waits for a lock that a stranger (a backup tool, a shell) holds."""

OLDEST_SQLITE = (3, 37, 0)
"""The first SQLite with STRICT tables; RETURNING came before."""


class Role(StrEnum):
    """What a connection is for; only the writer may write."""

    WRITER = "writer"
    READER = "reader"


# Sizes are for a process that should idle under 200 MiB: cache_size is in KiB when negative. A commit in
# WAL survives a kill of the process with synchronous=NORMAL; power loss may take the last ones.
OPENING = {
    Role.WRITER: (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = NORMAL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA cache_size = -16384",
        "PRAGMA wal_autocheckpoint = 4000",
        "PRAGMA journal_size_limit = 67108864",
        # Goes with the connection; what it is for stands in bot.store.terms_sqlite.
        "CREATE TEMP TABLE noted_words (article_id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT",
    ),
    Role.READER: (
        "PRAGMA query_only = ON",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA cache_size = -4096",
        "PRAGMA mmap_size = 33554432",
    ),
}


def connect(
    path: Path, *, role: Role, busy_timeout_s: float = BUSY_TIMEOUT_S, may_create: bool = False
) -> sqlite3.Connection:
    """Open the file with manual transactions; usable from any one thread at a time.

    Without ``may_create`` a file that was moved away is not silently replaced by an empty one.
    Raises: sqlite3.Error; ``unavailable`` puts it into words.
    """
    mode = "rwc" if may_create else "rw"
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        timeout=busy_timeout_s,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=200,
    )
    try:
        connection.row_factory = sqlite3.Row
        for statement in OPENING[role]:
            connection.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection


ADVICE = {
    sqlite3.SQLITE_FULL: "the disk is full: free some space; nothing was written and it is tried again",
    sqlite3.SQLITE_BUSY: "another program keeps the database locked: end it; it is tried again",
    sqlite3.SQLITE_LOCKED: "another program keeps the database locked: end it; it is tried again",
    sqlite3.SQLITE_PROTOCOL: "another program keeps the database locked: end it; it is tried again",
    sqlite3.SQLITE_IOERR: "the disk reports an error: check the disk and the space left on it",
    sqlite3.SQLITE_READONLY: "the file cannot be written: check its owner, its permissions and the mount",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened: check that it exists, and its permissions",
    sqlite3.SQLITE_PERM: "the file cannot be opened: check its owner and its permissions",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore a backup",
    sqlite3.SQLITE_NOTADB: "the file is not a SQLite database: set [store] url to another file",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
    sqlite3.SQLITE_INTERRUPT: "the query took too long: ask for less",
}
"""Primary result code -> what the admin should know. Codes that are not here are bugs of ours."""


def unavailable(error: sqlite3.Error, path: Path) -> StoreUnavailable | None:
    """Return the error to raise where the world is to blame, None where the program is."""
    advice = ADVICE.get(_primary_code(error))
    return StoreUnavailable(f"{path}: {advice} ({error})") if advice else None


def needs_reconnect(error: sqlite3.Error) -> bool:
    """Say whether the connection may be beyond use; a full disk or a lock passes by itself."""
    return _primary_code(error) in {
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }


def is_damage(error: sqlite3.Error) -> bool:
    """Say whether the file, or the search index in it, holds what SQLite never wrote."""
    return _primary_code(error) == sqlite3.SQLITE_CORRUPT


def _primary_code(error: sqlite3.Error) -> int:
    # Extended codes carry the primary one in their low byte. Errors of the Python module have none.
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return -1 if code is None else code & 0xFF

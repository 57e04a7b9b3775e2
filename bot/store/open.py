"""Store URLs -> stores: ``sqlite:///data/topicwire.db`` is relative, ``sqlite:////var/...`` absolute."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from bot.errors import ConfigError, Problem, SchemaMismatch, StoreUnavailable
from bot.ports_store import Store
from bot.store import index_check, index_sqlite, schema
from bot.store.connect import BUSY_TIMEOUT_S, OLDEST_SQLITE, Role, connect, unavailable
from bot.store.lock import StoreLock
from bot.store.polled_mark import PolledMark
from bot.store.readers import READ_DEADLINE_S, Readers
from bot.store.sqlite import SqliteAside, SqliteStore
from bot.store.sqlite_feeds import end_all_leases
from bot.store.sqlite_reader import SqliteReader
from bot.store.writer import Writer

log = structlog.get_logger()

READERS = 3
"""Read connections of a running bot: a chat command does not wait for a slow search."""

SCHEME = "sqlite:///"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Migrated:
    """Revisions before (None: empty) and after, and how many articles were indexed anew."""

    before: str | None
    after: str
    indexed: int


def _log_progress(done: int, total: int) -> None:
    if total:
        log.info("search.rebuilding", articles=done, of=total)


def database_path(url: str, *, base_dir: Path) -> Path:
    """Return the file a store URL names. Raises: ConfigError where it names none we can use."""
    if url.startswith(SCHEME) and (name := url.removeprefix(SCHEME)):
        return (base_dir / name).resolve()
    scheme = url.partition(":")[0]
    if scheme in {"postgresql", "postgres", "postgresql+psycopg"}:
        message = f"{scheme}:// is not built in yet; write sqlite:///data/topicwire.db"
    else:
        message = f'"{url}" is not a store; write sqlite:///data/topicwire.db'
    raise ConfigError((Problem(file="config.toml", where="store.url", message=message),))


async def open_store(url: str, *, base_dir: Path, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Store:
    """Open the database for this process alone: folder, lock, migrations, writer and readers.

    Feed leases of an earlier process are ended: its polls died with it. Deliveries are left to
    ``recover_deliveries``.

    Raises:
        ConfigError: the URL names no database we can use.
        StoreInUse: another process holds it.
        SchemaMismatch: a later version wrote it, or another program.
        StoreUnavailable: the folder or file cannot be used now.
    """
    path = database_path(url, base_dir=base_dir)
    lock = await asyncio.to_thread(_lock, path)
    try:
        await asyncio.to_thread(_migrate, path, busy_timeout_s=busy_timeout_s)
        mark = PolledMark.open(path)
        writer = _writer(path, busy_timeout_s=busy_timeout_s)
        try:
            await writer.run(end_all_leases)
        except BaseException:
            mark.close()
            await writer.close()
            raise
    except BaseException:
        lock.release()
        raise
    readers = _readers(path, count=READERS, busy_timeout_s=busy_timeout_s)
    return SqliteStore(readers=readers, writer=writer, lock=lock, mark=mark)


async def open_reader(
    url: str,
    *,
    base_dir: Path,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
    deadline_s: float = READ_DEADLINE_S,
) -> SqliteReader:
    """Open the database to look at it, also while another process holds it; changes nothing.

    Args:
        deadline_s: for one read.

    Raises: ConfigError, SchemaMismatch (older: not yet migrated) and StoreUnavailable (no such file, or its
        holder is migrating it).
    """
    path = database_path(url, base_dir=base_dir)
    await asyncio.to_thread(_check_readable, path, busy_timeout_s=busy_timeout_s)
    opener = partial(connect, path, role=Role.READER, busy_timeout_s=busy_timeout_s)
    return SqliteReader(readers=Readers(opener, path=path, count=1, deadline_s=deadline_s))


async def open_aside(url: str, *, base_dir: Path, busy_timeout_s: float = BUSY_TIMEOUT_S) -> SqliteAside:
    """Open the database for small changes beside the bot: those that ``SqliteAside`` can make.

    Raises: as ``open_reader``; a change StoreUnavailable where the holder writes for longer than
    ``busy_timeout_s`` at a stretch, as when it builds the search index anew.
    """
    path = database_path(url, base_dir=base_dir)
    await asyncio.to_thread(_check_readable, path, busy_timeout_s=busy_timeout_s)
    readers = _readers(path, count=1, busy_timeout_s=busy_timeout_s)
    return SqliteAside(readers=readers, writer=_writer(path, busy_timeout_s=busy_timeout_s))


def migrate(url: str, *, base_dir: Path) -> tuple[str | None, str]:
    """Bring the database to the newest schema. Returns the revisions before (None: empty) and after.

    Blocks. Raises: as ``open_store``.
    """
    path = database_path(url, base_dir=base_dir)
    lock = _lock(path)
    try:
        migrated = _migrate(path, busy_timeout_s=BUSY_TIMEOUT_S)
        return migrated.before, migrated.after
    finally:
        lock.release()


def rebuild_index(url: str, *, base_dir: Path, on_progress: Callable[[int, int], None]) -> int:
    """Build the search index anew from the stored articles. Returns how many there are.

    Blocks, and holds the database for itself. ``on_progress`` hears how many are done, and of how many.
    Raises: as ``open_store``.
    """
    path = database_path(url, base_dir=base_dir)
    lock = _lock(path)
    try:
        return _migrate(path, busy_timeout_s=BUSY_TIMEOUT_S, rebuilds=True, on_progress=on_progress).indexed
    finally:
        lock.release()


def check_index(
    url: str, *, base_dir: Path, on_progress: Callable[[int, int], None]
) -> index_check.IndexReport:
    """Compare the search index with the articles, see ``bot.store.index_check``.

    Raises: as ``open_reader``.
    """
    path = database_path(url, base_dir=base_dir)
    _check_readable(path, busy_timeout_s=BUSY_TIMEOUT_S)
    return index_check.compare(path, on_progress=on_progress)


def _writer(path: Path, *, busy_timeout_s: float) -> Writer:
    return Writer(partial(connect, path, role=Role.WRITER, busy_timeout_s=busy_timeout_s), path=path)


def _readers(path: Path, *, count: int, busy_timeout_s: float) -> Readers:
    opener = partial(connect, path, role=Role.READER, busy_timeout_s=busy_timeout_s)
    return Readers(opener, path=path, count=count)


def _lock(path: Path) -> StoreLock:
    _refuse_old_sqlite()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"{path.parent}: cannot be created: {error.strerror}") from error
    return StoreLock.take(path)


def _refuse_old_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise StoreUnavailable(
            f"this Python brings SQLite {sqlite3.sqlite_version}: use one with SQLite {oldest} or newer"
        )


def _migrate(
    path: Path,
    *,
    busy_timeout_s: float,
    rebuilds: bool = False,
    on_progress: Callable[[int, int], None] = _log_progress,
) -> _Migrated:
    """Bring schema and search index up to date; with ``rebuilds`` the index is built anew in any case."""
    head = schema.head_revision()
    _keep_private(path)
    try:
        with closing(
            connect(path, role=Role.WRITER, busy_timeout_s=busy_timeout_s, may_create=True)
        ) as connection:
            before = schema.stored_revision(connection, path)
            schema.refuse_newer(before, path)
            if before != head:
                schema.upgrade(connection)
            indexed = 0
            if rebuilds or not index_sqlite.is_up_to_date(connection):
                indexed = index_sqlite.build(connection, is_anew=rebuilds, on_progress=on_progress)
            return _Migrated(before=before, after=head, indexed=indexed)
    except sqlite3.Error as error:
        raise unavailable(error, path) or error from error


def _keep_private(path: Path) -> None:
    """Make a new file its owner's alone, and take an old one from everybody but owner and group.

    It may hold tokens of chat platforms. SQLite makes its side files, and those a crash left anew, with
    the permissions of the database.
    """
    # Where this is not ours to decide, opening the database says what is wrong, if anything is.
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    with suppress(OSError):
        path.chmod(path.stat().st_mode & ~0o007)


def _check_readable(path: Path, *, busy_timeout_s: float) -> None:
    _refuse_old_sqlite()
    if not path.is_file():
        raise StoreUnavailable(f"{path}: there is no database yet: start `topicwire run` first")
    try:
        with closing(connect(path, role=Role.READER, busy_timeout_s=busy_timeout_s)) as connection:
            stored = schema.stored_revision(connection, path)
    except sqlite3.Error as error:
        raise unavailable(error, path) or error from error
    schema.refuse_newer(stored, path)
    head = schema.head_revision()
    if stored == head:
        return
    if holder := StoreLock.holder(path):
        raise StoreUnavailable(
            f"{path}: is being made ready by the Topicwire that holds it (pid {holder}): wait a moment and "
            "try again; if this stays, that one is of an older version: stop it and run `topicwire migrate`"
        )
    raise SchemaMismatch(
        f"{path}: has schema {stored or 'none'}, this Topicwire works with {head}: run `topicwire migrate`"
    )

"""What commands need of an admin's files and of the database beside them, for one look; opens no bot.

Apart from ``bot.compose``, so that a command that asks for nothing else needs neither network nor scheduler.
"""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TypeVar

from bot.app.commands.check import NEWEST_ARTICLES, FileWarning, unseen_names
from bot.app.files import Files, parse_files
from bot.config import Settings
from bot.core.watchlist import Watchlist
from bot.errors import ConfigError, StoreError
from bot.infra.written_files import read_snapshot
from bot.store.open import database_path, open_aside, open_reader
from bot.store.sqlite import SqliteAside
from bot.store.sqlite_reader import SqliteReader

Result = TypeVar("Result")


def load_files(config_path: Path) -> tuple[Settings, tuple[Watchlist, ...]]:
    """Read the config file and the watchlists it names.

    Raises: ConfigError with the problems of all files together.
    """
    files = read_files(config_path)
    if files.problems or files.settings is None:
        raise ConfigError(files.problems)
    return files.settings, tuple(files.watchlists.values())


def read_files(config_path: Path) -> Files:
    """Read the config file and the watchlists it names; what cannot be read is a problem."""
    return parse_files(read_snapshot(config_path))


def read_store(
    settings: Settings, work: Callable[[SqliteReader], Coroutine[object, object, Result]]
) -> Result:
    """Return what ``work`` reads from the database. Raises: StoreError, and what ``work`` raises."""

    async def read() -> Result:
        store = await open_reader(settings.file.store.url, base_dir=settings.base_dir)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(read())


def change_store(
    settings: Settings, work: Callable[[SqliteAside], Coroutine[object, object, Result]]
) -> Result:
    """Return what ``work`` does to the database, perhaps beside the bot. Raises: as ``read_store``."""

    async def change() -> Result:
        store = await open_aside(settings.file.store.url, base_dir=settings.base_dir)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(change())


def history_warnings(files: Files) -> tuple[FileWarning, ...]:
    """Return what the stored articles say about the watchlists; a database that fails is a warning too."""
    settings = files.settings
    if settings is None:
        return ()
    path = database_path(settings.file.store.url, base_dir=settings.base_dir)
    if not path.exists():
        return ()
    try:
        found = read_store(settings, lambda store: store.found_names(newest=NEWEST_ARTICLES))
    except StoreError as error:
        return (FileWarning(file=str(settings.path), message=f"stored articles were not looked at: {error}"),)
    return tuple(unseen_names(files.watchlists, found))

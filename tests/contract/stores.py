"""The stores that have to keep the Store port's promises; one more engine is one more line in STORES."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.ports_store import Store
from bot.store.open import open_store


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFactory:
    """``open`` makes or finds the database that belongs to a folder: the same folder, the same database."""

    name: str
    open: Callable[[Path], Awaitable[Store]]


async def open_sqlite(folder: Path) -> Store:
    return await open_store("sqlite:///store.db", base_dir=folder)


STORES = (StoreFactory(name="sqlite", open=open_sqlite),)

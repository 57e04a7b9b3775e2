"""The database may hold tokens: whoever else is on the machine cannot read it."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from bot.core.query import Query
from bot.store.open import open_store
from tests.builders import make_article
from tests.contract.steps import add_article, add_feed, titles

URL = "sqlite:///store.db"


@pytest.fixture(autouse=True)
def open_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """Permissions by file, without those that hold a process id and a time."""
    files = folder.glob("store.db*")
    return {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in files
        if path.suffix not in (".lock", ".polled")
    }


async def test_new_database_and_its_side_files_are_their_owner_s_alone(tmp_path: Path) -> None:
    store = await open_store(URL, base_dir=tmp_path)
    await add_article(store, await add_feed(store), make_article(title="SCO summit"))
    assert modes(tmp_path) == {"store.db": 0o600, "store.db-wal": 0o600, "store.db-shm": 0o600}
    await store.close()


async def test_older_database_is_taken_from_strangers_and_keeps_its_group_and_its_articles(
    tmp_path: Path,
) -> None:
    store = await open_store(URL, base_dir=tmp_path)
    await add_article(store, await add_feed(store), make_article(title="SCO summit"))
    crashed = tmp_path / "crashed"  # as a killed process leaves it: what was written last is in a side file
    crashed.mkdir()
    for name in ("store.db", "store.db-wal", "store.db-shm"):
        shutil.copy(tmp_path / name, crashed / name)
        (crashed / name).chmod(0o664)
    await store.close()
    store = await open_store(URL, base_dir=crashed)
    assert titles(await store.search(Query(), limit=5)) == ["SCO summit"]
    assert modes(crashed) == {"store.db": 0o660, "store.db-wal": 0o660, "store.db-shm": 0o660}
    await store.close()

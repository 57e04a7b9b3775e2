"""Disks fill, files are locked by strangers, folders are missing: said in words, and it goes on after."""

import asyncio
import contextlib
import resource
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.core.delivery import BacklogRule
from bot.core.model import Channel, Digest
from bot.core.outbox import DeliveryState
from bot.errors import ConfigError, StoreUnavailable
from bot.ports_store import Store
from bot.store import sqlite_articles
from bot.store.connect import Role, connect
from bot.store.open import database_path, open_reader, open_store
from bot.store.readers import Readers
from bot.store.writer import Writer
from tests.builders import CONSOLE, NOW, make_article, make_new, make_record
from tests.contract.steps import add_article, add_feed, claim, queue_alerts
from tests.integration.store.processes import next_line, process

URL = "sqlite:///store.db"
SLACK = Channel(adapter="slack", external_id="C1")

LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
print("free", flush=True)
sys.stdin.read()
"""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(URL, base_dir=tmp_path, busy_timeout_s=0.1)
    yield opened
    await opened.close()


@pytest.fixture
async def writer(store: Store, tmp_path: Path) -> AsyncIterator[Writer]:
    """A second writer on the store's file, whose connection a test may limit."""
    path = tmp_path / "store.db"
    opened = Writer(partial(connect, path, role=Role.WRITER), path=path)
    yield opened
    await opened.close()


# --- rows of another version ------------------------------------------------------------------------------


async def test_a_message_that_cannot_be_read_ends_dead_and_holds_up_nobody(
    store: Store, tmp_path: Path
) -> None:
    await queue_alerts(store, CONSOLE, CONSOLE, SLACK)
    with contextlib.closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as stranger:
        stranger.execute("UPDATE alerts SET message = '{}' WHERE id = (SELECT min(id) FROM alerts)")
    assert [one.channel for one in await claim(store)] == [CONSOLE, SLACK]
    assert (await store.count_deliveries())[DeliveryState.DEAD] == 1


async def test_an_alert_that_cannot_be_read_takes_none_before_it_along(store: Store, tmp_path: Path) -> None:
    await queue_alerts(store, *[CONSOLE] * 5)
    with contextlib.closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as stranger:
        stranger.execute("UPDATE alerts SET message = '{}' WHERE id = 4")
    (first,) = await claim(store, now=NOW + timedelta(hours=1), backlog=BacklogRule(most=3))
    assert isinstance(first.message, Digest)
    assert len(first.message.alerts) == 3


async def test_edits_that_cannot_be_read_keep_no_other_back(store: Store, tmp_path: Path) -> None:
    await queue_alerts(store, *[CONSOLE] * 3)
    with contextlib.closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as stranger:
        stranger.execute("UPDATE deliveries SET state = 'sent', receipt = 'r', edit_due_at = 1")
        stranger.execute("UPDATE alerts SET message = '{}' WHERE id < 3")
    assert [edit.delivery_id for edit in await store.due_edits("console", now=NOW, limit=1)] == [3]


# --- the disk -------------------------------------------------------------------------------------------


async def test_a_full_disk_is_said_and_the_round_works_once_there_is_room(
    store: Store, writer: Writer
) -> None:
    feed_id = await add_feed(store)
    big = make_record(feed_id, make_new(make_article(body="word " * 50_000)))
    commit = partial(sqlite_articles.commit_poll, record=big, now=NOW)
    await writer.run(limit_pages(spare=5))
    with pytest.raises(StoreUnavailable, match=r"store\.db: the disk is full: free some space"):
        await writer.run(commit)
    assert await store.seen_articles(feed_id, big.new[0].article.keys) == {}
    await writer.run(limit_pages(spare=10_000))
    assert (await writer.run(commit)).new == 1


async def test_a_full_disk_fails_only_what_does_not_fit(store: Store, writer: Writer) -> None:
    feed_id = await add_feed(store)
    bodies = ("small", "word " * 50_000, "small")
    records = [make_record(feed_id, make_new(make_article(body=body))) for body in bodies]
    await writer.run(limit_pages(spare=5))
    results = await asyncio.gather(
        *(writer.run(partial(sqlite_articles.commit_poll, record=record, now=NOW)) for record in records),
        return_exceptions=True,
    )
    assert [isinstance(result, StoreUnavailable) for result in results] == [False, True, False]


def limit_pages(*, spare: int):
    def limit(connection: sqlite3.Connection) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + spare}").fetchone()

    return limit


@pytest.fixture
def file_size_limit() -> Iterator[int]:
    """The limit on any file this process writes, put back at the end."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield before[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_failing_disk_is_said_and_the_round_works_once_it_is_well(
    store: Store, tmp_path: Path, file_size_limit: int
) -> None:
    feed_id = await add_feed(store)
    record = make_record(feed_id, make_new(make_article(body="word " * 50_000)))
    written = (tmp_path / "store.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (written + 4096, file_size_limit))
    with pytest.raises(StoreUnavailable, match="the disk reports an error: check the disk"):
        await store.commit_poll(record, now=NOW)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_size_limit, file_size_limit))
    assert (await store.commit_poll(record, now=NOW)).new == 1


def test_a_database_that_was_moved_away_is_not_replaced_by_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        connect(tmp_path / "gone.db", role=Role.WRITER)
    assert list(tmp_path.iterdir()) == []


# --- strangers ------------------------------------------------------------------------------------------


async def test_a_stranger_s_lock_is_said_and_the_round_works_once_it_is_gone(
    store: Store, tmp_path: Path
) -> None:
    feed_id = await add_feed(store)
    with process(LOCK, str(tmp_path / "store.db")) as stranger:
        assert next_line(stranger) == "locked"
        with pytest.raises(StoreUnavailable, match=r"store\.db: another program keeps the database locked"):
            await add_article(store, feed_id, make_article())
        assert len(await store.list_feeds()) == 1
        assert stranger.stdin is not None
        stranger.stdin.write("\n")
        stranger.stdin.flush()
        assert next_line(stranger) == "free"
        await add_article(store, feed_id, make_article())


async def test_opening_a_database_a_stranger_keeps_locked_is_refused_in_words(tmp_path: Path) -> None:
    await (await open_store(URL, base_dir=tmp_path)).close()
    with process(LOCK, str(tmp_path / "store.db")) as stranger:
        assert next_line(stranger) == "locked"
        with pytest.raises(StoreUnavailable, match="keeps the database locked"):
            await open_store(URL, base_dir=tmp_path, busy_timeout_s=0.1)


async def test_a_refused_opening_leaves_no_lock_behind(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"not a database " * 100)
    with pytest.raises(StoreUnavailable, match="not a SQLite database"):
        await open_store(URL, base_dir=tmp_path)
    (tmp_path / "store.db").unlink()
    await (await open_store(URL, base_dir=tmp_path)).close()


# --- readers --------------------------------------------------------------------------------------------


async def test_a_read_that_takes_too_long_is_ended(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    readers = Readers(partial(connect, path, role=Role.READER), path=path, count=1, deadline_s=0.05)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(StoreUnavailable, match="took too long"):
        await readers.run(lambda connection: connection.execute(endless).fetchone())
    assert await readers.run(lambda connection: connection.execute("SELECT 1").fetchone()[0]) == 1
    await readers.close()


async def test_readers_cannot_write(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    readers = Readers(partial(connect, path, role=Role.READER), path=path, count=1)
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        await readers.run(lambda connection: connection.execute("DELETE FROM feeds"))
    await readers.close()


def test_looking_at_a_database_that_does_not_exist_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"store\.db: there is no database yet"):
        asyncio.run(open_reader(URL, base_dir=tmp_path))
    assert list(tmp_path.iterdir()) == []


# --- addresses ------------------------------------------------------------------------------------------


def test_urls_name_files_relative_to_the_config_or_absolute(tmp_path: Path) -> None:
    assert database_path("sqlite:///data/a.db", base_dir=tmp_path) == tmp_path / "data" / "a.db"
    assert database_path(f"sqlite:///{tmp_path}/b.db", base_dir=Path("/elsewhere")) == tmp_path / "b.db"


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("postgresql://localhost/topicwire", "postgresql:// is not built in yet"),
        ("sqlite://store.db", "is not a store; write sqlite:///"),
        ("sqlite:///", "is not a store"),
        ("store.db", "is not a store"),
        ("", "is not a store"),
    ],
)
def test_other_urls_are_refused_in_words(tmp_path: Path, url: str, part: str) -> None:
    with pytest.raises(ConfigError, match=part):
        database_path(url, base_dir=tmp_path)


async def test_a_path_with_signs_that_mean_something_in_urls_is_one_file(tmp_path: Path) -> None:
    store = await open_store("sqlite:///a b?mode=memory#%41/ü.db", base_dir=tmp_path)
    await store.close()
    assert (tmp_path / "a b?mode=memory#%41" / "ü.db").is_file()


async def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreUnavailable, match="data: cannot be created"):
        await open_store("sqlite:///data/store.db", base_dir=tmp_path)


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = await open_store(URL, base_dir=tmp_path)
    await store.close()
    await store.close()
    for use in (store.list_feeds(), store.sync_feeds([], now=NOW)):
        with pytest.raises(StoreUnavailable, match="the store is closed"):
            await use

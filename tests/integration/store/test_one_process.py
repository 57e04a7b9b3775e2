"""One process per database: the second is refused, a killed one leaves no lock and loses nothing."""

import os
import sqlite3
from pathlib import Path

import pytest

from bot.errors import StoreInUse, StoreUnavailable
from bot.store.open import migrate, open_aside, open_reader, open_store
from tests.builders import make_article, make_mark, make_query
from tests.contract.steps import add_article, add_feed, titles
from tests.integration.store.processes import next_line, process

URL = "sqlite:///data/store.db"

HOLD = """
import asyncio, pathlib, sys
from bot.store.open import open_store

async def hold():
    store = await open_store("sqlite:///data/store.db", base_dir=pathlib.Path(sys.argv[1]))
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await store.close()

asyncio.run(hold())
"""

WRITE = """
import asyncio, pathlib, sys
from bot.store.open import open_store
from tests.builders import NOW, make_alert, make_article, make_feed, make_match, make_new, make_record

async def write():
    store = await open_store("sqlite:///data/store.db", base_dir=pathlib.Path(sys.argv[1]))
    await store.sync_feeds([make_feed()], now=NOW)
    (report,) = await store.list_feeds()
    feed_id = report.stored.feed_id

    async def write_on(task):
        number = 0
        while True:
            key = f"{sys.argv[2]}-{task}-{number}"
            article = make_article(title=f"sco {key}", body="北斗 " * 200, keys=(key,))
            alert = make_alert(delivery_key=key)
            new = make_new(article, matches=(make_match(),), alerts=(alert,))
            await store.commit_poll(make_record(feed_id, new), now=NOW)
            print(key, flush=True)
            number += 1

    await asyncio.gather(*map(write_on, range(4)))

asyncio.run(write())
"""

FORK = """
import asyncio, os, pathlib, sys, time
from bot.store.open import open_store

async def fork():
    store = await open_store("sqlite:///data/store.db", base_dir=pathlib.Path(sys.argv[1]))
    if (child := os.fork()) == 0:
        sys.stdin.read()
        os._exit(0)
    print(child, flush=True)
    await asyncio.to_thread(os.waitpid, child, 0)

asyncio.run(fork())
"""


async def test_a_second_process_is_refused_by_file_and_process_id(tmp_path: Path) -> None:
    with process(HOLD, str(tmp_path)) as holder:
        assert next_line(holder) == "open"
        with pytest.raises(StoreInUse) as raised:
            await open_store(URL, base_dir=tmp_path)
    assert str(tmp_path / "data" / "store.db") in str(raised.value)
    assert f"pid {holder.pid}" in str(raised.value)


async def test_a_second_store_in_the_same_process_is_refused_too(tmp_path: Path) -> None:
    store = await open_store(URL, base_dir=tmp_path)
    with pytest.raises(StoreInUse, match=f"pid {os.getpid()}"):
        await open_store(URL, base_dir=tmp_path)
    await store.close()
    await (await open_store(URL, base_dir=tmp_path)).close()


def test_migrating_a_database_in_use_is_refused(tmp_path: Path) -> None:
    with process(HOLD, str(tmp_path)) as holder:
        assert next_line(holder) == "open"
        with pytest.raises(StoreInUse):
            migrate(URL, base_dir=tmp_path)


async def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    with process(HOLD, str(tmp_path)) as holder:
        next_line(holder)
        holder.kill()
        holder.wait()
        store = await open_store(URL, base_dir=tmp_path)
    await store.close()


async def test_a_forked_child_does_not_keep_the_lock_of_a_killed_process(tmp_path: Path) -> None:
    with process(FORK, str(tmp_path)) as parent:
        child = int(next_line(parent))
        parent.kill()
        parent.wait()
        os.kill(child, 0)  # still there, and it inherited every open file
        store = await open_store(URL, base_dir=tmp_path)
    await store.close()


async def test_a_reader_looks_on_while_another_process_holds_the_lock(tmp_path: Path) -> None:
    store = await open_store(URL, base_dir=tmp_path)
    await add_article(store, await add_feed(store), make_article(title="SCO summit"))
    await store.close()
    with process(HOLD, str(tmp_path)) as holder:
        assert next_line(holder) == "open"
        reader = await open_reader(URL, base_dir=tmp_path)
        assert titles(await reader.search(make_query(words=("sco",)), limit=5)) == ["SCO summit"]
        assert [report.articles for report in await reader.list_feeds()] == [1]
        await reader.close()


async def test_marks_are_set_while_another_process_writes_on(tmp_path: Path) -> None:
    marks = [make_mark(story_id=number) for number in range(30)]
    with process(WRITE, str(tmp_path), "writer") as writer:
        next_line(writer)
        aside = await open_aside(URL, base_dir=tmp_path)
        for mark in marks:
            await aside.save_mark(mark)
        for _ in range(40):
            next_line(writer)  # it neither failed nor stopped
        assert {mark.story_id for mark in await aside.list_marks("sco")} == set(range(30))
        await aside.close()
    await (await open_store(URL, base_dir=tmp_path)).close()


async def test_marks_need_a_database_of_this_schema(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="no database yet"):
        await open_aside(URL, base_dir=tmp_path)


async def test_every_acknowledged_commit_survives_kill_9(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    for round_number in range(3):
        with process(WRITE, str(tmp_path), str(round_number)) as writer:
            acknowledged += [next_line(writer) for _ in range(40)]
            writer.kill()
            assert writer.stdout is not None
            acknowledged += writer.stdout.read().split("\n")[:-1]
    store = await open_store(URL, base_dir=tmp_path)
    (report,) = await store.list_feeds()
    seen = await store.seen_articles(report.stored.feed_id, acknowledged)
    assert set(seen) == set(acknowledged)
    found = await store.search(make_query(words=("sco", "北斗"), watchlist_ids=("sco",)), limit=100_000)
    assert len(found.articles) == report.articles == sum((await store.count_deliveries()).values())
    await store.close()
    with sqlite3.connect(tmp_path / "data" / "store.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.execute("INSERT INTO article_fts (article_fts) VALUES ('integrity-check')")
    connection.close()

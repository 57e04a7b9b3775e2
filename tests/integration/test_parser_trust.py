"""What the fast reader proves on a feed outlives the process, poll by poll."""

import asyncio
from pathlib import Path

from bot.compose import open_bot
from bot.config import Settings
from bot.config_file import ConfigFile, FeedSettings, FetchSettings, HealthSettings
from bot.core.parser_trust import NO_TRUST, ParserTrust
from bot.infra.watchlist_dir import load_watchlists
from tests.platforms.fakes.feed_server import FeedServer, Page, rss_feed

WATCHLISTS = Path(__file__).parents[2] / "watchlists"


async def poll_once(folder: Path, url: str) -> ParserTrust:
    """Start the bot, poll once, stop it; returns the trust that is stored then."""
    file = ConfigFile(
        fetch=FetchSettings(allow_hosts=["127.0.0.1"], min_interval_s=0.0),
        health=HealthSettings(port=0),
        feeds=[FeedSettings(url=url, interval_s=0.0)],
    )
    settings = Settings(file=file, path=folder / "config.toml", secrets={})
    async with open_bot(settings, load_watchlists(WATCHLISTS)) as bot:
        assert await bot.run_once(asyncio.Event(), on_progress=lambda _: None)
        (report,) = await bot.store.list_feeds()
        assert report.stored.state.failure == ""
        return (await bot.store.parser_knowledge(report.stored.feed_id)).trust


async def test_each_changed_body_proves_more_over_restarts_and_an_unchanged_one_nothing(tmp_path):
    with FeedServer() as server:
        proofs = []
        for title in ("One", "Two", "Two", "Three"):
            url = server.serve("/feed", Page(rss_feed(title)))
            trust = await poll_once(tmp_path, url)
            assert trust != NO_TRUST
            proofs.append([shape.equal for shape in trust.shapes])
    assert proofs == [[], [1], [1], [2]]

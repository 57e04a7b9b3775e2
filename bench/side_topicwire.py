"""Topicwire's side of the end-to-end bench: poll every feed cold, then warm; prints the cost as JSON."""

import asyncio
import json
import os
import sys
from pathlib import Path
from time import perf_counter

from bench.measure import cpu_s
from bot.compose import open_bot
from bot.config import SHIPPED_WATCHLISTS, Settings
from bot.config_file import ConfigFile, FeedSettings, FetchSettings, HealthSettings, SubscriptionSettings
from bot.garbage import collect_seldom
from bot.infra.log import configure_logging
from bot.infra.loop import run_async
from bot.infra.watchlist_dir import load_watchlists
from bot.running import Bot

PROBE_S = 0.002


def settings(port: int, feeds: int, folder: Path) -> Settings:
    file = ConfigFile(
        fetch=FetchSettings(allow_hosts=["127.0.0.1"], min_interval_s=0.0, host_pause_s=0.0),
        health=HealthSettings(port=0),
        feeds=[FeedSettings(url=f"http://127.0.0.1:{port}/feed/{n}", interval_s=0.0) for n in range(feeds)],
        subscriptions=[SubscriptionSettings(watchlist="sco", channel="console:bench")],
    )
    return Settings(file=file, path=folder / "config.toml", secrets={})


async def stalls(lags_ms: list[float], *, every_s: float = PROBE_S) -> None:
    """Note how much later than asked the event loop comes back, over and over."""
    while True:
        asked = perf_counter()
        await asyncio.sleep(every_s)
        lags_ms.append((perf_counter() - asked - every_s) * 1000)


async def cost_s(bot: Bot) -> float:
    before = cpu_s(os.getpid())
    await bot.run_once(asyncio.Event(), on_progress=lambda _: None)
    return cpu_s(os.getpid()) - before


async def main(port: int, feeds: int, folder: Path) -> None:
    async with open_bot(settings(port, feeds, folder), load_watchlists(SHIPPED_WATCHLISTS)) as bot:
        lags_ms: list[float] = []
        probe = asyncio.create_task(stalls(lags_ms))
        cold = await cost_s(bot)
        probe.cancel()
        warm = await cost_s(bot)
        articles = sum(report.articles for report in await bot.store.list_feeds())
    lags_ms.sort()
    print(
        json.dumps(
            {
                "cold_cpu_s": cold,
                "warm_cpu_s": warm,
                "articles": articles,
                "stall_p50_ms": lags_ms[len(lags_ms) // 2],
                "stall_p99_ms": lags_ms[int(len(lags_ms) * 0.99)],
                "stall_max_ms": lags_ms[-1],
            }
        )
    )


if __name__ == "__main__":
    collect_seldom()  # as the command line does
    configure_logging(level="error", form="text", secrets=())
    run_async(lambda _: main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))

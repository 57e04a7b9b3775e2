"""Topicwire's sides of the polling bench, each on the bot as ``bot.compose`` opens it; prints JSON.

``python -m bench.side_poll SIDE PORT FEEDS FOLDER``: ``warm`` polls short feeds again and again and
minds its manners, ``long`` polls long ones cold and changed, ``healthy`` and ``faulty`` poll the same short
ones, of which none or 40 % are faulty.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from bench.measure import cpu_s, memory_mib
from bench.poll_control import tell_farm
from bench.poll_farm import FEW, HOSTS, feed_url
from bench.side_topicwire import cost_s, stalls
from bot.compose import open_bot
from bot.config import SHIPPED_WATCHLISTS, Settings
from bot.config_file import ConfigFile, FeedSettings, FetchSettings, HealthSettings, SubscriptionSettings
from bot.feeds.document import read_document
from bot.feeds.fetch import HttpFetcher
from bot.garbage import collect_seldom
from bot.infra.clock import SystemClock
from bot.infra.log import configure_logging
from bot.infra.loop import run_async
from bot.infra.watchlist_dir import load_watchlists
from bot.ports import Fetched, FetchRequest
from bot.running import Bot

WARM_ROUNDS = 5
PROOF_ROUNDS = 5
"""Changed bodies until the fast reader reads alone, that one included.

The first proves nothing of the others: what is new is read with the entry after it, a long one there.
"""
FAULT_TIMEOUT_S = 10.0
FAULT_LATENCY_MS = 50
MEMORY_EVERY_S = 0.1
PROBE_S = 0.01
"""Every 2 ms took 3 % of what a cold poll costs (medians of 5), of which the reader has nothing."""


def settings(urls: Iterable[str], folder: Path, *, timeout_s: float = 30.0) -> Settings:
    fetch = FetchSettings(allow_hosts=HOSTS, min_interval_s=0.0, host_pause_s=0.0, timeout_s=timeout_s)
    file = ConfigFile(
        fetch=fetch,
        health=HealthSettings(port=0),
        feeds=[FeedSettings(url=url, interval_s=0.0) for url in urls],
        subscriptions=[SubscriptionSettings(watchlist="sco", channel="console:bench")],
    )
    return Settings(file=file, path=folder / "config.toml", secrets={})


@asynccontextmanager
async def opened(urls: Iterable[str], folder: Path, *, timeout_s: float = 30.0) -> AsyncIterator[Bot]:
    watchlists = load_watchlists(SHIPPED_WATCHLISTS)
    async with open_bot(settings(urls, folder, timeout_s=timeout_s), watchlists) as bot:
        yield bot


async def warm(port: int, feeds: int, folder: Path) -> dict[str, float]:
    async with opened((feed_url(port, "small", number, hosts=FEW) for number in range(feeds)), folder) as bot:
        await cost_s(bot)
        rounds = [await cost_s(bot) for _ in range(WARM_ROUNDS)]
        tell_farm(port, "mode", "manners")
        await cost_s(bot)
        await cost_s(bot)
    return {"warm_cpu_s": sum(rounds) / WARM_ROUNDS, **tell_farm(port, "look")}


async def long(port: int, feeds: int, folder: Path) -> dict[str, float]:
    figures: dict[str, float] = {}
    async with opened((feed_url(port, "feed", number, hosts=FEW) for number in range(feeds)), folder) as bot:
        lags_ms: list[float] = []
        probe = asyncio.create_task(stalls(lags_ms, every_s=PROBE_S))
        figures["cold"] = await cost_s(bot)
        probe.cancel()
        figures["stall_p99_ms"] = sorted(lags_ms)[int(len(lags_ms) * 0.99)]
        tell_farm(port, "change", "10")
        figures["tenth"] = await cost_s(bot)
        tell_farm(port, "mode", "touched")
        figures["touched"] = sum([await cost_s(bot) for _ in range(WARM_ROUNDS)]) / WARM_ROUNDS
        tell_farm(port, "mode", "steady")
        for _ in range(PROOF_ROUNDS):
            tell_farm(port, "change", "1")
            figures["all"] = await cost_s(bot)
    figures |= tell_farm(port, "look")
    return {**figures, "parse": await parse_cost_s(port, feeds)}


async def parse_cost_s(port: int, feeds: int) -> float:
    """CPU seconds that reading the same documents takes in a parser process, without the way there."""
    fetcher = HttpFetcher(
        user_agent=lambda: "bench",
        timeout_s=30.0,
        max_bytes=10_000_000,
        host_pause_s=0,
        clock=SystemClock(),
        allow_hosts=HOSTS,
    )
    configured = settings(
        [feed_url(port, "feed", number, hosts=FEW) for number in range(feeds)], Path()
    ).feeds()
    taken_s = 0.0
    for feed in configured:
        fetched = await fetcher.fetch(FetchRequest(url=feed.url))
        assert isinstance(fetched, Fetched)
        before = process_time()
        read_document(fetched, feed, fetched_at=datetime.now(UTC))
        taken_s += process_time() - before
    await fetcher.close()
    return taken_s


async def faults(port: int, feeds: int, folder: Path, *, mode: str) -> dict[str, float]:
    tell_farm(port, "mode", mode)
    tell_farm(port, "latency", str(FAULT_LATENCY_MS))
    urls = (feed_url(port, "small", number, hosts=len(HOSTS)) for number in range(feeds))
    peak_mib = 0.0

    async def watch_memory() -> None:
        nonlocal peak_mib
        while True:
            resident, _ = memory_mib(os.getpid())
            peak_mib = max(peak_mib, resident)
            await asyncio.sleep(MEMORY_EVERY_S)

    async with opened(urls, folder, timeout_s=FAULT_TIMEOUT_S) as bot:
        watch = asyncio.create_task(watch_memory())
        before_s, started = cpu_s(os.getpid()), perf_counter()
        await cost_s(bot)
        watch.cancel()
        figures = {"cpu_s": cpu_s(os.getpid()) - before_s, "wall_s": perf_counter() - started}
    return {**figures, "peak_mib": peak_mib, **tell_farm(port, "look")}


async def main(side: str, port: int, feeds: int, folder: Path) -> None:
    tell_farm(port, "start")
    match side:
        case "warm":
            figures = await warm(port, feeds, folder)
        case "long":
            figures = await long(port, feeds, folder)
        case "healthy":
            figures = await faults(port, feeds, folder, mode="steady")
        case _:
            figures = await faults(port, feeds, folder, mode="faulty")
    print(json.dumps(figures))


if __name__ == "__main__":
    collect_seldom()  # as the command line does
    configure_logging(level="error", form="text", secrets=())
    run_async(lambda _: main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))

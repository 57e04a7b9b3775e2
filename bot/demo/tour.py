"""The tour that ``topicwire demo`` gives: a real bot polls the sample feeds, round by round.

Nothing is staged: the server publishes, the bot's own scheduler notices, and what was posted is read back
from the console's record and held against what each sample article says of itself.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bot.compose import open_bot
from bot.config import SHIPPED_WATCHLISTS, Settings
from bot.config_file import (
    ConfigFile,
    ConsoleSettings,
    FeedSettings,
    FetchSettings,
    HealthSettings,
    StoreSettings,
    SubscriptionSettings,
)
from bot.core.outbox import DeliveryState
from bot.core.watchlist import Watchlist
from bot.demo.edition import ROUNDS
from bot.demo.samples import EXPECTED_ALERTS
from bot.demo.server import SampleServer
from bot.infra.log import configure_logging
from bot.infra.loop import run_async
from bot.infra.watchlist_dir import load_watchlists
from bot.running import Bot

LOOK_EVERY_S = 0.05
ROUND_LIMIT_S = 60.0
STORY = {
    0: "first sight: all is stored, nothing is posted",
    1: "the outlets publish news in four languages",
    2: "repeats, edits and moved ids: nothing again",
}
OPEN_STATES = (
    DeliveryState.READY,
    DeliveryState.LEASED,
    DeliveryState.SENDING,
    DeliveryState.RETRY,
    DeliveryState.UNCERTAIN,
)

out = Console(highlight=False)


def give_tour(*, ends: bool) -> bool:
    """Run all rounds; then go on polling until Ctrl-C, unless ``ends``.

    Returns: whether exactly the expected alerts were posted, each once.
    """
    configure_logging(level="warning", form="text", secrets=())
    watchlists = load_watchlists(SHIPPED_WATCHLISTS)
    with TemporaryDirectory(prefix="topicwire-demo-") as folder:
        return run_async(lambda stop: _tour(Path(folder), watchlists, stop, ends=ends))


async def _tour(folder: Path, watchlists: Sequence[Watchlist], stop: asyncio.Event, *, ends: bool) -> bool:
    async with (
        SampleServer(now=datetime.now(UTC), interval_s=1) as server,
        open_bot(_settings(folder, server, watchlists), watchlists) as bot,
    ):
        running = asyncio.create_task(bot.run(stop))
        rows = []
        for round_ in ROUNDS:
            out.rule(f"round {round_}: {STORY[round_]}")
            before = _posted(folder)
            server.publish(round_)
            if not await _is_settled(server, bot, stop):
                out.print(
                    f"not settled within {ROUND_LIMIT_S:.0f} s: is this machine very busy?", style="red"
                )
                break
            if stop.is_set():
                break
            rows.append((round_, await _articles(bot), _posted(folder) - before))
        is_right = _summarise(rows, {one.watchlist_id: one.name for one in watchlists}, server)
        if not ends and not stop.is_set():
            out.print("The feeds are polled on; Ctrl-C ends the demo.", style="dim")
            await stop.wait()
        stop.set()
        await running
        return is_right


def _settings(folder: Path, server: SampleServer, watchlists: Sequence[Watchlist]) -> Settings:
    file = ConfigFile(
        store=StoreSettings(url="sqlite:///demo.db"),
        fetch=FetchSettings(allow_hosts=["127.0.0.1"], min_interval_s=1.0, host_pause_s=0.0),
        console=ConsoleSettings(record="alerts.jsonl"),
        health=HealthSettings(port=0),
        feeds=[
            FeedSettings(
                url=feed.url,
                outlet=feed.outlet.name,
                country=feed.outlet.country,
                kind=feed.outlet.kind,
                lang=feed.lang,
                interval_s=feed.interval_s,
            )
            for feed in server.feeds
        ],
        subscriptions=[
            SubscriptionSettings(watchlist=one.watchlist_id, channel="console:demo") for one in watchlists
        ],
    )
    return Settings(file=file, path=folder / "config.toml", secrets={})


async def _is_settled(server: SampleServer, bot: Bot, stop: asyncio.Event) -> bool:
    """Wait until each feed was asked twice since now and no delivery is open, or until ``stop``.

    The second request begins after the first one's answer was stored, so everything published is through.
    Returns: False where that takes too long.
    """
    asked = {url: count.requests for url, count in server.counts.items()}
    ends_at = asyncio.get_running_loop().time() + ROUND_LIMIT_S
    while not stop.is_set():
        if asyncio.get_running_loop().time() > ends_at:
            return False
        await asyncio.sleep(LOOK_EVERY_S)
        if any(count.requests < asked[url] + 2 for url, count in server.counts.items()):
            continue
        deliveries = await bot.store.count_deliveries()
        if not any(deliveries[state] for state in OPEN_STATES):
            break
    return True


async def _articles(bot: Bot) -> int:
    return sum(report.articles for report in await bot.store.list_feeds())


def _posted(folder: Path) -> Counter[tuple[str, str]]:
    """(watchlist name, title) of every line of the console's record, counted."""
    record = folder / "alerts.jsonl"
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    alerts = [json.loads(line) for line in lines]
    return Counter((why.split(" · ")[0], alert["title"]) for alert in alerts for why in alert["why"])


def _summarise(
    rows: Sequence[tuple[int, int, Counter[tuple[str, str]]]], names: Mapping[str, str], server: SampleServer
) -> bool:
    table = Table("round", "articles kept", "topics expected", "posted", "missing", "unexpected", "twice")
    is_right = len(rows) == len(ROUNDS)
    for round_, articles, posted in rows:
        expected = {(names[watchlist_id], title) for watchlist_id, title in EXPECTED_ALERTS[round_]}
        missing, unexpected = expected - set(posted), set(posted) - expected
        twice = {pair for pair, count in posted.items() if count > 1}
        is_right = is_right and not (missing or unexpected or twice)
        counts = (round_, articles, len(expected), posted.total(), len(missing), len(unexpected), len(twice))
        table.add_row(*map(str, counts))
    requests = sum(count.requests for count in server.counts.values())
    unchanged = sum(count.not_modified for count in server.counts.values())
    out.rule("summary")
    out.print(table)
    verdict = "exactly what the samples promise" if is_right else "not what the samples promise"
    style = "green" if is_right else "red"
    result = f"{requests} requests, {unchanged} answered 304 (unchanged); alerts: {verdict}"
    out.print(result, style=style, soft_wrap=True)
    return is_right

"""``python -m bench.delivery [ALERTS]``: to twenty channels of each platform, one request in ten fails.

Real clients, a real store, and the deliverers of the bot, against servers on loopback ports that keep the
platforms' rate limits strictly. What counts is the time against what those limits alone allow for the
requests that were needed, that nothing is lost, doubled or out of order, and that Slack is never asked too
fast.
"""

import asyncio
import platform
import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from adapters.access import Access
from adapters.discord import DiscordAdapter
from adapters.slack.client import SlackAdapter
from bench.limited import LimitedDiscord, LimitedSlack
from bot.app.deliver import Deliverer, DeliveryRules
from bot.compose_platforms import new_key
from bot.core.delivery import BacklogRule, RetryPolicy
from bot.core.model import Channel
from bot.core.outbox import DeliveryState
from bot.infra.clock import SystemClock
from bot.infra.metrics import PrometheusMetrics
from bot.infra.runner_local import LocalRunner
from bot.ports_chat import Adapter
from bot.ports_store import Store
from bot.store.open import open_store
from tests.builders import make_alert, make_article, make_feed, make_message, make_new, make_record
from tests.platforms.fakes import discord_server, slack_workspaces

CHANNELS = 20
ALERTS = 10
"""For each channel, where nothing else is asked for: 200 in all."""
SEED = 20261128
LOOK_EVERY_S = 1.0

out = Console(width=110)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A platform under test. ``allowed_s``: what its limits alone take for the posts it was asked for."""

    name: str
    adapter: Adapter
    channels: Sequence[Channel]
    server: LimitedSlack | LimitedDiscord
    titles: Callable[[str], list[str]]
    allowed_s: Callable[[], float]


def slack_side(server: LimitedSlack) -> Side:
    def allowed_s() -> float:
        in_all = sum(server.posts.values())
        return max(max(server.posts.values()) - 1.0, (in_all - 20) / 5.0)

    return Side(
        name="Slack",
        adapter=SlackAdapter(Access(token=slack_workspaces.TOKEN, address=server.api)),
        channels=[Channel(adapter="slack", external_id=one) for one in SLACK],
        server=server,
        titles=lambda channel: [one["text"].split(" · ")[0] for one in server.messages(channel)],
        allowed_s=allowed_s,
    )


def discord_side(server: LimitedDiscord) -> Side:
    def allowed_s() -> float:
        in_all = sum(server.posts.values())
        return max((ceil(max(server.posts.values()) / 5) - 1) * 5.0, in_all / 50.0 - 1.0)

    return Side(
        name="Discord",
        adapter=DiscordAdapter(Access(token=discord_server.TOKEN, address=server.api)),
        channels=[Channel(adapter="discord", external_id=one) for one in DISCORD],
        server=server,
        titles=lambda channel: [one["embeds"][0]["title"] for one in server.messages(channel)],
        allowed_s=allowed_s,
    )


SLACK = tuple(f"C{number:02}" for number in range(CHANNELS))
DISCORD = tuple(f"10{number:02}" for number in range(CHANNELS))


async def queue(store: Store, channels: Sequence[Channel], titles: Sequence[str]) -> None:
    clock = SystemClock()
    await store.sync_feeds([make_feed()], now=clock.now())
    (feed,) = await store.list_feeds()
    news = [
        make_new(
            make_article(title=title),
            alerts=tuple(
                make_alert(channel=one, message=make_message(title=title), delivery_key=new_key())
                for one in channels
            ),
        )
        for title in titles
    ]
    await store.commit_poll(make_record(feed.stored.feed_id, *news), now=clock.now())


async def deliver(store: Store, sides: Sequence[Side], total: int) -> dict[str, float]:
    """Deliver everything; how many seconds each side took."""
    rules = DeliveryRules(
        retry=RetryPolicy(),
        backlog=BacklogRule(most=1_000_000),
        admin_channel=None,
        draw=random.Random(SEED).random,
        new_key=new_key,
    )
    took: dict[str, float] = {}
    async with AsyncExitStack() as stack:
        deliverers = []
        for side in sides:
            stack.push_async_callback(side.adapter.close)
            await side.adapter.start()
            deliverers.append(
                Deliverer(
                    side.adapter,
                    store=store,
                    rules=rules,
                    clock=SystemClock(),
                    metrics=PrometheusMetrics(),
                    runner=LocalRunner(slots=100),
                )
            )
        started = time.monotonic()
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("delivering", total=total * len(sides))
            while len(took) < len(sides):
                for deliverer in deliverers:
                    await deliverer.deliver_due()
                done = [sum(len(side.titles(one.external_id)) for one in side.channels) for side in sides]
                progress.update(task, completed=sum(done))
                for side, count in zip(sides, done, strict=True):
                    if count >= total and side.name not in took:
                        took[side.name] = time.monotonic() - started
                await asyncio.sleep(LOOK_EVERY_S)
        while (await store.count_deliveries())[DeliveryState.SENT] < total * len(sides):
            for deliverer in deliverers:
                await deliverer.deliver_due()
            await asyncio.sleep(LOOK_EVERY_S)
    return took


async def main(alerts: int) -> None:
    titles = [f"alert {number:04}" for number in range(alerts)]
    with (
        LimitedSlack(SLACK, SEED) as slack,
        LimitedDiscord(DISCORD, SEED) as discord,
        TemporaryDirectory() as folder,
    ):
        store = await open_store("sqlite:///bench.db", base_dir=Path(folder))
        sides = (slack_side(slack), discord_side(discord))
        for side in sides:
            await queue(store, side.channels, titles)
        took = await deliver(store, sides, alerts * CHANNELS)
        await store.close()
    table = Table(title=f"{alerts} alerts to each of {CHANNELS} channels, seed {SEED}")
    for heading in ("", "posts", "faults", "limits alone", "took", "ratio", "lost", "twice", "order", "429"):
        table.add_column(heading, justify="left" if not heading else "right")
    for side in sides:
        told = [side.titles(channel.external_id) for channel in side.channels]
        lost = sum(len(set(titles) - set(one)) for one in told)
        twice = sum(len(one) - len(set(one)) for one in told)
        kept = sum(one == titles for one in told)
        allowed_s = side.allowed_s()
        table.add_row(
            side.name,
            str(sum(side.server.posts.values())),
            str(side.server.faults.count),
            f"{allowed_s:.1f} s",
            f"{took[side.name]:.1f} s",
            f"{took[side.name] / allowed_s:.2f}",
            str(lost),
            str(twice),
            f"{kept}/{CHANNELS}",
            str(side.server.refused),
        )
    out.print(table)
    out.print(f"Python {platform.python_version()}, {platform.machine()}; 429: requests that came too fast")


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else ALERTS))

"""``/watch status``: how the bot is doing, for its admins."""

import platform
from datetime import datetime
from importlib.metadata import version

from bot.app.commands.feeds import ago
from bot.app.desk import Desk
from bot.core.chat import Reply, reply
from bot.core.feed_health import count_feeds, count_words
from bot.core.outbox import OPEN, ChannelReport, DeliveryState


async def answer_status(desk: Desk) -> Reply:
    """Return versions, topics, feeds, queue and the channels that are held back. Raises: StoreError."""
    store, now = desk.store, desk.clock.now()
    subscriptions = desk.subscriptions.current
    channels = len({one.channel for one in subscriptions})
    feeds = count_feeds(await store.feed_overview(), now=now)
    counts = await store.count_deliveries()
    waiting = sum(counts[state] for state in OPEN)
    held = [_held(one, now) for one in await store.held_channels(now=now)]
    dead = counts[DeliveryState.DEAD]
    return reply(
        f"Topicwire {version('topicwire')}, Python {platform.python_version()}",
        *desk.reloader.report.lines(),
        f"topics: {len(desk.matcher.watchlists)}, subscriptions: {len(subscriptions)} in {channels} channels",
        f"feeds: {sum(feeds.values())} ({count_words(feeds)})",
        f"alerts waiting: {waiting}, sent: {counts[DeliveryState.SENT]}, given up: {dead}"
        + (" (topicwire deliveries list)" if dead else ""),
        *held,
    )


def _held(report: ChannelReport, now: datetime) -> str:
    again = f"tried again {ago(report.blocked_until, now)}" if report.blocked_until else "tried again at once"
    if report.paused_reason:
        return f"{report.channel} is paused, {again}: {report.paused_reason}"
    return f"{report.channel} waits, {again}"

"""``/watch status``: how the bot is doing, for its admins."""

from datetime import datetime
from importlib.metadata import version

from bot.app.commands.feeds import ago
from bot.core.chat import Reply, reply
from bot.core.outbox import ChannelReport, DeliveryState
from bot.ports import Clock
from bot.ports_store import Store

OPEN = (
    DeliveryState.READY,
    DeliveryState.LEASED,
    DeliveryState.SENDING,
    DeliveryState.RETRY,
    DeliveryState.UNCERTAIN,
)


async def answer_status(store: Store, clock: Clock) -> Reply:
    """Return version, feeds, queue and the channels that are held back."""
    now = clock.now()
    feeds = [report.stored.state for report in await store.list_feeds()]
    failing = sum(bool(state.failure) for state in feeds)
    counts = await store.count_deliveries()
    waiting = sum(counts[state] for state in OPEN)
    held = [_held(one, now) for one in await store.held_channels(now=now)]
    dead = counts[DeliveryState.DEAD]
    return reply(
        f"Topicwire {version('topicwire')}",
        f"feeds: {len(feeds)}, of which failing: {failing}",
        f"alerts waiting: {waiting}, sent: {counts[DeliveryState.SENT]}, given up: {dead}"
        + (" (topicwire deliveries list)" if dead else ""),
        *held,
    )


def _held(report: ChannelReport, now: datetime) -> str:
    again = f"tried again {ago(report.blocked_until, now)}" if report.blocked_until else "tried again at once"
    if report.paused_reason:
        return f"{report.channel} is paused, {again}: {report.paused_reason}"
    return f"{report.channel} waits, {again}"

"""``/watch feeds``: how the feeds are doing, in words for a channel: what is wrong first."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.app.commands.feeds import FeedHealth, FeedRow, ago, feed_rows
from bot.core.chat import LINES, Reply, reply
from bot.core.model import Feed
from bot.ports_store import ReadStore

_ORDER = (FeedHealth.FAILING, FeedHealth.NEW, FeedHealth.OK)


async def answer_feeds(feeds: Sequence[Feed], *, store: ReadStore, now: datetime) -> Reply:
    """Say how many feeds are in which state, then how each is, trouble first. Raises: StoreError."""
    rows = feed_rows(feeds, await store.list_feeds())
    counts = Counter(row.state for row in rows)
    shown = ", ".join(f"{counts[state]} {state}" for state in _ORDER if counts[state])
    ranked = sorted(rows, key=lambda row: (_ORDER.index(row.state), row.outlet.casefold()))
    lines = [_line(row, now) for row in ranked]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"and {len(lines) - LINES + 1} more"]
    return reply(f"{len(rows)} feeds: {shown}" if rows else "No feed is configured.", *lines)


def _line(row: FeedRow, now: datetime) -> str:
    match row.state:
        case FeedHealth.FAILING:
            since = f"last success {ago(row.ok_at, now)}"
            return f"{row.outlet}: failing, {since}, tried again {ago(row.next_poll_at, now)}: {row.error}"
        case FeedHealth.NEW:
            return f"{row.outlet}: not polled yet"
        case FeedHealth.OK:
            news, following = ago(row.news_at, now), ago(row.next_poll_at, now)
            told = f"{row.outlet}: news {news}, {row.articles} articles, next poll {following}"
            return told + (f"; {row.error}" if row.error else "")

"""What contract tests do with a store before they come to their point."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.core.delivery import BacklogRule
from bot.core.feed import Feed
from bot.core.model import (
    Article,
    Channel,
)
from bot.core.outbox import Delivery, DeliveryState
from bot.core.query import Query
from bot.ports_search import Found
from bot.ports_store import Store
from tests.builders import CONSOLE, NOW, make_alert, make_feed, make_new, make_record

LEASE_S = 60.0
SLACK = Channel(adapter="slack", external_id="C1")
NO_BACKLOG = BacklogRule(most=1_000_000)


async def add_feeds(store: Store, *feeds: Feed) -> list[int]:
    """Configure exactly these feeds and return their ids, in order."""
    await store.sync_feeds(feeds, now=NOW)
    return [report.stored.feed_id for report in await store.list_feeds()]


async def add_feed(store: Store, feed: Feed | None = None) -> int:
    (feed_id,) = await add_feeds(store, feed or make_feed())
    return feed_id


async def add_article(store: Store, feed_id: int, article: Article) -> int:
    """Store one article and return its id."""
    await store.commit_poll(make_record(feed_id, make_new(article)), now=NOW)
    return (await store.seen_articles(feed_id, article.keys))[article.keys[0]].article_id


async def queue_alerts(store: Store, *channels: Channel) -> None:
    """Make one delivery after another, in this order, each for a story of its own."""
    feed_id = await add_feed(store)
    news = [make_new(alerts=(make_alert(channel=channel),)) for channel in channels or (CONSOLE,)]
    await store.commit_poll(make_record(feed_id, *news), now=NOW)


async def claim(
    store: Store,
    *,
    now: datetime = NOW,
    lease_token: str = "holder",
    limit: int = 10,
    backlog: BacklogRule = NO_BACKLOG,
) -> list[Delivery]:
    """Lease what is due in every channel of any adapter."""
    due = [
        channel
        for adapter in ("console", "discord", "slack")
        for channel in await store.due_channels(adapter, now=now, limit=limit, but=())
    ]
    claimed = [
        await store.claim_delivery(
            channel, now=now, lease_s=LEASE_S, lease_token=lease_token, backlog=backlog
        )
        for channel in due
    ]
    return [delivery for delivery in claimed if delivery is not None]


async def claim_one(store: Store, **when: Any) -> Delivery:
    (delivery,) = await claim(store, **when)
    return delivery


async def save(store: Store, delivery: Delivery, state: DeliveryState, **fields: Any) -> bool:
    return await store.save_delivery(replace(delivery, state=state, **fields))


async def search(store: Store, query: Query | None = None, limit: int = 10) -> list[str]:
    """Return the titles found."""
    return titles(await store.search(query or Query(), limit=limit))


def titles(found: Found) -> list[str]:
    return [stored.article.text.title for stored in found.articles]

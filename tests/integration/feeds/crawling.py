"""A poller that also reads pages and sitemaps: real HTTP, real robots.txt, real parser, real database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.core.feed import FeedState
from bot.core.model import AlertMessage, PollResult, StoredArticle
from bot.core.outbox import DeliveryState
from bot.core.watchlist import Alias, Watchlist
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ParserPool
from bot.matching.matcher import Matcher
from bot.ports_store import Store
from tests.builders import NOW, make_feed, make_query, make_subscription
from tests.contract.steps import claim, save
from tests.integration.feeds.pollers import make_poller

ALLOWED = ("127.0.0.1",)
SCO = Watchlist(
    watchlist_id="sco", name="SCO", aliases=(Alias(text="Shanghai Cooperation Organisation"),), threshold=0.3
)
MATCHER = Matcher((SCO,))


def sitemap(*links: str, dated: str = "") -> bytes:
    """``dated``: more elements of each URL's."""
    urls = "".join(f"<url><loc>{link}</loc>{dated}</url>" for link in links)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def index(**children: str) -> bytes:
    """The ``lastmod`` of each child by its URL; empty where it has none."""
    named = "".join(
        f"<sitemap><loc>{url}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</sitemap>"
        for url, at in children.items()
    )
    return f"<sitemapindex>{named}</sitemapindex>".encode()


class Reader:
    """One feed of any format, and one channel that hears of the Shanghai Cooperation Organisation."""

    def __init__(
        self,
        *,
        store: Store,
        make_fetcher: Callable[..., HttpFetcher],
        pool: ParserPool,
        limit_s: float = 10,
        timeout_s: float = 5,
    ) -> None:
        self.time = NOW
        self.store = store
        self.fetcher = make_fetcher(clock=self, timeout_s=timeout_s)
        self.poller = make_poller(
            store,
            self.fetcher,
            pool,
            clock=self,
            matcher=MATCHER,
            subscriptions=[make_subscription()],
            full_text_s=limit_s,
        )

    def now(self) -> datetime:
        return self.time

    async def configure(self, **fields: Any) -> None:
        await self.store.sync_feeds([make_feed(**fields)], now=self.time)

    async def poll(self) -> PollResult:
        """Poll two hours after the last time, or when the feed is due, if later."""
        self.time = max(self.time + timedelta(hours=2), (await self.state()).next_poll_at)
        (stored,) = await self.store.claim_due_feeds(now=self.time, limit=2, lease_s=60, busy={})
        return await self.poller.poll(stored)

    async def state(self) -> FeedState:
        (report,) = await self.store.list_feeds()
        return report.stored.state

    async def articles(self) -> list[StoredArticle]:
        """All stored articles."""
        found = await self.store.search(make_query(), limit=100)
        return list(found.articles)

    async def posted(self) -> list[AlertMessage]:
        """What the channel reads since the last look."""
        read: list[AlertMessage] = []
        while delivered := await claim(self.store, now=self.time):
            for one in delivered:
                assert isinstance(one.message, AlertMessage)
                read.append(one.message)
                await save(self.store, one, DeliveryState.SENT)
        return read

"""A feed that changes from poll to poll, and a poller that reads it: real HTTP, real parser, real database.

What a channel would have read is drained from the outbox after each poll; the clock is turned by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from bot.app.rulebook import Rulebook, Rules
from bot.core.feed import StoredFeed
from bot.core.model import AlertMessage, Channel, Digest, DigestTime, Notice, PollResult
from bot.core.outbox import DeliveryState
from bot.core.watchlist import Alias, Watchlist
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ParserPool
from bot.matching.matcher import Matcher
from bot.ports_store import Store
from tests.builders import NOW, make_feed, make_subscription
from tests.contract.steps import claim, save
from tests.integration.feeds.pollers import make_poller
from tests.platforms.fakes.feed_server import FeedServer, Mood, Page

PATH = "/feed.xml"
ADMINS = Channel(adapter="console", external_id="admins")
SCO = Watchlist(
    watchlist_id="sco", name="SCO", aliases=(Alias(text="Shanghai Cooperation Organisation"),), threshold=0.3
)
MATCHER = Matcher((SCO,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry as the feed has it; what is empty is left out. Its text names the topic."""

    title: str
    guid: str = ""
    link: str = ""
    date: str = ""
    body: str = "The Shanghai Cooperation Organisation met."


def items(*titles: str, **fields: str) -> list[Item]:
    """Entries with id and link of their own, made of their titles."""
    return [
        Item(**{"title": one, "guid": f"http://a.org/?id={one}", "link": f"http://a.org/{one}"} | fields)
        for one in titles
    ]


def rss(entries: Sequence[Item]) -> bytes:
    pieces = [
        "".join(
            f"<{tag}>{escape(value)}</{tag}>"
            for tag, value in (
                ("title", one.title),
                ("guid", one.guid),
                ("link", one.link),
                ("pubDate", one.date),
                ("description", one.body),
            )
            if value
        )
        for one in entries
    ]
    listed = "".join(f"<item>{piece}</item>" for piece in pieces)
    head = "<title>News</title><link>http://a.org/</link>"
    return f'<rss version="2.0"><channel>{head}{listed}</channel></rss>'.encode()


class Newsroom:
    """One feed, one subscribed channel, and the admins' channel. ``time`` is now."""

    def __init__(
        self,
        *,
        store: Store,
        server: FeedServer,
        fetcher: HttpFetcher,
        pool: ParserPool,
        most_alerts: int = 5,
        digest_at: DigestTime | None = None,
    ) -> None:
        self.time = NOW
        self.store = store
        self._server = server
        self._posted: list[str] = []
        self._told: list[str] = []
        self.url = server.url + PATH
        self.rulebook = Rulebook(Rules(matcher=MATCHER))
        self.poller = make_poller(
            store,
            fetcher,
            pool,
            clock=self,
            matcher=MATCHER,
            rulebook=self.rulebook,
            subscriptions=[make_subscription(topic, digest_at=digest_at) for topic in ("sco", "rail")],
            admin_channel=ADMINS,
            most_alerts=most_alerts,
        )

    def now(self) -> datetime:
        return self.time

    def watch(self, *watchlists: Watchlist) -> None:
        """Let these be the topics from now on, as a reload does; the channel gets ``sco`` and ``rail``."""
        self.rulebook.replace(Rules(matcher=Matcher(watchlists)))

    async def configure(self, *urls: str) -> None:
        await self.store.sync_feeds([make_feed(url=url) for url in urls or [self.url]], now=self.time)

    async def poll(
        self, entries: Sequence[Item] | bytes | Mood, *, after: timedelta = timedelta(hours=2)
    ) -> PollResult:
        """Serve these entries and poll once, ``after`` the last time or when the feed is due, if later."""
        if callable(entries):
            self._server.serve(PATH, entries)
        else:
            self._server.serve(PATH, Page(entries if isinstance(entries, bytes) else rss(entries)))
        self.time = max(self.time + after, (await self.state()).state.next_poll_at)
        (stored,) = await self.store.claim_due_feeds(now=self.time, limit=2, lease_s=60, busy={})
        return await self.poller.poll(stored)

    async def state(self) -> StoredFeed:
        (report,) = await self.store.list_feeds()
        return report.stored

    async def posted(self) -> list[str]:
        """What the channel reads since the last look: titles; of a digest its own, then those in it."""
        await self._drain()
        read, self._posted = self._posted, []
        return read

    async def told(self) -> list[str]:
        """What the admins read since the last look: the titles of notices."""
        await self._drain()
        read, self._told = self._told, []
        return read

    async def _drain(self) -> None:
        while delivered := await claim(self.store, now=self.time):
            for one in delivered:
                match one.message:
                    case Notice(title=title):
                        assert one.channel == ADMINS
                        self._told.append(title)
                    case Digest(title=title, alerts=alerts):
                        self._posted += [title, *(alert.title for alert in alerts)]
                    case AlertMessage(title=title):
                        self._posted.append(title)
                await save(self.store, one, DeliveryState.SENT)

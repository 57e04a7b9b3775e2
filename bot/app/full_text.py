"""New articles of a feed with ``full_text`` -> the same with the texts of their pages, within seconds.

A step between comparing and matching that may leave any article as it is: what is not there in time, closed,
or no article, is left out, and the feed's own text counts. Each page is read once.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import structlog

from bot.core.accept import PAGE
from bot.core.canonical import is_home_page
from bot.core.feed import Feed, FeedFormat, HostBlock
from bot.core.hosts import host_key
from bot.core.model import Article
from bot.core.page_text import PageRefusal, PageText, judged, with_page, without_repeats
from bot.core.schedule import page_block
from bot.core.urls import public_url
from bot.errors import FeedError
from bot.ports import Clock, Crawler, Fetched, FetchRequest, PageReader
from bot.ports_store import PageStore

log = structlog.get_logger()

MOST_PAGES = 10
"""Of one poll, the newest: a feed that brings more at once is no news but an archive."""
AT_A_TIME = 2


class FullText:
    """Reads articles' pages. Owns nothing. ``limit_s``: what all pages of one poll may take together."""

    def __init__(
        self, *, crawler: Crawler, reader: PageReader, store: PageStore, clock: Clock, limit_s: float
    ) -> None:
        self._crawler = crawler
        self._reader = reader
        self._store = store
        self._clock = clock
        self._limit_s = limit_s
        self._parsing = asyncio.Semaphore(1)  # pages never keep all parser processes from the feeds

    async def of_new(self, feed: Feed, articles: Sequence[Article]) -> tuple[Article, ...]:
        """Return the articles, in their order, those with readable pages with their text."""
        if not feed.full_text or not articles:
            return tuple(articles)
        wanted = _newest(articles)
        known = await self._store.page_texts(list(wanted))
        closed = await self._store.blocked_hosts(now=self._clock.now())
        unread = {
            url: article
            for url, article in wanted.items()
            if url not in known and host_key(article.url) not in closed
        }
        read = await self._read(feed, unread)
        pages = {**known, **{page.canonical_url: page for page in read}}
        used = sum(bool(page.text) for page in pages.values())
        counts = {"wanted": len(wanted), "used": used, "left_out": len(wanted) - len(pages)}
        log.info("feed.full_text", url=public_url(feed.url), **counts)
        return _with_pages(articles, pages)

    async def of_known(self, feed: Feed, articles: Sequence[Article]) -> tuple[Article, ...]:
        """Return the articles with the texts of pages that were read before; nothing is fetched."""
        if not feed.full_text or not articles:
            return tuple(articles)
        pages = await self._store.page_texts([article.canonical_url for article in articles])
        return _with_pages(articles, pages)

    async def _read(self, feed: Feed, unread: Mapping[str, Article]) -> tuple[PageText, ...]:
        """Read pages until the time is up, and keep what came of it."""
        if not unread:
            return ()
        found: list[PageText] = []
        places = asyncio.Semaphore(AT_A_TIME)
        blocks: dict[str, HostBlock] = {}

        async def one(article: Article) -> None:
            async with places:
                if host_key(article.url) not in blocks:
                    found.append(await self._page(feed, article, blocks))

        try:
            async with asyncio.timeout(self._limit_s), asyncio.TaskGroup() as tasks:
                for article in unread.values():
                    tasks.create_task(one(article))
        except TimeoutError:
            pass  # what came in time counts
        keys = {page.text_key for page in found if page.text_key}
        pages = without_repeats(found, await self._store.known_text_keys(list(keys)))
        if pages:
            await self._store.save_page_texts(pages, blocks=list(blocks.values()), now=self._clock.now())
        return pages

    async def _page(self, feed: Feed, article: Article, blocks: dict[str, HostBlock]) -> PageText:
        """Read one page; where its host asks for fewer requests, ``blocks`` has how long it is left alone."""
        try:
            request = FetchRequest(url=article.url, accept=PAGE)
            answer = await self._crawler.fetch(request, led_from=feed.url)
            assert isinstance(answer, Fetched)  # nothing was sent that a 304 could answer
            async with self._parsing:
                extracted = await self._reader.read_page(answer)
        except FeedError as error:
            key = host_key(article.url)
            if (block := page_block(key, error, now=self._clock.now())) is not None:
                blocks[key] = block
            log.debug("page.failed", url=error.url, reason=error.failure, detail=error.detail)
            return PageText(canonical_url=article.canonical_url, refusal=PageRefusal.FAILED)
        page = await asyncio.to_thread(  # a long page takes a tenth of a second
            judged,
            extracted,
            article,
            host_key=host_key(article.url),
            has_headline=feed.format is not FeedFormat.SITEMAP,
        )
        log.debug("page.read", url=public_url(article.url), refusal=page.refusal, chars=len(page.text))
        return page


def _newest(articles: Sequence[Article]) -> dict[str, Article]:
    """The newest articles that have a page of their own, by its canonical URL."""
    # Identity vouches that a link which is a key is this article's alone.
    own = [
        article
        for article in articles
        if any(key.startswith("link:") for key in article.keys) and not is_home_page(article.canonical_url)
    ]
    undated = datetime.min.replace(tzinfo=UTC)
    newest = sorted(own, key=lambda article: article.published_at or undated, reverse=True)
    return {article.canonical_url: article for article in newest[:MOST_PAGES]}


def _with_pages(articles: Sequence[Article], pages: Mapping[str, PageText]) -> tuple[Article, ...]:
    return tuple(with_page(article, pages.get(article.canonical_url)) for article in articles)

"""One look at a feed of any format, as a poll takes it: fetched and read, with what its document is like."""

from dataclasses import replace

from bot.app.sitemaps import SitemapIndex
from bot.core.accept import ACCEPT
from bot.core.feed import Feed, FeedFormat
from bot.ports import Clock, Crawler, Examined, FeedExaminer, Fetched, Fetcher, FetchRequest, NotModified


class Look:
    """Looks at feeds; owns nothing. ``crawler`` is for what is read only where robots.txt lets us."""

    def __init__(self, *, fetcher: Fetcher, crawler: Crawler, examiner: FeedExaminer, clock: Clock) -> None:
        self._fetcher = fetcher
        self._crawler = crawler
        self._examiner = examiner
        self._clock = clock
        self._sitemaps = SitemapIndex(crawler=crawler, parser=examiner, clock=clock)

    async def fetch(self, feed: Feed) -> Fetched:
        """Raises: FeedError."""
        answer = await self._ask(FetchRequest(url=feed.url, accept=ACCEPT[feed.format]), feed)
        assert isinstance(answer, Fetched)  # nothing was asked conditionally
        return answer

    async def is_unchanged(self, feed: Feed, answer: Fetched) -> bool:
        """Whether the server, asked with the validators of its answer, says 304. Raises: FeedError."""
        request = FetchRequest(
            url=feed.url,
            accept=ACCEPT[feed.format],
            etag=answer.etag,
            last_modified=answer.last_modified,
            validated_url=answer.url,
        )
        return isinstance(await self._ask(request, feed), NotModified)

    async def read(self, feed: Feed, answer: Fetched) -> Examined:
        """Read the document, and those it names where it is an index of sitemaps. Raises: FeedError."""
        examined = await self._examiner.examine(answer, feed, fetched_at=self._clock.now())
        if not examined.parsed.children:
            return examined
        parsed = await self._sitemaps.with_children(feed, examined.parsed)
        undated = sum(article.published_at is None for article in parsed.articles)
        facts = replace(examined.facts, entries=len(parsed.articles), undated=undated)
        return Examined(parsed=parsed, facts=facts)

    async def _ask(self, request: FetchRequest, feed: Feed) -> Fetched | NotModified:
        if feed.format is FeedFormat.FEED:
            return await self._fetcher.fetch(request)
        return await self._crawler.fetch(request)

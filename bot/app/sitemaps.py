"""A sitemap index as one feed: the articles of the newest sitemaps it names, read one after the other."""

from dataclasses import replace

from bot.core.accept import SITEMAP
from bot.core.feed import Feed
from bot.core.model import Article
from bot.core.sitemaps import fails_the_index
from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.ports import Clock, Crawler, FeedParser, Fetched, FetchRequest, ParsedFeed


class SitemapIndex:
    """Reads the children of an index; owns nothing."""

    def __init__(self, *, crawler: Crawler, parser: FeedParser, clock: Clock) -> None:
        self._crawler = crawler
        self._parser = parser
        self._clock = clock

    async def with_children(self, feed: Feed, index: ParsedFeed) -> ParsedFeed:
        """Return the index with the articles of its children, newest child first.

        A child that fails by itself is left unread, and with the next poll asked again.

        Raises: FeedError where none of them can be read, or one of them not now: the poll failed, for news
            may stand there.
        """
        articles: dict[str, Article] = {}
        failed: list[FeedError] = []
        for child in index.children:
            try:
                parsed = await self._child(feed, child)
            except FeedError as error:
                failed.append(_of_the_feed(error, feed, child))
                if fails_the_index(error) or len(failed) == len(index.children):
                    raise failed[-1] from error
                continue
            for article in parsed.articles:
                articles.setdefault(article.url, article)
        return replace(
            index,
            articles=tuple(articles.values()),
            tells_changes=index.tells_changes and not failed,
            unread_children="; ".join(f"{error.failure}: {error.detail}" for error in failed),
        )

    async def _child(self, feed: Feed, url: str) -> ParsedFeed:
        answer = await self._crawler.fetch(FetchRequest(url=url, accept=SITEMAP), led_from=feed.url)
        assert isinstance(answer, Fetched)  # nothing was sent that a 304 could answer
        parsed = await self._parser.parse(answer, feed, fetched_at=self._clock.now())
        if parsed.children:
            detail = "is an index itself; set url to the sitemap with the news"
            raise FeedError(url, FeedFailure.NOT_A_FEED, detail)
        return parsed


def _of_the_feed(error: FeedError, feed: Feed, child: str) -> FeedError:
    """The failure of a child as that of its feed, which is not gone where one of its sitemaps is."""
    is_gone = error.failure is FeedFailure.GONE
    said = "the server says that it is gone (410); the index should not name it" if is_gone else error.detail
    return FeedError(
        public_url(feed.url),
        FeedFailure.HTTP_STATUS if is_gone else error.failure,
        f"its sitemap {public_url(child)}: {said}",
        retry_after_s=error.retry_after_s,
        status=error.status,
        host_key=error.host_key,
    )

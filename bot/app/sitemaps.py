"""A sitemap index as one feed: the articles of the newest sitemaps it names, read one after the other."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.app.validators import validators_of
from bot.core.accept import SITEMAP
from bot.core.feed import Feed
from bot.core.fingerprint import fingerprint
from bot.core.model import Article
from bot.core.sitemaps import NOT_READ, Child, fails_the_index
from bot.core.text import truncate
from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.ports import Clock, Crawler, FeedParser, Fetched, FetchRequest, NotModified, ParsedFeed

MAX_NOTE_CHARS = 1_000
MAX_CHARS = 20_000_000
ARTICLE_CHARS, TEXT_CHARS = 500, 80
"""What is remembered in all, and what an article, or a sitemap, and each text counts beside its letters."""


class SitemapIndex:
    """Reads the children of an index, each only where it has changed since this process read it last."""

    def __init__(
        self, *, crawler: Crawler, parser: FeedParser, clock: Clock, max_chars: int = MAX_CHARS
    ) -> None:
        self._crawler = crawler
        self._parser = parser
        self._clock = clock
        self._memory = _Memory(max_chars)

    async def with_children(self, feed: Feed, index: ParsedFeed, *, needs_all: bool = False) -> ParsedFeed:
        """Return the index with the articles of its children, newest child first.

        They are what reading all of them would give: those of a child that is unchanged, or need not be asked
        yet, are remembered. A child that fails by itself is left unread, and with the next poll asked again.

        Args:
            needs_all: let none be left unread.

        Raises: FeedError where none of them can be read, or one of them not now: the poll failed, for news
            may stand there.
        """
        read: dict[str, Child] = {}
        failed: list[FeedError] = []
        for url, changed_at in index.children.items():
            try:
                read[url] = await self._child(feed, url, changed_at)
            except FeedError as error:
                failed.append(_of_the_feed(error, feed, url))
                if needs_all or fails_the_index(error) or len(failed) == len(index.children):
                    raise failed[-1] from error
        bodies = "\n".join(f"{url} {child.fingerprint}" for url, child in read.items())
        return replace(
            index,
            articles=_articles(read.values()),
            children_fingerprint=fingerprint(bodies.encode("utf-8", "replace")),
            unread_children=truncate(
                "; ".join(filter(None, (index.unread_children, *map(_told, failed)))), MAX_NOTE_CHARS
            ),
            # What an index told of a child that was not read it may not tell again.
            tells_changes=index.tells_changes and not failed,
        )

    async def _child(self, feed: Feed, url: str, changed_at: datetime | None) -> Child:
        known = self._memory.get(feed, url)
        if known.is_fresh(self._clock.now()) and changed_at in (None, known.changed_at):
            return known
        answer = await self._ask(feed, url, known)
        if isinstance(answer, Fetched) and answer.is_delta:
            answer = await self._ask(feed, url, NOT_READ)
        child = replace(await self._answered(feed, url, answer, known=known), changed_at=changed_at)
        self._memory.keep(feed, url, child)
        return child

    async def _ask(self, feed: Feed, url: str, known: Child) -> Fetched | NotModified:
        request = FetchRequest(
            url=url,
            accept=SITEMAP,
            etag=known.validators.etag,
            last_modified=known.validators.last_modified,
            validated_url=known.validators.url,
        )
        return await self._crawler.fetch(request, led_from=feed.url)

    async def _answered(self, feed: Feed, url: str, answer: Fetched | NotModified, *, known: Child) -> Child:
        now = self._clock.now()
        validators = validators_of(answer, known.validators)
        if isinstance(answer, NotModified) or (body := fingerprint(answer.body)) == known.fingerprint:
            return replace(known, validators=validators, asked_at=now)
        parsed = await self._parser.parse(answer, feed, fetched_at=now)
        if parsed.children:
            detail = "is an index itself; set url to the sitemap with the news"
            raise FeedError(url, FeedFailure.NOT_A_FEED, detail)
        return Child(validators=validators, asked_at=now, fingerprint=body, articles=parsed.articles)


class _Memory:
    """Children as they were read last, up to so many characters; those asked for longest ago are forgotten.

    What is read in one hangs on how its feed is configured as well.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._children: OrderedDict[tuple[Feed, str], Child] = OrderedDict()
        self._size = 0

    def get(self, feed: Feed, url: str) -> Child:
        return self._children.get((feed, url), NOT_READ)

    def keep(self, feed: Feed, url: str, child: Child) -> None:
        if (before := self._children.pop((feed, url), None)) is not None:
            self._size -= _size(before)
        self._children[feed, url] = child
        self._size += _size(child)
        while self._size > self._most:
            _, forgotten = self._children.popitem(last=False)
            self._size -= _size(forgotten)


def _articles(children: Iterable[Child]) -> tuple[Article, ...]:
    """What they list, each link once."""
    by_url: dict[str, Article] = {}
    for child in children:
        for article in child.articles:
            by_url.setdefault(article.url, article)
    return tuple(by_url.values())


def _told(error: FeedError) -> str:
    return f"{error.failure}: {error.detail}"


def _size(child: Child) -> int:
    return ARTICLE_CHARS + sum(map(_chars, child.articles))


def _chars(article: Article) -> int:
    texts = (article.url, article.canonical_url, article.text.title, *article.keys, *article.tags)
    return ARTICLE_CHARS + sum(TEXT_CHARS + len(text) for text in texts)


def _of_the_feed(error: FeedError, feed: Feed, child: str) -> FeedError:
    """The failure of a child as that of its feed, which is not gone where one of its sitemaps is."""
    is_gone = error.failure is FeedFailure.GONE
    said = "the server says that it is gone (410); the index should not name it" if is_gone else error.detail
    return FeedError(
        public_url(feed.url),
        FeedFailure.HTTP_STATUS if is_gone else error.failure,
        f"its sitemap {public_url(child)}: {said}",
        retry_after_s=error.retry_after_s,
        # A page of the host that is for nobody says nothing of its feeds.
        status=error.status if fails_the_index(error) else 0,
        host_key=error.host_key,
    )

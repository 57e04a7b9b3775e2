"""A fetched body -> ParsedFeed: decode, parse and normalise in one go. Slow, so never in the event loop."""

from datetime import datetime

from bot.core.feed import Feed
from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.feeds.decode import decode
from bot.feeds.html import plain_text
from bot.feeds.normalize import Source, normalize
from bot.feeds.parse import parse_document
from bot.ports import Fetched, ParsedFeed

MAX_ARTICLES = 10_000
"""No feed has as many; a document that does is made to hurt."""


def read_document(fetched: Fetched, feed: Feed, *, fetched_at: datetime) -> ParsedFeed:
    """Read one document. Raises: FeedError (EMPTY, NOT_A_FEED, NOT_WELL_FORMED, TOO_LARGE)."""
    feed_url = public_url(feed.url)
    decoded = decode(fetched.body, http_charset=fetched.charset)
    document = parse_document(decoded.text, feed_url=feed_url)
    if len(document.entries) > MAX_ARTICLES:
        detail = f"the feed has {len(document.entries)} articles, more than {MAX_ARTICLES}; none was read"
        raise FeedError(feed_url, FeedFailure.TOO_LARGE, detail)
    return ParsedFeed(
        title=plain_text(document.title.text, is_html=document.title.is_html, keep_lines=False)[:300],
        damage=document.damage,
        articles=normalize(document, Source(url=fetched.url, lang=feed.lang, fetched_at=fetched_at)),
    )

"""A fetched body -> ParsedFeed: decode, parse and normalise in one go. Slow, so never in the event loop."""

import hashlib
from dataclasses import replace
from datetime import datetime

from bot.core.feed import Feed, FeedFormat
from bot.core.parser_trust import NO_TRUST, ParserTrust
from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.feeds.decode import decode
from bot.feeds.entry import Document
from bot.feeds.hints import read_hints
from bot.feeds.html import plain_text
from bot.feeds.normalize import Source, http_url, normalize
from bot.feeds.page import page_charset, read_page
from bot.feeds.proven import read_proven
from bot.feeds.sitemap import read_sitemap, unzipped
from bot.ports import Fetched, ParsedFeed

MAX_ARTICLES = 10_000
"""No feed has as many; a document that does is made to hurt."""


def read_document(
    fetched: Fetched, feed: Feed, *, fetched_at: datetime, trust: ParserTrust = NO_TRUST
) -> ParsedFeed:
    """Read one document in the feed's format.

    A feed goes through feedparser where ``trust`` does not let the fast reader read it.

    Raises: FeedError (EMPTY, NOT_A_FEED, NOT_WELL_FORMED, TOO_LARGE, BROKEN_TRANSFER).
    """
    if feed.format is FeedFormat.SITEMAP:
        return _sitemap(fetched, feed, fetched_at=fetched_at)
    feed_url = public_url(feed.url)
    if feed.page is not None:
        charset = fetched.charset or page_charset(fetched.body)
        text = decode(fetched.body, http_charset=charset).text
        return _parsed(read_page(text, feed.page, feed_url=feed_url), fetched, feed, fetched_at=fetched_at)
    decoded = decode(fetched.body, http_charset=fetched.charset)
    body_sha256 = hashlib.sha256(fetched.body).hexdigest()
    document, trust = read_proven(
        decoded, body_sha256=body_sha256, feed_url=feed_url, base=fetched.url, trust=trust, now=fetched_at
    )
    if len(document.entries) > MAX_ARTICLES:
        detail = f"the feed has {len(document.entries)} articles, more than {MAX_ARTICLES}; none was read"
        raise FeedError(feed_url, FeedFailure.TOO_LARGE, detail)
    parsed = _parsed(document, fetched, feed, fetched_at=fetched_at)
    return replace(parsed, hints=read_hints(decoded.text), trust=trust)


def _sitemap(fetched: Fetched, feed: Feed, *, fetched_at: datetime) -> ParsedFeed:
    feed_url = public_url(feed.url)
    body = unzipped(fetched.body, feed_url=feed_url)
    sitemap = read_sitemap(decode(body, http_charset=fetched.charset).text, feed_url=feed_url)
    parsed = _parsed(sitemap.document, fetched, feed, fetched_at=fetched_at)
    children = tuple(filter(None, (http_url(child, base=fetched.url) for child in sitemap.children)))
    return replace(parsed, children=children, tells_changes=sitemap.tells_changes)


def _parsed(document: Document, fetched: Fetched, feed: Feed, *, fetched_at: datetime) -> ParsedFeed:
    articles = normalize(document, Source(url=fetched.url, lang=feed.lang, fetched_at=fetched_at))
    if feed.format is not FeedFormat.FEED:
        # Their link is their identity, and all there is to them.
        articles = tuple(article for article in articles if article.url)
    return ParsedFeed(
        title=plain_text(document.title.text, is_html=document.title.is_html, keep_lines=False)[:300],
        damage=document.damage,
        articles=articles,
    )

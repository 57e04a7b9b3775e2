"""A fetched body -> ParsedFeed: decode, parse and normalise in one go. Slow, so never in the event loop."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.feed import Feed, FeedFormat
from bot.core.fingerprint import fingerprint
from bot.core.model import ListedArticle
from bot.core.parser_knowledge import NO_KNOWLEDGE, ParserKnowledge
from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.feeds.dates import are_settled
from bot.feeds.decode import Decoded, decode
from bot.feeds.entry import Document
from bot.feeds.hints import read_hints
from bot.feeds.html import plain_text
from bot.feeds.memory import Memory, dump_memory, load_memory
from bot.feeds.normalize import Normalized, Source, http_url, normalize
from bot.feeds.page import page_charset, read_page
from bot.feeds.pieces import Pieces, cut
from bot.feeds.proven import read_proven
from bot.feeds.sitemap import read_sitemap, unzipped
from bot.ports import Fetched, ParsedFeed

MAX_ARTICLES = 10_000
"""No feed has as many; a document that does is made to hurt."""
_MAY_BE_THE_CHANNELS = re.compile(r"<(?:image|textinput)[\s/>]", re.IGNORECASE)
"""What feedparser takes for the channel's where that has one, and else for the entry's, or stumbles over."""


def read_document(
    fetched: Fetched, feed: Feed, *, fetched_at: datetime, knowledge: ParserKnowledge = NO_KNOWLEDGE
) -> ParsedFeed:
    """Read one document in the feed's format.

    A feed goes through feedparser where ``knowledge`` does not let the fast reader read it. Its entries that
    ``knowledge`` remembers are not read again.

    Raises: FeedError (EMPTY, NOT_A_FEED, NOT_WELL_FORMED, TOO_LARGE, BROKEN_TRANSFER).
    """
    source = Source(url=fetched.url, lang=feed.lang, fetched_at=fetched_at)
    if feed.format is FeedFormat.SITEMAP:
        return _sitemap(fetched, feed, source)
    if feed.page is not None:
        charset = fetched.charset or page_charset(fetched.body)
        text = decode(fetched.body, http_charset=charset).text
        document = read_page(text, feed.page, feed_url=public_url(feed.url))
        return _linked(document, source)
    decoded = decode(fetched.body, http_charset=fetched.charset)
    reader = _FeedReader(
        feed_url=public_url(feed.url),
        source=source,
        decoded=decoded,
        body_fingerprint=fingerprint(fetched.body),
        pieces=cut(decoded.text, most=MAX_ARTICLES),
        knowledge=knowledge,
    )
    parsed = reader.read_new() or reader.read_all()
    return replace(parsed, hints=read_hints(decoded.text))


def _sitemap(fetched: Fetched, feed: Feed, source: Source) -> ParsedFeed:
    feed_url = public_url(feed.url)
    body = unzipped(fetched.body, feed_url=feed_url)
    text = decode(body, http_charset=fetched.charset).text
    sitemap = read_sitemap(text, feed_url=feed_url, fetched_at=source.fetched_at)
    linked = ((http_url(child, base=fetched.url), at) for child, at in sitemap.children.items())
    children: dict[str, datetime | None] = {}
    for url, at in linked:
        if url:
            children.setdefault(url, at)  # the newest first: two spellings may be one address
    parsed = _linked(sitemap.document, source)
    return replace(
        parsed, children=children, tells_changes=sitemap.tells_changes, unread_children=sitemap.unread
    )


def _linked(document: Document, source: Source) -> ParsedFeed:
    """What a page or a sitemap lists: a link is an article's identity there, and all there is to it."""
    articles = tuple(article for article in normalize(document, source).articles if article.url)
    return ParsedFeed(title=_title(document), damage=document.damage, articles=articles)


def _title(document: Document) -> str:
    return plain_text(document.title.text, is_html=document.title.is_html, keep_lines=False)[:300]


@dataclass(frozen=True, slots=True, kw_only=True)
class _FeedReader:
    """Reads one feed document, or only what is new in it. ``pieces`` is None where it cannot be cut up."""

    feed_url: str
    source: Source
    decoded: Decoded
    body_fingerprint: str
    pieces: Pieces | None
    knowledge: ParserKnowledge

    def read_all(self) -> ParsedFeed:
        """Raises: FeedError."""
        parsed, document, normalized = self._read(self.decoded.text, {})
        if len(parsed.articles) > MAX_ARTICLES:
            detail = f"the feed has {len(parsed.articles)} articles, more than {MAX_ARTICLES}; none was read"
            raise FeedError(self.feed_url, FeedFailure.TOO_LARGE, detail)
        memory = self._remembered(document, normalized, {}) if self.pieces else None
        return _with_memory(parsed, memory)

    def read_new(self) -> ParsedFeed | None:
        """Read a document of the entries that are not remembered; None where all have to be read.

        What is read this way is what ``read_all`` would give: the entries that are left out have the text and
        the frame that they had, nothing in either is damaged, and no entry's keys hang on another's.
        """
        memory = load_memory(self.knowledge.memory)
        if self.pieces is None or not memory.articles:
            return None
        # The first is always read: after a feed's second description it is not read as it is elsewhere.
        unread = {
            place: memory.articles[one]
            for place, one in enumerate(self.pieces.fingerprints)
            if place and one in memory.articles
        }
        if not unread:
            return None
        try:
            parsed, document, normalized = self._read(self.pieces.without(unread), unread)
        except FeedError:
            return None
        new = self._remembered(document, normalized, unread)
        return _with_memory(parsed, new) if new is not None and new.frame == memory.frame else None

    def _read(
        self, text: str, unread: Mapping[int, ListedArticle]
    ) -> tuple[ParsedFeed, Document, Normalized]:
        document, trust = read_proven(
            replace(self.decoded, text=text),
            body_fingerprint=self.body_fingerprint,
            feed_url=self.feed_url,
            base=self.source.url,
            trust=self.knowledge.trust,
            left_out=len(unread),
            now=self.source.fetched_at,
        )
        normalized = normalize(document, self.source)
        parsed = ParsedFeed(
            title=_title(document),
            articles=normalized.articles,
            unread=unread,
            damage=document.damage,
            knowledge=ParserKnowledge(trust=trust),
        )
        return parsed, document, normalized

    def _remembered(
        self, document: Document, normalized: Normalized, unread: Mapping[int, ListedArticle]
    ) -> Memory | None:
        """What to remember of the document; None where its entries cannot be told from each other safely.

        An entry without keys of its own is told from all others by its title. One that shares an id or a link
        is not remembered, for its keys depend on who else is there; nor is one read as its channel is.
        """
        assert self.pieces is not None
        fingerprints = self.pieces.fingerprints
        places = [place for place in range(len(fingerprints)) if place not in unread]
        if document.damage or len(places) != len(normalized.articles) or not all(normalized.own_keys):
            return None
        taken = {key for article in unread.values() for key in article.keys}
        if not taken.isdisjoint(key for keys in normalized.own_keys for key in keys):
            return None
        # A title is a key only where no other article has it, and those of unread ones will not be known.
        if any(one.keys[0].startswith("title:") for one in normalized.articles):
            return None
        listed = dict(unread)
        read = zip(places, document.entries, normalized.articles, normalized.own_keys, strict=True)
        for place, entry, article, own in read:
            is_settled = are_settled(entry.dates, fetched_at=self.source.fetched_at)
            is_apart = not _MAY_BE_THE_CHANNELS.search(self.pieces.entries[place])
            if place and article.keys == own and is_settled and is_apart:
                listed[place] = ListedArticle(
                    keys=own, content_hash=article.content_hash, published_at=article.published_at
                )
        frame = repr((self.source.url, document.base, document.home, self.pieces.settings()))
        return Memory(
            frame=hashlib.sha256(frame.encode("utf-8", "replace")).hexdigest(),
            articles={fingerprints[place]: listed[place] for place in sorted(listed)},
        )


def _with_memory(parsed: ParsedFeed, memory: Memory | None) -> ParsedFeed:
    if memory is None:
        return parsed
    return replace(parsed, knowledge=replace(parsed.knowledge, memory=dump_memory(memory)))

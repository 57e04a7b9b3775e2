"""The seams: what the use cases in ``bot.app`` ask of the world, as Protocols, and the values that pass.

Nothing here does anything. Implementations live in ``bot.feeds``, ``bot.store``, ``bot.infra`` and
``adapters``; ``bot.compose`` joins them. Every method may raise the ``TopicwireError`` its docstring names
and nothing else on purpose.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.core.extracted_text import ExtractedText
from bot.core.feed import NO_HINTS, Feed, FeedHints
from bot.core.feed_facts import DocumentFacts
from bot.core.model import Article, ListedArticle
from bot.core.outbox import DeliveryState
from bot.core.parser_knowledge import NO_KNOWLEDGE, ParserKnowledge
from bot.errors import FeedFailure


class Clock(Protocol):
    """Tells the time; the only source of ``now`` in the program."""

    def now(self) -> datetime:
        """Return the current time, aware UTC."""
        ...


# --- feeds ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """A conditional GET; the validators are what the last answer gave, byte for byte, or None.

    They are sent to ``validated_url`` alone, where that answer came from, and to where that has moved for
    good; to wherever redirects lead where it is empty.
    ``accept`` is the Accept header for anything but a feed, or empty.
    """

    url: str
    accept: str = ""
    etag: str | None = None
    last_modified: str | None = None
    validated_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A 200 answer, or a 226. ``body`` is decompressed and within the size limit.

    ``url`` is where the body came from after redirects; ``moved_to`` is the same where every redirect on the
    way was permanent, else empty. ``charset`` is the HTTP header's, or empty. ``max_age_s`` is how long the
    server calls the answer fresh, None where it says nothing, and ``age_s`` how old it was when it came.
    ``is_delta``: the body holds only what is new since the validators that were sent (226, RFC 3229).
    """

    url: str
    moved_to: str = ""
    is_delta: bool = False
    body: bytes
    content_type: str = ""
    charset: str = ""
    etag: str | None = None
    last_modified: str | None = None
    max_age_s: float | None = None
    age_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """A 304 answer; what it sends replaces what is stored. The addresses and times are as in ``Fetched``."""

    url: str
    moved_to: str = ""
    etag: str | None = None
    last_modified: str | None = None
    max_age_s: float | None = None
    age_s: float = 0.0


class Fetcher(Protocol):
    """Fetches feed documents within limits, never from a private address unless allowed."""

    @property
    def waiting(self) -> int:
        """How many requests wait for their turn at a host, or long for any answer.

        They need no place among those under way.
        """
        ...

    async def fetch(
        self, request: FetchRequest, *, on_redirect: Callable[[str], Awaitable[None]] | None = None
    ) -> Fetched | NotModified:
        """Fetch one document, wherever redirects lead.

        Args:
            on_redirect: awaited with each address that a redirect leads to, before it is asked; what it
                raises ends the fetch.

        Returns: ``NotModified`` only where the request has a validator.
        Raises: FeedError for everything that is not a 200, a 226 or a 304.
        """
        ...


class Crawler(Protocol):
    """Fetches as a fetcher does, but only what the host's robots.txt lets us have, after redirects too."""

    async def fetch(self, request: FetchRequest, *, led_from: str = "") -> Fetched | NotModified:
        """Fetch a page or a sitemap.

        Args:
            led_from: the URL whose document named this one; empty where an admin did. A document of a public
                host leads to no private one.

        Raises: FeedError.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed document as normalised articles, in document order.

    ``unread`` are articles that an earlier document listed in the same words, by their place among all.
    ``damage`` says where a document is not well-formed whose articles could be read all the same. ``hints``
    are what it says of when to ask again. ``children`` are the sitemaps that an index of them names, as URLs
    of strangers, each with when that says it changed, or None: the articles stand there.
    ``children_fingerprint`` is that of those that were read; ``unread_children`` says which were not, and
    why. ``tells_changes`` is false where the document can stay as it is while they change.
    ``knowledge`` is what the parser knows of the feed after this document.
    """

    title: str
    articles: tuple[Article, ...]
    unread: Mapping[int, ListedArticle] = field(default_factory=dict)
    children: Mapping[str, datetime | None] = field(default_factory=dict)
    children_fingerprint: str | None = None
    unread_children: str = ""
    tells_changes: bool = True
    hints: FeedHints = NO_HINTS
    damage: str = ""
    knowledge: ParserKnowledge = NO_KNOWLEDGE

    @property
    def listed(self) -> tuple[Article | ListedArticle, ...]:
        """All articles, read or not, in document order."""
        read = iter(self.articles)
        count = len(self.articles) + len(self.unread)
        return tuple(self.unread[place] if place in self.unread else next(read) for place in range(count))


class FeedParser(Protocol):
    """Turns a fetched body into articles, outside the event loop and within a time limit."""

    async def parse(
        self, fetched: Fetched, feed: Feed, *, fetched_at: datetime, knowledge: ParserKnowledge = NO_KNOWLEDGE
    ) -> ParsedFeed:
        """Parse one document; ``knowledge`` is what the parser knew of the feed before it.

        Where that has a memory, entries that it holds are not read again.

        Raises: FeedError when the body is not a feed, or the parser was killed.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A feed document with what it is like, for a report."""

    parsed: ParsedFeed
    facts: DocumentFacts


class FeedExaminer(FeedParser, Protocol):
    """A parser that also says what a document is like."""

    async def examine(self, fetched: Fetched, feed: Feed, *, fetched_at: datetime) -> Examined:
        """Raises: as ``parse``."""
        ...


class PageReader(Protocol):
    """Finds the article in a fetched page, outside the event loop and within a time limit."""

    async def read_page(self, fetched: Fetched) -> ExtractedText:
        """Raises: FeedError when the body is no page, or the reader was killed."""
        ...


# --- running --------------------------------------------------------------------------------------------


class JobRunner(Protocol):
    """Runs jobs beside the scheduler's ticks. Nothing durable lives in it: leases are the queue."""

    @property
    def free_slots(self) -> int:
        """How many more jobs it would start at once."""
        ...

    def submit(self, name: str, job: Callable[[], Awaitable[object]]) -> None:
        """Start a job; its failure is logged under ``name`` and stops nothing else."""
        ...

    async def drain(self, *, timeout_s: float | None = None) -> None:
        """Wait until no job runs; after ``timeout_s`` cancel what is left."""
        ...


class Metrics(Protocol):
    """Counts outcomes, one method per kind of event; label values are enums' words."""

    def feed_polled(self, outcome: FeedFailure | str, *, seconds: float) -> None:
        """``outcome``: ``new``, ``unchanged`` or the failure."""
        ...

    def articles_stored(self, *, new: int, changed: int, alerts: int) -> None: ...

    def delivery_ended(self, adapter: str, state: DeliveryState) -> None: ...

    def tick_ended(self, tick: str, outcome: str) -> None:
        """``outcome``: ``ok``, ``error`` or ``missed``."""
        ...

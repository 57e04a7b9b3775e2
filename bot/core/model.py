"""The nouns of Topicwire as frozen values; each word means what STYLE.md's table says.

Values carry no behaviour beyond what follows from their own fields, and never a connection, a clock or a
path. Datetimes are aware UTC. Text is plain (no HTML); spans are half-open ranges of code points.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.core.button import AnswerButton
from bot.core.entry import Entry, Span
from bot.core.feed import FeedState, HostBlock, Outlet
from bot.core.parser_knowledge import ParserKnowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """The three fields that are matched, searched and quoted; spans of a match point into them."""

    title: str
    summary: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A normalised article, ready to be stored.

    ``keys`` are its identities inside its feed (``core.identity``), strongest first, never empty;
    ``shared_keys`` are its id and link where others of the document have both as well. By ``twin_key``, its
    title, date and text, it is known again under a new id and link; empty where these say too little.
    ``taken_keys`` were another article's up to now: a daily briefing takes its address over.
    ``url`` is what a reader opens (empty where the feed gave none); ``canonical_url`` serves comparison
    only. ``published_at`` is None where the feed gave no believable date. ``content_hash`` covers title,
    link, text, authors and tags, never a date.
    """

    keys: tuple[str, ...]
    url: str
    canonical_url: str
    text: ArticleText
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lang: str = ""
    published_at: datetime | None = None
    content_hash: str
    shared_keys: tuple[str, ...] = ()
    twin_key: str = ""
    taken_keys: tuple[str, ...] = ()

    @property
    def all_keys(self) -> tuple[str, ...]:
        """What a new one is stored under: ``keys``, and ``twin_key`` where it has one."""
        return (*self.keys, self.twin_key) if self.twin_key else self.keys


class ListedArticle(NamedTuple):
    """An article that a document lists word for word as an earlier one did: what a poll needs of it.

    It was not read again, so there is no text; the fields are those that ``Article`` would have. A named
    tuple, for most of what a parser process answers is these, and they are pickled three times as fast.
    """

    keys: tuple[str, ...]
    content_hash: str
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article as the store knows it. ``seen_at`` is when we first saw it."""

    article_id: int
    story_id: int
    article: Article
    feed_url: str
    outlet: Outlet
    seen_at: datetime
    watchlist_ids: tuple[str, ...] = ()


class TextField(StrEnum):
    """Where in an article a name was found."""

    TITLE = "title"
    SUMMARY = "summary"
    BODY = "body"


class How(StrEnum):
    """How a name was found; all but ``EXACT`` is shown to readers."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    DESCRIPTION = "by description"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One place where one alias was found.

    ``text`` is the original slice ``getattr(article_text, field)[start:end]``. ``similarity`` in 0..1,
    1 for an exact find.
    """

    alias: str
    field: TextField
    start: int
    end: int
    text: str
    how: How = How.EXACT
    similarity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One watchlist found in one article; ``evidence`` is never empty, in text order.

    ``score`` in 0..1: how much the article is about the topic. ``confidence`` in 0..1: how sure it is that
    the topic is meant at all. ``rules`` is the version of the watchlist that said so, empty where nobody
    knows (``core.rule_version``).
    """

    watchlist_id: str
    score: float
    confidence: float = 1.0
    evidence: tuple[Evidence, ...]
    rules: str = ""

    @property
    def how(self) -> How:
        """The surest way it was found."""
        ways = {found.how for found in self.evidence}
        return next(how for how in How if how in ways)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedStory:
    """A story of a watchlist: its first article that matched, and that match.

    ``story_at`` is when the story was first stored. ``matched_at`` is when the match was: with the article,
    with its last change, or when the topic's past was looked up.
    """

    stored: StoredArticle
    match: Match
    story_at: datetime
    matched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Channel:
    """Where alerts go: ``console:main``, ``slack:C0123``, ``discord:1234``."""

    adapter: str
    external_id: str

    @property
    def workspace(self) -> str:
        """What tokens and common limits belong to: ``slack``, or ``slack:T01`` of ``slack:T01/C0123``."""
        team, slash, _ = self.external_id.partition("/")
        return f"{self.adapter}:{team}" if slash else self.adapter

    def __str__(self) -> str:
        return f"{self.adapter}:{self.external_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestTime:
    """When a digest is due: each day, or each ``weekday`` (0: Monday), at an hour (0-23) in an IANA zone."""

    hour: int
    zone: str
    weekday: int | None = None


# --- what is posted -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMessage:
    """An alert's content, free of any platform's markup.

    Texts are already within ``core.message``'s length budgets and still hostile: an adapter escapes
    them. ``at`` is the publication time or, where ``is_dated`` is false, when we first saw the article.
    ``lang`` may be empty; ``is_rtl`` is the direction of the title. ``why`` is one line per watchlist.
    ``watchlist_ids`` are those watchlists, in the same order, for programs that read the alert.
    ``mentions`` are the platform's ids of the groups (Slack) or roles (Discord) that are to be called.
    """

    title: str
    url: str
    outlet: str
    at: datetime
    is_dated: bool
    lang: str
    is_rtl: bool
    excerpt: tuple[Span, ...]
    why: tuple[str, ...]
    watchlist_ids: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Several alerts of one channel in one message, oldest first; never empty."""

    title: str
    alerts: tuple[AlertMessage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the bot itself has to say, to its admins for the most part. Lines may hold hostile text.

    What is to be clicked is an entry: no address in a line becomes a link. A channel takes ``ENTRIES``.
    """

    title: str
    lines: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    buttons: tuple[AnswerButton, ...] = ()


Message = AlertMessage | Digest | Notice
"""What one delivery posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The decision that a channel should hear of an article's story, and what it will read.

    ``watchlist_ids`` are the subscriptions' topics that led here. ``delivery_key`` is random, 24 hex
    characters: small enough for Discord's nonce (25). With ``digest`` it has no delivery of its own, and
    waits for the digest of that schedule.
    """

    channel: Channel
    watchlist_ids: tuple[str, ...]
    message: AlertMessage
    delivery_key: str
    digest: DigestTime | None = None


# --- what a poll hands to the store -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article to store, with all that follows from it; the store writes it in one transaction.

    ``story_keys`` find the story it belongs to (``core.stories``). ``alerts`` is empty in a baseline.
    """

    article: Article
    story_keys: tuple[str, ...]
    matches: tuple[Match, ...] = ()
    alerts: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedAlert:
    """The text an alert is to have from now on."""

    alert_id: int
    message: AlertMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedArticle:
    """A known article whose content changed; it is stored and matched again and never posted again.

    ``revised`` are its alerts that are to read otherwise from now on.
    """

    article_id: int
    article: Article
    matches: tuple[Match, ...] = ()
    revised: tuple[RevisedAlert, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """An unchanged article that came with keys we may not have had: a moved id, a new link."""

    article_id: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingNotice:
    """A notice to be delivered to a channel, in its turn behind what already waits there."""

    channel: Channel
    notice: Notice
    delivery_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """Everything one poll of one feed changes. ``is_baseline``: it only stores, and alerts nobody.

    ``before`` is the feed's state as it was when the poll began, ``state`` as the poll left it.
    ``most_alerts`` go to one channel one by one, the others of this poll in a digest; None: all one by one.
    ``host_block`` is what its host asked for on behalf of all its feeds. ``notices`` tell the admins, once.
    ``knowledge`` is what the parser knows of the feed now, None where nothing changed.
    """

    feed_id: int
    before: FeedState
    state: FeedState
    is_baseline: bool = False
    new: tuple[NewArticle, ...] = ()
    changed: tuple[ChangedArticle, ...] = ()
    known: tuple[KnownArticle, ...] = ()
    most_alerts: int | None = None
    host_block: HostBlock | None = None
    notices: tuple[OutgoingNotice, ...] = ()
    knowledge: ParserKnowledge | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether it changes the feed's state and nothing else."""
        return not (
            self.new or self.changed or self.known or self.host_block or self.notices or self.knowledge
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """What the store did with a ``PollRecord``; alerts can be fewer than asked for (same story)."""

    new: int = 0
    changed: int = 0
    alerts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenArticle:
    """What identity needs to know of a stored article."""

    article_id: int
    content_hash: str
    title: str = ""
    published_at: datetime | None = None


SeenArticles = Mapping[str, SeenArticle]
"""Article key -> what is stored under it, for one feed."""

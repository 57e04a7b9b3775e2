"""Feeds as frozen values: what an admin configured, what polls left behind, what documents ask of us."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class OutletKind(StrEnum):
    """Who stands behind an outlet: analysts weigh a state agency and a think tank differently."""

    STATE = "state"
    PARTY = "party"
    PRIVATE = "private"
    THINK_TANK = "think-tank"
    OFFICIAL = "official"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who publishes a feed. ``country`` is an ISO 3166-1 alpha-2 code or empty."""

    name: str
    country: str = ""
    kind: OutletKind = OutletKind.UNKNOWN


class FeedFormat(StrEnum):
    """What stands at a feed's URL: a feed, or a page or sitemap that is read as one."""

    FEED = "feed"
    PAGE = "page"
    SITEMAP = "sitemap"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSelectors:
    """Where on a page its articles stand, as CSS selectors; all but ``item`` are looked for inside an item.

    An empty ``title`` is the link's text, an empty ``link`` the item's first link, an empty ``date`` none.
    """

    item: str
    title: str = ""
    link: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A URL we poll, as configured. ``interval_s`` is None where the admin left the rhythm to us.

    ``lang`` is the language an admin declared (BCP 47 primary subtag), or empty. ``page`` is set for a page
    and for nothing else. ``full_text``: the articles' own pages are read too. ``group`` is what an admin
    files the feed under, or empty.
    """

    url: str
    outlet: Outlet
    lang: str = ""
    interval_s: float | None = None
    format: FeedFormat = FeedFormat.FEED
    page: PageSelectors | None = None
    full_text: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHints:
    """What a document says of when to ask again: lower bounds and quiet hours, never an order to hurry.

    ``ttl_s`` is RSS's ttl, ``period_s`` the syndication module's period divided by its frequency; 0 where the
    document says nothing. ``skip_hours`` are hours of the day in GMT (0-23), ``skip_days`` days of the week
    (0: Monday).
    """

    ttl_s: float = 0.0
    period_s: float = 0.0
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


NO_HINTS = FeedHints()


class DueReason(StrEnum):
    """Why a feed is polled when it is: the word ``topicwire feeds`` shows beside the time."""

    NEW = "new"
    CONFIGURED = "interval-s"
    RHYTHM = "rhythm"
    MINIMUM = "minimum"
    FRESH = "fresh"
    TTL = "ttl"
    PERIOD = "update-period"
    SKIPPED = "skip-hours"
    RETRY_AFTER = "retry-after"
    BACKOFF = "backoff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A feed's permanent redirect that is not trusted yet: where to, since when, how many polls in a row."""

    url: str
    since: datetime
    polls: int


class Stop(StrEnum):
    """Why a feed is not polled at all until a person acts."""

    GONE = "gone"
    PAUSED = "paused"


# A named tuple, for each poll makes two: with so many fields a frozen dataclass takes three times as long.
class FeedState(NamedTuple):
    """What the last polls of one feed left behind; the scheduler reads only ``next_poll_at`` and ``stop``.

    ``etag`` and ``last_modified`` are opaque: stored and sent back byte for byte, to where they came from
    after redirects, ``validated_url`` (empty: not known). ``max_age_s`` is how long the server calls its
    answers fresh, None where it never said so: a 304 may leave that out. ``adopted_url`` is the address a
    trusted permanent redirect led to, polled in the place of the configured one, or empty.
    ``move`` is such a redirect on its way to be trusted. ``body_fingerprint`` is that of the last body
    that was parsed without error, ``hints`` what that body asked for, ``listed`` how many articles it had,
    ``empty_polls`` how many bodies in a row had suddenly none.

    ``baseline_at`` is when the feed's articles were last stored silently as its first ones; None until the
    first successful poll. ``news_at`` is when the feed last brought an article we did not know. ``rhythm_s``
    is the median gap between its articles, None until enough are known, ``rest_s`` the longest between two
    batches of them, 0 where it has none; ``wait_s`` how long we wait at
    present, before what the server and the document ask for; ``not_before`` is what those asked for last, and
    ``due_because`` what decided ``next_poll_at``.

    ``failures`` counts failed polls in a row, the first at ``failing_since``; ``failure`` and ``error``
    describe the last of them. After a success ``failure`` is empty, and ``error`` a note where the document
    was damaged and could be read all the same, or a sitemap of an index was not. ``stop`` with
    ``stopped_at`` and ``stopped_by`` (a person, or empty) says that the feed is not polled. ``told`` is the
    health that admins were last told of, or empty.
    """

    next_poll_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    validated_url: str = ""
    max_age_s: float | None = None
    adopted_url: str = ""
    move: Move | None = None
    body_fingerprint: str | None = None
    hints: FeedHints = NO_HINTS
    listed: int = 0
    empty_polls: int = 0
    due_because: DueReason = DueReason.NEW
    not_before: datetime | None = None
    rhythm_s: float | None = None
    rest_s: float = 0.0
    wait_s: float | None = None
    polled_at: datetime | None = None
    ok_at: datetime | None = None
    baseline_at: datetime | None = None
    news_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    failure: str = ""
    error: str = ""
    stop: Stop | None = None
    stopped_at: datetime | None = None
    stopped_by: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFeed:
    """A feed with its database id and its state. ``host_key``: see ``core.hosts``, of where it is polled."""

    feed_id: int
    feed: Feed
    state: FeedState
    host_key: str = ""

    @property
    def poll_url(self) -> str:
        """Where it is polled: the configured address, or the one it moved to."""
        return self.state.adopted_url or self.feed.url


@dataclass(frozen=True, slots=True, kw_only=True)
class HostBlock:
    """A whole host that asked us to stay away: none of its feeds is polled before ``until``."""

    host_key: str
    until: datetime

"""What the use cases ask of the database, as Protocols, one for each noun; ``Store`` is all of them.

Every method may raise a StoreError, and nothing else on purpose.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.change import Change
from bot.core.delivery import BacklogRule, ChannelBlock, ChannelPause
from bot.core.digest import DueDigest, WaitingDigest
from bot.core.edit import Edit, StandingAlert
from bot.core.feed import Feed, HostBlock, StoredFeed
from bot.core.mark import Mark
from bot.core.migration import RecentArticle
from bot.core.model import (
    Channel,
    OutgoingNotice,
    PollRecord,
    PollResult,
    SeenArticles,
)
from bot.core.outbox import ChannelReport, Delivery, DeliveryReport, DeliveryState, SentAlert
from bot.core.page_text import PageText
from bot.core.parser_knowledge import ParserKnowledge
from bot.core.subscription import StoredSubscription
from bot.ports_health import HealthStore
from bot.ports_history import PastStore
from bot.ports_installations import InstallationStore
from bot.ports_near_misses import NearMissReader
from bot.ports_rules import StandingStore
from bot.ports_search import SavedSearches, SearchIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """A feed as ``topicwire feeds`` shows it; ``articles`` is how many we keep of it.

    ``blocked_until`` is until when its whole host asked us to stay away, which may be over.
    """

    stored: StoredFeed
    articles: int
    blocked_until: datetime | None = None


class FeedStore(Protocol):
    """Feeds and when to poll them."""

    async def sync_feeds(self, feeds: Sequence[Feed], *, now: datetime) -> None:
        """Make the stored feeds those of the configuration.

        New ones are due at ``now``; changed outlets are updated; feeds no longer configured keep their
        articles and are neither polled nor reported. A feed whose configured address is now the one it moved
        to stays what it is. A changed ``interval_s`` brings the due time forward, though not before what the
        server asked for.
        One that is read in another way (``format``, ``page``) starts anew with a baseline.
        """
        ...

    async def claim_due_feeds(
        self, *, now: datetime, limit: int, lease_s: float, busy: Mapping[str, int]
    ) -> list[StoredFeed]:
        """Lease up to ``limit`` feeds whose ``next_poll_at`` has come, earliest first.

        ``busy`` is how many polls are under way by host key: with them no host gets more than
        ``core.hosts.PER_HOST``, so that the feeds of a large one wait without keeping others waiting.
        """
        ...

    async def polled_until(self) -> datetime | None:
        """Return when a feed was last polled, whichever it was; None before the first poll."""
        ...

    async def begin_after_restore(self, notices: Sequence[OutgoingNotice], *, now: datetime) -> bool:
        """Look whether the database is older than polling had come: restored, or robbed of its last commits.

        Then, in ONE transaction, each feed's next poll becomes a baseline, what waits to be sent is perhaps
        posted, what was in a digest since waits for none, and the notices are queued.
        Returns whether it was so; a second call says no.
        """
        ...


class FeedStops(Protocol):
    """Feeds that people hold back and let go on; it may be done beside a running bot."""

    async def pause_feed(self, feed_id: int, *, change: Change) -> bool:
        """Poll the feed no more, and log the change. A poll under way ends, and stores what it found.

        Returns: False, with nothing done, where it is stopped already or not configured.
        """
        ...

    async def resume_feed(self, feed_id: int, *, change: Change) -> bool:
        """Poll a stopped feed again, and log the change.

        After a long pause its next poll is a baseline; one that was gone is polled as if it were new.

        Returns: False, with nothing done, where it is not stopped.
        """
        ...

    async def parser_knowledge(self, feed_id: int) -> ParserKnowledge:
        """Return what the parser knows of a feed, as the last committed poll left it."""
        ...


class ArticleStore(Protocol):
    """Articles, their identities, matches and alerts."""

    async def seen_articles(self, feed_id: int, keys: Sequence[str]) -> SeenArticles:
        """Of ``keys``, those this feed has stored, each with its article."""
        ...

    async def standing_alerts(self, article_ids: Sequence[int], *, now: datetime) -> list[StandingAlert]:
        """Return the alerts of these articles whose text can still change (``core.edit``)."""
        ...

    async def recent_articles(self, feed_id: int, *, limit: int) -> list[RecentArticle]:
        """Return what a feed's newest stored articles are known by, newest first."""
        ...

    async def commit_poll(self, record: PollRecord, *, now: datetime) -> PollResult:
        """Write one poll in ONE transaction: feed state, articles, matches, alerts, deliveries.

        Releases the feed's lease. A second run with the same record changes nothing. An alert whose
        channel already heard of this story for each of its watchlists is not created. One with a ``digest``
        has no delivery yet: it waits for ``DigestStore.send_digest``.
        """
        ...


class DeliveryStore(Protocol):
    """The outbox: at most one delivery in flight per channel, in the order the alerts were made."""

    async def due_channels(
        self, adapter: str, *, now: datetime, limit: int, but: Collection[Channel]
    ) -> list[Channel]:
        """Return channels of this kind, other than ``but``, whose head is due; longest due first."""
        ...

    async def claim_delivery(
        self, channel: Channel, *, now: datetime, lease_s: float, lease_token: str, backlog: BacklogRule
    ) -> Delivery | None:
        """Lease the channel's head where it is due and the channel not blocked; else return None.

        A READY or RETRY head comes back LEASED; an UNCERTAIN one stays UNCERTAIN. Where the channel has a
        backlog, its first alerts that were certainly not posted become one digest, for good.
        """
        ...

    async def save_delivery(self, delivery: Delivery) -> bool:
        """Write state, attempts, due time, receipt and error; the lease ends with any state but SENDING.

        Returns: False, with nothing written, where ``lease_token`` no longer holds the row.
        """
        ...

    async def recover_deliveries(self, *, now: datetime, is_sole_process: bool) -> int:
        """Take back lapsed leases: LEASED becomes READY, SENDING becomes UNCERTAIN. Returns how many.

        With ``is_sole_process`` every lease has lapsed: its holder can only be an earlier process.
        """
        ...

    async def suppress_deliveries(self, *, keep: Sequence[Channel]) -> int:
        """End the open deliveries of all channels but these, which nobody asks for. Returns how many.

        One that is on its way just now ends as it does.

        Alerts that wait for a digest there wait no more.
        """
        ...

    async def add_notice(self, outgoing: OutgoingNotice, *, now: datetime) -> None:
        """Put a notice at the end of its channel's queue."""
        ...

    async def block_channel(self, channel: Channel, block: ChannelBlock) -> None:
        """Hold a channel's deliveries, or its workspace's, back; never shortens an earlier block."""
        ...

    async def pause_channel(
        self, channel: Channel, pause: ChannelPause, *, now: datetime, notice: OutgoingNotice | None
    ) -> bool:
        """Hold a channel, or its workspace, back but for a probe now and then (``core.delivery.next_probe``).

        Returns whether it was not paused before; then ``notice`` is queued in the same transaction.
        """
        ...

    async def resume_channel(self, channel: Channel, *, now: datetime, notice: OutgoingNotice | None) -> bool:
        """Let a paused channel go on, and its workspace where that was paused with it.

        Returns whether it was paused; then ``notice`` is queued in the same transaction.
        """
        ...

    async def split_digest(self, delivery: Delivery, *, new_key: Callable[[], str], now: datetime) -> int:
        """Let a leased digest's alerts go out one by one, the first at once, the others at the channel's end.

        Returns how many; 0, with nothing done, where the lease is lost.
        """
        ...

    async def forget_pauses(self, *, keep: Sequence[Channel]) -> None:
        """Let channels other than these be paused no more: nothing is posted to them."""
        ...

    async def probe_paused(self) -> None:
        """Let every paused channel be probed at once."""
        ...

    async def count_deliveries(self) -> Mapping[DeliveryState, int]:
        """How many deliveries stand in each state."""
        ...

    async def alert_by_key(self, delivery_key: str) -> SentAlert | None:
        """Return what the delivery's alert was made of; None for a key of no delivery we keep."""
        ...

    async def dead_deliveries(self, *, limit: int) -> list[DeliveryReport]:
        """Return the deliveries that were given up, newest first."""
        ...

    async def retry_deliveries(self, delivery_ids: Sequence[int] | None, *, now: datetime) -> int:
        """Let dead deliveries go on (None: all), at the front of their channels; others stay as they are.

        What may have been posted comes back UNCERTAIN, to be looked up first. Returns how many went on.
        It may be done beside a running bot.
        """
        ...

    async def held_channels(self, *, now: datetime) -> list[ChannelReport]:
        """Return the channels that are paused, or blocked until after ``now``, in order of their names."""
        ...


class EditStore(Protocol):
    """Posted messages whose alerts have a newer text."""

    async def due_edits(self, adapter: str, *, now: datetime, limit: int) -> list[Edit]:
        """Return the messages of one adapter to be edited, longest due first, but for held channels."""
        ...

    async def save_edit(self, edit: Edit, *, again_at: datetime | None) -> None:
        """Put an edit off until ``again_at``, or end it with None; where it changed meanwhile do nothing."""
        ...


class DigestStore(Protocol):
    """Alerts that wait for their channel's digest."""

    async def waiting_digests(self) -> list[WaitingDigest]:
        """Return for each channel and schedule since when alerts wait; none where none do."""
        ...

    async def send_digest(self, due: DueDigest, *, now: datetime) -> int:
        """Queue what waits for a window's digest and was made before the window ended, in ONE transaction.

        Alerts of none of its topics are dropped: the channel does not get them any more.

        Returns: how many deliveries that were; 0 where nothing waits, or the window had its digest before.
        """
        ...


class ReadStore(SearchIndex, Protocol):
    """What answers are read from; it can be had beside a running bot."""

    async def list_feeds(self) -> list[FeedReport]:
        """Every configured feed, in the order of the configuration."""
        ...

    async def deliveries_of_story(self, story_id: int) -> list[DeliveryReport]:
        """Return where a story was, or is to be, told: oldest first."""
        ...

    async def digests_of_story(self, story_id: int) -> list[WaitingDigest]:
        """Return the digests in which a story is to be told, of alerts that have no delivery yet."""
        ...


class MarkStore(Protocol):
    """What people said of articles: one mark for each person, story and watchlist."""

    async def save_mark(self, mark: Mark) -> None:
        """Set the mark, or put it in the place of the person's earlier one."""
        ...

    async def list_marks(self, watchlist_id: str) -> list[Mark]:
        """Return a watchlist's marks, oldest first, also those on articles no longer kept."""
        ...


class SubscriptionStore(Protocol):
    """Subscriptions that people made, and the log of all they changed."""

    async def list_subscriptions(self) -> list[StoredSubscription]:
        """Every one, by channel and watchlist."""
        ...

    async def save_subscription(self, stored: StoredSubscription, *, change: Change) -> None:
        """Keep it, in the place of the channel's earlier one for this watchlist, with the change beside it.

        Alerts that wait for an earlier digest of it wait for this one's; an instant one lets them go at once.
        """
        ...

    async def delete_subscription(
        self, channel: Channel, watchlist_id: str, *, is_last: bool, change: Change
    ) -> bool:
        """Forget it, with the change beside it. Returns whether there was one.

        Alerts that wait for its digest wait no more. ``is_last``: nothing else subscribes the channel, and
        its alerts that are not sent yet never will be.
        """
        ...


class PageStore(Protocol):
    """The texts of articles' own pages, for two weeks: each page is read once."""

    async def page_texts(self, canonical_urls: Sequence[str]) -> Mapping[str, PageText]:
        """Of these pages, those that were read, whatever came of it."""
        ...

    async def known_text_keys(self, text_keys: Sequence[str]) -> frozenset[str]:
        """Of these keys, those that a page has which was read."""
        ...

    async def save_page_texts(
        self, pages: Sequence[PageText], *, blocks: Sequence[HostBlock] = (), now: datetime
    ) -> None:
        """Keep what came of pages, and which hosts asked for time; older pages are dropped, none replaced."""
        ...

    async def blocked_hosts(self, *, now: datetime) -> Mapping[str, datetime]:
        """The keys of the hosts that asked to be left alone, on whatever occasion, and until when."""
        ...


class ChangeLog(Protocol):
    """What people changed; nothing is ever taken out of it."""

    async def add_change(self, change: Change) -> None: ...

    async def list_changes(self, channel: Channel | None, *, limit: int) -> list[Change]:
        """Return a channel's newest changes, newest first; with None those of all channels and the bot."""
        ...


class Store(
    FeedStore,
    FeedStops,
    ArticleStore,
    DeliveryStore,
    EditStore,
    DigestStore,
    ReadStore,
    SavedSearches,
    MarkStore,
    InstallationStore,
    SubscriptionStore,
    PageStore,
    ChangeLog,
    HealthStore,
    PastStore,
    NearMissReader,
    StandingStore,
    Protocol,
):
    """One database. All methods raise StoreUnavailable when it cannot be used for now."""

    async def close(self) -> None:
        """Finish what is being written, then let go of the files."""
        ...

"""The health tick: looks at feeds, topics and channels, and tells the admins what changed, in one notice.

What to tell is decided in ``bot.core``; here it is written down together with the notice, so that a crash
tells nothing twice and forgets nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from bot.app.subscriptions import Subscriptions
from bot.core.channel_health import look_at_channels
from bot.core.feed_health import FeedHealth, FeedOverview, count_feeds
from bot.core.feed_outages import NETWORK, NETWORK_BACK, look_at_feeds
from bot.core.health_findings import NOTHING, Findings, Told
from bot.core.model import Channel, OutgoingNotice
from bot.core.topic_health import OFF_AFTER, SETTLING, TOPIC_WINDOW, WATCHED, look_at_topics
from bot.ports import Clock
from bot.ports_health import HealthReader, HealthStore

log = structlog.get_logger()


class HealthWatch:
    """Watches from the moment it is made.

    ``begin`` is to be called before the first poll, ``look`` every few minutes.
    """

    def __init__(
        self,
        store: HealthStore,
        clock: Clock,
        *,
        subscriptions: Subscriptions,
        admin_channel: Channel | None,
        new_key: Callable[[], str],
    ) -> None:
        """Take whom to tell; without an admin channel the log alone hears of it."""
        self._store = store
        self._clock = clock
        self._subscriptions = subscriptions
        self._admin_channel = admin_channel
        self._new_key = new_key
        self._started_at = clock.now()

    async def begin(self) -> None:
        """Note since when feeds are watched again, where we were off for long, or lost what we saw."""
        now, polled_at = self._clock.now(), await self._store.polled_until()
        if polled_at is not None and now - polled_at >= OFF_AFTER:
            await self._store.tell_health(Findings(subjects={WATCHED: "again"}), None, now=now)

    async def look(self) -> None:
        """Find what is news, and tell it. Raises: StoreError; then the next look finds it again."""
        now = self._clock.now()
        told = await self._store.told_subjects()
        overview = await self._store.feed_overview()
        findings = look_at_feeds(overview, network=told.get(NETWORK), now=now)
        findings += await self._look_at_topics(overview, told, now=now)
        findings += await self._look_at_channels(told, now=now)
        if findings:
            await self._store.tell_health(findings, self._outgoing(findings), now=now)
        for one in findings.found:
            tell = log.info if one.is_good else log.warning
            tell("health.told", what=one.text, detail=one.detail)

    async def _look_at_topics(
        self, overview: FeedOverview, told: Mapping[str, Told], *, now: datetime
    ) -> Findings:
        network = told.get(NETWORK)
        is_away = network is not None and network.state != NETWORK_BACK
        if is_away or now - self._started_at < SETTLING:
            return NOTHING
        begun = [one.at for one in (network, told.get(WATCHED)) if one is not None]
        alerts_at = await self._store.alert_times(since=now - TOPIC_WINDOW)
        wanted = {one.watchlist_id for one in self._subscriptions.current}
        return look_at_topics(
            {watchlist_id: alerts_at.get(watchlist_id, ()) for watchlist_id in sorted(wanted)},
            told=told,
            feeds=count_feeds(overview, now=now),
            watched_since=max(begun, default=None),
            now=now,
        )

    async def _look_at_channels(self, told: Mapping[str, Told], *, now: datetime) -> Findings:
        return look_at_channels(
            await self._store.channel_queues(),
            told=told,
            watched=[one for one in sorted(self._subscriptions.channels()) if one != self._admin_channel],
            started_at=self._started_at,
            now=now,
        )

    def _outgoing(self, findings: Findings) -> OutgoingNotice | None:
        notice = findings.notice()
        if notice is None or self._admin_channel is None:
            return None
        return OutgoingNotice(channel=self._admin_channel, notice=notice, delivery_key=self._new_key())


async def feed_counts(store: HealthReader, clock: Clock) -> Mapping[FeedHealth, int]:
    """Return how many feeds are in which state, for programs that watch us. Raises: StoreError."""
    return count_feeds(await store.feed_overview(), now=clock.now())

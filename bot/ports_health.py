"""What the watch over feeds, topics and channels asks of the database; all of it may raise a StoreError."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.core.channel_health import ChannelQueue
from bot.core.feed_health import FeedOverview
from bot.core.health_findings import Findings, Told
from bot.core.model import OutgoingNotice


class HealthReader(Protocol):
    """What can be looked at; each look is cheap enough for every minute, with thousands of feeds too."""

    async def feed_overview(self) -> FeedOverview:
        """Return the configured feeds as far as health needs them."""
        ...

    async def alert_times(self, *, since: datetime) -> Mapping[str, list[datetime]]:
        """Return when each watchlist's stories since then were first alerted, oldest first."""
        ...

    async def channel_queues(self) -> list[ChannelQueue]:
        """Return what is open or dead in each channel that has any."""
        ...

    async def told_subjects(self) -> Mapping[str, Told]:
        """Return what admins were last told of each subject."""
        ...


class HealthStore(HealthReader, Protocol):
    """Remembers what was told."""

    async def polled_until(self) -> datetime | None:
        """Return when a feed was last polled, whichever it was; None before the first poll."""
        ...

    async def tell_health(self, findings: Findings, notice: OutgoingNotice | None, *, now: datetime) -> None:
        """Remember what is told as told, queue the notice and let feeds be due, in ONE transaction."""
        ...

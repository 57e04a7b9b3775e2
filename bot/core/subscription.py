"""Who gets what, and how: subscriptions as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.feed import OutletKind
from bot.core.model import (
    Channel,
    DigestTime,
)


class Mode(StrEnum):
    """How a channel hears of a subscription's alerts: each at once, or in a digest a day or a week."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A watchlist's alerts for one channel.

    ``digest_at`` is None for instant ones. An alert needs ``min_score`` (0..1, beside the watchlist's own
    threshold), one of ``langs`` and an outlet of one of ``kinds``; where these are empty any will do.
    ``mention`` is the group or role to call with each alert, or empty.
    """

    watchlist_id: str
    channel: Channel
    digest_at: DigestTime | None = None
    min_score: float = 0.0
    langs: tuple[str, ...] = ()
    kinds: tuple[OutletKind, ...] = ()
    mention: str = ""

    @property
    def mode(self) -> Mode:
        if self.digest_at is None:
            return Mode.INSTANT
        return Mode.DAILY if self.digest_at.weekday is None else Mode.WEEKLY

    def wants(self, *, score: float, lang: str, kind: OutletKind) -> bool:
        """Whether an article of this score, language and kind of outlet is what was asked for."""
        is_spoken = not self.langs or lang in self.langs
        return score >= self.min_score and is_spoken and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSubscription:
    """A subscription made in a chat or on the command line: by whom and when."""

    subscription: Subscription
    person: str
    since_at: datetime

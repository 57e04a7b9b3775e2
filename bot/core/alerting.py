"""Matches x subscriptions -> alerts: which channel hears of an article, and why the others do not.

Decides for one article at a time. Whether a channel has heard of the same story before is the store's to
say, inside the transaction; whether a feed is at its first sight is decided here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.feed import FeedState, Outlet
from bot.core.message import compose_alert
from bot.core.model import (
    Alert,
    Article,
    Channel,
    DigestTime,
    Match,
)
from bot.core.quiet_hours import next_open
from bot.core.subscription import Subscription
from bot.core.watchlist import Watchlist

LONG_OUTAGE = timedelta(days=7)
"""After a longer silence a feed starts anew with a baseline: nobody wants a week at once."""


OLDEST_NEWS = timedelta(days=7)
"""An article that comes with an older date was put in later: a backfill, and no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPolicy:
    """What alerts depend on: the watchlists by id, and who subscribed to them."""

    watchlists: Mapping[str, Watchlist]
    subscriptions: Sequence[Subscription]

    def is_alerting(self, match: Match) -> bool:
        """Whether the score reaches the watchlist's threshold; a lower one is kept and searchable only."""
        watchlist = self.watchlists.get(match.watchlist_id)  # its file may be gone since
        return watchlist is not None and match.score >= watchlist.threshold


def needs_baseline(state: FeedState, *, now: datetime) -> bool:
    """Whether this poll only stores: the feed's first one, or the first after a long outage.

    An outage begins when the poll planned after the last success did not come, or failed: a weekly feed is a
    week old at every poll.
    """
    if state.baseline_at is None or state.ok_at is None:
        return True
    out_since = state.next_poll_at
    if state.failures:
        out_since = next_open(state.ok_at + timedelta(seconds=state.wait_s or 0.0), state.hints, jitter=0.0)
    return now - out_since > LONG_OUTAGE


def is_backfill(article: Article, *, now: datetime) -> bool:
    """Whether an article says itself that it is too old to alert anybody; one without a date never does."""
    return article.published_at is not None and now - article.published_at > OLDEST_NEWS


def plan_alerts(
    article: Article,
    matches: Iterable[Match],
    *,
    policy: AlertPolicy,
    outlet: Outlet,
    seen_at: datetime,
    new_key: Callable[[], str],
) -> tuple[Alert, ...]:
    """Return the alerts of each channel that subscribes to any of the article's topics.

    One alert for the topics that it wants at once, and one for those of each of its digests' schedules.

    Args:
        new_key: draws a delivery key, 24 random hex characters.
    """
    by_id = {match.watchlist_id: match for match in matches if policy.is_alerting(match)}
    wanted: dict[tuple[Channel, DigestTime | None], list[Subscription]] = {}
    for subscription in policy.subscriptions:
        match = by_id.get(subscription.watchlist_id)
        if match and subscription.wants(score=match.score, lang=article.lang, kind=outlet.kind):
            wanted.setdefault((subscription.channel, subscription.digest_at), []).append(subscription)
    return tuple(
        Alert(
            channel=channel,
            watchlist_ids=tuple(subscription.watchlist_id for subscription in theirs),
            message=compose_alert(
                article,
                [by_id[subscription.watchlist_id] for subscription in theirs],
                watchlists=policy.watchlists,
                outlet=outlet,
                seen_at=seen_at,
                mentions=[subscription.mention for subscription in theirs if subscription.mention],
            ),
            delivery_key=new_key(),
            digest=digest_at,
        )
        for (channel, digest_at), theirs in wanted.items()
    )

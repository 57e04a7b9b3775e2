"""``subscriptions``: all that are in force, as rows to show."""

from typing import Any

from bot.app.subscriptions import Subscriptions
from bot.core.commands import WEEKDAYS
from bot.core.subscription import Subscription
from bot.core.subscription_text import describe


def subscription_rows(subscriptions: Subscriptions) -> list[dict[str, Any]]:
    """Return one row for each, by channel and watchlist.

    ``person`` and ``since_at`` are None for those of config.toml.
    """
    ordered = sorted(subscriptions.current, key=lambda one: (one.channel, one.watchlist_id))
    return [_row(one, subscriptions) for one in ordered]


def _row(subscription: Subscription, subscriptions: Subscriptions) -> dict[str, Any]:
    made, at = subscriptions.origin(subscription), subscription.digest_at
    return {
        "channel": str(subscription.channel),
        "watchlist": subscription.watchlist_id,
        "how": describe(subscription),
        "mode": subscription.mode.value,
        "hour": at and at.hour,
        "weekday": None if at is None or at.weekday is None else WEEKDAYS[at.weekday],
        "time_zone": at and at.zone,
        "min_score": subscription.min_score,
        "langs": list(subscription.langs),
        "kinds": [kind.value for kind in subscription.kinds],
        "mention": subscription.mention,
        "person": made and made.person,
        "since_at": made and made.since_at,
    }

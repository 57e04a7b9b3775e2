"""A changed article -> the new text of an alert that was posted of it. Never a new post.

Readers who saw "12 dead" should not go on reading that when it is 2; nobody is called to the channel twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.alerting import AlertPolicy
from bot.core.delivery import ChannelBlock
from bot.core.feed import Outlet
from bot.core.message import compose_alert
from bot.core.model import AlertMessage, Article, Channel, Match, RevisedAlert
from bot.core.outbox import Receipt
from bot.errors import DeliveryError, PlatformUnavailable, RetryableDelivery, UncertainDelivery

EDITABLE_FOR = timedelta(hours=24)
"""After that nobody looks there any more, and platforms close their windows for edits."""

MOST_EDITS = 3
"""Live pages change with every paragraph; a message that keeps changing is a nuisance."""

EDIT_AGAIN_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingAlert:
    """An alert whose text can still change: not posted yet, or posted a short while ago and edited seldom."""

    alert_id: int
    article_id: int
    message: AlertMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A posted message that no longer says what its alert says. ``due_at`` fences off a newer change."""

    delivery_id: int
    delivery_key: str
    channel: Channel
    receipt: Receipt
    message: AlertMessage
    due_at: datetime
    posted_at: datetime


def revise(
    standing: StandingAlert,
    article: Article,
    matches: Iterable[Match],
    *,
    policy: AlertPolicy,
    outlet: Outlet,
) -> RevisedAlert | None:
    """Return the alert's new text; None where it reads the same, or the article is not about its topics now.

    Args:
        matches: of the article as it is now.
        outlet: of its feed.
    """
    posted = standing.message
    topics = [
        match for match in matches if match.watchlist_id in posted.watchlist_ids and policy.is_alerting(match)
    ]
    if not topics:
        return None
    message = compose_alert(
        article,
        topics,
        watchlists=policy.watchlists,
        outlet=outlet,
        seen_at=posted.at,
        mentions=posted.mentions,
    )
    return None if message == posted else RevisedAlert(alert_id=standing.alert_id, message=message)


def next_try(
    edit: Edit, failure: DeliveryError, now: datetime
) -> tuple[datetime | None, ChannelBlock | None]:
    """Return when to try a failed edit again, None for never, and what its channel is spared until then.

    An edit may be sent twice without harm, so a lost answer is a failure like any other. What needs a
    person is left to the channel's next post to find out.
    """
    match failure:
        case RetryableDelivery(retry_after_s=wait_s) if wait_s is not None:
            until = now + timedelta(seconds=wait_s)
            block = ChannelBlock(until=until, is_for_workspace=isinstance(failure, PlatformUnavailable))
            return until if is_editable(edit, until) else None, block
        case RetryableDelivery() | UncertainDelivery():
            again_at = now + EDIT_AGAIN_AFTER
            return again_at if is_editable(edit, again_at) else None, None
    return None, None


def is_editable(edit: Edit, now: datetime) -> bool:
    return now - edit.posted_at < EDITABLE_FOR

"""The hours in which a feed asks not to be polled: RSS's skipHours and skipDays, both in GMT.

A hint and no ban: a document that would have us stay away for good is not listened to.
"""

from datetime import UTC, datetime, timedelta

from bot.core.feed import FeedHints

HOUR = timedelta(hours=1)
_WEEK_H = 7 * 24
SPREAD = timedelta(minutes=6)
"""Everybody who keeps to the hours comes when they end; we come in the tenth of an hour after that."""


def is_quiet(at: datetime, hints: FeedHints) -> bool:
    """Whether the feed asks not to be polled at this time."""
    at = at.astimezone(UTC)
    return at.hour in hints.skip_hours or at.weekday() in hints.skip_days


def next_open(at: datetime, hints: FeedHints, *, jitter: float) -> datetime:
    """Return ``at``, or where that is a quiet hour a moment after the last one in a row.

    Args:
        jitter: 0 <= jitter < 1, drawn by the caller.
    """
    if not is_quiet(at, hints):
        return at
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for _ in range(_WEEK_H):
        hour += HOUR
        if not is_quiet(hour, hints):
            return hour + jitter * SPREAD
    return at

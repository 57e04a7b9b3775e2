"""Feeds that people hold back and let go on: what a stop does to the next poll."""

from datetime import datetime, timedelta

from bot.core.feed import FeedState, Stop

LONG_PAUSE = timedelta(days=1)
"""After a longer pause the next poll is a baseline: nobody wants what came meanwhile at once."""


def needs_new_start(state: FeedState, *, now: datetime) -> bool:
    """Whether a stopped feed that goes on begins with a baseline: after a long pause, or when it was gone."""
    if state.stop is Stop.GONE or state.stopped_at is None:
        return True
    return now - state.stopped_at > LONG_PAUSE

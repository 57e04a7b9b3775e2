"""Feeds that people hold back and let go on: which one is meant, and what a pause does to its next poll."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.canonical import canonical_url
from bot.core.feed import Feed, FeedState, Stop
from bot.core.urls import public_url
from bot.errors import NotFound

LONG_PAUSE = timedelta(days=1)
"""After a longer pause the next poll is a baseline: nobody wants what came meanwhile at once."""
_MOST_NAMED = 10


def needs_new_start(state: FeedState, *, now: datetime) -> bool:
    """Whether a stopped feed that goes on begins with a baseline: after a long pause, or when it was gone."""
    if state.stop is Stop.GONE or state.stopped_at is None:
        return True
    return now - state.stopped_at > LONG_PAUSE


def find_feed(feeds: Sequence[Feed], reference: str) -> Feed:
    """Return the one feed that is meant by its address, or by a part of its address or of its outlet's name.

    Raises: NotFound, with the feeds that could be meant.
    """
    canonical = canonical_url(reference)
    for feed in feeds:
        if reference == feed.url or (canonical and canonical == canonical_url(feed.url)):
            return feed
    part = reference.casefold()
    found = [
        one for one in feeds if part in public_url(one.url).casefold() or part in one.outlet.name.casefold()
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            f'no configured feed has "{reference}" in its address or outlet: see `topicwire feeds`'
        )
    named = [f"  {one.outlet.name}: {public_url(one.url)}" for one in found[:_MOST_NAMED]]
    more = [f"  and {len(found) - _MOST_NAMED} more"] if len(found) > _MOST_NAMED else []
    title = f'"{reference}" could be any of {len(found)} feeds; give more of the address of one:'
    raise NotFound("\n".join((title, *named, *more)))

"""Which of the configured feeds a person means, or has already."""

from collections.abc import Sequence

from bot.core.canonical import canonical_url
from bot.core.feed import Feed
from bot.core.urls import public_url
from bot.errors import NotFound

_MOST_NAMED = 10


def same_feed(feeds: Sequence[Feed], url: str) -> Feed | None:
    """Return the feed that is polled at this address, or at one that differs in scheme or tracking only."""
    canonical = canonical_url(url)
    for feed in feeds:
        if url == feed.url or (canonical and canonical == canonical_url(feed.url)):
            return feed
    return None


def find_feed(feeds: Sequence[Feed], reference: str) -> Feed:
    """Return the one feed that is meant by its address, or by a part of its address or of its outlet's name.

    Raises: NotFound, with the feeds that could be meant.
    """
    if (feed := same_feed(feeds, reference)) is not None:
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

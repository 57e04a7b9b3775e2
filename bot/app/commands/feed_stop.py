"""``feeds pause`` and ``feeds resume``: a person holds a feed back, or lets it go on; also beside the bot."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.change import Change
from bot.core.feed import Feed, StoredFeed
from bot.core.feed_reference import find_feed
from bot.core.feed_stop import needs_new_start
from bot.core.urls import public_url
from bot.errors import NotFound
from bot.ports_store import FeedReport, FeedStops


class StopStore(FeedStops, Protocol):
    """The part of a store that is needed here."""

    async def list_feeds(self) -> list[FeedReport]: ...


async def pause(
    reference: str, *, feeds: Sequence[Feed], reason: str, person: str, now: datetime, store: StopStore
) -> str:
    """Hold the feed back and say so.

    Args:
        reference: the feed's address, or a part of that or of its outlet's name, which no other has.
        person: with its adapter: ``cli:anna``.

    Raises: NotFound where no feed is meant, or more than one, or it is stopped already; StoreError.
    """
    stored = await _find(reference, feeds, store)
    change = Change(
        at=now, person=person, channel=None, action="pause", subject=_named(stored), after=reason or "paused"
    )
    if not await store.pause_feed(stored.feed_id, change=change):
        raise NotFound(f"{_named(stored)} is not polled as it is: {stored.state.stop or 'stopped'}")
    return f"{stored.feed.outlet.name}: {_named(stored)} is paused; `topicwire feeds resume` lets it go on"


async def resume(
    reference: str, *, feeds: Sequence[Feed], person: str, now: datetime, store: StopStore
) -> str:
    """Let the feed go on and say how. Raises: as ``pause``."""
    stored = await _find(reference, feeds, store)
    before = str(stored.state.stop or "")
    change = Change(
        at=now,
        person=person,
        channel=None,
        action="resume",
        subject=_named(stored),
        before=before,
        after="polled",
    )
    if not await store.resume_feed(stored.feed_id, change=change):
        raise NotFound(f"{_named(stored)} is not stopped: it is polled")
    ending = ""
    if needs_new_start(stored.state, now=now):
        ending = "; what came meanwhile is stored at its next poll, and not posted"
    return f"{stored.feed.outlet.name}: {_named(stored)} is polled again{ending}"


async def _find(reference: str, feeds: Sequence[Feed], store: StopStore) -> StoredFeed:
    feed = find_feed(feeds, reference)
    for report in await store.list_feeds():
        if report.stored.feed.url == feed.url:
            return report.stored
    raise NotFound(
        f"{public_url(feed.url)} is in the configuration and not in the database yet: start the bot, or let "
        "a running one read its files anew with /watch reload"
    )


def _named(stored: StoredFeed) -> str:
    return public_url(stored.feed.url)

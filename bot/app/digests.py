"""The digests' tick: what waits for a window that is over becomes deliveries, whose way is every alert's."""

import structlog

from bot.app.subscriptions import Subscriptions
from bot.core.digest import DueDigest
from bot.core.digest_window import last_window
from bot.ports import Clock
from bot.ports_store import DigestStore

log = structlog.get_logger()


async def send_due(store: DigestStore, clock: Clock, *, subscriptions: Subscriptions, command: str) -> None:
    """Queue the digests that are due. After a pause of ours each channel gets one, of all that waited.

    Args:
        command: what people write after the slash.
    """
    now = clock.now()
    for waiting in await store.waiting_digests():
        window = last_window(waiting.at, now)
        if waiting.oldest_at >= window.ended_at:
            continue
        due = DueDigest(
            channel=waiting.channel,
            at=waiting.at,
            window=window,
            watchlist_ids=tuple(one.watchlist_id for one in subscriptions.of_channel(waiting.channel)),
            command=command,
        )
        if queued := await store.send_digest(due, now=now):
            log.info("digest.queued", channel=str(waiting.channel), window=window.key, deliveries=queued)

"""Fills a database for the polling bench: every feed of a config file polled just now, and due tomorrow."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from bot.config import load_settings
from bot.core.model import PollRecord
from bot.infra.clock import SystemClock
from bot.store.open import open_store

WAIT = timedelta(days=1)


async def main(config: Path) -> None:
    settings, now = load_settings(config), SystemClock().now()
    feeds = settings.feeds()
    store = await open_store(settings.file.store.url, base_dir=settings.base_dir)
    await store.sync_feeds(feeds, now=now)
    due = []
    while claimed := await store.claim_due_feeds(now=now, limit=len(feeds), lease_s=60.0, busy={}):
        due += claimed  # two of each host at a time
    polled = (
        PollRecord(
            feed_id=one.feed_id,
            before=one.state,
            state=one.state._replace(
                next_poll_at=now + WAIT, polled_at=now, ok_at=now, baseline_at=now, news_at=now
            ),
        )
        for one in due
    )
    await asyncio.gather(*(store.commit_poll(record, now=now) for record in polled))
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

"""The Store port on one SQLite file: reads go to the readers, everything else to the one writer.

What each method does to the tables stands in the module of its noun; here is only who does it.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from bot.core.backfill import PastDigest, Posted, TriedArticle
from bot.core.change import Change
from bot.core.delivery import BacklogRule, ChannelBlock, ChannelPause
from bot.core.digest import DueDigest
from bot.core.edit import Edit, StandingAlert
from bot.core.feed import Feed, HostBlock, StoredFeed
from bot.core.health_findings import Findings
from bot.core.installation import Installation
from bot.core.mark import Mark
from bot.core.model import (
    Channel,
    OutgoingNotice,
    PollRecord,
    PollResult,
)
from bot.core.outbox import Delivery
from bot.core.page_text import PageText
from bot.core.standing import Standing
from bot.core.subscription import StoredSubscription
from bot.store import (
    sqlite_articles,
    sqlite_backfill,
    sqlite_channels,
    sqlite_deliveries,
    sqlite_digests,
    sqlite_edits,
    sqlite_feeds,
    sqlite_health,
    sqlite_installations,
    sqlite_marks,
    sqlite_pages,
    sqlite_restored,
    sqlite_searches,
    sqlite_standing,
    sqlite_stops,
    sqlite_subscriptions,
)
from bot.store.lock import StoreLock
from bot.store.polled_mark import PolledMark
from bot.store.readers import Readers
from bot.store.sqlite_reader import SqliteReader
from bot.store.writer import Writer


class SqliteAside(SqliteReader):
    """A reader that may also set marks, revive dead deliveries, stop feeds and look a topic's past up.

    These can be written beside the lock's holder because it keeps nothing of them in memory: marks hang on
    nothing, it never touches a dead delivery, and a poll that ends never undoes a stop. It reads matches, and
    what a channel has heard of, where it needs them, and finds a new delivery at its next look. SQLite itself
    lets one short transaction at a time through.
    """

    def __init__(self, *, readers: Readers, writer: Writer) -> None:
        super().__init__(readers=readers)
        self._writer = writer

    async def save_mark(self, mark: Mark) -> None:
        await self._writer.run(partial(sqlite_marks.save_mark, mark=mark))

    async def retry_deliveries(self, delivery_ids: Sequence[int] | None, *, now: datetime) -> int:
        work = partial(sqlite_deliveries.retry_deliveries, delivery_ids=delivery_ids, now=now)
        return await self._writer.run(work)

    async def pause_feed(self, feed_id: int, *, change: Change) -> bool:
        return await self._writer.run(partial(sqlite_stops.pause_feed, feed_id=feed_id, change=change))

    async def resume_feed(self, feed_id: int, *, change: Change) -> bool:
        return await self._writer.run(partial(sqlite_stops.resume_feed, feed_id=feed_id, change=change))

    async def save_tried(self, watchlist_id: str, tried: Sequence[TriedArticle], *, now: datetime) -> int:
        work = partial(sqlite_backfill.save_tried, watchlist_id=watchlist_id, tried=tried, now=now)
        return await self._writer.run(work)

    async def post_past(self, digest: PastDigest, *, now: datetime) -> Posted:
        return await self._writer.run(partial(sqlite_backfill.post_past, digest=digest, now=now))

    async def close(self) -> None:
        """Write what is waiting, then let go of the file."""
        await super().close()
        await self._writer.close()


class SqliteStore(SqliteAside):
    """One database that this process alone writes, but for what ``SqliteAside`` may.

    Made by ``bot.store.open.open_store``.
    """

    def __init__(self, *, readers: Readers, writer: Writer, lock: StoreLock, mark: PolledMark) -> None:
        super().__init__(readers=readers, writer=writer)
        self._lock = lock
        self._mark = mark

    async def sync_feeds(self, feeds: Sequence[Feed], *, now: datetime) -> None:
        await self._writer.run(partial(sqlite_feeds.sync_feeds, feeds=feeds, now=now))

    async def claim_due_feeds(
        self, *, now: datetime, limit: int, lease_s: float, busy: Mapping[str, int]
    ) -> list[StoredFeed]:
        return await self._writer.run(
            partial(sqlite_feeds.claim_due_feeds, now=now, limit=limit, lease_s=lease_s, busy=busy)
        )

    async def commit_poll(self, record: PollRecord, *, now: datetime) -> PollResult:
        result = await self._writer.run(partial(sqlite_articles.commit_poll, record=record, now=now))
        self._mark.note(record.state.polled_at or now)
        return result

    async def begin_after_restore(self, notices: Sequence[OutgoingNotice], *, now: datetime) -> bool:
        marked_at = self._mark.read()
        if marked_at is None:
            return False
        begin = partial(sqlite_restored.begin_anew, marked_at=marked_at, notices=notices, now=now)
        restored_to = await self._writer.run(begin)
        if restored_to is not None:
            self._mark.set(restored_to)
        return restored_to is not None

    async def standing_alerts(self, article_ids: Sequence[int], *, now: datetime) -> list[StandingAlert]:
        work = partial(sqlite_edits.standing_alerts, article_ids=article_ids, now=now)
        return await self._readers.run(work)

    async def due_edits(self, adapter: str, *, now: datetime, limit: int) -> list[Edit]:
        return await self._readers.run(partial(sqlite_edits.due_edits, adapter=adapter, now=now, limit=limit))

    async def save_edit(self, edit: Edit, *, again_at: datetime | None) -> None:
        await self._writer.run(partial(sqlite_edits.save_edit, edit=edit, again_at=again_at))

    async def claim_delivery(
        self, channel: Channel, *, now: datetime, lease_s: float, lease_token: str, backlog: BacklogRule
    ) -> Delivery | None:
        return await self._writer.run(
            partial(
                sqlite_deliveries.claim_delivery,
                channel=channel,
                now=now,
                lease_s=lease_s,
                lease_token=lease_token,
                backlog=backlog,
            )
        )

    async def tell_health(self, findings: Findings, notice: OutgoingNotice | None, *, now: datetime) -> None:
        await self._writer.run(partial(sqlite_health.tell_health, findings=findings, notice=notice, now=now))

    async def add_notice(self, outgoing: OutgoingNotice, *, now: datetime) -> None:
        await self._writer.run(partial(sqlite_deliveries.add_notice, outgoing=outgoing, now=now))

    async def save_delivery(self, delivery: Delivery) -> bool:
        return await self._writer.run(partial(sqlite_deliveries.save_delivery, delivery=delivery))

    async def recover_deliveries(self, *, now: datetime, is_sole_process: bool) -> int:
        work = partial(sqlite_deliveries.recover_deliveries, now=now, is_sole_process=is_sole_process)
        return await self._writer.run(work)

    async def suppress_deliveries(self, *, keep: Sequence[Channel]) -> int:
        def suppress_all(connection: sqlite3.Connection) -> int:
            sqlite_digests.leave_out_elsewhere(connection, keep=keep)
            return sqlite_deliveries.suppress_deliveries(connection, keep=keep)

        return await self._writer.run(suppress_all)

    async def send_digest(self, due: DueDigest, *, now: datetime) -> int:
        return await self._writer.run(partial(sqlite_digests.send_digest, due=due, now=now))

    async def save_subscription(self, stored: StoredSubscription, *, change: Change) -> None:
        await self._writer.run(partial(sqlite_subscriptions.save_subscription, stored=stored, change=change))

    async def delete_subscription(
        self, channel: Channel, watchlist_id: str, *, is_last: bool, change: Change
    ) -> bool:
        return await self._writer.run(
            partial(
                sqlite_subscriptions.delete_subscription,
                channel=channel,
                watchlist_id=watchlist_id,
                is_last=is_last,
                change=change,
            )
        )

    async def add_change(self, change: Change) -> None:
        await self._writer.run(partial(sqlite_subscriptions.add_change, change=change))

    async def block_channel(self, channel: Channel, block: ChannelBlock) -> None:
        await self._writer.run(partial(sqlite_channels.block_channel, channel=channel, block=block))

    async def pause_channel(
        self, channel: Channel, pause: ChannelPause, *, now: datetime, notice: OutgoingNotice | None
    ) -> bool:
        def pause_and_tell(connection: sqlite3.Connection) -> bool:
            is_news = sqlite_channels.pause_channel(connection, channel, pause, now=now)
            if is_news and notice is not None:
                sqlite_deliveries.add_notice(connection, notice, now=now)
            return is_news

        return await self._writer.run(pause_and_tell)

    async def resume_channel(self, channel: Channel, *, now: datetime, notice: OutgoingNotice | None) -> bool:
        def resume_and_tell(connection: sqlite3.Connection) -> bool:
            is_news = sqlite_channels.resume_channel(connection, channel)
            if is_news and notice is not None:
                sqlite_deliveries.add_notice(connection, notice, now=now)
            return is_news

        return await self._writer.run(resume_and_tell)

    async def split_digest(self, delivery: Delivery, *, new_key: Callable[[], str], now: datetime) -> int:
        work = partial(sqlite_deliveries.split_digest, delivery=delivery, new_key=new_key, now=now)
        return await self._writer.run(work)

    async def probe_paused(self) -> None:
        await self._writer.run(sqlite_channels.probe_paused)

    async def forget_pauses(self, *, keep: Sequence[Channel]) -> None:
        await self._writer.run(partial(sqlite_channels.forget_pauses, keep=keep))

    async def save_search(self, text: str, *, highest_id: int, key: str, now: datetime) -> None:
        await self._writer.run(
            partial(sqlite_searches.save_search, text=text, highest_id=highest_id, key=key, now=now)
        )

    async def save_standing(
        self, standing: Standing, *, change: Change | None, notice: OutgoingNotice | None, now: datetime
    ) -> None:
        await self._writer.run(
            partial(sqlite_standing.save_standing, standing=standing, change=change, notice=notice, now=now)
        )

    async def save_page_texts(
        self, pages: Sequence[PageText], *, blocks: Sequence[HostBlock] = (), now: datetime
    ) -> None:
        await self._writer.run(partial(sqlite_pages.save_page_texts, pages=pages, blocks=blocks, now=now))

    async def save_installation(self, installation: Installation) -> None:
        await self._writer.run(partial(sqlite_installations.save_installation, installation=installation))

    async def delete_installation(self, team_id: str, *, until: datetime) -> bool:
        return await self._writer.run(
            partial(sqlite_installations.delete_installation, team_id=team_id, until=until)
        )

    async def save_install_state(self, state: str, *, now: datetime, expires_at: datetime) -> None:
        await self._writer.run(
            partial(sqlite_installations.save_install_state, state=state, now=now, expires_at=expires_at)
        )

    async def use_install_state(self, state: str, *, now: datetime) -> bool:
        return await self._writer.run(partial(sqlite_installations.use_install_state, state=state, now=now))

    async def close(self) -> None:
        """Write what is waiting, then let go of the files; the lock last."""
        await super().close()
        self._mark.close()
        self._lock.release()

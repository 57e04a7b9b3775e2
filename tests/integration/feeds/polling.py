"""The poller with everything real around it, and a clock that is put forward by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.core.delivery import BacklogRule
from bot.core.feed import Feed
from bot.core.model import Notice
from bot.core.outbox import DeliveryState, Receipt
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ParserPool
from bot.infra.runner_local import LocalRunner
from bot.matching.matcher import Matcher
from bot.ports_store import FeedReport, Store
from bot.store.open import open_store
from tests.builders import CONSOLE
from tests.integration.feeds.pollers import make_poller
from tests.platforms.fakes.listening import HandClock

MIN_INTERVAL_S = 300.0
LEASE_S = 100.0


class Polling:
    """Polls what is due at the clock's time, as the program does, with the middle of every jitter.

    Args:
        folder: where the database is; another ``Polling`` in the same folder is the program after a restart.
    """

    def __init__(self, folder: Path, *, fetcher: HttpFetcher, parser: ParserPool, clock: HandClock) -> None:
        self._folder, self._fetcher, self._parser = folder, fetcher, parser
        self.clock = clock
        self._runner = LocalRunner(slots=50)
        self.store: Store

    async def open(self, feeds: Sequence[Feed]) -> None:
        self.store = await open_store("sqlite:///polls.db", base_dir=self._folder)
        await self.configure(feeds)

    async def configure(self, feeds: Sequence[Feed]) -> None:
        """Let these be the configured feeds from now on."""
        await self.store.sync_feeds(feeds, now=self.clock.now())
        self._poller = make_poller(
            self.store,
            self._fetcher,
            self._parser,
            clock=self.clock,
            matcher=Matcher(()),
            feeds=feeds,
            runner=self._runner,
            min_interval_s=MIN_INTERVAL_S,
            lease_s=LEASE_S,
            admin_channel=CONSOLE,
        )

    async def close(self) -> None:
        await self._runner.drain()
        await self.store.close()

    async def round(self) -> None:
        """Poll what is due now."""
        due_at = self.clock.now()
        while await self._poller.dispatch_due(due_at=due_at):  # a host has two at a time
            await self._runner.drain()
        assert not self._runner.failures

    async def next_round(self, *, later_s: float = 0.0) -> None:
        """Put the clock forward to when the first feed is due, and poll it."""
        due_at = min(report.stored.state.next_poll_at for report in await self.store.list_feeds())
        self.clock.forward((due_at - self.clock.now()).total_seconds() + later_s)
        await self.round()

    async def reports(self) -> list[FeedReport]:
        return await self.store.list_feeds()

    async def report(self) -> FeedReport:
        """Of the only feed."""
        (report,) = await self.store.list_feeds()
        return report

    async def wait_s(self) -> float:
        """How long the only feed will be waited for."""
        due_at = (await self.report()).stored.state.next_poll_at
        return (due_at - self.clock.now()).total_seconds()

    async def told(self) -> list[Notice]:
        """What the admins have been told since they were last asked."""
        notices = []
        while delivery := await self.store.claim_delivery(
            CONSOLE,
            now=self.clock.now() + timedelta(days=365),
            lease_s=LEASE_S,
            lease_token="test",
            backlog=BacklogRule(most=1_000),
        ):
            assert isinstance(delivery.message, Notice)
            notices.append(delivery.message)
            sent = replace(delivery, state=DeliveryState.SENT, receipt=Receipt(external_id="1"))
            assert await self.store.save_delivery(sent)
        return notices

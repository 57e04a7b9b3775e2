"""An open bot: polls and delivers until told to stop, or once over what is due. Opens and closes nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.app.deliver import Deliverer
from bot.app.edit import Editor
from bot.app.edit_reports import EditReports
from bot.app.near_misses import WeeklyNearMisses
from bot.app.poll import Poller
from bot.app.watch_health import HealthWatch
from bot.following import FileFollower
from bot.infra.health import HealthServer
from bot.infra.metrics import PrometheusMetrics
from bot.infra.runner_local import LocalRunner
from bot.infra.scheduler import Ticker
from bot.ports import Clock
from bot.ports_store import Store

log = structlog.get_logger()

DRAIN_POLLS_S = 1.5
DRAIN_DELIVERIES_S = 3.0
"""With the polls' share the whole of a shutdown stays under five seconds."""

LOOK_S = 1.0
"""In a round, so often at least it is looked for free places: servers that are slow give theirs back."""


async def dispatch_for(poller: Poller, polls: LocalRunner, *, at_most_s: float) -> None:
    """Start polls that are due, and others in the place of each that ends, while any runs.

    A host has two polls at a time, and all hosts some dozens: those of fast servers take a fraction of a
    tick, and with none in their place a host of thousands of feeds would get two polls a tick.
    """
    clock = asyncio.get_running_loop()
    ends_at = clock.time() + at_most_s
    while True:
        await poller.dispatch_due()
        left_s = ends_at - clock.time()
        if left_s <= 0 or not polls.running:
            return
        await polls.wait_for_one(timeout_s=left_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """An open bot: ``run`` it until told to stop, or ``run_once`` over what is due."""

    store: Store
    poller: Poller
    deliverers: Sequence[Deliverer]
    editors: Sequence[Editor]
    clock: Clock
    metrics: PrometheusMetrics
    polls: LocalRunner
    lanes: Sequence[LocalRunner]
    ticker: Ticker
    health: HealthServer
    send_digests: Callable[[], Awaitable[None]]
    health_watch: HealthWatch
    near_misses: WeeklyNearMisses
    reports: EditReports
    follower: FileFollower | None
    background: LocalRunner
    facts: Mapping[str, object]
    """What the log says at the start."""

    async def run(self, stop: asyncio.Event) -> bool:
        """Poll and deliver until ``stop`` is set; then finish what is in flight. Returns True."""
        await self.health.start()
        self.ticker.start()
        self.background.submit("edit-reports", self.reports.run)
        if self.follower is not None:
            self.follower.start()
        log.info("bot.started", **self.facts)
        await stop.wait()
        log.info("bot.stopping")
        self.ticker.stop()
        await self.background.drain(timeout_s=0)
        await asyncio.gather(self.polls.drain(timeout_s=DRAIN_POLLS_S), self._stop_delivering())
        return True

    async def run_once(self, stop: asyncio.Event, *, on_progress: Callable[[int | None], None]) -> bool:
        """Poll every feed that is due now once, and deliver what came of it.

        Args:
            stop: ends the round early; what is not done then is done by the next one.
            on_progress: called with how many polls have ended, each second at least, and with None when the
                last one has and alerts follow.

        Returns: whether all of it was done and stored. A feed that fails, or a delivery that has to wait, is
            no failure of the round.
        """
        round_, stopping = asyncio.create_task(self._round(on_progress)), asyncio.create_task(stop.wait())
        await asyncio.wait((round_, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not round_.done():
            round_.cancel()
            await asyncio.gather(round_, return_exceptions=True)
            await self._stop_delivering()
            return False
        return round_.result()

    async def _round(self, on_progress: Callable[[int | None], None]) -> bool:
        due_at = self.clock.now()
        started = 0
        while True:
            newly_started = await self.poller.dispatch_due(due_at=due_at)
            started += newly_started
            on_progress(started - self.polls.running)
            if not newly_started and not self.polls.running:
                break
            await self.polls.wait_for_one(timeout_s=LOOK_S)
        on_progress(None)
        await self.send_digests()
        await self.health_watch.look()
        await self.near_misses.look()
        await self.reports.catch_up()
        while sum([await deliverer.deliver_due() for deliverer in self.deliverers]):
            await asyncio.gather(*(lanes.drain() for lanes in self.lanes))
            if any(lanes.failures for lanes in self.lanes):  # the store: trying at once again would not help
                break
        for editor in self.editors:
            await editor.edit_due()
        await asyncio.gather(*(lanes.drain() for lanes in self.lanes))
        return not (self.polls.failures or any(lanes.failures for lanes in self.lanes))

    async def _stop_delivering(self) -> None:
        """Finish what is in flight, in every lane."""
        for deliverer in self.deliverers:
            deliverer.stop()
        await asyncio.gather(*(lanes.drain(timeout_s=DRAIN_DELIVERIES_S) for lanes in self.lanes))

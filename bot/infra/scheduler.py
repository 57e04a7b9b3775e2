"""APScheduler behind a handful of ticks: it only says "look now"; what is due stands in the database.

A tick that is still running is not started again, a late one is run once, and missed and failed ones are
counted: a scheduler that drops runs without a word is the usual way such a program goes silent.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import TopicwireError
from bot.ports import Metrics

log = structlog.get_logger()

MISFIRE_GRACE_S = 30
OUTCOMES = {EVENT_JOB_EXECUTED: "ok", EVENT_JOB_ERROR: "error", EVENT_JOB_MISSED: "missed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Something to look at every ``every_s`` seconds, the first time at once."""

    name: str
    every_s: float
    look: Callable[[], Awaitable[object]]


class Ticker:
    """Runs ticks until stopped. Must be started inside the running event loop."""

    def __init__(self, ticks: Sequence[Tick], *, metrics: Metrics) -> None:
        self._ticks = ticks
        self._metrics = metrics
        self._failing: dict[str, str] = {}
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": MISFIRE_GRACE_S},
        )

    def start(self) -> None:
        self._scheduler.add_listener(self._count, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR | EVENT_JOB_MISSED)
        for tick in self._ticks:
            self._scheduler.add_job(
                tick.look,
                "interval",
                seconds=tick.every_s,
                id=tick.name,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Start no further tick and cancel a running one: what it has leased comes back at the next start."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _count(self, event: JobExecutionEvent) -> None:
        tick, outcome = event.job_id, OUTCOMES[event.code]
        self._metrics.tick_ended(tick, outcome)
        if outcome == "missed":
            log.warning("tick.missed", tick=tick)
            return
        if isinstance(event.exception, asyncio.CancelledError):
            return
        # A disk that is full fails every tick: told once, and again when it is over.
        before, now = self._failing.pop(tick, ""), repr(event.exception or "")
        if event.exception is None:
            if before:
                log.info("tick.recovered", tick=tick)
            return
        self._failing[tick] = now
        if now == before:
            return
        if isinstance(event.exception, TopicwireError):
            log.error("tick.failed", tick=tick, detail=str(event.exception))
        else:
            log.error("tick.crashed", tick=tick, exc_info=event.exception)

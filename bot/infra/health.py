"""/healthz and /metrics on a loopback port: is this process doing its work, and how much of it.

Other pages for the same port come as ``routes``.

Healthy means that the database answers and the scheduler's ticks went through lately; a failing feed or
channel, or a file with mistakes, is news for people, not a reason to restart the process.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from aiohttp import web

from bot.core.feed_health import FeedHealth
from bot.core.outbox import OPEN, DeliveryState
from bot.core.rules_report import RulesReport
from bot.errors import StoreError
from bot.infra.metrics import CONTENT_TYPE, PrometheusMetrics
from bot.ports import Clock

log = structlog.get_logger()

STALE_AFTER = timedelta(seconds=60)
"""Ticks run every second or so; none for a minute means that the process is stuck."""


class HealthServer:
    """Serves /healthz and /metrics. A port that is taken is told and lived without: alerts matter more."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        clock: Clock,
        metrics: PrometheusMetrics,
        count_deliveries: Callable[[], Awaitable[Mapping[DeliveryState, int]]],
        count_feeds: Callable[[], Awaitable[Mapping[FeedHealth, int]]],
        rules: Callable[[], RulesReport],
        routes: Sequence[web.RouteDef] = (),
    ) -> None:
        self._host = host
        self._port = port
        self._clock = clock
        self._metrics = metrics
        self._count_deliveries = count_deliveries
        self._count_feeds = count_feeds
        self._rules = rules
        self._routes = routes
        self._ticked_at: datetime | None = None
        self._runner: web.AppRunner | None = None

    def ticked(self) -> None:
        """Note that the scheduler's ticks go through."""
        self._ticked_at = self._clock.now()

    async def start(self) -> None:
        if not self._port:
            return
        app = web.Application()
        app.add_routes([web.get("/healthz", self._healthz), web.get("/metrics", self._show_metrics)])
        app.add_routes(self._routes)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            detail = f"{error.strerror}; set [health] port to a free one, or 0 for none"
            log.warning("health.unavailable", host=self._host, port=self._port, detail=detail)

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _healthz(self, request: web.Request) -> web.Response:
        body: dict[str, object] = {"status": "ok", "rules": self._rules().as_json()}
        try:
            body |= await self._counts()
            problem = self._problem()
        except StoreError as error:
            problem = str(error)
        if problem is not None:
            body |= {"status": "failing", "detail": problem}
        return web.Response(
            text=json.dumps(body), content_type="application/json", status=200 if problem is None else 503
        )

    def _problem(self) -> str | None:
        if self._ticked_at is None or self._clock.now() - self._ticked_at > STALE_AFTER:
            return "the scheduler has not ticked for a minute"
        return None

    async def _counts(self) -> dict[str, object]:
        """Say how many feeds are how, and what waits or could not be delivered. Raises: StoreError."""
        deliveries = await self._count_deliveries()
        return {
            "feeds": {health.value: count for health, count in (await self._count_feeds()).items()},
            "deliveries": {
                "waiting": sum(deliveries[state] for state in OPEN),
                "dead": deliveries[DeliveryState.DEAD],
            },
        }

    async def _show_metrics(self, request: web.Request) -> web.Response:
        for state, count in (await self._count_deliveries()).items():
            self._metrics.set_queue(state, count)
        for health, count in (await self._count_feeds()).items():
            self._metrics.set_feeds(health, count)
        self._metrics.set_file_problems(len(self._rules().problems))
        return web.Response(body=self._metrics.render(), headers={"Content-Type": CONTENT_TYPE})

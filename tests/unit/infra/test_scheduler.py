"""Ticks run at once and again, are counted, and tell trouble once."""

import asyncio

from structlog.testing import capture_logs

from bot.errors import StoreUnavailable
from bot.infra.metrics import PrometheusMetrics
from bot.infra.scheduler import Tick, Ticker


async def ticking(look, *, until, every_s=0.02):
    metrics = PrometheusMetrics()
    ticker = Ticker([Tick(name="deliver", every_s=every_s, look=look)], metrics=metrics)
    with capture_logs() as logs:
        ticker.start()
        await asyncio.wait_for(until.wait(), 10)
        await asyncio.sleep(0)  # the last run's outcome is told after it
        ticker.stop()
    return metrics.render().decode(), [log["event"] for log in logs]


async def test_tick_runs_at_once_and_again_and_is_counted():
    ran, enough = [], asyncio.Event()

    async def look():
        ran.append(1)
        if len(ran) == 3:
            enough.set()

    text, events = await ticking(look, until=enough)
    assert 'topicwire_ticks_total{outcome="ok",tick="deliver"}' in text
    assert events == []


async def test_failing_tick_goes_on_and_is_told_once_and_once_when_it_is_over():
    outcomes = iter([StoreUnavailable("disk full")] * 3)
    enough = asyncio.Event()
    good = []

    async def look():
        if error := next(outcomes, None):
            raise error
        good.append(1)
        if len(good) == 2:
            enough.set()

    text, events = await ticking(look, until=enough)
    assert 'topicwire_ticks_total{outcome="error",tick="deliver"} 3.0' in text
    assert events == ["tick.failed", "tick.recovered"]


async def test_slow_tick_is_not_started_twice():
    running, most, enough = [0], [0], asyncio.Event()

    async def look():
        running[0] += 1
        most[0] = max(most[0], running[0])
        await asyncio.sleep(0.08)
        running[0] -= 1
        enough.set()

    await ticking(look, until=enough)
    assert most == [1]

"""Jobs run side by side, within bounds, and are waited for."""

import asyncio

from bot.errors import StoreUnavailable
from bot.infra.runner_local import LocalRunner


async def test_slots_are_counted_down_and_given_back():
    runner, gate = LocalRunner(slots=2), asyncio.Event()
    runner.submit("poll", gate.wait)
    assert (runner.free_slots, runner.running) == (1, 1)
    runner.submit("poll", gate.wait)
    assert runner.free_slots == 0
    gate.set()
    await runner.drain()
    assert (runner.free_slots, runner.running) == (2, 0)


async def test_failing_job_is_counted_and_stops_no_other():
    async def fail():
        raise StoreUnavailable("disk full")

    async def crash():
        raise ZeroDivisionError

    runner, done = LocalRunner(slots=3), asyncio.Event()

    async def succeed():
        done.set()

    for job in (fail, crash, succeed):
        runner.submit("poll", job)
    await runner.drain()
    assert runner.failures == 2
    assert done.is_set()


async def test_drain_waits_for_jobs_that_jobs_submit():
    runner, done = LocalRunner(slots=2), asyncio.Event()

    async def second():
        done.set()

    async def first():
        runner.submit("delivery", second)

    runner.submit("delivery", first)
    await runner.drain()
    assert done.is_set()


async def test_drain_cancels_what_outlasts_its_time():
    runner, was_cancelled = LocalRunner(slots=1), asyncio.Event()

    async def hang():
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            was_cancelled.set()
            raise

    runner.submit("poll", hang)
    await runner.drain(timeout_s=0.01)
    assert was_cancelled.is_set()
    assert runner.running == 0


async def test_waiting_for_one_ends_with_the_first_job_that_ends():
    runner, first, second = LocalRunner(slots=2), asyncio.Event(), asyncio.Event()
    await runner.wait_for_one()  # none runs
    runner.submit("poll", first.wait)
    runner.submit("poll", second.wait)
    first.set()
    await runner.wait_for_one()
    assert runner.running == 1
    await runner.wait_for_one(timeout_s=0.01)  # an end that was waited for before counts no more
    assert runner.running == 1
    second.set()
    await runner.wait_for_one()
    assert runner.running == 0

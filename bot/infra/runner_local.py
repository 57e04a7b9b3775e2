"""Runs jobs as tasks of this process's event loop: bounded, owned, and awaited at the end.

Nothing durable lives here; a job that is lost with the process is found again by its lapsed lease.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from bot.errors import TopicwireError

log = structlog.get_logger()


class LocalRunner:
    """A bounded set of tasks. ``slots`` is how many jobs may run at once."""

    def __init__(self, *, slots: int) -> None:
        self._slots = slots
        self._running: set[asyncio.Task[None]] = set()
        self._ended = asyncio.Event()
        self.failures = 0
        """How many jobs ended in an error so far."""

    @property
    def free_slots(self) -> int:
        return max(0, self._slots - len(self._running))

    @property
    def running(self) -> int:
        """How many jobs run now."""
        return len(self._running)

    def submit(self, name: str, job: Callable[[], Awaitable[object]]) -> None:
        task = asyncio.create_task(self._run(name, job), name=name)
        self._running.add(task)
        task.add_done_callback(self._forget)

    async def wait_for_one(self, *, timeout_s: float | None = None) -> None:
        """Return when a running job has ended, or at once where none runs; after ``timeout_s`` anyhow."""
        if not self._running:
            return
        # Not asyncio.wait: it hangs a callback on every running job and takes it off again.
        self._ended.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._ended.wait()

    async def drain(self, *, timeout_s: float | None = None) -> None:
        """Wait until no job runs, jobs that jobs submit included; cancel the rest after ``timeout_s``."""
        try:
            async with asyncio.timeout(timeout_s):
                while self._running:
                    await asyncio.wait(self._running)
        except TimeoutError:
            left = list(self._running)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._ended.set()

    async def _run(self, name: str, job: Callable[[], Awaitable[object]]) -> None:
        # The boundary of a job: whatever it raised is told here and stops nothing else.
        try:
            await job()
        except Exception as error:  # noqa: BLE001
            self.failures += 1
            _tell(name, error)


def _tell(name: str, error: Exception) -> None:
    if isinstance(error, TopicwireError):
        log.error("job.failed", job=name, detail=str(error))
    else:
        log.error("job.crashed", job=name, exc_info=error)

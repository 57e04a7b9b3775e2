"""Tries an edit of the watchlists in a few child processes: implements ``bot.ports_history.EffectMeter``.

Nothing is matched or added up here: the event loop only passes on what the workers say, and whoever stops
waiting stops them. They are niced to the lowest priority and end by themselves when this process is gone.
"""

import asyncio
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

from bot.child_process import child_environment, ending
from bot.core.effect import Effect, edited, untried
from bot.core.past import PastSpan
from bot.core.watchlist import Watchlist
from bot.errors import MeasureFailed, StoreUnavailable
from bot.measuring.wire import Job, Kind, framed, packed, receive
from bot.ports import Clock
from bot.store.open import open_reader

_NOT_TRIED = "the edit could not be tried on stored articles"


class ProcessMeter:
    """Reads the database that ``url`` names, up to ``days`` back, with ``workers`` processes."""

    def __init__(
        self,
        url: str,
        *,
        base_dir: Path,
        clock: Clock,
        days: int,
        workers: int,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        """``on_progress`` hears how many articles were tried, and of how many."""
        self._url = url
        self._base_dir = base_dir
        self._clock = clock
        self._days = days
        self._workers = workers
        self._on_progress = on_progress

    async def measure(self, before: Sequence[Watchlist], after: Sequence[Watchlist]) -> Effect:
        """See ``bot.ports_history.EffectMeter``; cancelled, it ends the processes first."""
        since = self._clock.now() - timedelta(days=self._days)
        store = await open_reader(self._url, base_dir=self._base_dir)
        try:
            span = await store.past_span(since=since)
        finally:
            await store.close()
        # In a thread, as below: the event loop has no time to read, and to write, thousands of names.
        pairs = await asyncio.to_thread(edited, before, after)
        if not span.articles or not pairs:
            return untried(pairs, days=self._days)
        job = Job(
            url=self._url,
            base_dir=self._base_dir,
            before=tuple(was for was, _ in pairs.values() if was),
            after=tuple(now for _, now in pairs.values() if now),
            days=self._days,
            since=since,
            span=span,
            parts=self._workers,
        )
        return await self._run(await asyncio.to_thread(packed, Kind.JOB, job), span)

    async def _run(self, job: bytes, span: PastSpan) -> Effect:
        tried = 0

        def on_done(count: int) -> None:
            nonlocal tried
            tried += count
            self._on_progress(tried, span.articles)

        async with AsyncExitStack() as stack:
            workers = [
                _Worker(await stack.enter_async_context(_started(part)), on_done)
                for part in range(self._workers)
            ]
            lead, *others = workers
            try:
                async with asyncio.TaskGroup() as group:
                    for worker in workers:
                        group.create_task(worker.send(job))
                    for other in others:
                        group.create_task(_hand_over(other, lead))
                    answer = group.create_task(lead.answer(Kind.EFFECT))
            except ExceptionGroup as failed:
                raise failed.exceptions[0] from None
        effect: Effect = pickle.loads(answer.result())  # noqa: S301
        return effect


async def _hand_over(other: "_Worker", lead: "_Worker") -> None:
    """Let the worker of part 0 add up what another one found."""
    await lead.send(framed(Kind.TALLY, await other.answer(Kind.TALLY)))


class _Worker:
    """One child process."""

    def __init__(self, process: Process, on_done: Callable[[int], None]) -> None:
        self._process = process
        self._on_done = on_done

    async def send(self, packet: bytes) -> None:
        stream = self._process.stdin
        assert stream is not None
        stream.write(packet)
        with suppress(OSError):  # why it is gone is told by who waits for its answer
            await stream.drain()

    async def answer(self, wanted: Kind) -> bytes:
        """Return what it answers at last. Raises: StoreUnavailable, MeasureFailed."""
        stream = self._process.stdout
        assert stream is not None
        while True:
            try:
                kind, data = await receive(stream)
            except EOFError:
                code = await self._process.wait()
                detail = f"a process {ending(code)} before it was done"
                raise MeasureFailed(f"{_NOT_TRIED}: {detail}") from None
            if kind is wanted:
                return data
            told = pickle.loads(data)  # noqa: S301
            if kind is Kind.REFUSED:
                raise StoreUnavailable(told)
            if kind is Kind.FAILED:
                raise MeasureFailed(f"{_NOT_TRIED}: {told}")
            self._on_done(told)


@asynccontextmanager
async def _started(part: int) -> AsyncIterator[Process]:
    """Start the worker of a part; it is gone, and reaped, on the way out."""
    command = (sys.executable, "-P", "-m", "bot.measuring.worker", str(part))
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, env=child_environment()
        )
    except OSError as error:
        detail = f"no process can be started ({error.strerror}); free some memory"
        raise MeasureFailed(f"{_NOT_TRIED}: {detail}") from error
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):  # it has ended
            process.kill()
        await process.communicate()  # reads what is left, or its pipe would stay open

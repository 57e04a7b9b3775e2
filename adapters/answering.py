"""Answers on their way to people: kept until they are out, and finished, for a moment, at the end.

The libraries start a task for each request and forget it; a task that nobody holds may vanish.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Answering:
    """The tasks that answer now."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Keep the task that runs this until its work is done."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    async def finish(self, *, within_s: float) -> None:
        """Wait for the answers that are on their way; cancel what is left then."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)
        for task in self._tasks:
            task.cancel()

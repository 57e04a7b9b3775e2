"""An open bot's files: read anew whenever one was saved, and on SIGHUP."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.app.reload import Reloader
from bot.infra.file_events import wake_ups
from bot.infra.runner_local import LocalRunner
from bot.infra.written_files import FilesOnDisk


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFollower:
    """Reloads when a file was saved, or on SIGHUP. ``saved`` is None where nobody looks for saves.

    ``hung_up`` is set by SIGHUP.
    """

    reloader: Reloader
    saved: FilesOnDisk | None
    hung_up: asyncio.Event
    jobs: LocalRunner

    def start(self) -> None:
        self.jobs.submit("hang-ups", self._obey)
        if self.saved is not None:
            self.jobs.submit("saves", partial(self._follow, self.saved))

    async def _obey(self) -> None:
        while True:
            await self.hung_up.wait()
            self.hung_up.clear()
            await self._run(self.reloader.reload)

    async def _follow(self, saved: FilesOnDisk) -> None:
        async for _ in wake_ups(lambda: saved.folders):
            await self._run(self.reloader.look)

    async def _run(self, reload: Callable[[], Awaitable[object]]) -> None:
        """Wait for a reload as for a job of its own: whatever goes wrong there is told, and no more."""
        once = LocalRunner(slots=1)
        once.submit("reload", reload)
        try:
            await once.drain()
        finally:
            await once.drain(timeout_s=0)

"""Folders -> a wake-up whenever something happens in one of them, and every few seconds anyhow.

Only a wake-up: events come late, twice or never (network disks, bind mounts, a folder that was moved away).
Whoever is woken looks for himself.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path

import structlog
from watchfiles import awatch

log = structlog.get_logger()

LOOK_EVERY_S = 2.0
STEP_MS = 100
"""So long without a further event, and those that came together are one wake-up."""


async def wake_ups(
    folders: Callable[[], Sequence[Path]], *, every_s: float = LOOK_EVERY_S
) -> AsyncIterator[None]:
    """Yield at once and then for ever. ``folders`` is asked again and again: they may be replaced."""
    told = ""
    while True:
        yield
        seen = _identities(folders())
        try:
            async with aclosing(
                awatch(
                    *seen,
                    watch_filter=None,
                    recursive=False,
                    step=STEP_MS,
                    rust_timeout=round(every_s * 1_000),
                    yield_on_timeout=True,
                )
            ) as events:
                async for _ in events:
                    yield
                    if _identities(folders()) != seen:
                        break
        except (OSError, RuntimeError) as error:  # no folder, no inotify, or no watch left of the system's
            if (detail := str(error)) != told:
                log.warning("files.no_events", detail=detail, looked_at_every_s=every_s)
            told = detail
            await asyncio.sleep(every_s)


def _identities(folders: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """Return which folder each path leads to now; those that lead nowhere are left out."""
    found = {}
    for folder in folders:
        try:
            now = folder.stat()
        except OSError:
            continue
        found[folder] = (now.st_dev, now.st_ino)
    return found

"""The config file and the watchlists as they are on the disk: whether they were touched, and what they say.

A file is saved in many ways: written over, put in the place of the old one, with the whole folder, or behind
a link. Two readings some time apart that say the same are a whole save, whichever it was.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.config import probable_watchlist_dir, read_config
from bot.errors import Problem
from bot.infra.watchlist_dir import read_contents, watchlist_paths
from bot.ports_files import Snapshot

PAUSE_S = 0.5
"""Between two readings: longer than an editor, or a git checkout, is at a few files."""
LONG_PAUSE = 6
"""So many times as long where a file is empty or gone: it may be about to be written.

Nothing else would show it: an empty config.toml is a valid one."""

Signature = tuple[tuple[str, int, int, int, int], ...]
"""Of each file: path, device, inode, size, and when it was changed in ns."""


def read_snapshot(config: Path) -> Snapshot:
    """Read the config file and the watchlists that it names, whoever is writing them."""
    content = read_config(config)
    contents = read_contents(probable_watchlist_dir(content, config))
    return Snapshot(path=config, config=content, watchlists=contents)


class FilesOnDisk:
    """See ``ports_files.WrittenFiles``. Also says in which folders they are, for who waits for events."""

    def __init__(self, config: Path, *, pause_s: float = PAUSE_S) -> None:
        """Take the config file, and how long to wait between two readings."""
        self._config = config
        self._pause_s = pause_s
        self._folder: Path | None = None
        self._seen: Signature = ()
        self._last: Snapshot | None = None

    @property
    def folders(self) -> Sequence[Path]:
        """The folders where something happens when a file, or the folder of the watchlists, is replaced."""
        config, folder = self._config.absolute().parent, self._folder
        return (config,) if folder is None else (config, folder, folder.parent)

    async def settled(self) -> Snapshot:
        before = await asyncio.to_thread(self._read)
        while True:
            await asyncio.sleep(self._pause_s * (LONG_PAUSE if _has_less(before, self._last) else 1))
            # Taken before the reading: what is saved after it is seen as touched.
            signature = await asyncio.to_thread(self._signature)
            snapshot = await asyncio.to_thread(self._read)
            if snapshot == before:
                self._seen, self._last = signature, snapshot
                return snapshot
            before = snapshot

    async def were_touched(self) -> bool:
        return await asyncio.to_thread(self._signature) != self._seen

    def _read(self) -> Snapshot:
        snapshot = read_snapshot(self._config)
        self._folder = probable_watchlist_dir(snapshot.config, self._config)
        return snapshot

    def _signature(self) -> Signature:
        watchlists = [] if self._folder is None else watchlist_paths(self._folder)
        return tuple(_look(one) for one in (self._config, *watchlists))


def _look(path: Path) -> tuple[str, int, int, int, int]:
    try:
        now = path.stat()
    except OSError:
        return (str(path), 0, 0, -1, 0)
    return (str(path), now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns)


def _has_less(now: Snapshot, last: Snapshot | None) -> bool:
    """Whether a file is empty, cannot be read, or is gone since the last reading."""
    contents = (now.config, *now.watchlists.values())
    if any(isinstance(one, Problem) or not one.strip() for one in contents):
        return True
    return last is not None and not last.watchlists.keys() <= now.watchlists.keys()

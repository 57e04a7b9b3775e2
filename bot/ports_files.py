"""The files that admins write, as bytes: what one reading of them is, and who reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The config file at ``path``, and the watchlist files of the folder that it names, by their path.

    A file that cannot be read is the problem to tell instead.
    """

    path: Path
    config: bytes | Problem
    watchlists: Mapping[str, bytes | Problem]


class WrittenFiles(Protocol):
    """The config file and the watchlists, where an admin writes them at any time."""

    async def settled(self) -> Snapshot:
        """Return what the files say as soon as nobody is writing them: two readings that are the same."""
        ...

    async def were_touched(self) -> bool:
        """Whether any file looks another one than at the last ``settled``; cheap enough for every second."""
        ...

"""How far polling has come, in a file beside the database: a database that lags behind it was restored."""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from bot.errors import StoreUnavailable
from bot.store.values import from_ms, to_ms

WRITTEN_EVERY = timedelta(seconds=10)
"""A backup that is younger than this is not told from a killed process; little can be lost with it."""

_DIGITS = 13


class PolledMark:
    """``<database>.polled``: the time of the last poll that was committed, in milliseconds.

    Written only after the commit, so that it is never ahead of a database that was left alone.
    """

    def __init__(self, fd: int) -> None:
        self._fd: int | None = fd
        self._written_at = self.read()
        self._polled_at = self._written_at

    @classmethod
    def open(cls, database: Path) -> Self:
        """Raises: StoreUnavailable where no file can be made."""
        path = database.with_name(f"{database.name}.polled")
        try:
            return cls(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise StoreUnavailable(f"{path}: cannot be opened: {error.strerror}") from error

    def read(self) -> datetime | None:
        """Return what the file says; None where it says nothing, or what it says cannot be read."""
        if self._fd is None:
            return None
        digits = os.pread(self._fd, _DIGITS + 1, 0)
        return from_ms(int(digits)) if len(digits) == _DIGITS and digits.isdigit() else None

    def note(self, polled_at: datetime) -> None:
        """Remember a committed poll; it is written now and then, and at the end."""
        self._polled_at = max(polled_at, self._polled_at or polled_at)
        if self._written_at is None or self._polled_at - self._written_at >= WRITTEN_EVERY:
            self.set(self._polled_at)

    def set(self, polled_at: datetime) -> None:
        """Write it, also where it is earlier: that is how far the database has come."""
        self._polled_at = self._written_at = polled_at
        # On a full disk the old mark stays: it is behind, and says nothing wrong.
        with suppress(OSError):
            if self._fd is not None:
                os.pwrite(self._fd, f"{to_ms(polled_at):0{_DIGITS}}".encode(), 0)

    def close(self) -> None:
        """Write what was noted last. May be called again."""
        if self._fd is None:
            return
        if self._polled_at is not None:
            self.set(self._polled_at)
        os.close(self._fd)
        self._fd = None

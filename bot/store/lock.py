"""One process per database: a lock file beside it, held for as long as the process lives."""

import fcntl
import os
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Self

from bot.errors import StoreInUse, StoreUnavailable

PATIENCE_S = 1.0


class StoreLock:
    """An exclusive ``flock`` on ``<database>.lock``; the kernel lets go of it when its holder dies.

    The file stays where it is: deleting it would let two processes lock two files of the same name.
    """

    def __init__(self, fd: int) -> None:
        self._fd: int | None = fd
        # A forked child (a parser worker) shares the lock and would keep it after this process was killed.
        os.register_at_fork(after_in_child=_closing(weakref.ref(self)))

    @classmethod
    def take(cls, database: Path) -> Self:
        """Raises: StoreInUse with the holder's process id; StoreUnavailable where no file can be made."""
        path = _lock_file(database)
        try:
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreUnavailable(f"{path}: cannot be opened: {error.strerror}") from error
        try:
            _lock_with_patience(fd)
        except BlockingIOError:
            holder = _written_holder(fd)
            os.close(fd)
            raise StoreInUse(
                f"{database}: in use by another Topicwire process (pid {holder}): "
                "stop that one, or give this one another [store] url"
            ) from None
        except OSError as error:
            os.close(fd)
            raise StoreUnavailable(f"{path}: cannot be locked: {error.strerror}") from error
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
        return cls(fd)

    @staticmethod
    def holder(database: Path) -> str | None:
        """Return the id of the process that holds the database, None where none does. Never waits."""
        try:
            fd = os.open(_lock_file(database), os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            # Shared: two that only look do not take each other for a holder.
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _written_holder(fd)
        finally:
            os.close(fd)
        return None

    def release(self) -> None:
        """Let the next process in. May be called again."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def _lock_file(database: Path) -> Path:
    return database.with_name(f"{database.name}.lock")


def _written_holder(fd: int) -> str:
    return os.pread(fd, 32, 0).decode("ascii", "replace").strip() or "unknown"


def _lock_with_patience(fd: int) -> None:
    """Lock, waiting a moment: a holder that ends now, or whose child was just forked, lets go at once.

    Raises: BlockingIOError when it is still held after ``PATIENCE_S``.
    """
    ends_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            return fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > ends_at:
                raise
        time.sleep(0.05)


def _closing(reference: "weakref.ref[StoreLock]") -> Callable[[], None]:
    def close_in_child() -> None:
        lock = reference()
        if lock is not None:
            lock.release()

    return close_in_child

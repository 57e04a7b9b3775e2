"""A few connections that only read, each in a thread of its own; they never wait for the writer."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from bot.errors import StoreUnavailable
from bot.store.connect import needs_reconnect, unavailable

Result = TypeVar("Result")

READ_DEADLINE_S = 5.0
"""A read that takes longer is ended: a chat command's answer is of no use by then."""

_STEPS_BETWEEN_CHECKS = 20_000
"""SQLite's virtual machine steps between two looks at the clock: well under a millisecond."""


@contextmanager
def ended_at(connection: sqlite3.Connection, end: float) -> Iterator[None]:
    """End statements at ``end``, of ``time.monotonic``; what follows has a read's whole deadline again."""
    _end_at(connection, end)
    try:
        yield
    finally:
        _end_at(connection, time.monotonic() + READ_DEADLINE_S)


def _end_at(connection: sqlite3.Connection, end: float) -> None:
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS_BETWEEN_CHECKS)


class Readers:
    """Runs functions of a read-only connection; each sees one snapshot of the database."""

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        *,
        path: Path,
        count: int,
        deadline_s: float = READ_DEADLINE_S,
    ) -> None:
        self._connect = connect
        self._path = path
        self._deadline_s = deadline_s
        self._own = threading.local()
        self._connections: set[sqlite3.Connection] = set()
        self._threads = ThreadPoolExecutor(max_workers=count, thread_name_prefix="store-reader")
        self._is_closed = False

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Return what ``work`` returns.

        Raises: StoreUnavailable when the file cannot be read now or the deadline has passed.
        """
        if self._is_closed:
            raise StoreUnavailable(f"{self._path}: the store is closed")
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, work)

    async def close(self) -> None:
        """Finish running reads, then close the connections."""
        self._is_closed = True
        await asyncio.to_thread(self._threads.shutdown)
        while self._connections:
            self._connections.pop().close()

    def _read(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        try:
            connection = self._connection()
            _end_at(connection, time.monotonic() + self._deadline_s)
            connection.execute("BEGIN")
            try:
                return work(connection)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            if needs_reconnect(error):
                self._forget_connection()
            in_words = unavailable(error, self._path)
            if in_words is None:
                raise
            raise in_words from error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self._connect()
            self._connections.add(connection)
        return connection

    def _forget_connection(self) -> None:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is not None:
            self._own.connection = None
            self._connections.discard(connection)
            connection.close()

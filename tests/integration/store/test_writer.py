"""Many tasks, one hand: grouping, failing neighbours, cancellation and the end."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.errors import StoreUnavailable
from bot.store.connect import Role, connect
from bot.store.writer import GROUP_S, GROUP_UNITS, Writer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "units.db"
    connection = connect(file, role=Role.WRITER, may_create=True)
    connection.execute("CREATE TABLE units (name TEXT UNIQUE)")
    connection.close()
    return file


@pytest.fixture
async def writer(path: Path) -> AsyncIterator[Writer]:
    opened = Writer(partial(connect, path, role=Role.WRITER), path=path)
    yield opened
    await opened.close()


def add(connection: sqlite3.Connection, *, name: str) -> str:
    connection.execute("INSERT INTO units VALUES (?)", (name,))
    return name


def names(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    found = [name for (name,) in connection.execute("SELECT name FROM units ORDER BY rowid")]
    connection.close()
    return found


class Gate:
    """A unit that keeps the writer busy until it is opened, so that others have to wait together."""

    def __init__(self, writer: Writer) -> None:
        self._entered = threading.Event()
        self._may_go = threading.Event()
        self.task = asyncio.ensure_future(writer.run(self._wait))

    def _wait(self, connection: sqlite3.Connection) -> None:
        self._entered.set()
        assert self._may_go.wait(10)

    async def entered(self) -> None:
        assert await asyncio.to_thread(self._entered.wait, 10)

    async def open(self) -> None:
        self._may_go.set()
        await self.task


async def test_a_unit_is_acknowledged_after_its_commit(writer: Writer, path: Path) -> None:
    assert await writer.run(partial(add, name="one")) == "one"
    assert names(path) == ["one"]


async def test_waiting_units_share_a_transaction_in_order(writer: Writer, path: Path) -> None:
    gate = Gate(writer)
    await gate.entered()
    changes: list[int] = []

    def unit(connection: sqlite3.Connection, *, name: str) -> None:
        add(connection, name=name)
        changes.append(len(names(path)))  # what others can see: nothing until the COMMIT

    waiting = [asyncio.ensure_future(writer.run(partial(unit, name=str(n)))) for n in range(3)]
    await asyncio.sleep(0)
    await gate.open()
    await asyncio.gather(*waiting)
    assert changes == [0, 0, 0]
    assert names(path) == ["0", "1", "2"]


async def test_more_units_than_a_group_holds_are_all_written(writer: Writer, path: Path) -> None:
    count = 2 * GROUP_UNITS + 1
    await asyncio.gather(*(writer.run(partial(add, name=str(n))) for n in range(count)))
    assert names(path) == [str(n) for n in range(count)]


async def test_a_failing_unit_takes_nothing_from_its_neighbours(writer: Writer, path: Path) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        add(connection, name="half done")
        raise LookupError("no")

    gate = Gate(writer)
    await gate.entered()
    units = (partial(add, name="a"), fail, partial(add, name="a"), partial(add, name="b"))
    waiting = [asyncio.ensure_future(writer.run(unit)) for unit in units]
    await asyncio.sleep(0)
    await gate.open()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in results] == [str, LookupError, sqlite3.IntegrityError, str]
    assert names(path) == ["a", "b"]


async def test_a_unit_that_loses_the_transaction_fails_alone(writer: Writer, path: Path) -> None:
    def lose_it(connection: sqlite3.Connection) -> None:
        connection.execute("ROLLBACK")
        raise LookupError("no")

    gate = Gate(writer)
    await gate.entered()
    units = (partial(add, name="before"), lose_it, partial(add, name="after"))
    waiting = [asyncio.ensure_future(writer.run(unit)) for unit in units]
    await asyncio.sleep(0)
    await gate.open()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(results[1], LookupError)
    assert (results[0], results[2], names(path)) == ("before", "after", ["before", "after"])
    assert await writer.run(partial(add, name="later")) == "later"


async def test_a_unit_cancelled_while_it_waits_is_not_run(writer: Writer, path: Path) -> None:
    gate = Gate(writer)
    await gate.entered()
    waiting = asyncio.ensure_future(writer.run(partial(add, name="never")))
    neighbour = asyncio.ensure_future(writer.run(partial(add, name="neighbour")))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await gate.open()
    await neighbour
    assert names(path) == ["neighbour"]


async def test_a_unit_cancelled_while_it_runs_leaves_the_writer_well(writer: Writer, path: Path) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: complaints.append(context))
    gate = Gate(writer)
    await gate.entered()
    gate.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gate.open()
    assert await writer.run(partial(add, name="next")) == "next"
    assert complaints == []


async def test_after_an_error_of_the_disk_the_file_is_opened_anew(path: Path) -> None:
    connections: list[sqlite3.Connection] = []

    def open_file() -> sqlite3.Connection:
        connections.append(connect(path, role=Role.WRITER))
        return connections[-1]

    def fail(connection: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
        raise error

    writer = Writer(open_file, path=path)
    with pytest.raises(StoreUnavailable, match="check the disk"):
        await writer.run(fail)
    assert await writer.run(partial(add, name="next")) == "next"
    assert len(connections) == 2
    await writer.close()


async def test_close_writes_what_is_waiting(path: Path) -> None:
    writer = Writer(partial(connect, path, role=Role.WRITER), path=path)
    gate = Gate(writer)
    await gate.entered()

    def add_slowly(connection: sqlite3.Connection, *, name: str) -> str:
        time.sleep(GROUP_S)  # none shares its transaction with the next
        return add(connection, name=name)

    waiting = [asyncio.ensure_future(writer.run(partial(add_slowly, name=str(n)))) for n in range(3)]
    await asyncio.sleep(0)
    closing = asyncio.ensure_future(writer.close())
    await asyncio.sleep(0)
    await gate.open()
    await closing
    assert names(path) == ["0", "1", "2"]
    assert await asyncio.gather(*waiting) == ["0", "1", "2"]

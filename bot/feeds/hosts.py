"""Who may send a request now: at most two connections to a host, and a pause between its requests.

A host is what its owner would call one server: a registrable domain with all its names, and an address with
all its domains. A request therefore needs a place at several keys at once; it takes all of them or waits. A
connection belongs to a place: idle ones count, and are closed where another name of the host needs the room.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import aiohttp

from bot.core.hosts import PER_HOST

LINGER_S = 5.0
"""How long an idle connection is kept: for the next feed of the same server, not for the next poll."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a connection can be used for again. ``name`` is scheme, host and port."""

    name: str
    is_guarded: bool


@dataclass(slots=True, eq=False)
class Line:
    """One connection at most: its session serves one request at a time."""

    origin: Origin
    keys: frozenset[str]
    session: aiohttp.ClientSession
    idle_since: float | None = None
    closing: asyncio.Task[None] | None = None


@dataclass(slots=True, eq=False)
class _Waiter:
    keys: frozenset[str]
    granted: asyncio.Future[None]


@dataclass(slots=True, eq=False)
class _Host:
    running: int = 0
    next_start: float = 0.0
    lines: set[Line] = field(default_factory=set)
    queue: deque[_Waiter] = field(default_factory=deque)


class Hosts:
    """All hosts that are asked now, or were a moment ago.

    Args:
        pause_s: between the starts of two requests to one host.
        open_session: makes the session for a connection; it is closed here.
    """

    def __init__(self, *, pause_s: float, open_session: Callable[[Origin], aiohttp.ClientSession]) -> None:
        self._pause_s = pause_s
        self._open_session = open_session
        self._hosts: OrderedDict[str, _Host] = OrderedDict()  # by the start of their last request
        self._idle: OrderedDict[Line, None] = OrderedDict()  # the longest idle first
        self.waiting = 0
        """How many requests wait for their turn now."""

    async def take(self, origin: Origin, keys: frozenset[str]) -> Line:
        """Wait for a place at every key, in the order of arrival, a connection and the end of the pause.

        Whoever has the connection must ``give_back`` it, whatever happens.
        """
        self.waiting += 1
        try:
            hosts = [self._hosts.get(key) or self._hosts.setdefault(key, _Host()) for key in keys]
            if not _enter_now(hosts):
                await self._queue_up(keys, hosts)
            try:
                line = self._idle_line(origin, keys, hosts) or await self._new_line(origin, keys, hosts)
            except BaseException:
                self._leave(keys)
                raise
            try:
                await self._pause(keys, hosts)
            except BaseException:
                self.give_back(line)
                raise
            return line
        finally:
            self.waiting -= 1

    def give_back(self, line: Line) -> None:
        """Leave the connection and its place to the next."""
        line.idle_since = _now()
        self._idle[line] = None
        self._leave(line.keys)

    async def close(self) -> None:
        """Close all connections; nobody may hold one any more."""
        lines = {line for host in self._hosts.values() for line in host.lines}
        self._hang_up(line for line in lines if line.closing is None)
        await asyncio.gather(*(line.closing for line in lines if line.closing is not None))

    async def _queue_up(self, keys: frozenset[str], hosts: Sequence[_Host]) -> None:
        waiter = _Waiter(keys, asyncio.get_running_loop().create_future())
        for host in hosts:
            host.queue.append(waiter)
        self._grant(keys)
        try:
            await waiter.granted
        except asyncio.CancelledError:
            if waiter.granted.done() and not waiter.granted.cancelled():
                self._leave(keys)
            else:
                for host in hosts:
                    host.queue.remove(waiter)
                self._grant(keys)
            raise

    def _grant(self, keys: Iterable[str]) -> None:
        """Let those in who are first in every queue they stand in; all queues are in the order of arrival."""
        looks = deque(keys)
        while looks:
            queue = self._hosts[looks.popleft()].queue
            if not queue:
                continue
            waiter, hosts = queue[0], [self._hosts[key] for key in queue[0].keys]
            if waiter.granted.done():
                continue  # cancelled, and about to leave the queue
            if all(host.queue[0] is waiter and host.running < PER_HOST for host in hosts):
                for host in hosts:
                    host.queue.popleft()
                    host.running += 1
                waiter.granted.set_result(None)
                looks.extend(waiter.keys)

    def _leave(self, keys: frozenset[str]) -> None:
        is_awaited = False
        for key in keys:
            host = self._hosts[key]
            host.running -= 1
            is_awaited = is_awaited or bool(host.queue)
        if is_awaited:
            self._grant(keys)

    async def _pause(self, keys: frozenset[str], hosts: Sequence[_Host]) -> None:
        # Until a time, not until something happens; whoever else holds a place may start meanwhile.
        while (start := max(host.next_start for host in hosts)) > (now := _now()):  # noqa: ASYNC110
            await asyncio.sleep(start - now)
        for key, host in zip(keys, hosts, strict=True):
            host.next_start = now + self._pause_s
            self._hosts.move_to_end(key)

    def _idle_line(self, origin: Origin, keys: frozenset[str], hosts: Sequence[_Host]) -> Line | None:
        for line in hosts[0].lines:
            if line.idle_since is not None and line.origin == origin and line.keys == keys:
                line.idle_since = None
                del self._idle[line]
                return line
        return None

    async def _new_line(self, origin: Origin, keys: frozenset[str], hosts: Sequence[_Host]) -> Line:
        """Wait until there is room for one more connection, or one may be used again."""
        while not self._make_room(hosts):
            # The server still sees those that we are closing.
            closing = {line.closing for host in hosts for line in host.lines if line.closing is not None}
            await asyncio.wait(closing, return_when=asyncio.FIRST_COMPLETED)
            if (idle := self._idle_line(origin, keys, hosts)) is not None:
                return idle
        line = Line(origin, keys, self._open_session(origin))
        for host in hosts:
            host.lines.add(line)
        return line

    def _make_room(self, hosts: Sequence[_Host]) -> bool:
        """Hang up what is in the way; say whether all of them have room for one more already."""
        self._hang_up(self._expired() | _in_the_way(hosts))
        return all(len(host.lines) < PER_HOST for host in hosts)

    def _expired(self) -> set[Line]:
        """Idle lines whose time is over; forgets hosts that have nothing left."""
        now, lines = _now(), set()
        for line in self._idle:
            if line.idle_since is None or now - line.idle_since < LINGER_S:
                break
            lines.add(line)
        while self._hosts:
            key, host = next(iter(self._hosts.items()))
            if host.running or host.queue or host.lines or host.next_start > now:
                break
            del self._hosts[key]
        return lines

    def _hang_up(self, lines: Iterable[Line]) -> None:
        """Begin to close lines: from now on nobody takes them, and they count until they are closed."""
        for line in lines:
            line.idle_since = None
            self._idle.pop(line, None)
            line.closing = asyncio.create_task(self._close(line))

    async def _close(self, line: Line) -> None:
        try:
            await line.session.close()
        finally:
            for key in line.keys:
                self._hosts[key].lines.discard(line)


def _enter_now(hosts: Iterable[_Host]) -> bool:
    """Take a place at all of them, or at none."""
    for host in hosts:
        if host.queue or host.running >= PER_HOST:
            return False
    for host in hosts:
        host.running += 1
    return True


def _in_the_way(hosts: Iterable[_Host]) -> set[Line]:
    """The idle lines, longest idle first, that leave these hosts no room for one more."""
    found: set[Line] = set()
    for host in hosts:
        staying = [line for line in host.lines if line.closing is None]
        idle = sorted(
            (line for line in staying if line.idle_since is not None),
            key=lambda line: line.idle_since or 0,
        )
        found.update(idle[: max(0, len(staying) - PER_HOST + 1)])
    return found


def _now() -> float:
    return asyncio.get_running_loop().time()
